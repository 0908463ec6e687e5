/** Where owners sign in, and make an account: `/signin`, with `?new` for the latter. */
import { useState } from 'preact/hooks'
import type { Problem } from '../api.ts'
import { useData } from '../data.ts'
import { signIn, signUp } from '../owner.ts'
import { ButtonLink } from '../parts/button.tsx'
import { Card } from '../parts/card.tsx'
import { TextField } from '../parts/field.tsx'
import { Form, useForm } from '../parts/form.tsx'
import { Page } from '../parts/page.tsx'
import { Passphrase } from '../parts/passphrase.tsx'
import { told } from '../parts/toast.tsx'
import { go, useRoute } from '../route.tsx'
import type { Settings } from '../wire.ts'
import { useWords } from '../words/words.ts'

export function SigninPage() {
  const { signin: t } = useWords()
  const { query } = useRoute()
  const { data: settings } = useData<Settings>('/v1/settings')
  const charger = chargerOf(query.get('next'))
  // Who stands before a charger for the first time has no account yet.
  const isOffered = charger !== null && !query.has('in') && settings?.signUp !== false
  const isNew = query.has('new') || isOffered
  const told = isNew ? t.up : t.in
  const title = charger === null ? told.title : t.before.title(charger)
  const lead = charger === null ? told.lead : t.before[isNew ? 'up' : 'in']
  const isClosed = isNew && settings?.signUp === false
  return (
    <Page key={`${title} ${isNew}`} title={title} lead={lead} narrow>
      <Card>{isClosed ? <p>{t.closed}</p> : <Door isNew={isNew} />}</Card>
      <Other isNew={isNew} />
    </Page>
  )
}

/** The charger whose link has led here: it is said why one is asked to sign in. */
function chargerOf(next: string | null): string | null {
  if (!next?.startsWith('/chargers?')) return null
  return new URLSearchParams(next.slice(next.indexOf('?'))).get('c')
}

function Other({ isNew }: { isNew: boolean }) {
  const { signin: t } = useWords()
  const { other, change } = isNew ? t.up : t.in
  const { query } = useRoute()
  const next = query.get('next')
  const params = new URLSearchParams({ [isNew ? 'in' : 'new']: '', ...(next && { next }) })
  return (
    <div class="others">
      {!isNew && (
        <ButtonLink kind="quiet" href="/forgotten">
          {t.forgotten.link}
        </ButtonLink>
      )}
      <p class="row centre">
        <span class="soft">{other}</span>
        <ButtonLink kind="quiet" href={`/signin?${params}`}>
          {change}
        </ButtonLink>
      </p>
    </div>
  )
}

type Draft = { email: string; password: string; name: string }

function Door({ isNew }: { isNew: boolean }) {
  const { signin: t } = useWords()
  const { query } = useRoute()
  const [draft, setDraft] = useState<Draft>({ email: '', password: '', name: '' })
  const change = (part: Partial<Draft>) => setDraft({ ...draft, ...part })
  const form = useForm(async () => {
    const { email, password, name } = draft
    if (isNew) await signUp({ email, password, ...(name !== '' && { name }) })
    else await signIn(email, password)
    go(nextOf(query.get('next'), isNew ? '/welcome' : '/'), { replace: true })
  })
  const { problem } = form
  return (
    <Form {...{ form }} label={isNew ? t.up.button : t.in.button} said={(one) => said(one, t)}>
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
      <Passphrase
        label={t.password}
        isNew={isNew}
        value={draft.password}
        onValue={(password) => change({ password })}
        error={problem?.of('password')}
      />
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
    </Form>
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
