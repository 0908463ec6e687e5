/** Which language is spoken, where nobody's settings say it. */
import { SelectField } from '../parts/field.tsx'
import type { Language } from '../wire.ts'
import { language, LANGUAGES } from '../words/words.ts'

type LanguageProps = { label: string; onChoose: (language: Language) => Promise<void> }

export function LanguageField({ label, onChoose }: LanguageProps) {
  return (
    <SelectField<Language>
      label={label}
      value={language()}
      onValue={(chosen) => void onChoose(chosen)}
      options={Object.entries(LANGUAGES) as [Language, string][]}
    />
  )
}
