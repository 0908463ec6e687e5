/** Telling a charger what to do: an action, its form or its payload as JSON, and the charger's answer. */
import { useEffect, useState } from 'preact/hooks'
import { call, Problem } from '../api.ts'
import { Card } from '../parts/card.tsx'
import { Loaded } from '../parts/empty.tsx'
import { TextField, SelectField } from '../parts/field.tsx'
import { Form, useForm } from '../parts/form.tsx'
import { Badge } from '../parts/flag.tsx'
import { useWatched } from '../portal/watch.ts'
import type { List } from '../wire.ts'
import type { ChargerProps } from './props.ts'
import { command, type Payload, type Said, speaks16 } from './command.ts'
import { type Blank, deedOf, groupOf, GROUPS, type Typed } from './deeds.ts'
import { exampleOf } from './example.ts'
import { Json } from './json.tsx'
import { useSure } from './sure.tsx'
import type { Action, Charger, Token } from './wire.ts'
import { useDesk } from './words.ts'

export function Commands({ charger }: ChargerProps) {
  const t = useDesk().deeds
  const version = charger.version ?? '1.6'
  const actions = useWatched<List<Action>>(`/v1/ocpp/actions?version=${version}`)
  return (
    <>
      {!charger.isConnected && <p class="notice">{t.notConnected}</p>}
      <Loaded of={actions}>{({ items }) => <Telling charger={charger} actions={items} />}</Loaded>
    </>
  )
}

function Telling({ charger, actions }: { charger: Charger; actions: Action[] }) {
  const t = useDesk().deeds
  const { identity, version } = charger
  const usual = actions.find(({ action }) => action === 'TriggerMessage') ?? actions[0]
  const [action, choose] = useState(usual?.action ?? '')
  const [said, setSaid] = useState<Said | null>(null)
  const send = async (payload: Payload) => {
    setSaid(null)
    setSaid(await command(identity, action, payload))
  }
  const chosen = actions.find((one) => one.action === action)
  const deed = deedOf(action, version)
  const { ask, dialog } = useSure(charger, action, send)
  return (
    <div class="halves">
      <Card title={t.title}>
        <Actions actions={actions} value={action} onValue={choose} />
        {t.about[action] && <p class="hint">{t.about[action]}</p>}
        {deed ? (
          <Blanks key={action} charger={charger} {...deed} onSend={ask} />
        ) : (
          chosen && <Written key={action} of={chosen} onSend={ask} />
        )}
      </Card>
      <Answer said={said} />
      {dialog}
    </div>
  )
}

type ActionsProps = { actions: Action[]; value: string; onValue: (action: string) => void }

function Actions({ actions, value, onValue }: ActionsProps) {
  const t = useDesk().deeds
  const grouped = GROUPS.map((group) => ({
    group,
    of: actions.filter(({ action }) => groupOf(action) === group),
  })).filter(({ of }) => of.length > 0)
  return (
    <div class="field">
      <label for="action">{t.action}</label>
      <select
        id="action"
        value={value}
        onChange={({ currentTarget }) => onValue(currentTarget.value)}
      >
        {grouped.map(({ group, of }) => (
          <optgroup key={group} label={t.groups[group]}>
            {of.map(({ action }) => (
              <option key={action} value={action}>
                {t.names[action] ?? action}
              </option>
            ))}
          </optgroup>
        ))}
      </select>
    </div>
  )
}

type BlanksProps = {
  charger: Charger
  blanks: Blank[]
  payload: (typed: Typed) => Payload
  onSend: (payload: Payload) => Promise<void>
}

function Blanks({ charger, blanks, payload, onSend }: BlanksProps) {
  const t = useDesk().deeds
  const first = blanks.flatMap(({ name, choices }) => (choices ? [[name, choices[0]!]] : []))
  const [typed, type] = useState<Typed>(Object.fromEntries(first) as Typed)
  const form = useForm(() => {
    const told = Object.entries(typed).filter(([, text]) => text.trim() !== '')
    return onSend(payload(Object.fromEntries(told)))
  })
  return (
    <Form form={form} label={t.send}>
      {blanks.map((blank) => (
        <BlankField
          key={blank.name}
          charger={charger}
          blank={blank}
          value={typed[blank.name] ?? ''}
          onValue={(text) => type((before) => ({ ...before, [blank.name]: text }))}
        />
      ))}
    </Form>
  )
}

type BlankProps = {
  charger: Charger
  blank: Blank
  value: string
  onValue: (text: string) => void
}

function BlankField({ charger, blank, value, onValue }: BlankProps) {
  const t = useDesk().deeds
  const { name, kind, choices, optional } = blank
  const known = useKnown(charger, blank)
  const common = { label: t.blanks[name], value, onValue }
  if (choices) {
    const options = choices.map((one): [string, string] => [one, t.choices[one] ?? one])
    return <SelectField {...common} options={options} />
  }
  return (
    <TextField
      {...common}
      name={name}
      optional={optional}
      required={!optional && name !== 'value'}
      choices={known}
      autocomplete="off"
      spellcheck={false}
      {...(kind && { inputMode: 'numeric', pattern: '[0-9]*' })}
    />
  )
}

/** What may be meant: identifiers that may charge, plugs that there are, what is charging. */
function useKnown({ connectors, active, version }: Charger, { name }: Blank): string[] {
  const [tags, setTags] = useState<string[]>([])
  useEffect(() => {
    if (name !== 'idTag') return
    const learn = async () => {
      const { items } = await call<List<Token>>('GET', '/v1/tokens?unknown=false&limit=100')
      setTags(items.filter(({ status }) => status === 'Accepted').map(({ idTag }) => idTag))
    }
    void learn().catch(() => undefined)
  }, [name])
  if (name === 'connector') {
    return [...new Set(connectors.map(({ evse }) => evse))].filter(Boolean).map(String)
  }
  if (name === 'transaction') {
    return active.map((one) => (speaks16(version) ? String(one.number) : (one.reference ?? '')))
  }
  return tags
}

type WrittenProps = { of: Action; onSend: (payload: Payload) => Promise<void> }

/** Any payload, as it goes on the wire. */
function Written({ of, onSend }: WrittenProps) {
  const t = useDesk().deeds
  const [text, write] = useState(() => JSON.stringify(exampleOf(of.schema), null, 2))
  const form = useForm(async () => {
    await onSend(payloadIn(text, t.noJson))
  })
  return (
    <Form form={form} label={t.send} said={({ message }) => message}>
      <TextField label={t.payload} hint={t.payloadHint} value={text} onValue={write} lines={9} />
    </Form>
  )
}

function payloadIn(text: string, why: string): Payload {
  try {
    return JSON.parse(text) as Payload
  } catch {
    throw new Problem(422, why)
  }
}

function Answer({ said }: { said: Said | null }) {
  const t = useDesk().deeds
  return (
    <div role="status">
      {said && (
        <Card
          title={t.answer}
          action={
            <Badge tone={said.isGood ? 'good' : 'bad'} icon={said.isGood ? 'check' : 'warning'}>
              {said.isGood ? t.good : t.bad}
            </Badge>
          }
        >
          <p>{said.text}</p>
          {said.answer !== null && <Json label={t.answer} of={said.answer} />}
        </Card>
      )}
    </div>
  )
}
