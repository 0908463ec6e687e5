/** How a connection by OCPI stands, new tokens for it, and its end. */
import type { ComponentChildren } from 'preact'
import { useState } from 'preact/hooks'
import { call } from '../api.ts'
import { ago, date, number } from '../format.ts'
import { Button } from '../parts/button.tsx'
import { Card, Facts } from '../parts/card.tsx'
import { Confirm } from '../parts/dialog.tsx'
import { Badge } from '../parts/flag.tsx'
import { say } from '../parts/toast.tsx'
import type { Peer } from './wire.ts'
import { usePortal } from './words.ts'

/** Where the server tells of it. */
export const OCPI = '/v1/partners/me/ocpi'

export function PeerCard({ peer, onChange }: { peer: Peer; onChange: () => Promise<void> }) {
  const t = usePortal().ocpi
  const isRegistered = peer.standing === 'registered'
  return (
    <Card
      title={t.state}
      action={
        <Badge tone={isRegistered ? 'good' : 'warn'} icon={isRegistered ? 'check' : 'clock'}>
          {t.standing[peer.standing]}
        </Badge>
      }
    >
      <Facts items={factsOf(peer, t.facts)} />
      {peer.push.problem && <p class="error">{peer.push.problem}</p>}
      <Deeds isRegistered={isRegistered} onChange={onChange} />
    </Card>
  )
}

type Words = ReturnType<typeof usePortal>['ocpi']['facts']

function factsOf(peer: Peer, t: Words): [string, ComponentChildren][] {
  const { version, versionsUrl, parties, since, push } = peer
  const facts: [string, ComponentChildren | null][] = [
    [t.version, version],
    [t.url, versionsUrl],
    [t.parties, parties.map((one) => `${one.countryCode}*${one.partyId} ${one.name}`).join(', ')],
    [t.push, push.url],
    [t.failures, push.failures > 0 ? number(push.failures) : null],
    [t.next, push.nextTryAt === null ? null : ago(push.nextTryAt)],
    [t.since, date(since)],
  ]
  return facts.filter(([, told]) => told !== null && told !== '')
}

type DeedsProps = { isRegistered: boolean; onChange: () => Promise<void> }

function Deeds({ isRegistered, onChange }: DeedsProps) {
  const t = usePortal().ocpi
  const [isAsking, ask] = useState(false)
  const renew = async () => {
    await call('POST', `${OCPI}/token`)
    await onChange()
    say(t.renewed)
  }
  const leave = async () => {
    await call('DELETE', OCPI)
    await onChange()
    say(t.left)
  }
  return (
    <div class="row">
      {isRegistered && <Button onClick={renew}>{t.renew}</Button>}
      <Button kind="danger" onClick={() => ask(true)}>
        {t.leave}
      </Button>
      <Confirm
        open={isAsking}
        title={t.leave}
        label={t.leave}
        onClose={() => ask(false)}
        onConfirm={leave}
      >
        {t.leaveText}
      </Confirm>
    </div>
  )
}
