/** What charges now by the owner's card at chargers of this server, and the way to where he may charge. */
import { useData } from '../data.ts'
import { energy, line, power, time } from '../format.ts'
import type { Charging, OpenCharger, OwnTag } from '../driving.ts'
import { CHARGINGS } from '../starting.ts'
import type { List } from '../wire.ts'
import { useWords } from '../words/words.ts'
import { Card, Row, Rows } from './card.tsx'
import { Icon } from './icon.tsx'

export const TAGS = '/v1/owners/me/tags'

/** Its station and its post; without a station its identity. */
export function nameOf({
  identity,
  stationName,
  post,
}: Pick<OpenCharger, 'identity' | 'stationName' | 'post'>): string {
  return [stationName ?? identity, post].filter(Boolean).join(' · ')
}

/** On the first page; nothing for who has no card. */
export function AtChargers() {
  const { driving: t } = useWords()
  const { data: tags } = useData<List<OwnTag>>(TAGS)
  const isDriver = (tags?.items.length ?? 0) > 0
  const { data } = useData<List<Charging>>(isDriver ? `${CHARGINGS}?active=true` : null)
  if (!isDriver) return null
  const running = data?.items ?? []
  return (
    <Card title={t.title}>
      <Rows>
        {running.map(({ id, charger, powerKw, energyKwh, startedAt }) => (
          <Row
            key={id}
            href={`/chargings/${id}`}
            icon={<Icon name="bolt" size={20} />}
            title={nameOf(charger)}
            note={line([t.since(time(startedAt)), powerKw !== null && power(powerKw)])}
            value={energyKwh !== null && energy(energyKwh)}
          />
        ))}
        <Row href="/chargers" icon={<Icon name="plug" size={20} />} title={t.go} />
      </Rows>
    </Card>
  )
}
