/** All that can be asked of this server about chargers. */
import type { World } from '../ports.ts'

/** Binds the flows of chargers to their needs. */
export function serveChargers({ lines }: World) {
  return {
    /** A charger has connected to this process; returns the line that it takes the place of. */
    plug: lines.plug,
    unplug: lines.unplug,
  }
}
