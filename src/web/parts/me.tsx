/** Who the owner is, and the language he reads. */
import { useState } from 'preact/hooks'
import { asProblem, type Problem } from '../api.ts'
import { date } from '../format.ts'
import { changeOwner } from '../owner.ts'
import type { Language, Owner } from '../wire.ts'
import { choose, LANGUAGES, preferred, speak, useWords, words } from '../words/words.ts'
import { Button } from './button.tsx'
import { Card } from './card.tsx'
import { SelectField, TextField } from './field.tsx'
import { say, told } from './toast.tsx'

type Draft = { name?: string; language?: Language | '' }

export function Me({ owner }: { owner: Owner }) {
  const { account, shell } = useWords()
  const t = account.you
  const [draft, set] = useState<Draft>({})
  const [fault, setFault] = useState<Problem | null>(null)
  const save = async () => {
    try {
      await keep(draft)
      set({})
      setFault(null)
      // In the language that is spoken by now.
      say(words().shell.saved)
    } catch (error) {
      setFault(asProblem(error))
    }
  }
  const ofName = fault?.of('name')
  return (
    <Card title={t.title}>
      <TextField
        label={t.name}
        value={draft.name ?? owner.name ?? ''}
        onValue={(name) => set({ ...draft, name })}
        error={ofName}
        maxLength={100}
        autocomplete="name"
        optional
      />
      <div class="field">
        <span class="field-label">{t.email}</span>
        <p class="hint">{t.emailHint}</p>
        <p class="given">{owner.email}</p>
      </div>
      {owner.language !== undefined && (
        <SelectField<Language | ''>
          label={t.language}
          value={draft.language ?? owner.language ?? ''}
          onValue={(language) => set({ ...draft, language })}
          options={[['', t.auto], ...(Object.entries(LANGUAGES) as [Language, string][])]}
        />
      )}
      {fault && !ofName && (
        <p class="error" role="alert">
          {told(fault)}
        </p>
      )}
      <div class="row apart">
        <p class="hint">{t.since(date(owner.createdAt))}</p>
        <Button kind="lead" onClick={save} disabled={Object.keys(draft).length === 0}>
          {shell.save}
        </Button>
      </div>
    </Card>
  )
}

/** The whole page speaks another language a moment later. */
async function keep({ name, language }: Draft): Promise<void> {
  await changeOwner({
    ...(name !== undefined && { name: name.trim() || null }),
    ...(language !== undefined && { language: language || null }),
  })
  if (language) await choose(language)
  if (language !== '') return
  localStorage.removeItem('language')
  await speak(preferred())
}
