/** Where charges are shared, on a map and as a list, and what is in use now. */
import { useState } from 'preact/hooks'
import { line, moment, number, percent, power } from '../format.ts'
import { Card, Facts } from '../parts/card.tsx'
import { Empty, Loaded } from '../parts/empty.tsx'
import { Badge } from '../parts/flag.tsx'
import { PlaceMap } from '../parts/map.tsx'
import { Page } from '../parts/page.tsx'
import type { Pin } from '../parts/pin.ts'
import type { List } from '../wire.ts'
import { useWatched } from './watch.ts'
import type { Occupied, Station } from './wire.ts'
import { usePortal } from './words.ts'

/** So many the API gives at once. */
const MOST = 1000
const LOOK_MS = 30_000

export function MapPage() {
  const { map: t } = usePortal()
  const stations = useWatched<List<Station>>(`/v1/stations?limit=${MOST}`, LOOK_MS)
  const occupied = useWatched<Occupied>('/v1/stations/occupied', LOOK_MS)
  const busy = new Set(occupied.data?.data.stations.map(({ id }) => id))
  return (
    <Page title={t.title} lead={t.lead}>
      <Loaded of={stations}>
        {({ items, next }) =>
          items.length === 0 ? (
            <Empty icon="place" title={t.none}>
              {t.noneText}
            </Empty>
          ) : (
            <>
              <Stations stations={items} busy={busy} />
              {next !== null && <p class="hint">{t.most(MOST)}</p>}
            </>
          )
        }
      </Loaded>
    </Page>
  )
}

function Stations({ stations, busy }: { stations: Station[]; busy: Set<string> }) {
  const { map: t } = usePortal()
  const [chosen, choose] = useState<string | null>(null)
  const one = stations.find(({ id }) => id === chosen)
  // Those in use first, also where names on the map would hide each other.
  const sorted = [...stations].sort((a, b) => Number(busy.has(b.id)) - Number(busy.has(a.id)))
  return (
    <>
      <p class="row" role="status">
        {t.count(stations.length)}
        {busy.size > 0 && (
          <Badge tone="live" icon="bolt">
            {t.using(busy.size)}
          </Badge>
        )}
      </p>
      <PlaceMap
        label={t.label}
        pins={sorted.map((station) => pinOf(station, busy, t))}
        onChoose={choose}
      />
      <div role="status">{one && <StationCard station={one} isBusy={busy.has(one.id)} />}</div>
      <Card title={t.list}>
        <ul class="rows stations">
          {sorted.map((station) => (
            <li key={station.id}>
              <button
                type="button"
                class="row-line"
                aria-pressed={station.id === chosen}
                onClick={() => choose(station.id)}
              >
                <span class="row-text">
                  <span class="row-title">{station.name ?? t.unnamed}</span>
                  <span class="row-note">{noteOf(station)}</span>
                </span>
                {busy.has(station.id) && (
                  <Badge tone="live" icon="bolt">
                    {t.inUse}
                  </Badge>
                )}
              </button>
            </li>
          ))}
        </ul>
      </Card>
    </>
  )
}

type Words = ReturnType<typeof usePortal>['map']

function pinOf({ id, name, position, inUse }: Station, busy: Set<string>, t: Words): Pin {
  const live = busy.has(id)
  const shown = name ?? t.unnamed
  return {
    ...{ id, position, name: shown, live, flag: 'always' },
    said: `${shown}, ${live ? t.inUse : inUse === null ? t.unknown : t.free}`,
    icon: live ? 'bolt' : 'plug',
  }
}

function noteOf({ operator, position: { lat, lon } }: Station): string {
  return line([operator, `${lat.toFixed(4)}, ${lon.toFixed(4)}`])
}

/** In use, not in use, or not to be told. */
function Use({ station, isBusy }: { station: Station; isBusy: boolean }) {
  const { map: t } = usePortal()
  if (isBusy) return <Badge {...{ tone: 'live', icon: 'bolt' }}>{t.inUse}</Badge>
  return <Badge icon="plug">{station.inUse === null ? t.unknown : t.free}</Badge>
}

function StationCard({ station, isBusy }: { station: Station; isBusy: boolean }) {
  const { map: t } = usePortal()
  const { name, sessions, listing } = station
  const facts = factsOf(station, t)
  return (
    <Card
      title={name ?? t.unnamed}
      {...(isBusy && { tone: 'live' })}
      action={<Use station={station} isBusy={isBusy} />}
    >
      {sessions === null && <p class="soft">{t.few}</p>}
      {facts.length > 0 && <Facts items={facts} />}
      {listing && (
        <p class="hint">
          {listing.attribution} ({listing.licence})
        </p>
      )}
    </Card>
  )
}

/** What is known: counts are withheld where they would tell of single cars. */
function factsOf(station: Station, t: Words): [string, string][] {
  const { operator, posts, sessions, successRate, lastSuccessAt, typicalPowerKw, faults } = station
  const share = (of: number) => percent(Math.round(of * 1000) / 10)
  const facts: [string, string | null | undefined][] = [
    [t.operator, operator],
    [t.posts, posts.join(', ')],
    [t.sessions, sessions === null ? null : number(sessions)],
    [
      t.rate,
      successRate &&
        line([share(successRate.rate), t.between(share(successRate.low), share(successRate.high))]),
    ],
    [t.last, lastSuccessAt && moment(lastSuccessAt)],
    [t.power, typicalPowerKw === null ? null : power(typicalPowerKw)],
    [t.faults, faults && number(faults.length)],
  ]
  return facts.filter((fact): fact is [string, string] => Boolean(fact[1]))
}
