/** A dialog in which the owner tells what he knows of a station. */
import { useState } from 'preact/hooks'
import { call, Problem } from '../api.ts'
import { SOCKETS, socketOf } from '../plugs.ts'
import type { Socket, StationFacts } from '../wire.ts'
import { useWords } from '../words/words.ts'
import { Dialog } from './dialog.tsx'
import { SelectField, TextField } from './field.tsx'
import { Form, useForm } from './form.tsx'

type Access = NonNullable<StationFacts['access']>
type Draft = { posts: string; plugs: Socket[]; access: Access | ''; price: string }

type TellingProps = {
  /** What he told before. */
  told: StationFacts | null
  /** Takes the facts. */
  path: string
  onClose: () => void
  onTold: () => Promise<void>
}

export function Telling({ told, path, onClose, onTold }: TellingProps) {
  const { telling: t } = useWords().stations
  const [draft, setDraft] = useState<Draft>(() => draftOf(told))
  const set = (changes: Partial<Draft>) => setDraft({ ...draft, ...changes })
  const form = useForm(async () => {
    await call('PUT', path, factsOf(draft, t.nothing))
    onClose()
    await onTold()
  })
  return (
    <Dialog open title={t.title} onClose={onClose}>
      <Form form={form} label={t.send}>
        <p class="soft">{t.lead}</p>
        <TextField
          label={t.posts}
          inputMode="numeric"
          maxLength={4}
          autocomplete="off"
          value={draft.posts}
          error={form.problem?.of('posts') && t.notNumber}
          onValue={(posts) => set({ posts })}
        />
        <Plugs chosen={draft.plugs} onChosen={(plugs) => set({ plugs })} />
        <AccessField value={draft.access} onValue={(access) => set({ access })} />
        <TextField
          label={t.price}
          hint={t.priceHint}
          maxLength={200}
          autocomplete="off"
          value={draft.price}
          error={form.problem?.of('price')}
          onValue={(price) => set({ price })}
        />
      </Form>
    </Dialog>
  )
}

type PlugsProps = { chosen: Socket[]; onChosen: (plugs: Socket[]) => void }

function Plugs({ chosen, onChosen }: PlugsProps) {
  const { stations: t } = useWords()
  return (
    <fieldset>
      <legend class="field-label">{t.telling.plugs}</legend>
      <div class="sockets">
        {SOCKETS.map((one) => (
          <label key={one} class="check">
            <input
              type="checkbox"
              checked={chosen.includes(one)}
              onChange={({ currentTarget: { checked } }) =>
                onChosen(checked ? [...chosen, one] : chosen.filter((other) => other !== one))
              }
            />
            {socketOf(one, t)}
          </label>
        ))}
      </div>
    </fieldset>
  )
}

type AccessFieldProps = { value: Access | ''; onValue: (access: Access | '') => void }

function AccessField(props: AccessFieldProps) {
  const { stations: t } = useWords()
  const { public: everybody, customers, private: closed } = t.accesses
  return (
    <SelectField<Access | ''>
      {...props}
      label={t.telling.access}
      options={[
        ['', t.telling.accessUnknown],
        ['public', everybody],
        ['customers', customers],
        ['private', closed],
      ]}
    />
  )
}

function draftOf(told: StationFacts | null): Draft {
  const { posts, plugs = [], access = '', price = '' } = told ?? {}
  return { posts: posts === undefined ? '' : String(posts), plugs, access, price }
}

/** Only what is told. Throws where that is nothing. */
function factsOf({ posts, plugs, access, price }: Draft, nothing: string): StationFacts {
  const facts: StationFacts = {
    ...(posts.trim() !== '' && { posts: Number(posts) }),
    ...(plugs.length > 0 && { plugs }),
    ...(access !== '' && { access }),
    ...(price.trim() !== '' && { price: price.trim() }),
  }
  if (Object.keys(facts).length === 0) throw new Problem(422, nothing)
  return facts
}
