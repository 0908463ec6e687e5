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
import { command, speaks16 } from './command.ts'
import { useLive } from './live.ts'
import type { ChargerEvent } from './wire.ts'
import { WayBack } from './wayback.tsx'
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
/** In place of a number. */
const ALL = 'all'

/** When the charger said that it will ask, and which certificate was its newest then. */
type Asked = { at: Time; newest: string | undefined }

export function Certificates({ charger, path, reload }: ChargerProps) {
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
  const last = told.data?.items[0]
  const end = async () => {
    await call('DELETE', `${path}/certificates${revoked === ALL ? '' : `/${revoked}`}`)
    await all.reload()
    say(t.isRevoked)
  }
  return (
    <Card title={t.title}>
      {!canSign && <p class="hint">{t.noKey}</p>}
      {canSign && items.length === 0 && <p class="hint">{t.none}</p>}
      <Last event={last} />
      <Rows>
        {items.slice(0, SHOWN).map((one) => (
          <One key={one.number} one={one} onRevoke={() => revoke(one.number)} />
        ))}
      </Rows>
      {items.length > SHOWN && <p class="hint">{t.more}</p>}
      {items.filter(isGood).length > 1 && (
        <div class="row">
          <Button onClick={() => revoke(ALL)}>{t.revokeAll}</Button>
        </div>
      )}
      <WayBack charger={charger} path={path} reload={reload} />
      {canSign && charger.isConnected && (
        <Asking charger={charger} newest={items[0]?.number} last={last} />
      )}
      <Confirm
        open={revoked !== null}
        title={revoked === ALL ? t.revokeAllAsk : t.revokeAsk}
        label={revoked === ALL ? t.revokeAll : t.revoke}
        onClose={() => revoke(null)}
        onConfirm={end}
      >
        {t.revokeText}
      </Confirm>
    </Card>
  )
}

/** Whether it opens the door, or would. */
function isGood({ validUntil, revokedAt }: Certificate): boolean {
  return revokedAt === null && Date.parse(validUntil) >= Date.now()
}

/** Why it was refused one, or what was told of it, where that was the last that happened. */
function Last({ event }: { event: ChargerEvent | undefined }) {
  const t = useDesk().certificates
  const { why, action } = (event?.about ?? {}) as { why?: string; action?: string }
  if (!event || why === undefined) return null
  return (
    <p>
      {action === undefined ? t.soon : t.last} <Ago at={event.at} />: {why}
    </p>
  )
}

function One({ one, onRevoke }: { one: Certificate; onRevoke: () => void }) {
  const { certificates: t, ocpp } = useDesk()
  const { name, validUntil, said, usedAt, revokedAt } = one
  const isOver = Date.parse(validUntil) < Date.now()
  const isBad = revokedAt !== null || isOver || (said !== null && said !== 'Accepted')
  const answer = said === null ? t.underWay : (ocpp.answers[said] ?? said)
  const kept = said === 'Accepted' ? t.kept : answer
  const state = revokedAt ? t.revoked : isOver ? t.over : usedAt ? t.used : kept
  return (
    <Row
      title={t.until(date(validUntil))}
      note={
        <>
          {name} <Badge tone={isBad ? 'bad' : usedAt ? 'good' : 'calm'}>{state}</Badge>
        </>
      }
      end={revokedAt === null && !isOver && <Button onClick={onRevoke}>{t.revoke}</Button>}
    />
  )
}

type AskingProps = Pick<ChargerProps, 'charger'> & {
  newest: string | undefined
  last: ChargerEvent | undefined
}

/** Until a request has come of it, asking was in vain: then that is said, and what it takes. */
function Asking({ charger, newest, last }: AskingProps) {
  const t = useDesk().certificates
  const [asked, setAsked] = useState<Asked | null>(null)
  const isWaiting = asked && asked.newest === newest && !(last && last.at > asked.at)
  return (
    <>
      <p class="hint">{t.needsTls}</p>
      {isWaiting && (
        <p role="status">
          {t.asked} <Ago at={asked.at} />
        </p>
      )}
      <Ask charger={charger} onAsked={() => setAsked({ at: new Date().toISOString(), newest })} />
    </>
  )
}

type AskProps = Pick<ChargerProps, 'charger'> & { onAsked: () => void }

function Ask({ charger: { identity, version }, onAsked }: AskProps) {
  const t = useDesk().certificates
  const ask = async () => {
    const { isGood, text } = speaks16(version)
      ? await command(identity, 'ExtendedTriggerMessage', {
          requestedMessage: 'SignChargePointCertificate',
        })
      : await command(identity, 'TriggerMessage', {
          requestedMessage: 'SignChargingStationCertificate',
        })
    if (!isGood) return say(text, null, { bad: true })
    onAsked()
    say(t.willAsk)
  }
  return (
    <div class="row">
      <Button onClick={ask}>{t.ask}</Button>
    </div>
  )
}
