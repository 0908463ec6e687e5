/** Looks again and again at what no stream tells of, such as plugs and connections: `useLooking(reload)`. */
import { useEffect } from 'preact/hooks'

const LOOK_MS = 5000

/** While `isOn` and somebody can see it. */
export function useLooking(reload: () => Promise<void>, isOn = true): void {
  useEffect(() => {
    if (!isOn) return
    const looking = setInterval(() => {
      if (document.visibilityState === 'visible') void reload()
    }, LOOK_MS)
    return () => clearInterval(looking)
  }, [reload, isOn])
}
