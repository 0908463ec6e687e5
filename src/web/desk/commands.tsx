/** Telling a charger what to do: buttons for every day, and all else that OCPP knows. */
import { useState } from 'preact/hooks'
import { Problem } from '../api.ts'
import { Button } from '../parts/button.tsx'
import { Card } from '../parts/card.tsx'
import { Dialog } from '../parts/dialog.tsx'
import { Loaded } from '../parts/empty.tsx'
import { TextField } from '../parts/field.tsx'
import { Form, useForm } from '../parts/form.tsx'
import { useWatched } from '../portal/watch.ts'
import type { List } from '../wire.ts'
import { Answer } from './answer.tsx'
import { Blanks } from './blanks.tsx'
import { command, type Said, sayAnswer } from './command.ts'
import type { Payload } from './payload.ts'
import { dailyOf, deedOf, groupsOf } from './deeds.ts'
import { exampleOf } from './example.ts'
import type { ChargerProps } from './props.ts'
import { isGrave, useSure } from './sure.tsx'
import type { Action, Charger } from './wire.ts'
import { useDesk } from './words.ts'

export function Commands({ charger }: ChargerProps) {
  const t = useDesk().deeds
  const version = charger.version ?? '1.6'
  const actions = useWatched<List<Action>>(`/v1/ocpp/actions?version=${version}`)
  const [said, setSaid] = useState<Said | null>(null)
  return (
    <>
      {!charger.isConnected && <p class="notice">{t.notConnected}</p>}
      <Loaded of={actions}>
        {({ items }) => (
          <div class="halves">
            <div class="stack">
              <Daily charger={charger} actions={items} onSaid={setSaid} />
              <div role="status">{said && <Answer said={said} />}</div>
            </div>
            <Rest charger={charger} actions={items} onSaid={setSaid} />
          </div>
        )}
      </Loaded>
    </>
  )
}

type TellingProps = { charger: Charger; actions: Action[]; onSaid: (said: Said | null) => void }

/** A button each; what is still to be said is asked in a dialog. */
function Daily({ charger, actions, onSaid }: TellingProps) {
  const { deeds: t, ocpp } = useDesk()
  const [asking, ask] = useState<string | null>(null)
  const daily = dailyOf(actions.map(({ action }) => action))
  const deed = asking === null ? undefined : deedOf(asking, charger.version)
  const close = () => ask(null)
  const send = async (payload: Payload) => {
    const said = await command(charger.identity, asking!, payload)
    onSaid(said)
    close()
    sayAnswer(asking!, said)
  }
  return (
    <Card title={t.daily}>
      <div class="deeds">
        {daily.map((action) => (
          <Button key={action} onClick={() => ask(action)}>
            {ocpp.actions[action]}
          </Button>
        ))}
      </div>
      <Dialog open={asking !== null} title={ocpp.actions[asking ?? ''] ?? ''} onClose={close}>
        {asking && t.about[asking] && <p class="hint">{t.about[asking]}</p>}
        {asking && isGrave(asking) && charger.active.length > 0 && (
          <p class="notice">{t.sureCharging(charger.active.length)}</p>
        )}
        {deed && <Blanks charger={charger} {...deed} label={t.send} onSend={send} />}
      </Dialog>
    </Card>
  )
}

function Rest({ charger, actions, onSaid }: TellingProps) {
  const { deeds: t, ocpp } = useDesk()
  const grouped = groupsOf(actions.map(({ action }) => action))
  const [action, choose] = useState(grouped[0]?.[1][0] ?? '')
  const send = async (payload: Payload) => {
    onSaid(null)
    onSaid(await command(charger.identity, action, payload))
  }
  const chosen = actions.find((one) => one.action === action)
  const deed = deedOf(action, charger.version)
  const { ask, dialog } = useSure(charger, action, send)
  return (
    <Card title={t.rest}>
      <div class="field">
        <label for="action">{t.action}</label>
        <select
          id="action"
          value={action}
          onChange={({ currentTarget }) => choose(currentTarget.value)}
        >
          {grouped.map(([group, some]) => (
            <optgroup key={group} label={t.groups[group]}>
              {some.map((one) => (
                <option key={one} value={one}>
                  {ocpp.actions[one] ?? one}
                </option>
              ))}
            </optgroup>
          ))}
        </select>
        <p class="hint">
          <code>{action}</code> {t.about[action]}
        </p>
      </div>
      {deed ? (
        <Blanks key={action} charger={charger} {...deed} label={t.send} onSend={ask} />
      ) : (
        chosen && <Written key={action} of={chosen} onSend={ask} />
      )}
      {dialog}
    </Card>
  )
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
    <Form form={form} label={form.busy ? t.waiting : t.send} said={({ message }) => message}>
      <TextField
        label={t.payload}
        hint={t.payloadHint}
        value={text}
        onValue={write}
        lines={9}
        error={form.problem ? faultsIn(form.problem) : undefined}
      />
    </Form>
  )
}

/** Where in the payload, and what is wrong there. */
function faultsIn({ errors }: Problem): string | undefined {
  const [first] = errors
  return (
    first && [first.pointer.replace(/^\/payload\/?/, ''), first.detail].filter(Boolean).join(': ')
  )
}

function payloadIn(text: string, why: string): Payload {
  try {
    return JSON.parse(text) as Payload
  } catch {
    throw new Problem(422, why)
  }
}
