/** One charge at a charger of this server, while it goes on and after: power, energy, and the way to stop it. */
import { useMemo } from 'preact/hooks'
import { useData } from '../data.ts'
import { ago, duration, energy, line, moment, percent, power } from '../format.ts'
import { Card, Facts } from '../parts/card.tsx'
import { AwayBadge, isAway, nameOf } from '../parts/chargers.tsx'
import { Chart, type Curve, Legend } from '../parts/chart.tsx'
import { Loaded } from '../parts/empty.tsx'
import { StatusBadge } from '../parts/flag.tsx'
import { Icon } from '../parts/icon.tsx'
import { useNow } from '../parts/heard.tsx'
import { Page, type PageProps } from '../parts/page.tsx'
import { Battery } from '../parts/progress.tsx'
import { Stop } from '../parts/stop.tsx'
import { useLooking } from '../looking.ts'
import { Link } from '../route.tsx'
import type { ChargingInFull } from '../driving.ts'
import { CHARGINGS } from '../starting.ts'
import { useWords } from '../words/words.ts'

export function ChargingPage({ id }: PageProps) {
  const { driving: t } = useWords()
  const found = useData<ChargingInFull>(`${CHARGINGS}/${encodeURIComponent(id)}`)
  const { data } = found
  // That the charger is gone, or back, no stream tells.
  useLooking(found.reload, data?.status === 'charging')
  return (
    <Page
      title={data ? nameOf(data.charger) : t.one.title}
      back="/chargers"
      lead={data && line([moment(data.startedAt), t.connector(data.evse)])}
      actions={data && (isAway(data) ? <AwayBadge /> : <StatusBadge status={data.status} />)}
    >
      <Loaded of={found}>
        {(charging) => (
          <div class="pair">
            <div class="stack">
              {charging.status === 'charging' && (
                <Now key={String(isAway(charging))} charging={charging} />
              )}
              <Told charging={charging} />
            </div>
            <Course charging={charging} />
          </div>
        )}
      </Loaded>
    </Page>
  )
}

/** Of a charger that is away stands what it said last, and there is nobody to be told to stop. */
function Now({ charging }: { charging: ChargingInFull }) {
  const { driving: t } = useWords()
  const { powerKw, energyKwh, soc, lastAt, heardAt } = charging
  const isGone = isAway(charging)
  const now = useNow()
  // Chargers tell what they like: the best of it stands largest.
  const [first, ...others] = [
    powerKw !== null && !isGone && power(powerKw),
    energyKwh !== null && energy(energyKwh),
    soc !== null && percent(soc),
  ].filter(Boolean)
  if (isGone) {
    return (
      <Card title={t.one.lastKnown}>
        {first && <p class="big number soft">{line([first, ...others])}</p>}
        <p class="hint">
          {t.one.heard(ago(heardAt, now))} {t.one.gone}
        </p>
      </Card>
    )
  }
  return (
    <Card tone="live" title={t.one.now}>
      <p class="live-soc number">{first ?? '–'}</p>
      {others.length > 0 && <p class="big">{line(others)}</p>}
      {soc !== null && <Battery soc={soc} charging label={t.one.battery} />}
      {lastAt !== null && <p class="hint">{t.one.told(ago(lastAt, now))}</p>}
      <Stop id={charging.id} />
    </Card>
  )
}

function Told({ charging }: { charging: ChargingInFull }) {
  const { driving: t } = useWords()
  const now = useNow()
  const { startedAt, endedAt, energyKwh, stopReason, isFault } = charging
  const lasted = (endedAt === null ? now : Date.parse(endedAt)) - Date.parse(startedAt)
  const facts: [string, string | null][] = [
    // While it charges, that stands above.
    [t.one.energy, endedAt === null || energyKwh === null ? null : energy(energyKwh)],
    [t.one.lasted, duration(lasted)],
    [t.one.reason, stopReason && (t.reasons[stopReason] ?? stopReason)],
    [t.one.fault, isFault ? t.one.failed : null],
  ]
  const known = facts.filter((fact): fact is [string, string] => fact[1] !== null)
  return (
    <Card>
      <Facts items={known} />
      {charging.charge && (
        <Link class="onward" href={`/charges/${charging.charge}`}>
          {t.one.byCar}
          <Icon name="next" size={18} />
        </Link>
      )}
    </Card>
  )
}

function Course({ charging }: { charging: ChargingInFull }) {
  const { driving: t } = useWords()
  const { series } = charging
  const times = useMemo(() => series.map(({ at }) => Date.parse(at)), [series])
  const curves = useMemo<Curve[]>(() => curvesOf(charging, t.one), [series, t])
  if (series.length < 2 || curves.length === 0) return null
  return (
    <Card title={t.one.curve}>
      <Legend curves={curves} />
      <Chart label={t.one.curve} times={times} curves={curves} />
    </Card>
  )
}

type Names = Record<'battery' | 'power' | 'energy', string>

/** Power and how full the car is; of a charger that tells no power, the energy. */
function curvesOf({ series, meterStartWh }: ChargingInFull, names: Names): Curve[] {
  const from = meterStartWh ?? series[0]?.energyWh ?? 0
  const soc = series.map((one) => one.soc)
  const powers = series.map((one) => one.powerKw)
  const energies = series.map(({ energyWh }) => energyWh && (energyWh - from) / 1000)
  const hasPower = powers.some((one) => one !== null)
  const right = { colour: '--spark', side: 'right' } as const
  const curves: Curve[] = [
    { label: `${names.battery} (%)`, colour: '--lead', side: 'left', values: soc },
    hasPower
      ? { ...right, label: `${names.power} (kW)`, values: powers }
      : { ...right, label: `${names.energy} (kWh)`, values: energies },
  ]
  return curves.filter(({ values }) => values.some((one) => one !== null))
}
