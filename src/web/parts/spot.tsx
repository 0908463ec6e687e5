/** The station of a place or of a charge: what a source knows of it, and how well it works. */
import { useState } from 'preact/hooks'
import { useData } from '../data.ts'
import { distance, line } from '../format.ts'
import { accessOf, plugsOf } from '../plugs.ts'
import type { Station, StationInFull } from '../wire.ts'
import { useWords } from '../words/words.ts'
import { Button } from './button.tsx'
import { Card, Facts, Row, Rows } from './card.tsx'
import { Icon } from './icon.tsx'
import { Credits, StationChoice, titleOf } from './station.tsx'
import { Faults, Works, WorksInFull } from './works.tsx'

type StationCardProps = {
  station: Station | null
  /** All that it could be. */
  stations: Station[]
  /** The public id of the station at which something is shared: no source need know of it. */
  shared: string | null
  /** Tells which of several it was, where that can be told. */
  onChoose?: ((id: string) => Promise<void>) | undefined
}

/** Nothing where nothing is known. */
export function StationCard({ station, stations, shared, onChoose }: StationCardProps) {
  if (station) return <Listed station={station} />
  if (stations.length === 0) return shared ? <Unlisted id={shared} /> : null
  return onChoose ? <Which {...{ stations, onChoose }} /> : <Several stations={stations} />
}

function Listed({ station }: { station: Station }) {
  const { stations: t } = useWords()
  const { operator, posts, postCount, price } = station
  const facts: [string, string | null | false][] = [
    [t.posts, posts.length > 0 ? posts.join(', ') : postCount !== null && String(postCount)],
    [t.plugs, plugsOf(station, t).join('; ')],
    [t.access, accessOf(station, t)],
    [t.price, price],
  ]
  return (
    <Card title={t.title}>
      <div>
        <p>
          <strong>{titleOf(station)}</strong>
        </p>
        {station.name && operator && <p class="soft">{operator}</p>}
      </div>
      <WorksInFull of={station.shared} />
      <Facts items={facts.filter((fact): fact is [string, string] => Boolean(fact[1]))} />
      <Faults of={station.shared} />
      <Credits stations={[station]} />
    </Card>
  )
}

function Unlisted({ id }: { id: string }) {
  const { stations: t } = useWords()
  const { data } = useData<StationInFull>(`/v1/stations/${encodeURIComponent(id)}`)
  if (!data) return null
  return (
    <Card title={t.title}>
      {data.name && (
        <p>
          <strong>{data.name}</strong>
        </p>
      )}
      <WorksInFull of={data} />
      <Faults of={data} />
    </Card>
  )
}

type WhichProps = { stations: Station[]; onChoose: (id: string) => Promise<void> }

/** Nothing is told while one only moves through the choices. */
function Which({ stations, onChoose }: WhichProps) {
  const { stations: t } = useWords()
  const [chosen, setChosen] = useState<string | null>(null)
  return (
    <Card title={t.near}>
      <StationChoice {...{ stations, chosen }} onChoose={setChosen} />
      {chosen !== null && (
        <Button kind="lead" class="fit" onClick={() => onChoose(chosen)}>
          {t.choose}
        </Button>
      )}
    </Card>
  )
}

function Several({ stations }: { stations: Station[] }) {
  const { stations: t } = useWords()
  return (
    <Card title={t.near}>
      <Rows>
        {stations.map((station) => (
          <Row
            key={station.id}
            icon={<Icon name="plug" size={20} />}
            title={titleOf(station)}
            note={
              <>
                {line([t.distance(distance(station.distanceM)), ...plugsOf(station, t)])}
                <Works of={station.shared} />
              </>
            }
          />
        ))}
      </Rows>
      <Credits stations={stations} />
    </Card>
  )
}
