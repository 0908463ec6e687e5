/** One transaction: what it came to, who saw it, what was odd, its curve, and the messages that told it. */
import { useMemo } from 'preact/hooks'
import { energy, line, moment, number, percent, power, time } from '../format.ts'
import { Button, ButtonLink } from '../parts/button.tsx'
import { Card, Facts } from '../parts/card.tsx'
import { Chart, type Curve, Legend } from '../parts/chart.tsx'
import { Loaded } from '../parts/empty.tsx'
import { Badge } from '../parts/flag.tsx'
import { Page } from '../parts/page.tsx'
import type { DeskProps } from './props.ts'
import { Ago, Lasting } from './ago.tsx'
import { ChargeBadge } from './badges.tsx'
import { pathOf } from './charging.tsx'
import { chargerPath, nameOf, sayAnswer, stop } from './command.ts'
import { useLive } from './live.ts'
import { pageOf } from './tile.tsx'
import type { Charger, Reading, TransactionInFull } from './wire.ts'
import { useDesk } from './words.ts'

export function TransactionPage({ parts }: DeskProps) {
  const t = useDesk().charges
  const { charger: identity = '', id = '' } = parts
  const one = useLive<TransactionInFull>(pathOf(identity, id), ['transactions'], identity)
  const charger = useLive<Charger>(chargerPath(identity), ['chargers'], identity)
  const name = charger.data ? nameOf(charger.data) : identity
  const { data } = one
  return (
    <Page
      title={data ? t.one(number(data.number)) : t.title}
      lead={line([name, data && data.connectorId > 0 && t.connector(data.connectorId)])}
      back={pageOf({ identity })}
      actions={data && <ChargeBadge status={data.status} />}
    >
      <Loaded of={one}>
        {(transaction) => (
          <InFull transaction={transaction} version={charger.data?.version ?? null} />
        )}
      </Loaded>
    </Page>
  )
}

type InFullProps = { transaction: TransactionInFull; version: Charger['version'] }

function InFull({ transaction, version }: InFullProps) {
  const t = useDesk().charges
  const { charger, status, startedAt, endedAt, idTag, number: n } = transaction
  const end = async () => sayAnswer(await stop(transaction, version), t.willStop)
  const asked = new URLSearchParams({
    charger,
    from: new Date(Date.parse(startedAt) - 60_000).toISOString(),
    ...(endedAt && { to: new Date(Date.parse(endedAt) + 60_000).toISOString() }),
  })
  return (
    <>
      <Sums transaction={transaction} />
      {status === 'charging' && (
        <div class="row">
          <Button kind="lead" onClick={end} aria-label={`${t.stop}: ${t.number(number(n))}`}>
            {t.stop}
          </Button>
        </div>
      )}
      <div class="halves">
        <About transaction={transaction} />
        <Witnesses transaction={transaction} />
      </div>
      <Courses transaction={transaction} />
      <div class="row">
        <ButtonLink href={`/operator/log?${asked.toString()}`}>{t.messages}</ButtonLink>
        {idTag && <ButtonLink href="/operator/identifiers">{t.toTags}</ButtonLink>}
      </div>
    </>
  )
}

function Sums({ transaction: of }: { transaction: TransactionInFull }) {
  const t = useDesk().charges
  const isLive = of.status === 'charging'
  return (
    <Card {...(isLive && { tone: 'live' as const })}>
      <dl class="facts sums-facts">
        <div>
          <dt>{t.energy}</dt>
          <dd class="big">{of.energyKwh === null ? '–' : energy(of.energyKwh)}</dd>
        </div>
        <div>
          <dt>{isLive ? t.power : t.duration}</dt>
          <dd class="big">
            {isLive && of.powerKw !== null ? (
              power(of.powerKw)
            ) : (
              <Lasting since={of.startedAt} until={of.endedAt} />
            )}
          </dd>
        </div>
        {of.soc !== null && (
          <div>
            <dt>{t.soc}</dt>
            <dd class="big">{percent(of.soc)}</dd>
          </div>
        )}
      </dl>
      <p class="soft">
        {t.heard} <Ago at={of.heardAt} />
      </p>
    </Card>
  )
}

function About({ transaction: of }: { transaction: TransactionInFull }) {
  const t = useDesk().charges
  const wh = (value: number | null) => (value === null ? '–' : energy(value / 1000))
  const end = of.endedAt === null ? '–' : moment(of.endedAt)
  return (
    <Card title={t.facts.title}>
      <Facts
        items={[
          [t.facts.idTag, of.idTag ?? '–'],
          [t.facts.started, moment(of.startedAt)],
          [t.facts.ended, of.isProvisional ? line([end, t.provisional]) : end],
          [t.facts.meterStart, wh(of.meterStartWh)],
          [t.facts.meterStop, wh(of.meterStopWh)],
          [t.facts.reason, of.stopReason ? (t.reasons[of.stopReason] ?? of.stopReason) : '–'],
          ...(of.reference ? [[t.facts.reference, <code>{of.reference}</code>] as const] : []),
          ...(of.startedBy ? [[t.facts.by, of.startedBy] as const] : []),
        ].map(([name, value]) => [name, value])}
      />
    </Card>
  )
}

