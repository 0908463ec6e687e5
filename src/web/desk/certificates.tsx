/** A charger's certificate: until when it is valid, why it has none, and how it gets another one. */
import { useState } from 'preact/hooks'
import { call } from '../api.ts'
import { date } from '../format.ts'
import { Button } from '../parts/button.tsx'
import { Card, Row, Rows } from '../parts/card.tsx'
import { Confirm } from '../parts/dialog.tsx'
import { Badge } from '../parts/flag.tsx'
import { say } from '../parts/toast.tsx'
import type { List, Time } from '../wire.ts'
import { Ago } from './ago.tsx'
import type { ChargerProps } from './props.ts'
import { useLive } from './live.ts'
import type { ChargerEvent } from './wire.ts'
import { useDesk } from './words.ts'

type Certificate = {
  number: string
  name: string
  validUntil: Time
  said: string | null
  usedAt: Time | null
  revokedAt: Time | null
}

const SHOWN = 3

export function Certificates({ charger, path }: ChargerProps) {
  const t = useDesk().certificates
  const { identity } = charger
  const all = useLive<List<Certificate> & { canSign: boolean }>(
    `${path}/certificates`,
    ['chargers', 'messages', 'commands'],
    identity,
  )
  const told = useLive<List<ChargerEvent>>(
    `${path}/events?kind=certificate&limit=1`,
    ['chargers', 'messages'],
    identity,
  )
  const [revoked, revoke] = useState<string | null>(null)
  if (!all.data) return null
  const { items, canSign } = all.data
  const end = async () => {
    await call('DELETE', `${path}/certificates/${revoked}`)
    await all.reload()
    say(t.isRevoked)
  }
  return (
    <Card title={t.title}>
      {!canSign && <p class="hint">{t.noKey}</p>}
      {canSign && items.length === 0 && <p class="hint">{t.none}</p>}
      <Last event={told.data?.items[0]} />
      <Rows>
        {items.slice(0, SHOWN).map((one) => (
          <One key={one.number} one={one} onRevoke={() => revoke(one.number)} />
        ))}
      </Rows>
      {canSign && charger.isConnected && <Ask charger={charger} path={path} />}
      <Confirm
        open={revoked !== null}
        title={t.revokeAsk}
        label={t.revoke}
        onClose={() => revoke(null)}
        onConfirm={end}
      >
        {t.revokeText}
      </Confirm>
    </Card>
  )
}

/** Why it was refused one, where that was the last that happened. */
function Last({ event }: { event: ChargerEvent | undefined }) {
  const t = useDesk().certificates
  const { why } = (event?.about ?? {}) as { why?: string }
  if (!event || why === undefined) return null
  return (
    <p>
      {t.last} <Ago at={event.at} />: {why}
    </p>
  )
}

function One({ one, onRevoke }: { one: Certificate; onRevoke: () => void }) {
  const t = useDesk().certificates
  const { name, validUntil, said, usedAt, revokedAt } = one
  const isOver = Date.parse(validUntil) < Date.now()
  const isBad = revokedAt !== null || isOver || (said !== null && said !== 'Accepted')
  const state = revokedAt ? t.revoked : isOver ? t.over : usedAt ? t.used : (said ?? t.underWay)
  return (
    <Row
      title={t.until(date(validUntil))}
      note={
        <>
          {name} <Badge tone={isBad ? 'bad' : usedAt ? 'good' : 'warn'}>{state}</Badge>
        </>
      }
      end={revokedAt === null && !isOver && <Button onClick={onRevoke}>{t.revoke}</Button>}
    />
  )
}

function Ask({ charger: { version }, path }: Pick<ChargerProps, 'charger' | 'path'>) {
  const t = useDesk().certificates
  const asked =
    version === '1.6'
      ? ['ExtendedTriggerMessage', 'SignChargePointCertificate']
      : ['TriggerMessage', 'SignChargingStationCertificate']
  const ask = async () => {
    const [action, requestedMessage] = asked
    const { response } = await call<{ response: { status: string } }>('POST', `${path}/commands`, {
      action,
      payload: { requestedMessage },
    })
    say(t.said(response.status))
  }
  return (
    <div class="row">
      <Button onClick={ask}>{t.ask}</Button>
    </div>
  )
}
