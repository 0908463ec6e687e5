/** Curves over time, drawn when they come into view; the same numbers stand in a table for who cannot see them. */
import { useEffect, useRef } from 'preact/hooks'
import type uPlot from 'uplot'
import { locale } from '../format.ts'

/** One curve: its name, the CSS variable of its colour, the scale at its side. */
export type Curve = {
  label: string
  colour: `--${string}`
  side: 'left' | 'right'
  values: (number | null)[]
}
type ChartProps = {
  label: string
  /** Milliseconds since 1970, ascending. */
  times: number[]
  curves: Curve[]
}

const HEIGHT = 220
/** Room for one time, also where it is written as 10:30 pm. */
const LABEL_PX = 76
const STEPS_S = [1, 2, 5, 10, 15, 30, 60, 120, 180, 360, 720, 1440].map((minutes) => minutes * 60)

/** Drawing is fetched with the first chart that is shown. */
export function Chart({ label, times, curves }: ChartProps) {
  const box = useRef<HTMLDivElement>(null)
  useEffect(() => {
    const place = box.current
    if (!place) return
    let drawn: uPlot | null = null
    let isGone = false
    const draw = async () => {
      const [{ default: Plot }] = await Promise.all([
        import('uplot'),
        import('uplot/dist/uPlot.min.css'),
      ])
      if (isGone) return
      drawn?.destroy()
      const data = [times.map((at) => at / 1000), ...curves.map(({ values }) => values)]
      drawn = new Plot(optionsOf(place, curves), data as uPlot.AlignedData, place)
    }
    const resized = new ResizeObserver(() =>
      drawn?.setSize({ width: place.clientWidth, height: HEIGHT }),
    )
    resized.observe(place)
    const scheme = matchMedia('(prefers-color-scheme: dark)')
    const redraw = () => void draw()
    scheme.addEventListener('change', redraw)
    redraw()
    return () => {
      isGone = true
      resized.disconnect()
      scheme.removeEventListener('change', redraw)
      drawn?.destroy()
    }
  }, [times, curves])
  return <div ref={box} class="chart" role="img" aria-label={label} />
}

/** What the colours of a chart mean; to the ear the chart names its curves itself. */
export function Legend({ curves }: { curves: Curve[] }) {
  return (
    <p class="legend" aria-hidden="true">
      {curves.map(({ label, colour }) => (
        <span key={label} class={colour === '--spark' ? 'dot spark' : 'dot'}>
          {label}
        </span>
      ))}
    </p>
  )
}

function optionsOf(place: HTMLElement, curves: Curve[]): uPlot.Options {
  const colour = (name: string) => getComputedStyle(place).getPropertyValue(name).trim()
  const [soft, line] = [colour('--soft'), colour('--line')]
  const font = `12px ${getComputedStyle(place).fontFamily}`
  const minutes = { hour: 'numeric', minute: '2-digit' } as const
  const clock = new Intl.DateTimeFormat(locale(), minutes)
  const has = (wanted: Curve['side']) => curves.some(({ side }) => side === wanted)
  const common = { stroke: soft, font, ticks: { stroke: line, size: 4 } }
  return {
    width: place.clientWidth,
    height: HEIGHT,
    cursor: { show: false },
    legend: { show: false },
    scales: {
      left: { range: (_, low, high) => [Math.min(0, low ?? 0), Math.max(100, high ?? 100)] },
      right: { range: (_, low, high) => [Math.min(0, low ?? 0), Math.max(1, (high ?? 1) * 1.1)] },
    },
    axes: [
      {
        ...common,
        grid: { show: false },
        // Marks closer than a minute would all bear one time.
        incrs: STEPS_S,
        space: LABEL_PX,
        values: (_, at) => at.map((one) => clock.format(one * 1000)),
      },
      { ...common, scale: 'left', grid: { stroke: line, width: 1 }, size: 44, show: has('left') },
      {
        ...common,
        scale: 'right',
        side: has('left') ? 1 : 3,
        grid: has('left') ? { show: false } : { stroke: line, width: 1 },
        size: 44,
        show: has('right'),
      },
    ],
    series: [
      {},
      ...curves.map(({ label, side, colour: name }) => ({
        label,
        scale: side,
        stroke: colour(name),
        width: 2.5,
        spanGaps: true,
        ...((side === 'left' || !has('left')) && {
          fill: `color-mix(in srgb, ${colour(name)} 14%, transparent)`,
        }),
        points: { size: 5 },
      })),
    ],
  }
}
