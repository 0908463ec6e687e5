/** When not to be disturbed, and what the lock screen may show. */
import { useState } from 'preact/hooks'
import { asProblem, type Problem } from '../api.ts'
import { changeOwner } from '../owner.ts'
import type { Notifications, Quiet as Hours } from '../wire.ts'
import { useWords } from '../words/words.ts'
import { Button } from './button.tsx'
import { Card } from './card.tsx'
import { SelectField, Switch, TextField } from './field.tsx'
import { say, sayProblem, told } from './toast.tsx'

const NIGHT = { from: '22:00', to: '07:00' }

export function Quiet({ notifications }: { notifications: Notifications }) {
  const { account } = useWords()
  const t = account.quiet
  const { quiet, discreet } = notifications
  const put = (wish: Partial<Notifications>) =>
    void changeOwner({ notifications: wish }).catch(sayProblem)
  return (
    <Card title={t.title}>
      <Switch
        label={t.label}
        hint={t.hint}
        on={quiet !== null}
        onSwitch={(on) => put({ quiet: on ? { ...NIGHT, timezone: zoneHere() } : null })}
      />
      {quiet && <Times quiet={quiet} />}
      <Switch
        label={t.discreet}
        hint={t.discreetHint}
        on={discreet}
        onSwitch={(on) => put({ discreet: on })}
      />
    </Card>
  )
}

function Times({ quiet }: { quiet: Hours }) {
  const { account, shell } = useWords()
  const t = account.quiet
  const [changes, set] = useState<Partial<Hours>>({})
  const [fault, setFault] = useState<Problem | null>(null)
  const draft = { ...quiet, ...changes }
  const change = (part: Partial<Hours>) => set({ ...changes, ...part })
  const isChanged = JSON.stringify(draft) !== JSON.stringify(quiet)
  const save = async () => {
    try {
      await changeOwner({ notifications: { quiet: draft } })
      set({})
      setFault(null)
      say(shell.saved)
    } catch (error) {
      setFault(asProblem(error))
    }
  }
  const isSame = draft.from === draft.to
  const of = (field: keyof Hours) => fault?.of(`notifications/quiet/${field}`)
  return (
    <div class="night">
      <TextField
        label={t.from}
        type="time"
        value={draft.from}
        onValue={(from) => change({ from })}
        error={of('from')}
        required
      />
      <TextField
        label={t.to}
        type="time"
        value={draft.to}
        onValue={(to) => change({ to })}
        error={isSame ? t.same : of('to')}
        required
      />
      <SelectField
        label={t.zone}
        value={draft.timezone}
        onValue={(timezone) => change({ timezone })}
        error={of('timezone')}
        options={zones(draft.timezone).map((zone) => [zone, zone.replaceAll('_', ' ')])}
      />
      {fault && !of('from') && !of('to') && !of('timezone') && (
        <p class="error" role="alert">
          {told(fault)}
        </p>
      )}
      {isChanged && (
        <div class="row">
          <Button kind="lead" onClick={save} disabled={isSame || !draft.from || !draft.to}>
            {shell.save}
          </Button>
        </div>
      )}
    </div>
  )
}

function zoneHere(): string {
  return Intl.DateTimeFormat().resolvedOptions().timeZone
}

/** The one that is set, the one here, then all others. */
function zones(set: string): string[] {
  return [...new Set([set, zoneHere(), ...Intl.supportedValuesOf('timeZone')])]
}
