/** A charger is added: what is typed into it is shown once, and then its first word is waited for. */
import { useState } from 'preact/hooks'
import { call } from '../api.ts'
import { Button, ButtonLink } from '../parts/button.tsx'
import { Card } from '../parts/card.tsx'
import { Copy } from '../parts/copy.tsx'
import { TextField } from '../parts/field.tsx'
import { Form, useForm } from '../parts/form.tsx'
import { Icon } from '../parts/icon.tsx'
import { Page } from '../parts/page.tsx'
import { Spinner } from '../parts/progress.tsx'
import { chargerPath } from './command.ts'
import { useKnocks, useWhy } from './knocks.tsx'
import { useLive } from './live.ts'
import { Site, siteOf, useSite } from './site.tsx'
import { pageOf } from './tile.tsx'
import type { Added, Charger } from './wire.ts'
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
  const [identity, setIdentity] = useState('')
  const [password, setPassword] = useState('')
  const [draft, change] = useSite()
  const form = useForm(async () => {
    const own = password === '' ? {} : { password }
    const body = { identity: identity.trim(), ...own, ...siteOf(draft) }
    onAdd(await call<Added>('POST', '/v1/chargers', body))
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
        error={form.problem?.of('identity')}
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

/** What is typed into the charger: with TLS where this page came by it. */
export function addressIn(identity: string): { base: string; whole: string } {
  const base = `${location.protocol === 'https:' ? 'wss' : 'ws'}://${location.host}/ocpp`
  return { base, whole: `${base}/${encodeURIComponent(identity)}` }
}

/** An address at which no other machine finds this one. */
function isHereAlone(): boolean {
  return /^(localhost|127\.|\[::1\])/.test(location.hostname)
}

function Ready({ added: { charger, password }, onMore }: { added: Added; onMore: () => void }) {
  const t = useDesk().add
  const { base, whole } = addressIn(charger.identity)
  return (
    <Page title={t.ready} lead={t.readyLead} back="/operator/chargers" narrow>
      <div class="stack keeping">
        <Copy label={t.address} text={whole} />
        <p class="hint">{t.addressHint(base, charger.identity)}</p>
        {isHereAlone() && <p class="notice">{t.hereAlone}</p>}
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

/** Turns green when the charger has come. */
function FirstWord({ identity }: { identity: string }) {
  const t = useDesk().add
  const path = chargerPath(identity)
  const { data } = useLive<Charger>(path, ['chargers'], identity)
  const isHere = data?.isConnected === true
  const [knock, why] = [useKnocks().find((one) => one.identity === identity), useWhy()]
  return (
    <div class={isHere ? 'first-word heard' : 'first-word'} role="status">
      {isHere ? <Icon name="check" /> : <Spinner />}
      <p>
        <strong>{isHere ? t.here : t.waiting}</strong>
        {!isHere && <span class="hint">{knock ? why(knock) : t.waitingHint}</span>}
      </p>
    </div>
  )
}
