/** The small form of a command: what is known is chosen, the rest is typed. */
import { useEffect, useState } from 'preact/hooks'
import { call } from '../api.ts'
import { energy, line, number } from '../format.ts'
import { SelectField, TextField } from '../parts/field.tsx'
import { Form, useForm } from '../parts/form.tsx'
import type { List } from '../wire.ts'
import { speaks16 } from './command.ts'
import type { Payload } from './payload.ts'
import type { Blank, Deed, Typed } from './deeds.ts'
import type { Charger, Token } from './wire.ts'
import { useDesk } from './words.ts'

type BlanksProps = Deed & {
  charger: Charger
  label: string
  onSend: (payload: Payload) => Promise<void>
}

export function Blanks({ charger, blanks, payload, label, onSend }: BlanksProps) {
  const t = useDesk().deeds
  const [typed, type] = useState<Typed>({})
  const chosen = useChoices(charger)
  const form = useForm(() => {
    const first = blanks.map((blank) => [blank.name, chosen(blank)?.[0]?.[0] ?? ''])
    const told = Object.entries({ ...Object.fromEntries(first), ...typed } as Typed)
    return onSend(payload(Object.fromEntries(told.filter(([, text]) => text.trim() !== ''))))
  })
  const isIdle = blanks.some(({ name }) => name === 'transaction') && charger.active.length === 0
  if (isIdle) return <p class="soft">{t.nothingCharges}</p>
  return (
    <Form form={form} label={form.busy ? t.waiting : label}>
      {blanks.map((blank) => (
        <BlankField
          key={blank.name}
          blank={blank}
          choices={chosen(blank)}
          value={typed[blank.name]}
          onValue={(text) => type((before) => ({ ...before, [blank.name]: text }))}
        />
      ))}
      {form.problem?.first && (
        <p class="error" role="alert">
          {form.problem.first}
        </p>
      )}
    </Form>
  )
}

type Choices = [value: string, text: string][]

/** What may be chosen for a blank; undefined where anything may be typed. */
function useChoices(charger: Charger): (blank: Blank) => Choices | undefined {
  const { deeds, charges, chargers } = useDesk()
  const { connectors, active, version } = charger
  const plugs = connectors.filter(({ evse }) => evse > 0)
  return ({ name, choices, optional, isAny }) => {
    if (choices) return choices.map((one) => [one, deeds.choices[one] ?? one])
    if (name === 'transaction') {
      return active.map((one) => [
        speaks16(version) ? String(one.number) : (one.reference ?? ''),
        line([
          charges.one(number(one.number)),
          one.connectorId > 0 && charges.connector(one.connectorId),
          one.energyKwh !== null && energy(one.energyKwh),
        ]),
      ])
    }
    if (plugs.length === 0) return undefined
    if (name === 'plug') {
      return plugs.map(({ evse, connector }) => {
        const second = connector > 1 ? `.${connector}` : ''
        return [`${evse}${second}`, charges.connector(evse) + second]
      })
    }
    if (name !== 'connector') return undefined
    const each = [...new Set(plugs.map(({ evse }) => evse))].map((evse): [string, string] => [
      String(evse),
      charges.connector(evse),
    ])
    return optional ? [['', isAny ? deeds.any : chargers.whole], ...each] : each
  }
}

type BlankProps = {
  blank: Blank
  choices: Choices | undefined
  value: string | undefined
  onValue: (text: string) => void
}

function BlankField({ blank, choices, value, onValue }: BlankProps) {
  const t = useDesk().deeds
  const { name, kind, optional } = blank
  const cards = useCards(name === 'idTag')
  const label = t.blanks[name]
  if (choices) {
    const first = choices[0]?.[0] ?? ''
    return <SelectField {...{ label, onValue }} value={value ?? first} options={choices} />
  }
  return (
    <TextField
      {...{ label, name, onValue, optional }}
      value={value ?? ''}
      required={!optional && name !== 'value'}
      choices={cards}
      autocomplete="off"
      spellcheck={false}
      {...(kind && { inputMode: 'numeric', pattern: '[0-9]*' })}
    />
  )
}

/** The cards that may charge. */
function useCards(isAsked: boolean): string[] {
  const [cards, setCards] = useState<string[]>([])
  useEffect(() => {
    if (!isAsked) return
    const learn = async () => {
      const { items } = await call<List<Token>>('GET', '/v1/tokens?unknown=false&limit=100')
      setCards(items.filter(({ status }) => status === 'Accepted').map(({ idTag }) => idTag))
    }
    void learn().catch(() => undefined)
  }, [isAsked])
  return cards
}
