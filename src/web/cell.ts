/** A value that several parts look at: they are drawn anew when it changes. */
import { useEffect, useState } from 'preact/hooks'

export type Cell<T> = {
  get: () => T
  set: (value: T) => void
  /** Calls back at each change; gives the way to stop it. */
  watch: (see: (value: T) => void) => () => void
}

export function cell<T>(first: T): Cell<T> {
  let held = first
  const watchers = new Set<(value: T) => void>()
  return {
    get: () => held,
    set: (value) => {
      if (Object.is(held, value)) return
      held = value
      for (const see of [...watchers]) see(value)
    },
    watch: (see) => {
      watchers.add(see)
      return () => void watchers.delete(see)
    },
  }
}

/** The value now, and a new drawing whenever it changes. */
export function useCell<T>(of: Cell<T>): T {
  const [, draw] = useState<object>()
  const drawn = of.get()
  useEffect(() => {
    // It may have changed between drawing and watching.
    if (!Object.is(drawn, of.get())) draw({})
    return of.watch(() => draw({}))
  }, [of])
  return drawn
}
