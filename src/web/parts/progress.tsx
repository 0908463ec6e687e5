/** A battery that fills: how far a charge is; and a ring that says "working". */
import { percent } from '../format.ts'

type BatteryProps = {
  /** Percent; null where the car does not tell. */
  soc: number | null
  /** Where this charge began, percent. */
  from?: number | null
  charging?: boolean
  label: string
}

export function Battery({ soc, from = null, charging = false, label }: BatteryProps) {
  const now = Math.min(100, Math.max(0, soc ?? 0))
  const start = Math.min(now, from ?? now)
  return (
    <div
      class={charging ? 'battery charging' : 'battery'}
      role="meter"
      aria-label={label}
      aria-valuemin={0}
      aria-valuemax={100}
      aria-valuenow={now}
      aria-valuetext={soc === null ? '–' : percent(soc)}
    >
      <span class="battery-full" style={{ width: `${now}%` }} />
      <span class="battery-start" style={{ width: `${start}%` }} />
    </div>
  )
}

/** Decoration beside words that say what is waited for. */
export function Spinner() {
  return <span class="spinner" aria-hidden="true" />
}
