/** Which process holds a charger's connection: told when it comes and goes, and kept by a lease. */
import type { Line, World } from '../../ports.ts'
import type { Tables } from '../../tables.ts'
import { together } from '../../together.ts'
import { OPERATOR } from '../hearing/told.ts'
import { REVOKED, revokedOf } from './certificates.ts'

type Arriving = Pick<Line, 'version' | 'certificate' | 'close'>

type Needs = Pick<World, 'store' | 'clock' | 'lines' | 'holder' | 'log' | 'bell' | 'meter'>

/** A process that has not renewed its lease for so long is dead; it does so three times as often. */
const LEASE_MS = 90_000
/** Commands that were sent and never answered are given up so long after their time. */
const SILENT_MS = 60_000

/** What keeps true which chargers are connected, whatever becomes of the processes. */
export function connecting(world: Needs) {
  const { store, clock, lines, holder } = world
  const keep = together(world)
  const kept = async <T>(identity: string, change: (tables: Tables) => Promise<T>): Promise<T> => {
    const value = await keep(identity, change)
    world.bell.stir(OPERATOR)
    return value
  }
  /** Chargers whose arrival is not yet written. */
  const arriving = new Set<string>()
  const disconnected = (identity: string): Promise<void> =>
    kept(identity, async ({ chargers }) => {
      const charger = await chargers.lock(identity)
      // By now it may be connected elsewhere, or here again.
      if (charger?.holder !== holder || lines.get(identity) !== null) return
      await chargers.set({ ...charger, holder: null, disconnectedAt: clock() })
    })
  return {
    /**
     * A charger has connected to this process; a connection elsewhere is over. It was judged before:
     * what was revoked since then is seen here, or sees this line.
     */
    connected: async (identity: string, line: Arriving): Promise<void> => {
      arriving.add(identity)
      const now = clock()
      try {
        const isGood = await kept(identity, arrived(world, identity, line, now))
        if (!isGood) line.close(1008, REVOKED)
      } finally {
        arriving.delete(identity)
      }
    },
    /** Its last connection to this process has ended. */
    disconnected,
    /** At the start: what was held under this name before is held no more. */
    beginHolding: (now: number): Promise<void> =>
      store.write(async ({ holders }) => {
        await letGo(holders, holder, now)
        await holders.renew(holder, now + LEASE_MS)
      }),
    /** Each half minute: this process lives; those that do not hold nothing. */
    keepHolding: async (now: number): Promise<void> => {
      const settled = lines.here().filter((identity) => !arriving.has(identity))
      const { gone, revoked } = await renew(world, settled, now)
      for (const identity of settled.filter((one) => !arriving.has(one))) {
        const line = lines.get(identity)
        // It went while it was taken for here.
        if (!line) await disconnected(identity)
        else if (revoked.has(line.certificate ?? '')) line.close(1008, REVOKED)
        // A half-open line: its charger has given it up long ago.
        else if (gone.has(identity)) line.close(1008, 'connected elsewhere')
      }
    },
    /** At the end, when all lines are. */
    endHolding: (): Promise<void> => store.write(({ holders }) => letGo(holders, holder, clock())),
  }
}

/** It is here; whether what it came by is still good. */
function arrived(
  { holder }: Pick<World, 'holder'>,
  identity: string,
  line: Arriving,
  now: number,
): (tables: Tables) => Promise<boolean> {
  const { version } = line
  return async (tables) => {
    const charger = await tables.chargers.lock(identity)
    const arrival = { version, holder, connectedAt: now, seenAt: now }
    if (charger) await tables.chargers.set({ ...charger, ...arrival })
    return (await revokedOf(tables, [line])).size === 0
  }
}

async function letGo(holders: Tables['holders'], holder: string, now: number): Promise<void> {
  await holders.remove(holder)
  await holders.sweep(now)
}

/**
 * Returns those of the chargers that are connected here which this process does not hold, and which
 * of the certificates that they came by were revoked.
 */
async function renew(
  { store, holder, lines, log, meter }: Needs,
  here: string[],
  now: number,
): Promise<{ gone: Set<string>; revoked: Set<string> }> {
  const came = here.flatMap((charger) => lines.get(charger) ?? [])
  const { over, gone, revoked } = await store.write(async (tables) => {
    const { holders, commands } = tables
    await holders.renew(holder, now + LEASE_MS)
    const lost = await holders.sweep(now)
    if (lost > 0) log.warn({ chargers: lost }, 'the process that held chargers has died')
    const over = await commands.giveUp(now, now - SILENT_MS)
    // Of a process that stood still for long others have thought that it was dead.
    await holders.adopt(here, holder, now)
    const gone = new Set(await holders.elsewhere(here, holder))
    return { over, gone, revoked: await revokedOf(tables, came) }
  })
  meter.command('away', over.away)
  meter.command('silent', over.silent)
  return { gone, revoked }
}
