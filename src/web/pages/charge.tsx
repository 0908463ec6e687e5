/** One charge: how it went, where, who knows of it, and what can be taken back. */
import { useMemo, useState } from 'preact/hooks'
import { call } from '../api.ts'
import { changed, refresh, useData } from '../data.ts'
import {
  date,
  duration,
  energy,
  line,
  moment,
  money,
  number,
  percent,
  power,
  time,
} from '../format.ts'
import { placeName, useNames } from '../names.ts'
import { Button } from '../parts/button.tsx'
import { Card, Facts, Row, Rows } from '../parts/card.tsx'
import { Chart, type Curve, Legend } from '../parts/chart.tsx'
import { Confirm } from '../parts/dialog.tsx'
import { Loaded } from '../parts/empty.tsx'
import { FlagBadge, StatusBadge } from '../parts/flag.tsx'
import { Icon } from '../parts/icon.tsx'
import { Page } from '../parts/page.tsx'
import { Battery } from '../parts/progress.tsx'
import { Adding } from '../parts/adding.tsx'
import { Gallery } from '../parts/gallery.tsx'
import { StationCard } from '../parts/spot.tsx'
import { Sharing } from '../parts/sharing.tsx'
import { say } from '../parts/toast.tsx'
import { WitnessCard } from '../parts/witness.tsx'
import { go } from '../route.tsx'
import type { ChargeInFull, Sample } from '../wire.ts'
import { useWords } from '../words/words.ts'
import type { PageProps } from '../parts/page.tsx'

const PATH = '/v1/charges/mine'

export function ChargePage({ id }: PageProps) {
  const { charges: t } = useWords()
  const data = useData<ChargeInFull>(`${PATH}/${encodeURIComponent(id)}`)
  const charge = data.data
  const { car } = useNames()
  return (
    <Page
      title={charge ? titleOf(charge, t.charge.title) : t.charge.title}
      back="/charges"
      lead={charge && line([timesOf(charge), car(charge.vehicleId)])}
      actions={charge && <StatusBadge status={charge.status} />}
    >
      <Loaded of={data}>
        {(charge) => (
          <div class="pair">
            <div class="stack">
              {charge.status === 'charging' && <Now charge={charge} />}
              <Card>
                <Facts items={factsOf(charge, t.charge)} />
              </Card>
              <WitnessCard charge={charge} />
              <Course charge={charge} />
              <Place charge={charge} />
              <StationOf charge={charge} />
            </div>
            <div class="stack">
              <Sharing charge={charge} />
              <Additions charge={charge} />
              <Erasing id={charge.id} />
            </div>
          </div>
        )}
      </Loaded>
    </Page>
  )
}

function titleOf({ location, charger }: ChargeInFull, otherwise: string): string {
  return location ? placeName(location, charger) : (charger?.station ?? otherwise)
}

/** Sat 21 Nov, 15:02 – 16:40; the day of the end where it is another one. */
function timesOf({ startedAt, endedAt }: ChargeInFull): string {
  if (endedAt === null) return moment(startedAt)
  const isSameDay = date(startedAt) === date(endedAt)
  return `${moment(startedAt)} – ${isSameDay ? time(endedAt) : moment(endedAt)}`
}

type Words = ReturnType<typeof useWords>['charges']

function factsOf(charge: ChargeInFull, t: Words['charge']): [string, string][] {
  const { startedAt, endedAt, soc, energyKwh, maxPowerKw, cost } = charge
  const { post, endReason, abortReason, comment } = charge
  const lasted = (endedAt === null ? Date.now() : Date.parse(endedAt)) - Date.parse(startedAt)
  const socs = [soc.start, soc.end].map((value) => (value === null ? '–' : percent(value)))
  const facts: [string, string | null][] = [
    [t.energy, energyKwh ? energy(energyKwh) : null],
    [t.lasted, duration(lasted)],
    [t.battery, soc.start === null && soc.end === null ? null : socs.join(' → ')],
    [t.most, maxPowerKw === null ? null : power(maxPowerKw)],
    [t.cost, cost && energyKwh ? money(cost) : null],
    [t.post, post],
    [t.reason, endReason && (t.carReasons[endReason] ?? endReason)],
    [t.why, abortReason && t.reasons[abortReason]],
    [t.comment, comment],
  ]
  return facts.flatMap(([name, value]) => (value ? [[name, value] as [string, string]] : []))
}

function Now({ charge }: { charge: ChargeInFull }) {
  const { charges: t } = useWords()
  const { soc, series } = charge
  const now = soc.end ?? series.findLast((sample) => sample.soc !== null)?.soc ?? soc.start
  const kw = series.findLast((sample) => sample.powerKw !== null)?.powerKw
  return (
    <Card tone="live" title={t.charge.now}>
      <Battery soc={now} from={soc.start} charging label={t.charge.battery} />
      <p class="big">{line([now !== null && percent(now), kw != null && power(kw)])}</p>
    </Card>
  )
}

