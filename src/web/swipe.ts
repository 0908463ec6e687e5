/** Swiping a card aside: the finger takes it along, and far enough to one side does a deed. */
import { useRef, useState } from 'preact/hooks'

/** Of the card's width: less is no swipe. */
const FAR = 0.32

type Swipe = {
  /** How far it is held aside, in pixels; 0 at rest. */
  offset: number
  isHeld: boolean
  on: {
    onPointerDown: (event: PointerEvent) => void
    onPointerMove: (event: PointerEvent) => void
    onPointerUp: (event: PointerEvent) => void
    onPointerCancel: (event: PointerEvent) => void
  }
}

/** Fingers and pens alone: with a mouse one presses buttons. */
export function useSwipe(onRight: () => void, onLeft: () => void): Swipe {
  const [offset, setOffset] = useState(0)
  // What the finger has done is known at once; a busy phone may not have drawn it before it is lifted.
  const start = useRef<{ x: number; y: number; width: number; isHeld: boolean } | null>(null)
  const end = () => {
    start.current = null
    setOffset(0)
  }
  return {
    offset,
    isHeld: offset !== 0,
    on: {
      onPointerDown: (event) => {
        const { width } = (event.currentTarget as HTMLElement).getBoundingClientRect()
        if (event.pointerType === 'mouse') return
        start.current = { x: event.clientX, y: event.clientY, width, isHeld: false }
      },
      onPointerMove: (event) => {
        if (!start.current) return
        const [x, y] = [event.clientX - start.current.x, event.clientY - start.current.y]
        // Who scrolls does not swipe.
        if (!start.current.isHeld && (Math.abs(x) <= 8 || Math.abs(y) > Math.abs(x))) return
        start.current.isHeld = true
        setOffset(x)
      },
      onPointerUp: (event) => {
        if (!start.current) return
        const { x, width, isHeld } = start.current
        const part = (event.clientX - x) / width
        end()
        if (isHeld && part > FAR) onRight()
        if (isHeld && part < -FAR) onLeft()
      },
      onPointerCancel: end,
    },
  }
}

/** Less is a trembling finger, in pixels. */
const SLIPS = 40

/** Watches a finger that has come down on a small thing, until it wipes it away to any side. */
export function slip({ clientX, clientY, pointerType }: PointerEvent, away: () => void): void {
  if (pointerType === 'mouse') return
  const watch = new AbortController()
  const { signal } = watch
  addEventListener(
    'pointermove',
    (moved) => {
      if (Math.hypot(moved.clientX - clientX, moved.clientY - clientY) < SLIPS) return
      watch.abort()
      away()
    },
    { signal },
  )
  for (const end of ['pointerup', 'pointercancel'] as const)
    addEventListener(end, () => watch.abort(), { signal })
}
