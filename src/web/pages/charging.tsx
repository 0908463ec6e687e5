/** One charging at a charger of this server, while it goes on and after: power, energy, and the way to stop it. */
import { useMemo } from 'preact/hooks'
import { call } from '../api.ts'
import { refresh, useData } from '../data.ts'
import { duration, energy, line, moment, percent, power } from '../format.ts'
import { Button } from '../parts/button.tsx'
import { Card, Facts } from '../parts/card.tsx'
import { CHARGINGS, nameOf } from '../parts/chargers.tsx'
import { Chart, type Curve, Legend } from '../parts/chart.tsx'
import { Loaded } from '../parts/empty.tsx'
import { StatusBadge } from '../parts/flag.tsx'
import { useNow } from '../parts/heard.tsx'
import { Page, type PageProps } from '../parts/page.tsx'
import { Battery } from '../parts/progress.tsx'
import { say } from '../parts/toast.tsx'
import type { ChargingInFull } from '../driving.ts'
import { useWords } from '../words/words.ts'

export function ChargingPage({ id }: PageProps) {
  const { driving: t } = useWords()
  const found = useData<ChargingInFull>(`${CHARGINGS}/${encodeURIComponent(id)}`)
  const { data } = found
  return (
    <Page
      title={data ? nameOf(data.charger) : t.one.title}
      back="/chargers"
      lead={data && line([moment(data.startedAt), t.connector(data.evse)])}
      actions={data && <StatusBadge status={data.status} />}
    >
      <Loaded of={found}>
        {(charging) => (
          <div class="pair">
            <div class="stack">
              {charging.status === 'charging' && <Now charging={charging} />}
              <Told charging={charging} />
            </div>
            <Course charging={charging} />
          </div>
        )}
      </Loaded>
    </Page>
  )
}

function Now({ charging: { id, powerKw, energyKwh, soc } }: { charging: ChargingInFull }) {
  const { driving: t } = useWords()
  const stop = async () => {
    const path = `${CHARGINGS}/${encodeURIComponent(id)}/stop`
    const { answer } = await call<{ answer: string }>('POST', path)
    say(answer === 'Accepted' ? t.stopping : t.refused)
    await refresh(CHARGINGS)
  }
  return (
    <Card tone="live" title={t.one.now}>
      <p class="live-soc number">{powerKw === null ? '–' : power(powerKw)}</p>
      <p class="big">
        {line([energyKwh !== null && energy(energyKwh), soc !== null && percent(soc)])}
      </p>
      {soc !== null && <Battery soc={soc} charging label={t.one.battery} />}
      <Button kind="danger" class="wide" onClick={stop}>
        {t.stop}
      </Button>
    </Card>
  )
}

function Told({ charging }: { charging: ChargingInFull }) {
  const { driving: t } = useWords()
  const now = useNow()
  const { startedAt, endedAt, energyKwh, stopReason, isFault } = charging
  const lasted = (endedAt === null ? now : Date.parse(endedAt)) - Date.parse(startedAt)
  const facts: [string, string | null][] = [
    [t.one.energy, energyKwh === null ? null : energy(energyKwh)],
    [t.one.lasted, duration(lasted)],
    [t.one.reason, stopReason && (t.reasons[stopReason] ?? stopReason)],
    [t.one.fault, isFault ? t.one.failed : null],
  ]
  const known = facts.filter((fact): fact is [string, string] => fact[1] !== null)
  return (
    <Card>
      <Facts items={known} />
    </Card>
  )
}

function Course({ charging: { series } }: { charging: ChargingInFull }) {
  const { driving: t } = useWords()
  const times = useMemo(() => series.map(({ at }) => Date.parse(at)), [series])
  const curves = useMemo<Curve[]>(
    () => [
      {
        label: t.one.battery,
        colour: '--lead',
        side: 'left',
        values: series.map(({ soc }) => soc),
      },
      {
        label: t.one.power,
        colour: '--spark',
        side: 'right',
        values: series.map(({ powerKw }) => powerKw),
      },
    ],
    [series, t],
  )
  if (series.length < 2) return null
  return (
    <Card title={t.one.curve}>
      <Legend curves={curves} />
      <Chart label={t.one.curve} times={times} curves={curves} />
    </Card>
  )
}
