/** The owner's places on a map that ships with the app: no other host hears of them, save tiles the operator set. */
import { useEffect, useRef } from 'preact/hooks'
import { useData } from '../data.ts'
import type { Settings } from '../wire.ts'
import type { Atlas } from './atlas.ts'
import type { Pin } from './pin.ts'

export type MapProps = {
  label: string
  /** Where names would hide each other, the earlier one is shown. */
  pins: Pin[]
  onChoose?: (id: string) => void
  /** For one place on a page of its own: lower, and it stays where it is. */
  small?: boolean
}

/** `<PlaceMap label="Your places" pins={…} onChoose={show} />`; fetched when it is first shown. */
export function PlaceMap({ label, pins, onChoose, small = false }: MapProps) {
  const box = useRef<HTMLDivElement>(null)
  const atlas = useRef<Atlas | null>(null)
  const latest = useRef({ pins, onChoose })
  latest.current = { pins, onChoose }
  const { data: settings, error } = useData<Settings>('/v1/settings')
  const isKnown = settings !== undefined || error !== null
  const tiles = settings?.mapTiles ?? null
  useEffect(() => {
    let gone = false
    if (!isKnown) return
    const start = async () => {
      const { openAtlas } = await import('./atlas.ts')
      // What else the page has to draw and to hear goes first.
      await idle()
      if (gone || !box.current) return
      const choose = (id: string) => latest.current.onChoose?.(id)
      atlas.current = openAtlas(box.current, { tiles, still: small, choose })
      atlas.current.show(latest.current.pins)
    }
    // Offline before it was ever fetched: the list tells the same.
    void start().catch(() => undefined)
    return () => {
      gone = true
      atlas.current?.close()
      atlas.current = null
    }
  }, [isKnown, tiles?.url, small])
  const shape = JSON.stringify(pins)
  useEffect(() => atlas.current?.show(pins), [shape])
  return <section ref={box} class={small ? 'map small' : 'map'} aria-label={label} />
}

/** Safari has no word for it. */
function idle(): Promise<unknown> {
  return new Promise((resolve) => {
    if ('requestIdleCallback' in globalThis) requestIdleCallback(resolve, { timeout: 1000 })
    else setTimeout(resolve)
  })
}