function Witnesses({ transaction: of }: { transaction: TransactionInFull }) {
  const t = useDesk().charges
  const isBoth = of.evidence.includes('vehicle')
  return (
    <Card title={t.witnesses}>
      <div class="row">
        {of.evidence.map((one) => (
          <Badge key={one} tone="good" icon={one === 'charger' ? 'plug' : 'car'}>
            {t.evidence[one]}
          </Badge>
        ))}
        {of.isFault && (
          <Badge tone="bad" icon="warning">
            {t.fault}
          </Badge>
        )}
      </div>
      <p class="soft">{isBoth ? t.both : t.chargerAlone}</p>
      {of.contradictions.length > 0 && (
        <>
          <h3>{t.contradictions}</h3>
          <ul class="odd-list">
            {of.contradictions.map((one) => (
              <li key={one}>{t.contradicts[one] ?? one}</li>
            ))}
          </ul>
        </>
      )}
      {of.oddities.length > 0 && (
        <>
          <h3>{t.odd}</h3>
          <ul class="odd-list">
            {of.oddities.map((one) => (
              <li key={one}>{t.oddities[one] ?? one}</li>
            ))}
          </ul>
        </>
      )}
    </Card>
  )
}

/** The readings, with what the meter showed at the start and at the end. */
function courseOf(of: TransactionInFull): Reading[] {
  const meter = (at: string | null, energyWh: number | null): Reading[] =>
    at === null || energyWh === null
      ? []
      : [{ at, energyWh, powerKw: null, soc: null, currentA: null, voltageV: null }]
  const { startedAt, endedAt, meterStartWh, meterStopWh, series } = of
  const all = [...meter(startedAt, meterStartWh), ...series, ...meter(endedAt, meterStopWh)]
  return all.sort((a, b) => Date.parse(a.at) - Date.parse(b.at))
}

function Courses({ transaction }: { transaction: TransactionInFull }) {
  const t = useDesk().charges
  const series = useMemo(() => courseOf(transaction), [transaction])
  const times = useMemo(() => series.map(({ at }) => Date.parse(at)), [series])
  const fast = useMemo<Curve[]>(() => {
    const soc = series.map((one) => one.soc)
    const left: Curve[] = soc.some((value) => value !== null)
      ? [{ label: t.soc, colour: '--lead', side: 'left', values: soc }]
      : []
    const kw = series.map((one) => one.powerKw)
    return [...left, { label: t.power, colour: '--spark', side: 'right', values: kw }]
  }, [series, t])
  const drawn = useMemo<Curve[]>(() => {
    const first = series.find(({ energyWh }) => energyWh !== null)?.energyWh ?? 0
    const kwh = ({ energyWh }: Reading) => (energyWh === null ? null : (energyWh - first) / 1000)
    return [{ label: t.energy, colour: '--lead', side: 'right', values: series.map(kwh) }]
  }, [series, t])
  if (series.length < 2) {
    return (
      <Card title={t.curve}>
        <p class="soft">{t.curveNone}</p>
      </Card>
    )
  }
  return (
    <>
      <div class="halves">
        <Card title={t.curve}>
          <Legend curves={fast} />
          <Chart label={t.curve} times={times} curves={fast} />
        </Card>
        <Card title={t.drawn}>
          <Legend curves={drawn} />
          <Chart label={t.drawn} times={times} curves={drawn} />
        </Card>
      </div>
      <Readings series={transaction.series} />
    </>
  )
}

function Readings({ series }: { series: Reading[] }) {
  const t = useDesk().charges
  const cell = (value: number | null, digits: number) =>
    value === null ? '–' : number(value, digits)
  return (
    <details class="card aside">
      <summary>{t.table(series.length)}</summary>
      <div class="scroll tall" tabIndex={0} role="region" aria-label={t.readings}>
        <table>
          <thead>
            <tr>
              {[t.at, 'kWh', 'kW', '%', 'A', 'V'].map((name) => (
                <th key={name} scope="col">
                  {name}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {series.map((one) => (
              <tr key={one.at}>
                <th scope="row">{time(one.at)}</th>
                <td>{one.energyWh === null ? '–' : number(one.energyWh / 1000, 3)}</td>
                <td>{cell(one.powerKw, 2)}</td>
                <td>{cell(one.soc, 0)}</td>
                <td>{cell(one.currentA, 1)}</td>
                <td>{cell(one.voltageV, 0)}</td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
    </details>
  )
}
