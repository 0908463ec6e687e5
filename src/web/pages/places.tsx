/** The owner's places, on a map and as a list, and each of them in full. */
import { cell, useCell } from '../cell.ts'
import { useData } from '../data.ts'
import { ago, line } from '../format.ts'
import { LOCATIONS, placeName, VEHICLES } from '../names.ts'
import { Button, ButtonLink } from '../parts/button.tsx'
import { Card, Row, Rows } from '../parts/card.tsx'
import { Empty, Loaded } from '../parts/empty.tsx'
import { SelectField } from '../parts/field.tsx'
import { Badge, FlagBadge } from '../parts/flag.tsx'
import { Icon } from '../parts/icon.tsx'
import { PlaceMap } from '../parts/map.tsx'
import { Page, type PageProps } from '../parts/page.tsx'
import { useNow } from '../parts/heard.tsx'
import type { Pin } from '../parts/pin.ts'
import { OnePlace } from '../parts/place.tsx'
import { Tabs } from '../parts/tabs.tsx'
import { go, useRoute } from '../route.tsx'
import type { Flag, List, Location, Vehicle } from '../wire.ts'
import { useWords } from '../words/words.ts'

type View = { tab: 'map' | 'list'; vehicleId: string; flag: Flag | '' }
/** Kept while the app is open, so that "back" comes to where one was. */
const view = cell<View>({ tab: 'map', vehicleId: '', flag: '' })

/** `?place=<id>` shows one of them. */
export function PlacesPage(_: PageProps) {
  const { query } = useRoute()
  const id = query.get('place')
  const locations = useData<List<Location>>(LOCATIONS)
  const vehicles = useData<List<Vehicle>>(VEHICLES)
  const items = locations.data?.items ?? []
  if (id === null) return <AllPlaces locations={locations} vehicles={vehicles.data?.items ?? []} />
  const place = items.find((one) => one.id === id)
  if (!place) return <NoPlace isKnown={locations.data !== undefined} of={locations} />
  const vehicle = vehicles.data?.items.find(({ vehicleId }) => vehicleId === place.vehicleId)
  return <OnePlace key={id} place={place} vehicle={vehicle} all={items} />
}

type Found = ReturnType<typeof useData<List<Location>>>

function NoPlace({ isKnown, of }: { isKnown: boolean; of: Found }) {
  const { places: t } = useWords()
  return (
    <Page title={t.title} back="/places">
      {isKnown ? <Empty icon="place" title={t.one.gone} /> : <Loaded of={of}>{() => null}</Loaded>}
    </Page>
  )
}

function AllPlaces({ locations, vehicles }: { locations: Found; vehicles: Vehicle[] }) {
  const { places: t } = useWords()
  const isEmpty = locations.data?.items.length === 0
  return (
    <Page title={t.title} lead={!isEmpty && t.lead}>
      <Loaded of={locations}>
        {({ items, next }) =>
          items.length === 0 ? (
            <NoneYet hasCar={vehicles.length > 0} />
          ) : (
            <Shown items={items} vehicles={vehicles} isCut={next !== null} />
          )
        }
      </Loaded>
    </Page>
  )
}

function NoneYet({ hasCar }: { hasCar: boolean }) {
  const { places } = useWords()
  const t = places.empty
  return (
    <Empty
      icon="place"
      title={t.title}
      action={
        hasCar ? (
          <ButtonLink href="/vehicles">{t.toCars}</ButtonLink>
        ) : (
          <ButtonLink kind="lead" href="/vehicles?new">
            {t.addCar}
          </ButtonLink>
        )
      }
    >
      {hasCar ? t.text : t.noCar}
    </Empty>
  )
}

type ShownProps = { items: Location[]; vehicles: Vehicle[]; isCut: boolean }

