/** What charges now by the owner's card at chargers of this server, and the way to where he may charge. */
import { useData } from '../data.ts'
import { energy, line, power, time } from '../format.ts'
import type { Charging, OpenCharger, OwnTag } from '../driving.ts'
import { useLooking } from '../looking.ts'
import { CHARGINGS } from '../starting.ts'
import type { List } from '../wire.ts'
import { useWords } from '../words/words.ts'
import { Card, Row, Rows } from './card.tsx'
import { Badge } from './flag.tsx'
import { Icon } from './icon.tsx'

export const TAGS = '/v1/owners/me/tags'
export const LATEST = `${CHARGINGS}?limit=20`

/** Its station and its post; without a station its identity. */
export function nameOf({
  identity,
  stationName,
  post,
}: Pick<OpenCharger, 'identity' | 'stationName' | 'post'>): string {
  return [stationName ?? identity, post].filter(Boolean).join(' · ')
}

/** Who has a card. */
export function useIsDriver(): boolean {
  const { data } = useData<List<OwnTag>>(TAGS)
  return (data?.items.length ?? 0) > 0
}

/** What charges now by a card of his. */
export function useRunning(): Charging[] {
  const { data, reload } = useData<List<Charging>>(
    useIsDriver() ? `${CHARGINGS}?active=true` : null,
  )
  const running = data?.items ?? []
  useLooking(reload, running.length > 0)
  return running
}

/** It was charging when the charger was last heard: whether it still does nobody knows. */
export function isAway({ status, charger }: Charging): boolean {
  return status === 'charging' && !charger.isConnected
}

export function AwayBadge() {
  const { driving: t } = useWords()
  return (
    <Badge tone="warn" icon="cloud">
      {t.away}
    </Badge>
  )
}

/** On the first page; nothing for who has no card. */
export function AtChargers({ running }: { running: Charging[] }) {
  const { driving: t } = useWords()
  if (!useIsDriver()) return null
  return (
    <Card title={t.title}>
      <Rows>
        {running.map((one) => (
          <ChargingRow key={one.id} charging={one} />
        ))}
        <Row href="/chargers" icon={<Icon name="plug" size={20} />} title={t.go} />
      </Rows>
    </Card>
  )
}

function ChargingRow({ charging }: { charging: Charging }) {
  const { driving: t } = useWords()
  const { id, charger, powerKw, energyKwh, startedAt } = charging
  const isGone = isAway(charging)
  return (
    <Row
      href={`/chargings/${id}`}
      icon={<Icon name="bolt" size={20} />}
      title={nameOf(charger)}
      note={
        <>
          {line([t.since(time(startedAt)), !isGone && powerKw !== null && power(powerKw)])}
          {isGone && <AwayBadge />}
        </>
      }
      value={energyKwh !== null && energy(energyKwh)}
    />
  )
}
