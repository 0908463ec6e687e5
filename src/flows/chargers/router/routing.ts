/** The router: shares the chargers that are connected here with other backends. */
import type { ChargerCall, OcppVersion } from '../../../domain/chargers/ocpp.ts'
import type { Line } from '../ports.ts'
import type { Hear } from '../hearing/hear.ts'
import type { Command } from './asked.ts'
import { isElsewhere, type Needs } from './branch.ts'
import { writeTallies } from './fare.ts'
import { closeAll, openRelay } from './opening.ts'
import { pump } from './pump.ts'
import { type Relay, relayed } from './relay.ts'

/** Changes by another process are seen by looking; clocks of processes may differ by so much. */
const DRIFT_MS = 60_000
/** Who waits for a charger that is away is told without it, after so long; this is how often it is seen. */
const AWAY_MS = 300_000
const LOOK_MS = 60_000
/** That a charger has come is written soon after; until then it seems to be where it was. */
const ARRIVING_MS = 2000
/** For so many chargers at once. */
const AWAY_MOST = 20

/** A charger: who shares it, or that this is being looked up, since `at`. `awayUntil`: it is not here. */
type Entry = {
  version: OcppVersion
  hops: string[]
  relay: Relay | null
  at: number
  ready: Promise<void>
  awayUntil: number | null
}

/** How a charger has come here; see `Line`. */
type Come = Pick<Line, 'version' | 'hops'>

type Book = ReturnType<typeof openBook>

/** Knows which chargers are shared, and with whom. */
export function routing(world: Needs, command: Command) {
  const book = openBook(world, command)
  let lookedAt = -Infinity
  return {
    /** A connection was made here; the same charger again goes on where it was. */
    connected: (charger: string, { version, hops = [] }: Come) => {
      const entry = book.entries.get(charger)
      const isSame = entry?.version === version && entry.hops.join() === hops.join()
      if (isSame) entry.awayUntil = null
      else book.open(charger, { version, hops })
    },
    disconnected: (charger: string) => {
      if (world.lines.get(charger) === null) book.leave(charger)
    },
    /** Hears a call as `hear` does, and shares it. Who is not shared pays one look. */
    routed: (hear: Hear): Hear => {
      const share = async (entry: Entry, call: ChargerCall) => {
        if (entry.relay === null) await entry.ready
        return entry.relay ? relayed(world, entry.relay, hear, call) : hear(call)
      }
      return (call) => {
        const entry = book.entries.get(call.charger)
        return entry === undefined ? hear(call) : share(entry, call)
      }
    },
    /** Each second: what the operator has changed, and what is due by the clock. */
    tick: async (now: number): Promise<void> => {
      await follow(world, book, now)
      if (Math.abs(now - lookedAt) >= LOOK_MS) {
        lookedAt = now
        await standIn(world, book, now)
      }
      for (const charger of await moved(world, book, now)) book.leave(charger)
      for (const [charger, { relay, awayUntil }] of book.entries) {
        if (awayUntil !== null && (now >= awayUntil || (await isDone(world, charger, relay)))) {
          book.leave(charger)
        } else for (const branch of relay?.branches ?? []) void pump(world, branch)
      }
      const relays = [...book.entries.values()].flatMap(({ relay }) => relay?.branches ?? [])
      await writeTallies(world, relays)
    },
  }
}

/**
 * Chargers that another process holds by now: their line here is half-open, and two who come to a
 * backend as one charger would throw each other off.
 */
async function moved({ store, holder }: Needs, { entries }: Book, now: number): Promise<string[]> {
  const here = [...entries].filter(([, { at }]) => Math.abs(now - at) >= ARRIVING_MS)
  if (here.length === 0) return []
  const ids = here.map(([charger]) => charger)
  return store.read.upstreams.moved(ids, holder)
}

/** Whether a charger that is away needs nobody here: nothing waits any more, or it is back elsewhere. */
async function isDone({ store }: Needs, charger: string, relay: Relay | null): Promise<boolean> {
  if (relay?.branches.every(({ queued }) => queued === 0)) return true
  const { holder = null } = (await store.read.chargers.get(charger)) ?? {}
  return holder !== null
}

function openBook(world: Needs, command: Command) {
  const entries = new Map<string, Entry>()
  /** Chargers whose backends could not be looked up. */
  const unread = new Set<string>()

  /** Reads who shares a charger; who is not shared is not known here. */
  const load = async (charger: string, entry: Entry): Promise<void> => {
    try {
      const relay = await openRelay(world, command, charger, entry)
      // It has gone, or come again, while its backends were looked up.
      if (entries.get(charger) !== entry) return closeAll(world, relay?.branches ?? [])
      entry.relay = relay
      if (relay === null) entries.delete(charger)
    } catch (error) {
      world.log.warn({ charger, error: String(error) }, 'backends were not looked up')
      unread.add(charger)
      if (entries.get(charger) === entry && entry.relay === null) entries.delete(charger)
    }
  }
  const leave = (charger: string) => {
    const entry = entries.get(charger)
    entries.delete(charger)
    closeAll(world, entry?.relay?.branches ?? [])
  }
  const open = (charger: string, line: Come, awayUntil: number | null = null) => {
    leave(charger)
    const { version, hops = [] } = line
    const at = world.clock()
    const entry: Entry = { version, hops, relay: null, at, ready: Promise.resolve(), awayUntil }
    entries.set(charger, entry)
    entry.ready = load(charger, entry)
  }
  return { entries, unread, load, leave, open }
}

/** What could not be read before, and what the operator has changed since. */
async function follow(world: Needs, { entries, unread, load, open }: Book, now: number) {
  for (const charger of unread) {
    unread.delete(charger)
    const line = world.lines.get(charger)
    if (line && !entries.has(charger)) open(charger, line)
  }
  for (const { charger, changedAt } of await world.store.read.upstreams.changedSince(
    now - DRIFT_MS,
  )) {
    const line = world.lines.get(charger)
    const entry = entries.get(charger)
    if (entry && entry.relay?.changedAt !== changedAt) await load(charger, entry)
    else if (line && !entry && !(await isElsewhere(world, charger))) open(charger, line)
  }
}

/** Lets backends have what they missed of chargers that are away, which none of several processes has. */
async function standIn({ store, lines }: Needs, { entries, open }: Book, now: number) {
  for (const { charger, version } of await store.read.upstreams.forsaken(
    now - AWAY_MS,
    AWAY_MOST,
  )) {
    if (entries.has(charger) || lines.get(charger)) continue
    const until = now + AWAY_MS
    if (!(await store.write(({ meta }) => meta.take(`relay ${charger}`, now, until)))) continue
    open(charger, { version }, until)
  }
}
