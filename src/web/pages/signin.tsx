/** Where owners sign in, and make an account: `/signin`, with `?new` for the latter. */
import { useState } from 'preact/hooks'
import { asProblem, type Problem } from '../api.ts'
import { useData } from '../data.ts'
import { signIn, signUp } from '../owner.ts'
import { Button } from '../parts/button.tsx'
import { Card } from '../parts/card.tsx'
import { Switch, TextField } from '../parts/field.tsx'
import { Page } from '../parts/page.tsx'
import { told } from '../parts/toast.tsx'
import { go, Link, useRoute } from '../route.tsx'
import type { Settings } from '../wire.ts'
import { useWords } from '../words/words.ts'

export function SigninPage() {
  const { signin: t } = useWords()
  const { query } = useRoute()
  const { data: settings } = useData<Settings>('/v1/settings')
  const isNew = query.has('new')
  const { title, lead } = isNew ? t.up : t.in
  const isClosed = isNew && settings?.signUp === false
  return (
    <Page key={title} title={title} lead={lead} narrow>
      <Card>{isClosed ? <p>{t.closed}</p> : <Door isNew={isNew} />}</Card>
      <Other isNew={isNew} />
    </Page>
  )
}

function Other({ isNew }: { isNew: boolean }) {
  const { signin: t } = useWords()
  const { other, change } = isNew ? t.up : t.in
  const { query } = useRoute()
  const next = query.get('next')
  const params = new URLSearchParams({ ...(!isNew && { new: '' }), ...(next && { next }) })
  return (
    <p class="row centre">
      <span class="soft">{other}</span>
      <Link class="button quiet" href={`/signin?${params}`}>
        {change}
      </Link>
    </p>
  )
}

type Draft = { email: string; password: string; name: string }

function useDoor(isNew: boolean) {
  const { query } = useRoute()
  const [draft, setDraft] = useState<Draft>({ email: '', password: '', name: '' })
  const [problem, setProblem] = useState<Problem | null>(null)
  const [busy, setBusy] = useState(false)
  const enter = async () => {
    const { email, password, name } = draft
    setBusy(true)
    setProblem(null)
    try {
      if (isNew) await signUp({ email, password, ...(name !== '' && { name }) })
      else await signIn(email, password)
      go(nextOf(query.get('next'), isNew ? '/welcome' : '/'), { replace: true })
    } catch (error) {
      setProblem(asProblem(error))
    } finally {
      setBusy(false)
    }
  }
  const change = (part: Partial<Draft>) => setDraft({ ...draft, ...part })
  return { draft, change, problem, busy, enter }
}

function Door({ isNew }: { isNew: boolean }) {
  const { signin: t } = useWords()
  const { draft, change, problem, busy, enter } = useDoor(isNew)
  return (
    <form
      class="stack"
      onSubmit={(event) => {
        event.preventDefault()
        if (!busy) void enter()
      }}
    >
      <Fields {...{ isNew, draft, change, problem }} />
      {problem && problem.errors.length === 0 && (
        <p class="error" role="alert">
          {said(problem, t)}
        </p>
      )}
      <Button kind="lead" class="wide" type="submit" busy={busy}>
        {isNew ? t.up.button : t.in.button}
      </Button>
    </form>
  )
}

type FieldsProps = {
  isNew: boolean
  draft: Draft
  change: (part: Partial<Draft>) => void
  problem: Problem | null
}

function Fields({ isNew, draft, change, problem }: FieldsProps) {
  const { signin: t } = useWords()
  const [isShown, setShown] = useState(false)
  return (
    <>
      <TextField
        label={t.email}
        type="email"
        name="email"
        autocomplete="username"
        required
        value={draft.email}
        onValue={(email) => change({ email })}
        error={problem?.of('email')}
      />
      <TextField
        label={t.password}
        type={isShown ? 'text' : 'password'}
        name="password"
        autocomplete={isNew ? 'new-password' : 'current-password'}
        required
        {...(isNew && { hint: t.passwordHint, minLength: 10 })}
        value={draft.password}
        onValue={(password) => change({ password })}
        error={problem?.of('password')}
      />
      <Switch label={t.show} on={isShown} onSwitch={setShown} />
      {isNew && (
        <TextField
          label={t.name}
          optional
          name="name"
          autocomplete="name"
          value={draft.name}
          onValue={(name) => change({ name })}
          error={problem?.of('name')}
        />
      )}
    </>
  )
}

function said(problem: Problem, t: { in: { wrong: string }; up: { taken: string } }): string {
  if (problem.status === 401) return t.in.wrong
  if (problem.status === 409) return t.up.taken
  return told(problem)
}

/** Only to a path of our own: nobody is sent elsewhere by a made-up link. */
function nextOf(next: string | null, otherwise: string): string {
  return next !== null && /^\/(?![/\\])/.test(next) ? next : otherwise
}
