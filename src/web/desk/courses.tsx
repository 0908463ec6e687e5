/** How a charge went: its curves, and all readings as a table. */
import { useMemo } from 'preact/hooks'
import { dated, number } from '../format.ts'
import { Card } from '../parts/card.tsx'
import { Chart, type Curve, Legend } from '../parts/chart.tsx'
import type { Reading, TransactionInFull } from './wire.ts'
import { useDesk } from './words.ts'

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

export function Courses({ transaction }: { transaction: TransactionInFull }) {
  const t = useDesk().charges
  const series = useMemo(() => courseOf(transaction), [transaction])
  const times = useMemo(() => series.map(({ at }) => Date.parse(at)), [series])
  const fast = useMemo<Curve[]>(() => {
    const soc = series.map((one) => one.soc)
    const left: Curve[] = soc.some((value) => value !== null)
      ? [{ label: `${t.soc}, %`, colour: '--lead', side: 'left', values: soc }]
      : []
    const kw = series.map((one) => one.powerKw)
    const right: Curve[] = kw.some((value) => value !== null)
      ? [{ label: `${t.power}, kW`, colour: '--spark', side: 'right', values: kw }]
      : []
    return [...left, ...right]
  }, [series, t])
  const drawn = useMemo<Curve[]>(() => {
    const first = series.find(({ energyWh }) => energyWh !== null)?.energyWh ?? 0
    const kwh = ({ energyWh }: Reading) => (energyWh === null ? null : (energyWh - first) / 1000)
    return [{ label: `${t.energy}, kWh`, colour: '--lead', side: 'right', values: series.map(kwh) }]
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
        {fast.length > 0 && (
          <Card title={t.curve}>
            <Legend curves={fast} />
            <Chart label={t.curve} times={times} curves={fast} />
          </Card>
        )}
        <Card title={t.drawn}>
          <Legend curves={drawn} />
          <Chart label={t.drawn} times={times} curves={drawn} />
        </Card>
      </div>
      <Readings series={transaction.series} />
    </>
  )
}

/** To the second: some chargers tell a reading every few of them. */
function clockOf(at: string): string {
  return dated(at, { hour: 'numeric', minute: '2-digit', second: '2-digit' })
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
                <th scope="row">{clockOf(one.at)}</th>
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
