/** Changing the password: the current one, and a new one. */
import { useState } from 'preact/hooks'
import { asProblem, type Problem } from '../api.ts'
import { changeOwner } from '../owner.ts'
import type { Owner } from '../wire.ts'
import { useWords } from '../words/words.ts'
import { Button } from './button.tsx'
import { Card } from './card.tsx'
import { TextField } from './field.tsx'
import { say, told } from './toast.tsx'

type Draft = { old: string; fresh: string }
type Faults = Partial<Record<keyof Draft | '', string | undefined>>

const NOTHING: Draft = { old: '', fresh: '' }
const SHORTEST = 10

export function Password({ owner }: { owner: Owner }) {
  const { account } = useWords()
  const t = account.password
  const { draft, change, faults, isBusy, submit } = useForm()
  return (
    <Card title={t.title}>
      <form class="stack" noValidate onSubmit={submit}>
        {/* Password managers ask for whom it is. */}
        <input hidden type="text" autocomplete="username" value={owner.email} readOnly />
        <TextField
          label={t.old}
          type="password"
          value={draft.old}
          onValue={(old) => change({ old })}
          error={faults.old}
          autocomplete="current-password"
          maxLength={200}
          required
        />
        <TextField
          label={t.new}
          hint={t.hint}
          type="password"
          value={draft.fresh}
          onValue={(fresh) => change({ fresh })}
          error={faults.fresh}
          autocomplete="new-password"
          maxLength={200}
          required
        />
        <p class="hint">{t.others}</p>
        {faults[''] && (
          <p class="error" role="alert">
            {faults['']}
          </p>
        )}
        <div class="row">
          <Button type="submit" busy={isBusy}>
            {t.save}
          </Button>
        </div>
      </form>
    </Card>
  )
}

function useForm() {
  const { account } = useWords()
  const t = account.password
  const [draft, set] = useState(NOTHING)
  const [faults, setFaults] = useState<Faults>({})
  const [isBusy, setBusy] = useState(false)
  const save = async () => {
    setBusy(true)
    try {
      await changeOwner({ password: { old: draft.old, new: draft.fresh } })
      set(NOTHING)
      say(t.done)
    } catch (error) {
      setFaults(faultsOf(asProblem(error), t.wrong))
    } finally {
      setBusy(false)
    }
  }
  return {
    draft,
    faults,
    isBusy,
    change: (part: Partial<Draft>) => set({ ...draft, ...part }),
    submit: (event: Event) => {
      event.preventDefault()
      const isShort = draft.fresh.length < SHORTEST
      const found = { ...(!draft.old && { old: t.wrong }), ...(isShort && { fresh: t.short }) }
      setFaults(found)
      if (Object.keys(found).length === 0 && !isBusy) void save()
    },
  }
}

/** A wrong password may come as a field's fault or as a refusal. */
function faultsOf(problem: Problem, wrong: string): Faults {
  const fresh = problem.of('password/new')
  if (fresh) return { fresh }
  const isOld = problem.of('password/old') !== undefined || problem.status === 403
  return isOld ? { old: wrong } : { '': told(problem) }
}
