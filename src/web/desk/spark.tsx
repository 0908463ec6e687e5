/** A small curve without axes, beside the number that it leads to. */

type SparkProps = {
  /** What it shows, and where it stands now. */
  label: string
  values: (number | null)[]
  colour?: 'lead' | 'spark'
}

const WIDTH = 120
const HEIGHT = 36
/** So many points are all that can be seen. */
const POINTS = 60

export function Spark({ label, values, colour = 'lead' }: SparkProps) {
  const told = thinned(values.filter((value) => value !== null))
  if (told.length < 2) return <span class="curve-none" aria-hidden="true" />
  const most = Math.max(...told, 0.001)
  const step = WIDTH / (told.length - 1)
  const points = told.map((value, i) => `${(i * step).toFixed(1)},${heightOf(value / most)}`)
  return (
    <svg
      class={`curve ${colour}`}
      viewBox={`0 0 ${WIDTH} ${HEIGHT}`}
      preserveAspectRatio="none"
      role="img"
      aria-label={label}
    >
      <path class="curve-fill" d={`M0,${HEIGHT} L${points.join(' L')} L${WIDTH},${HEIGHT} Z`} />
      <path class="curve-line" d={`M${points.join(' L')}`} />
    </svg>
  )
}

function heightOf(part: number): string {
  return (HEIGHT - 2 - part * (HEIGHT - 4)).toFixed(1)
}

function thinned(values: number[]): number[] {
  const every = Math.ceil(values.length / POINTS)
  return values.filter((_, i) => i % every === 0 || i === values.length - 1)
}
