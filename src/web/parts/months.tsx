/** Energy and cost month by month, a bar each; a month opens to show its places. */
import { useState } from 'preact/hooks'
import { useData } from '../data.ts'
import { energy, line, money, month as named } from '../format.ts'
import { useNames } from '../names.ts'
import type { Money, Month } from '../wire.ts'
import { useWords } from '../words/words.ts'
import { Button } from './button.tsx'
import { Card } from './card.tsx'
import { Icon } from './icon.tsx'

/** So many months are shown at first. */
const SHOWN = 4

/** What a month or a place in it comes to; null where no car told. */
type Sum = { charges: number; energyKwh: number | null; cost: Money | null }

/** Of all cars, or of one. */
export function useMonths(vehicleId: string | undefined) {
  const car = vehicleId ? `?vehicleId=${encodeURIComponent(vehicleId)}` : ''
  return useData<{ items: Month[] }>(`/v1/charges/mine/months${car}`)
}

export function Months({ rows }: { rows: Month[] }) {
  const { charges: t } = useWords()
  const [all, setAll] = useState(false)
  const byMonth = groupedBy(rows, ({ month }) => month)
  const months = [...byMonth.keys()].sort().reverse()
  if (months.length === 0) return null
  const most = Math.max(...[...byMonth.values()].map((rows) => sumOf(rows).energyKwh ?? 0))
  return (
    <Card title={t.months.title}>
      <div class="sums">
        {months.slice(0, all ? undefined : SHOWN).map((month) => (
          <OneMonth key={month} month={month} rows={byMonth.get(month) ?? []} most={most} />
        ))}
      </div>
      {!all && months.length > SHOWN && (
        <Button kind="quiet" onClick={() => setAll(true)}>
          {t.months.more}
        </Button>
      )}
    </Card>
  )
}

/** `most`: of any month, kWh. */
function OneMonth({ month, rows, most }: { month: string; rows: Month[]; most: number }) {
  const { charges: t } = useWords()
  const { place } = useNames()
  const sum = sumOf(rows)
  const nameOf = ({ locationId }: Month) =>
    locationId === null ? t.months.unplaced : place(locationId)
  // One place of two cars has one name; those without one are told as one.
  const places = [...groupedBy(rows, nameOf)]
    .map(([name, rows]) => ({ name, ...sumOf(rows) }))
    .sort((a, b) => (b.energyKwh ?? 0) - (a.energyKwh ?? 0))
  return (
    <details class="month">
      <summary>
        <span class="month-name">{named(month)}</span>
        <span class="number">{sum.energyKwh === null ? '–' : energy(sum.energyKwh)}</span>
        <Icon name="next" size={18} />
        <Bar part={(sum.energyKwh ?? 0) / (most || 1)} />
        <span class="soft number">{line([t.months.sum(sum.charges), costOf(sum)])}</span>
      </summary>
      <ul class="bare">
        {places.map((one) => (
          <li key={one.name}>
            <span>{one.name}</span>
            <span class="number">{one.energyKwh === null ? '–' : energy(one.energyKwh)}</span>
            <span class="soft number">{costOf(one) ?? t.months.sum(one.charges)}</span>
          </li>
        ))}
      </ul>
    </details>
  )
}

/** Decoration: the number stands beside it. */
function Bar({ part }: { part: number }) {
  return (
    <span class="bar" aria-hidden="true">
      <span style={{ width: `${100 * part}%` }} />
    </span>
  )
}

function costOf({ cost }: Sum): string | null {
  return cost && money(cost)
}

function sumOf(rows: Sum[]): Sum {
  const told = rows.flatMap(({ energyKwh }) => energyKwh ?? [])
  const costs = rows.flatMap(({ cost }) => cost ?? [])
  const [first] = costs
  // Euros and pounds make no sum.
  const isOne = costs.every(({ currency }) => currency === first?.currency)
  return {
    charges: total(rows.map(({ charges }) => charges)),
    energyKwh: told.length === 0 ? null : total(told),
    cost: first && isOne ? { ...first, amount: total(costs.map(({ amount }) => amount)) } : null,
  }
}

function total(values: number[]): number {
  return values.reduce((sum, value) => sum + value, 0)
}

function groupedBy<T>(items: T[], keyOf: (item: T) => string): Map<string, T[]> {
  const groups = new Map<string, T[]>()
  for (const item of items) groups.set(keyOf(item), [...(groups.get(keyOf(item)) ?? []), item])
  return groups
}
