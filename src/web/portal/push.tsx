/** The endpoint of the pushes: where they go, what is wanted and how, a test, and the secret. */
import { useState } from 'preact/hooks'
import { call } from '../api.ts'
import { Button } from '../parts/button.tsx'
import { Card } from '../parts/card.tsx'
import { Copy } from '../parts/copy.tsx'
import { Options, SelectField, Switch, TextField } from '../parts/field.tsx'
import { Badge } from '../parts/flag.tsx'
import { Page } from '../parts/page.tsx'
import { say, told } from '../parts/toast.tsx'
import type { Problem } from '../api.ts'
import { ME, type PageProps } from './me.ts'
import { RegionFields } from './region.tsx'
import { Secret } from './secret.tsx'
import { faultIn, useSending } from './sending.ts'
import { fareOf, LOOKS } from './state.ts'
import { Trial } from './trial.tsx'
import { type Draft, draftOf, TYPES, wishOf } from './wishes.ts'
import type { Partner } from './wire.ts'
import { usePortal } from './words.ts'

export function PushPage({ partner, me }: PageProps) {
  const { push: t, overview } = usePortal()
  const fare = fareOf(partner.push)
  return (
    <Page
      title={t.title}
      lead={t.lead}
      actions={<Badge {...LOOKS[fare]}>{overview.states[fare]}</Badge>}
    >
      <Settings partner={partner} onSave={me.set} />
      {partner.push.url !== null && <Trial onEnd={me.reload} />}
      <Secret push={partner.push} onRenew={me.set} />
    </Page>
  )
}

type Fields = {
  draft: Draft
  change: (part: Partial<Draft>) => void
  problem: Problem | null
}

/** The fields keep what is typed while the partner's state is looked at again and again. */
function Settings({ partner, onSave }: { partner: Partner; onSave: (partner: Partner) => void }) {
  const t = usePortal().push
  const [draft, set] = useState(() => draftOf(partner.push))
  const { problem, busy, submit } = useSending(async () => {
    const push = wishOf(draft, t.notNumber)
    const changed = await call<Partner>('PATCH', ME, { push })
    onSave(changed)
    set(draftOf(changed.push))
    say(t.saved)
  })
  const change = (part: Partial<Draft>) => set((before) => ({ ...before, ...part }))
  const fields = { draft, change, problem }
  return (
    <form class="stack" noValidate onSubmit={submit}>
      <Endpoint {...fields} />
      <div class="grid">
        <What {...fields} />
        <How {...fields} publicKey={partner.push.publicKey} />
      </div>
      {problem && (
        <p class="error" role="alert">
          {told(problem)}
        </p>
      )}
      <div class="row">
        <Button kind="lead" type="submit" busy={busy}>
          {t.save}
        </Button>
      </div>
    </form>
  )
}

function Endpoint({ draft, change, problem }: Fields) {
  const t = usePortal().push
  return (
    <Card title={t.endpoint}>
      <TextField
        label={t.url}
        hint={t.urlHint}
        type="url"
        inputMode="url"
        autocomplete="off"
        placeholder="https://partner.example/hook"
        value={draft.url}
        onValue={(url) => change({ url })}
        error={problem?.of('push/url')}
      />
      <Switch
        label={t.enabled}
        hint={t.enabledHint}
        on={draft.enabled}
        onSwitch={(enabled) => change({ enabled })}
      />
    </Card>
  )
}

function What({ draft, change, problem }: Fields) {
  const t = usePortal().push
  const fault = faultIn(problem, 'push/events')
  const toggle = (type: (typeof TYPES)[number], isOn: boolean) =>
    change({ events: TYPES.filter((one) => (one === type ? isOn : draft.events.includes(one))) })
  return (
    <Card title={t.what}>
      <fieldset>
        <legend class="field-name">{t.types}</legend>
        <p class="hint">{t.typesHint}</p>
        {TYPES.map((type) => (
          <label key={type} class="check">
            <input
              type="checkbox"
              checked={draft.events.includes(type)}
              onChange={(event) => toggle(type, event.currentTarget.checked)}
            />
            {t.type[type]}
          </label>
        ))}
        {fault && <p class="error">{fault}</p>}
      </fieldset>
      <RegionFields draft={draft} change={change} problem={problem} />
    </Card>
  )
}

function How({ draft, change, problem, publicKey }: Fields & { publicKey: string | null }) {
  const t = usePortal().push
  return (
    <Card title={t.how}>
      <Options
        label={t.signature}
        value={draft.signature}
        onValue={(signature) => change({ signature })}
        options={(['v1', 'v1a'] as const).map((value) => ({ value, ...t.signatures[value] }))}
      />
      {draft.signature === 'v1a' && publicKey && <Copy label={t.publicKey} text={publicKey} />}
      <div class="numbers">
        <TextField
          label={t.rate}
          hint={t.rateHint}
          inputMode="decimal"
          value={draft.rate}
          onValue={(rate) => change({ rate })}
          error={problem?.of('push/rate')}
        />
        <TextField
          label={t.batch}
          inputMode="numeric"
          value={draft.batch}
          onValue={(batch) => change({ batch })}
          error={problem?.of('push/batch')}
        />
      </div>
      <Rest draft={draft} change={change} problem={problem} />
    </Card>
  )
}

/** What few need. */
function Rest({ draft, change, problem }: Fields) {
  const t = usePortal().push
  return (
    <details class="more">
      <summary>{t.more}</summary>
      <div class="stack">
        <SelectField
          label={t.payload}
          value={draft.payload}
          onValue={(payload) => change({ payload })}
          options={(['full', 'thin'] as const).map((one) => [one, t.payloads[one]])}
        />
        <SelectField
          label={t.state}
          value={draft.states}
          onValue={(states) => change({ states })}
          options={(['every', 'last'] as const).map((one) => [one, t.stateOf[one]])}
        />
        <TextField
          label={t.retries}
          hint={t.retriesHint}
          value={draft.retryS}
          onValue={(retryS) => change({ retryS })}
          error={faultIn(problem, 'push/retryS')}
        />
      </div>
    </details>
  )
}
