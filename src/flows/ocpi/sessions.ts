/** What peers pull: the sessions that changed in a span of time, as OCPI's or in our own words. */
import { setImmediate } from 'node:timers/promises'
import type { Version } from '../../domain/ocpi/peer.ts'
import { observationOf, sessionOf, type Told } from '../../domain/ocpi/session.ts'
import type { PublicSession } from '../../domain/sharing/event.ts'
import type { Store, World } from '../ports.ts'
import type { Latest, Paged, Span } from './ports.ts'

type Needs = Pick<World, 'store' | 'policy'>

/** How many sessions the list is led on by in one go: others wait no longer. */
const BATCH = 1000

/** A page of objects. */
export type Listed = Paged<object>

/** Those whose energy is not known are left out, and not counted: see `sessionOf`. */
export function listSessions({ store, policy }: Needs) {
  return async (version: Version, span: Span): Promise<Listed> => {
    await ledOn(store)
    const { items, total } = await store.read.peers.sessionsIn({ ...span, all: false })
    const shown = items.flatMap((one) => sessionOf(toldOf(one), policy.ocpi, version) ?? [])
    return { items: shown, total }
  }
}

/** The same for our own module, which has a word for everything. */
export function listObservations({ store }: Needs) {
  return async (span: Span): Promise<Listed> => {
    await ledOn(store)
    const { items, total } = await store.read.peers.sessionsIn({ ...span, all: true })
    return { items: items.map((one) => observationOf(toldOf(one))), total }
  }
}

/** The list of sessions is led on when somebody asks, so that to publish costs nothing more. */
async function ledOn({ read, write }: Store): Promise<void> {
  while (await read.peers.isBehind()) {
    await write((tables) => tables.peers.follow(BATCH))
    await setImmediate()
  }
}

/** A row of the feed as our own event says it. */
export function toldOf({ publishedAt, session: id, body }: Latest): Told {
  const { session } = JSON.parse(body) as { session: PublicSession | { id: string } }
  return { id, updatedAt: publishedAt, session: 'status' in session ? session : null }
}
