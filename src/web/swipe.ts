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
  const start = useRef<{ x: number; y: number; width: number } | null>(null)
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
        start.current = { x: event.clientX, y: event.clientY, width }
      },
      onPointerMove: (event) => {
        if (!start.current) return
        const [x, y] = [event.clientX - start.current.x, event.clientY - start.current.y]
        // Who scrolls does not swipe.
        if (offset === 0 && Math.abs(y) > Math.abs(x)) return
        if (Math.abs(x) > 8) setOffset(x)
      },
      onPointerUp: (event) => {
        if (!start.current) return
        const part = (event.clientX - start.current.x) / start.current.width
        const wasHeld = offset !== 0
        end()
        if (wasHeld && part > FAR) onRight()
        if (wasHeld && part < -FAR) onLeft()
      },
      onPointerCancel: end,
    },
  }
}
