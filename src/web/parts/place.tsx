/** One place: where it is, what is decided for it, its name and price, and forgetting it. */
import { useState } from 'preact/hooks'
import { call } from '../api.ts'
import { refresh } from '../data.ts'
import { distance, moment, number } from '../format.ts'
import { placeName } from '../names.ts'
import { go, Link } from '../route.tsx'
import type { Location, Vehicle } from '../wire.ts'
import { useWords } from '../words/words.ts'
import { Button } from './button.tsx'
import { Card, Facts } from './card.tsx'
import { Decide } from './decide.tsx'
import { Confirm } from './dialog.tsx'
import { StatusBadge } from './flag.tsx'
import { Forget } from './forget.tsx'
import { Gallery } from './gallery.tsx'
import { Icon } from './icon.tsx'
import { PlaceMap } from './map.tsx'
import { Page } from './page.tsx'
import { perKwhOf, Price } from './price.tsx'
import { StationCard } from './spot.tsx'
import { say } from './toast.tsx'

type OnePlaceProps = { place: Location; vehicle: Vehicle | undefined; all: Location[] }

/** `all` are the owner's places: the price last given for another one helps with this one. */
export function OnePlace({ place, vehicle, all }: OnePlaceProps) {
  const { places: t } = useWords()
  return (
    <Page title={placeName(place)} back="/places">
      <div class="pair">
        <div class="stack">
          <Where place={place} />
          <Decide place={place} />
        </div>
        <div class="stack">
          <Summary place={place} vehicle={vehicle} />
          <StationHere place={place} />
          <Price key={place.id} place={place} all={all} />
          {place.flag === 'never' && <Forget place={place} />}
          <Card title={t.remove.title}>
            <Remove place={place} />
          </Card>
        </div>
      </div>
    </Page>
  )
}

/** The map, or why there is none. */
function Where({ place }: { place: Location }) {
  const { places: t } = useWords()
  const { id, position, flag, radiusM } = place
  if (position) {
    const live = place.lastCharge?.result === 'charging'
    const pin = { id, position, flag, radiusM, live, name: placeName(place) }
    return <PlaceMap label={t.mapLabel} pins={[pin]} small />
  }
  return (
    <div class="erased">
      <span class="empty-icon">
        <Icon name="lock" size={32} />
      </span>
      <h2>{t.one.erased}</h2>
      <p>{flag === 'never' ? t.one.erasedWhy : t.one.comesBack}</p>
    </div>
  )
}

function Summary({ place, vehicle }: { place: Location; vehicle: Vehicle | undefined }) {
  const { places: t } = useWords()
  const { facts } = t.one
  const { charges, lastCharge, radiusM, price } = place
  const perKwh = price && t.perKwh(perKwhOf(price))
  return (
    <Card>
      <Facts
        items={[
          [facts.car, vehicle?.name ?? place.vehicleId],
          [facts.charges, number(charges)],
          [facts.last, lastCharge ? <LastCharge of={lastCharge} /> : t.one.noCharge],
          [facts.radius, t.one.within(distance(radiusM))],
          ...(perKwh ? [[facts.price, perKwh] as [string, string]] : []),
        ]}
      />
      {charges > 0 && (
        <Link class="onward" href={`/charges?locationId=${encodeURIComponent(place.id)}`}>
          {t.one.allCharges}
          <Icon name="next" size={18} />
        </Link>
      )}
    </Card>
  )
}

/** The station, and where all charges are shared what drivers added to it. */
function StationHere({ place: { flag, station, stations = [] } }: { place: Location }) {
  const shared = flag === 'always' ? (station?.shared?.stationId ?? null) : null
  return (
    <>
      <StationCard {...{ station, stations, shared }} />
      {shared && <Gallery station={shared} name={station?.name ?? null} />}
    </>
  )
}

function LastCharge({ of: { startedAt, result } }: { of: NonNullable<Location['lastCharge']> }) {
  return (
    <span class="last-charge">
      {moment(startedAt)}
      <StatusBadge status={result} />
    </span>
  )
}

function Remove({ place }: { place: Location }) {
  const { places } = useWords()
  const t = places.remove
  const [isAsking, ask] = useState(false)
  const remove = async () => {
    await call('DELETE', `/v1/locations/${encodeURIComponent(place.id)}`)
    go('/places', { replace: true })
    say(t.done)
    await refresh('/v1/locations', '/v1/questions', '/v1/charges/mine')
  }
  return (
    <>
      <p class="hint">{t.hint}</p>
      <div class="row">
        <Button kind="danger" onClick={() => ask(true)}>
          <Icon name="trash" size={18} />
          {t.button}
        </Button>
      </div>
      <Confirm
        open={isAsking}
        title={t.ask(placeName(place))}
        label={t.confirm}
        onClose={() => ask(false)}
        onConfirm={remove}
      >
        {t.text}
      </Confirm>
    </>
  )
}
