/** A month as bars, one a day (UTC), with what each comes to; the same numbers stand in the table below. */
import { dated, energy, number } from '../format.ts'
import './days.css'
import type { Day } from './wire.ts'
import { useDesk } from './words.ts'

export function Days({ days }: { days: Day[] }) {
  const t = useDesk().month
  const most = Math.max(...days.map(({ energyKwh }) => energyKwh), 0)
  const best = days.find(({ energyKwh }) => energyKwh === most)
  if (most === 0) return <p class="soft">{t.noBars}</p>
  return (
    <figure class="days">
      <figcaption class="unseen">{best && t.bars(nameOf(best.day), energy(most))}</figcaption>
      <p class="days-top soft number" aria-hidden="true">
        {energy(most)}
      </p>
      <ol aria-hidden="true">
        {days.map((one) => (
          <Bar key={one.day} of={one} most={most} />
        ))}
      </ol>
    </figure>
  )
}

function Bar({ of: { day, energyKwh, transactions }, most }: { of: Day; most: number }) {
  const t = useDesk().month
  const index = Number(day.slice(8))
  const part = energyKwh > 0 ? Math.max(3, (100 * energyKwh) / most) : 0
  return (
    <li title={`${nameOf(day)}: ${energy(energyKwh)}, ${t.charges(transactions)}`}>
      <span class="day" style={{ height: `${part}%` }} />
      {(index === 1 || index % 5 === 0) && <small class="number">{number(index)}</small>}
    </li>
  )
}

function nameOf(day: string): string {
  return dated(`${day}T12:00:00Z`, { day: 'numeric', month: 'short', timeZone: 'UTC' })
}