function Course({ charge }: { charge: ChargeInFull }) {
  const { charges: t } = useWords()
  const { series } = charge
  const times = useMemo(() => series.map(({ at }) => Date.parse(at)), [series])
  const curves = useMemo<Curve[]>(() => {
    const all: Curve[] = [
      { label: t.charge.soc, colour: '--lead', side: 'left', values: series.map(({ soc }) => soc) },
      {
        label: t.charge.power,
        colour: '--spark',
        side: 'right',
        values: series.map(({ powerKw }) => powerKw),
      },
    ]
    // An axis of what was never told would say nothing.
    return all.filter(({ values }) => values.some((one) => one !== null))
  }, [series, t])
  return (
    <Card title={t.charge.curve}>
      {series.length < 2 || curves.length === 0 ? (
        <p class="soft">{t.charge.curveNone}</p>
      ) : (
        <>
          <Legend curves={curves} />
          <Chart label={t.charge.curve} times={times} curves={curves} />
          <Samples series={series} />
        </>
      )}
    </Card>
  )
}

function Samples({ series }: { series: Sample[] }) {
  const { charges: t } = useWords()
  const cell = (value: number | null, digits = 1) => (value === null ? '–' : number(value, digits))
  return (
    <details class="aside">
      <summary>{t.charge.table}</summary>
      <div class="scroll" tabIndex={0} role="region" aria-label={t.charge.curve}>
        <table>
          <thead>
            <tr>
              <th scope="col">{t.charge.at}</th>
              <th scope="col">{t.charge.soc}</th>
              <th scope="col">{t.charge.power}</th>
              <th scope="col">{t.charge.energy} (kWh)</th>
            </tr>
          </thead>
          <tbody>
            {series.map(({ at, soc, powerKw, energyKwh }) => (
              <tr key={at}>
                <th scope="row">{time(at)}</th>
                <td>{cell(soc)}</td>
                <td>{cell(powerKw)}</td>
                <td>{cell(energyKwh, 2)}</td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
    </details>
  )
}

function Place({ charge }: { charge: ChargeInFull }) {
  const t = useWords().charges.charge
  const { location, charger } = charge
  if (!location) {
    return (
      <Card title={t.place}>
        <p class="soft">{t.noPlace}</p>
      </Card>
    )
  }
  const isPrivate = location.flag === 'never'
  return (
    <Card title={t.place} action={<FlagBadge flag={location.flag} />}>
      <Rows>
        <Row
          href={`/places?place=${encodeURIComponent(location.id)}`}
          icon={<Icon name={isPrivate ? 'lock' : 'place'} size={20} />}
          title={placeName(location, charger)}
          note={isPrivate && t.privatePlace}
        />
      </Rows>
      <Naming charge={charge} />
    </Card>
  )
}

/** What the charger is called may be what the owner wants to call the place: he is offered it. */
function Naming({ charge: { location, charger } }: { charge: ChargeInFull }) {
  const t = useWords().charges.charge
  const name = charger?.station
  if (!name || !location || location.name !== null || location.station?.name) return null
  const keep = async () => {
    await call('PATCH', `/v1/locations/${encodeURIComponent(location.id)}`, { name })
    await changed(['locations', 'questions', 'charges'])
    say(t.named(name))
  }
  return (
    <Button class="fit" onClick={keep}>
      {t.nameIt(name)}
    </Button>
  )
}

function StationOf({ charge: { id, location, sharing } }: { charge: ChargeInFull }) {
  const { stations: t } = useWords()
  const { station = null, stations = [] } = location ?? {}
  const choose = async (chosen: string) => {
    const wish = { choice: 'once', station: chosen }
    await call('POST', `${PATH}/${encodeURIComponent(id)}/sharing`, wish)
    await refresh(PATH, '/v1/locations')
    say(t.chosen)
  }
  const onChoose = sharing.state === 'shared' ? choose : undefined
  return <StationCard {...{ station, stations, onChoose }} shared={sharing.station ?? null} />
}

/** What drivers add to the station of a shared charge: what is not shared asks nobody about it. */
function Additions({ charge: { id, location, sharing } }: { charge: ChargeInFull }) {
  if (!sharing.station) return null
  return (
    <>
      <Adding charge={id} />
      <Gallery station={sharing.station} name={location?.station?.name ?? null} />
    </>
  )
}

function Erasing({ id }: { id: string }) {
  const { charges: t } = useWords()
  const [asks, setAsks] = useState(false)
  return (
    <>
      <Button kind="danger" class="fit" onClick={() => setAsks(true)}>
        <Icon name="trash" size={20} />
        {t.erase.action}
      </Button>
      <Confirm
        open={asks}
        title={t.erase.title}
        label={t.erase.action}
        onClose={() => setAsks(false)}
        onConfirm={async () => {
          await call('DELETE', `${PATH}/${encodeURIComponent(id)}`)
          go('/charges', { replace: true })
          await refresh(PATH)
          say(t.erase.done)
        }}
      >
        {t.erase.text}
      </Confirm>
    </>
  )
}
