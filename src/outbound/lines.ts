/** The switchboard: which chargers are connected to this process, and by which line. */
import type { Line, Lines } from '../flows/ports.ts'

/** An empty switchboard. */
export function openLines(): Lines {
  const plugged = new Map<string, Line>()
  return {
    plug: (charger, line) => {
      const older = plugged.get(charger) ?? null
      plugged.set(charger, line)
      return older
    },
    // The end of a line that was replaced must not cut off the one that came after it.
    unplug: (charger, line) => plugged.get(charger) === line && plugged.delete(charger),
    get: (charger) => plugged.get(charger) ?? null,
    here: () => [...plugged.keys()],
  }
}
