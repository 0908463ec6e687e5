/** One car: what it shares, how it is heard, its name, its module's secret, and removing it. */
import { useState } from 'preact/hooks'
import { asProblem, call, type Problem } from '../api.ts'
import { refresh, settle, useData } from '../data.ts'
import { Button } from '../parts/button.tsx'
import { Card } from '../parts/card.tsx'
import { Copy } from '../parts/copy.tsx'
import { Confirm } from '../parts/dialog.tsx'
import { Empty, Loaded } from '../parts/empty.tsx'
import { TextField } from '../parts/field.tsx'
import { Icon } from '../parts/icon.tsx'
import { OptIn } from '../parts/optin.tsx'
import { Page, type PageProps } from '../parts/page.tsx'
import { Secret } from '../parts/secret.tsx'
import { say, told } from '../parts/toast.tsx'
import { Ways } from '../parts/ways.tsx'
import { go } from '../route.tsx'
import type { Vehicle } from '../wire.ts'
import { useWords } from '../words/words.ts'

export function VehiclePage({ id }: PageProps) {
  const { vehicles: t } = useWords()
  const found = useData<Vehicle>(`/v1/vehicles/${encodeURIComponent(id)}`)
  const { data, error } = found
  const isGone = error?.status === 404 || error?.status === 403
  return (
    <Page title={data?.name ?? data?.vehicleId ?? id} back="/vehicles" lead={data && kindOf(data)}>
      {isGone ? (
        <Empty icon="car" title={t.gone} />
      ) : (
        <Loaded of={found}>{(vehicle) => <One vehicle={vehicle} />}</Loaded>
      )}
    </Page>
  )
}

function kindOf({ make, model, vehicleId, name }: Vehicle): string {
  return [[make, model].filter(Boolean).join(' '), name && vehicleId].filter(Boolean).join(' · ')
}

function One({ vehicle }: { vehicle: Vehicle }) {
  const { vehicles: t } = useWords()
  return (
    <>
      {vehicle.trouble === 'paranoid' && <Paranoid />}
      <div class="pair">
        <Card title={t.sharing.title}>
          <OptIn vehicle={vehicle} />
        </Card>
        <div class="stack">
          {vehicle.channels && <Ways channels={vehicle.channels} />}
          <Secret vehicleId={vehicle.vehicleId} />
          <About vehicle={vehicle} />
          <Remove vehicle={vehicle} />
        </div>
      </div>
    </>
  )
}

function Paranoid() {
  const { vehicles } = useWords()
  const t = vehicles.trouble
  return (
    <Card
      tone="warn"
      title={
        <span class="warned">
          <Icon name="warning" />
          {t.title}
        </span>
      }
    >
      <p>{t.text}</p>
      <p>{t.todo}</p>
      <Copy label={t.todoLabel} text="config set server.v2 paranoid no" />
      <p class="hint">{t.after}</p>
    </Card>
  )
}

type Naming = Pick<Vehicle, 'name' | 'make' | 'model'>
const LENGTHS: Record<keyof Naming, number> = { name: 100, make: 60, model: 60 }

function About({ vehicle }: { vehicle: Vehicle }) {
  const { vehicles, shell } = useWords()
  const [changes, set] = useState<Partial<Naming>>({})
  const [fault, setFault] = useState<Problem | null>(null)
  const path = `/v1/vehicles/${encodeURIComponent(vehicle.vehicleId)}`
  const texts = { name: vehicles.new.name, make: vehicles.one.make, model: vehicles.one.model }
  const save = async () => {
    try {
      settle(path, await call<Vehicle>('PATCH', path, wished(changes)))
      set({})
      setFault(null)
      say(shell.saved)
      void refresh('/v1/vehicles')
    } catch (error) {
      setFault(asProblem(error))
    }
  }
  const isNamed = fault !== null && Object.keys(LENGTHS).some((field) => fault.of(field))
  return (
    <Card title={vehicles.one.about}>
      {(['name', 'make', 'model'] as const).map((field) => (
        <TextField
          key={field}
          label={texts[field]}
          value={changes[field] ?? vehicle[field] ?? ''}
          onValue={(text) => set({ ...changes, [field]: text })}
          error={fault?.of(field)}
          maxLength={LENGTHS[field]}
          autocomplete="off"
        />
      ))}
      <p class="hint">{vehicles.one.aboutHint}</p>
      {fault && !isNamed && (
        <p class="error" role="alert">
          {told(fault)}
        </p>
      )}
      <div class="row">
        <Button onClick={save} disabled={Object.keys(changes).length === 0}>
          {shell.save}
        </Button>
      </div>
    </Card>
  )
}

/** What was emptied is taken away. */
function wished(changes: Partial<Naming>): Partial<Naming> {
  return Object.fromEntries(
    Object.entries(changes).map(([key, text]) => [key, text?.trim() || null]),
  )
}

function Remove({ vehicle: { vehicleId, name } }: { vehicle: Vehicle }) {
  const { vehicles } = useWords()
  const t = vehicles.one
  const [isAsking, ask] = useState(false)
  return (
    <Card title={t.remove}>
      <p class="hint">{t.removeHint}</p>
      <div class="row">
        <Button kind="danger" onClick={() => ask(true)}>
          <Icon name="trash" size={18} />
          {t.remove}
        </Button>
      </div>
      <Confirm
        open={isAsking}
        title={t.removeAsk(name ?? vehicleId)}
        label={t.remove}
        onClose={() => ask(false)}
        onConfirm={async () => {
          await call('DELETE', `/v1/vehicles/${encodeURIComponent(vehicleId)}`)
          go('/vehicles', { replace: true })
          say(t.removed)
          await refresh('/v1/vehicles', '/v1/locations', '/v1/charges/mine', '/v1/questions')
        }}
      >
        {t.removeText}
      </Confirm>
    </Card>
  )
}