function Shown({ items, vehicles, isCut }: ShownProps) {
  const { places: t } = useWords()
  const now = useCell(view)
  const fitting = items.filter(
    ({ vehicleId, flag }) =>
      (now.vehicleId === '' || now.vehicleId === vehicleId) &&
      (now.flag === '' || now.flag === flag),
  )
  const names = new Map(vehicles.map(({ vehicleId, name }) => [vehicleId, name ?? vehicleId]))
  const several = vehicles.length > 1 ? names : null
  return (
    <>
      <div class="sieve">
        <Tabs
          label={t.view}
          value={now.tab}
          onValue={(tab) => view.set({ ...now, tab })}
          options={[
            ['map', t.map],
            ['list', t.list],
          ]}
        />
        <Filters now={now} vehicles={vehicles} />
      </div>
      <p class="unseen" role="status">
        {t.shown(fitting.length)}
      </p>
      {fitting.length === 0 ? (
        <Empty
          icon="filter"
          title={t.filter.none}
          action={
            <Button onClick={() => view.set({ ...now, vehicleId: '', flag: '' })}>
              {t.filter.reset}
            </Button>
          }
        />
      ) : now.tab === 'map' ? (
        <OnMap items={fitting} names={several} />
      ) : (
        <InList items={fitting} names={several} />
      )}
      {isCut && <p class="hint">{t.most(items.length)}</p>}
    </>
  )
}

function Filters({ now, vehicles }: { now: View; vehicles: Vehicle[] }) {
  const { places, shell } = useWords()
  const t = places.filter
  const flags = ['pending', 'always', 'once', 'skip', 'never'] as const
  return (
    <div class="sieve-fields">
      {vehicles.length > 1 && (
        <SelectField
          label={t.vehicle}
          value={now.vehicleId}
          onValue={(vehicleId) => view.set({ ...now, vehicleId })}
          options={[
            ['', t.allVehicles],
            ...vehicles.map(({ vehicleId, name }): [string, string] => [
              vehicleId,
              name ?? vehicleId,
            ]),
          ]}
        />
      )}
      <SelectField<Flag | ''>
        label={t.flag}
        value={now.flag}
        onValue={(flag) => view.set({ ...now, flag })}
        options={[
          ['', t.allFlags],
          ...flags.map((flag): [Flag, string] => [flag, shell.flags[flag]]),
        ]}
      />
    </div>
  )
}

/** `names` of the cars, where there is more than one. */
type SomeProps = { items: Location[]; names: Map<string, string> | null }

function OnMap({ items, names }: SomeProps) {
  const { places: t } = useWords()
  const pinned = [...items].sort((a, b) => b.charges - a.charges).flatMap(pinsOf)
  const unpinned = items.filter(({ position }) => position === null)
  return (
    <>
      {pinned.length > 0 && (
        <div class="mapped">
          <p class="unseen">{t.mapHint}</p>
          <PlaceMap label={t.mapLabel} pins={pinned} onChoose={open} />
        </div>
      )}
      {unpinned.length > 0 && (
        <Card title={t.unpinned(unpinned.length)}>
          <p class="hint">{t.unpinnedWhy}</p>
          <PlaceRows items={unpinned} names={names} />
        </Card>
      )}
    </>
  )
}

/** A pin, or none where the position was erased. */
function pinsOf(place: Location): Pin[] {
  const { id, position, flag, radiusM, lastCharge } = place
  const live = lastCharge?.result === 'charging'
  return position ? [{ id, position, flag, radiusM, live, name: placeName(place) }] : []
}

function open(id: string): void {
  go(addressOf(id))
}

function addressOf(id: string): string {
  return `/places?place=${encodeURIComponent(id)}`
}

function InList(props: SomeProps) {
  return (
    <div class="card">
      <PlaceRows {...props} />
    </div>
  )
}

/** Those with the latest charge first. */
function PlaceRows({ items, names }: SomeProps) {
  const sorted = [...items].sort((a, b) => lastAt(b) - lastAt(a))
  return (
    <Rows>
      {sorted.map((place) => (
        <PlaceRow key={place.id} place={place} car={names?.get(place.vehicleId)} />
      ))}
    </Rows>
  )
}

function lastAt({ lastCharge }: Location): number {
  return lastCharge ? Date.parse(lastCharge.startedAt) : 0
}

function PlaceRow({ place, car }: { place: Location; car: string | undefined }) {
  const { places: t, shell } = useWords()
  const now = useNow()
  const { lastCharge } = place
  const isCharging = lastCharge?.result === 'charging'
  const last = lastCharge && !isCharging && t.last(ago(lastCharge.startedAt, now))
  return (
    <Row
      href={addressOf(place.id)}
      icon={<Icon name={place.position ? 'place' : 'lock'} size={20} />}
      title={placeName(place)}
      note={
        <>
          {line([car, t.charges(place.charges), last])}
          <span class="row-badges">
            <FlagBadge flag={place.flag} />
            {isCharging && (
              <Badge tone="live" icon="bolt">
                {shell.status.charging}
              </Badge>
            )}
          </span>
        </>
      }
    />
  )
}
