/** Which language is spoken, where nobody's settings say it. */
import { SelectField } from '../parts/field.tsx'
import type { Language } from '../wire.ts'
import { language, LANGUAGES } from '../words/words.ts'
import { chooseAll } from './words.ts'

export function LanguageField({ label }: { label: string }) {
  return (
    <SelectField<Language>
      label={label}
      value={language()}
      onValue={(chosen) => void chooseAll(chosen)}
      options={Object.entries(LANGUAGES) as [Language, string][]}
    />
  )
}
