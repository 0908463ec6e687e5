/** The connection by OCPI: who registers with whom, how it stands, and its end. */
import { useState } from 'preact/hooks'
import { call, type Problem } from '../api.ts'
import { Button } from '../parts/button.tsx'
import { Card } from '../parts/card.tsx'
import { Copy } from '../parts/copy.tsx'
import { Switch, TextField } from '../parts/field.tsx'
import { Empty, Skeleton } from '../parts/empty.tsx'
import { Page } from '../parts/page.tsx'
import { Tabs } from '../parts/tabs.tsx'
import { told } from '../parts/toast.tsx'
import { OCPI, PeerCard } from './peer.tsx'
import { useSending } from './sending.ts'
import { useWatched } from './watch.ts'
import type { Begun, Peer } from './wire.ts'
import { usePortal } from './words.ts'

const LOOK_MS = 5000

export function OcpiPage() {
  const t = usePortal().ocpi
  const peer = useWatched<Peer>(OCPI, LOOK_MS)
  const [begun, setBegun] = useState<Begun | null>(null)
  const isNone = peer.error?.status === 404
  return (
    <Page title={t.title} lead={t.lead} back="/partners">
      {begun?.token && !isNone && <Offer begun={begun} />}
      {isNone ? (
        <Begin
          onBegin={(one) => {
            setBegun(one)
            peer.set(one.ocpi)
          }}
        />
      ) : peer.data ? (
        <PeerCard peer={peer.data} onChange={peer.reload} />
      ) : peer.error ? (
        <Empty icon="warning" title={told(peer.error)} />
      ) : (
        <Skeleton />
      )}
    </Page>
  )
}

function Offer({ begun: { versionsUrl, token } }: { begun: Begun }) {
  const t = usePortal().ocpi
  return (
    <Card title={t.ways.offer}>
      <p class="hint">{t.offerText}</p>
      <div class="stack keeping">
        <Copy label={t.ours} text={versionsUrl} />
        {token && <Copy label={t.tokenA} text={token} />}
      </div>
    </Card>
  )
}

type Way = 'offer' | 'call'

function Begin({ onBegin }: { onBegin: (begun: Begun) => void }) {
  const t = usePortal().ocpi
  const [way, choose] = useState<Way>('offer')
  const [versionsUrl, setUrl] = useState('')
  const [token, setToken] = useState('')
  const [observations, setObservations] = useState(false)
  const isCall = way === 'call'
  const { problem, busy, submit } = useSending(async () => {
    const theirs = isCall && { versionsUrl: versionsUrl.trim(), token: token.trim() }
    onBegin(await call<Begun>('POST', OCPI, { observations, ...theirs }))
  })
  const fields = { versionsUrl, setUrl, token, setToken, problem }
  return (
    <Card>
      <form class="stack" noValidate onSubmit={submit}>
        <Tabs
          label={t.way}
          value={way}
          onValue={choose}
          options={(['offer', 'call'] as const).map((one) => [one, t.ways[one]])}
        />
        <p class="hint">{isCall ? t.callText : t.offerText}</p>
        {isCall && <Theirs {...fields} />}
        <Switch
          label={t.observations}
          hint={t.observationsHint}
          on={observations}
          onSwitch={setObservations}
        />
        {problem && (
          <p class="error" role="alert">
            {told(problem)}
          </p>
        )}
        <div class="row">
          <Button kind="lead" type="submit" busy={busy}>
            {isCall ? t.call : t.offer}
          </Button>
        </div>
      </form>
    </Card>
  )
}

type TheirsProps = {
  versionsUrl: string
  setUrl: (url: string) => void
  token: string
  setToken: (token: string) => void
  problem: Problem | null
}

function Theirs({ versionsUrl, setUrl, token, setToken, problem }: TheirsProps) {
  const t = usePortal().ocpi
  return (
    <>
      <TextField
        label={t.url}
        type="url"
        placeholder="https://partner.example/ocpi/versions"
        value={versionsUrl}
        onValue={setUrl}
        error={problem?.of('versionsUrl')}
      />
      <TextField
        label={t.token}
        autocomplete="off"
        spellcheck={false}
        value={token}
        onValue={setToken}
        error={problem?.of('token')}
      />
    </>
  )
}
