/** Adding a car: what it is called, which secret its module has, and then the module's settings. */
import { useState } from 'preact/hooks'
import { asProblem, call, type Problem } from '../api.ts'
import { refresh } from '../data.ts'
import type { VehicleWithToken } from '../wire.ts'
import { useWords } from '../words/words.ts'
import { Button, ButtonLink } from './button.tsx'
import { Card } from './card.tsx'
import { Options, TextField } from './field.tsx'
import { FirstWord } from './heard.tsx'
import { Page } from './page.tsx'
import { ModuleSettings } from './settings.tsx'
import { told } from './toast.tsx'

type Wish = { vehicleId: string; name: string; secret: 'fresh' | 'own'; password: string }
/** What is wrong with a field, by its name; `''` is what belongs to none. */
type Faults = Partial<Record<keyof Wish | '', string | undefined>>

const ID = /^[A-Za-z0-9_-]{1,32}$/
const NOTHING: Wish = { vehicleId: '', name: '', secret: 'fresh', password: '' }

/** The form, and what follows it. */
export function NewVehicle() {
  const [made, set] = useState<VehicleWithToken | null>(null)
  return made ? <Made {...made} /> : <Form onMade={set} />
}

function Form({ onMade }: { onMade: (made: VehicleWithToken) => void }) {
  const { vehicles } = useWords()
  const t = vehicles.new
  const { wish, change, faults, isBusy, submit } = useForm(onMade)
  return (
    <Page title={t.title} lead={t.lead} back="/vehicles" narrow>
      <form class="card" noValidate onSubmit={submit}>
        <TextField
          label={t.id}
          hint={t.idHint}
          error={faults.vehicleId}
          value={wish.vehicleId}
          onValue={(vehicleId) => change({ vehicleId })}
          maxLength={32}
          autocomplete="off"
          spellcheck={false}
          required
        />
        <TextField
          label={t.name}
          hint={t.nameHint}
          error={faults.name}
          value={wish.name}
          onValue={(name) => change({ name })}
          maxLength={100}
          optional
        />
        <Options
          label={t.secret}
          value={wish.secret}
          onValue={(secret) => change({ secret })}
          options={[
            { value: 'fresh', title: t.fresh, note: t.freshHint },
            { value: 'own', title: t.own, note: t.ownHint },
          ]}
        />
        {wish.secret === 'own' && (
          <TextField
            label={t.password}
            hint={t.passwordHint}
            error={faults.password}
            value={wish.password}
            onValue={(password) => change({ password })}
            autocomplete="off"
            spellcheck={false}
            required
          />
        )}
        <p class="error" role="alert">
          {faults['']}
        </p>
        <Button kind="lead" type="submit" busy={isBusy}>
          {t.submit}
        </Button>
      </form>
    </Page>
  )
}

function useForm(onMade: (made: VehicleWithToken) => void) {
  const { vehicles } = useWords()
  const [wish, set] = useState(NOTHING)
  const [faults, setFaults] = useState<Faults>({})
  const [isBusy, setBusy] = useState(false)
  const send = async () => {
    setBusy(true)
    try {
      const made = await call<VehicleWithToken>('POST', '/v1/vehicles', bodyOf(wish))
      void refresh('/v1/vehicles')
      onMade(made)
      scrollTo(0, 0)
    } catch (error) {
      setFaults(faultsOf(asProblem(error), vehicles.new.idTaken))
    } finally {
      setBusy(false)
    }
  }
  return {
    wish,
    faults,
    isBusy,
    change: (part: Partial<Wish>) => set({ ...wish, ...part }),
    submit: (event: Event) => {
      event.preventDefault()
      const found = judged(wish, vehicles.new)
      setFaults(found)
      if (Object.keys(found).length === 0 && !isBusy) void send()
    },
  }
}

type Texts = ReturnType<typeof useWords>['vehicles']['new']

/** What can be seen without asking the server, said in the owner's language. */
function judged({ vehicleId, secret, password }: Wish, t: Texts): Faults {
  const isLong = new TextEncoder().encode(password).length > 64
  return {
    ...(!ID.test(vehicleId.trim()) && { vehicleId: t.idWrong }),
    ...(secret === 'own' && password === '' && { password: t.passwordMissing }),
    ...(secret === 'own' && isLong && { password: t.passwordLong }),
  }
}

function faultsOf(problem: Problem, idTaken: string): Faults {
  if (problem.status === 409) return { vehicleId: idTaken }
  const faults: Faults = {
    vehicleId: problem.of('vehicleId'),
    name: problem.of('name'),
    password: problem.of('password'),
  }
  const isSaid = Object.values(faults).some((fault) => fault !== undefined)
  return isSaid ? faults : { '': told(problem) }
}

function bodyOf({ vehicleId, name, secret, password }: Wish) {
  return {
    vehicleId: vehicleId.trim(),
    ...(name.trim() && { name: name.trim() }),
    ...(secret === 'own' && { password }),
  }
}

/** The secret is on the screen this once: nothing here leads away by itself. */
function Made({ vehicle, token }: VehicleWithToken) {
  const { vehicles } = useWords()
  const t = vehicles.new
  const { vehicleId, name } = vehicle
  return (
    <Page title={t.done(name ?? vehicleId)} lead={t.doneLead} narrow>
      <Card title={vehicles.settings.title}>
        <ModuleSettings vehicleId={vehicleId} token={token} />
        <FirstWord vehicleId={vehicleId} />
      </Card>
      <div class="row">
        <ButtonLink kind="lead" href={`/vehicles/${encodeURIComponent(vehicleId)}`}>
          {t.next}
        </ButtonLink>
        <ButtonLink kind="quiet" href="/vehicles">
          {t.later}
        </ButtonLink>
      </div>
    </Page>
  )
}
