/** The first of the first steps: a car under the id that its module has. */
import { useState } from 'preact/hooks'
import { asProblem, call, type Problem } from '../api.ts'
import { refresh } from '../data.ts'
import type { Vehicle, VehicleWithToken } from '../wire.ts'
import { useWords } from '../words/words.ts'
import { Button } from './button.tsx'
import { Switch, TextField } from './field.tsx'
import { told } from './toast.tsx'

/** The secret of a car that has just been added: it is told this once. */
export type Made = { vehicleId: string; token: string }
type CarProps = { vehicle: Vehicle | null; onMade: (made: Made) => void }

export function CarStep({ vehicle, onMade }: CarProps) {
  const { car: t } = useWords().welcome
  const [another, setAnother] = useState(false)
  const close = (made: Made) => {
    setAnother(false)
    onMade(made)
  }
  if (!vehicle || another) return <CarForm onMade={close} />
  return (
    <div class="row apart">
      <p>{t.added(vehicle.vehicleId)}</p>
      <Button kind="quiet" onClick={() => setAnother(true)}>
        {t.another}
      </Button>
    </div>
  )
}

function CarForm({ onMade }: Pick<CarProps, 'onMade'>) {
  const { car: t } = useWords().welcome
  const { wish, change, problem, add } = useCar(onMade)
  const isElsewhere = problem && problem.status !== 409 && problem.errors.length === 0
  return (
    <form
      class="stack"
      onSubmit={(event) => {
        event.preventDefault()
        void add()
      }}
    >
      <p class="soft">{t.text}</p>
      <TextField
        label={t.id}
        hint={t.idHint}
        value={wish.vehicleId}
        onValue={(vehicleId) => change({ vehicleId })}
        maxLength={32}
        pattern="[A-Za-z0-9_\-]+"
        autocomplete="off"
        spellcheck={false}
        required
        error={problem?.status === 409 ? t.taken : problem?.of('vehicleId')}
      />
      <TextField
        label={t.name}
        optional
        value={wish.name}
        onValue={(name) => change({ name })}
        maxLength={100}
        autocomplete="off"
        error={problem?.of('name')}
      />
      <Keeping wish={wish} change={change} error={problem?.of('password')} />
      {isElsewhere && (
        <p class="error" role="alert">
          {told(problem)}
        </p>
      )}
      <div class="row">
        <Button kind="lead" type="submit">
          {t.button}
        </Button>
      </div>
    </form>
  )
}

type Wish = { vehicleId: string; name: string; keeps: boolean; password: string }
const NOTHING: Wish = { vehicleId: '', name: '', keeps: false, password: '' }

/** Who moves here from another server need not change his module's password. */
function Keeping({
  wish,
  change,
  error,
}: {
  wish: Wish
  change: (part: Partial<Wish>) => void
  error: string | undefined
}) {
  const { car: t } = useWords().welcome
  return (
    <>
      <Switch
        label={t.keep}
        hint={t.keepHint}
        on={wish.keeps}
        onSwitch={(keeps) => change({ keeps })}
      />
      {wish.keeps && (
        <TextField
          label={t.password}
          value={wish.password}
          onValue={(password) => change({ password })}
          maxLength={64}
          autocomplete="off"
          spellcheck={false}
          error={error}
        />
      )}
    </>
  )
}

function useCar(onMade: (made: Made) => void) {
  const [wish, setWish] = useState(NOTHING)
  const [problem, setProblem] = useState<Problem | null>(null)
  const add = async () => {
    const { vehicleId, name, keeps, password } = wish
    const body = { vehicleId, ...(name && { name }), ...(keeps && password && { password }) }
    try {
      const { vehicle, token } = await call<VehicleWithToken>('POST', '/v1/vehicles', body)
      onMade({ vehicleId: vehicle.vehicleId, token })
      await refresh('/v1/vehicles')
    } catch (error) {
      setProblem(asProblem(error))
    }
  }
  const change = (part: Partial<Wish>) => setWish({ ...wish, ...part })
  return { wish, change, problem, add }
}
