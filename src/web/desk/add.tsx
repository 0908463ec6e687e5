/** A charger is added: what is typed into it is shown once, and then its first word is waited for. */
import { useState } from 'preact/hooks'
import { asProblem, call, type Fault, Problem } from '../api.ts'
import { Button, ButtonLink } from '../parts/button.tsx'
import { Card } from '../parts/card.tsx'
import { Copy } from '../parts/copy.tsx'
import { TextField } from '../parts/field.tsx'
import { Form, useForm } from '../parts/form.tsx'
import { Page } from '../parts/page.tsx'
import { useRoute } from '../route.tsx'
import { Address, FirstWord } from './address.tsx'
import { Site, siteOf, useSite } from './site.tsx'
import { pageOf } from './tile.tsx'
import type { Added } from './wire.ts'
import { useDesk } from './words.ts'

export function AddPage() {
  const t = useDesk().add
  const [added, setAdded] = useState<Added | null>(null)
  if (added) return <Ready added={added} onMore={() => setAdded(null)} />
  return (
    <Page title={t.title} lead={t.lead} back="/operator/chargers" narrow>
      <Card>
        <Fields onAdd={setAdded} />
      </Card>
    </Page>
  )
}

function Fields({ onAdd }: { onAdd: (added: Added) => void }) {
  const t = useDesk().add
  const [identity, setIdentity] = useState(useRoute().query.get('identity') ?? '')
  const [password, setPassword] = useState('')
  const [draft, change] = useSite()
  const form = useForm(async () => {
    const own = password === '' ? {} : { password }
    const body = { identity: identity.trim(), ...own, ...siteOf(draft) }
    onAdd(await call<Added>('POST', '/v1/chargers', body).catch(atIdentity))
    scrollTo(0, 0)
  })
  return (
    <Form form={form} label={t.button}>
      <TextField
        label={t.identity}
        hint={t.identityHint}
        name="identity"
        value={identity}
        onValue={setIdentity}
        error={isMisspelt(form.problem) ? t.identityWrong : form.problem?.of('identity')}
        maxLength={48}
        spellcheck={false}
        autocomplete="off"
        required
      />
      <Site draft={draft} change={change} problem={form.problem} />
      <details class="aside">
        <summary>{t.more}</summary>
        <TextField
          label={t.password}
          hint={t.passwordHint}
          name="password"
          value={password}
          onValue={setPassword}
          error={form.problem?.of('password')}
          autocomplete="off"
          spellcheck={false}
          optional
        />
      </details>
    </Form>
  )
}

function isMisspelt(problem: Problem | null): boolean {
  const isIt = ({ pointer, code }: Fault) => pointer === '/identity' && code === 'format'
  return problem?.errors.some(isIt) ?? false
}

/** That another charger has the identity already is said where it is typed. */
function atIdentity(error: unknown): never {
  const { status, message, errors, code } = asProblem(error)
  if (code !== 'chargerTaken') throw error
  throw new Problem(status, message, [...errors, { pointer: '/identity', detail: message, code }])
}

function Ready({ added: { charger, password }, onMore }: { added: Added; onMore: () => void }) {
  const t = useDesk().add
  return (
    <Page title={t.ready} lead={t.readyLead} back="/operator/chargers" narrow>
      <div class="stack keeping">
        <Address charger={charger} />
        {password !== null && (
          <>
            <p class="shown-once" role="status">
              {t.once}
            </p>
            <Copy label={t.itsPassword} text={password} />
          </>
        )}
        <FirstWord identity={charger.identity} />
      </div>
      <div class="row">
        <ButtonLink kind="lead" href={pageOf(charger)}>
          {t.see}
        </ButtonLink>
        <Button onClick={onMore}>{t.another}</Button>
      </div>
    </Page>
  )
}
