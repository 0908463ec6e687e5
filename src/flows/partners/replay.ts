/** Sends again what a partner asks for: from a place or time on, a stretch, a session, a message. */
import { messageOf, type Stretch, stretchOf } from '../../domain/partners/parcel.ts'
import type { Letter } from '../../domain/partners/partner.ts'
import { refreshed } from '../../domain/partners/verdict.ts'
import type { World } from '../ports.ts'
import { conflict, found, invalid } from '../refusal.ts'
import type { Page, Tables } from '../tables.ts'
import { epochOf, startOf } from '../feed/pull.ts'

type Needs = Pick<World, 'store' | 'bell' | 'clock' | 'ids'>

/** So many stretches may wait to be sent again. */
const WAITING = 100

/**
 * What is wanted again. Times are those of publication, `since` inclusive and `until` exclusive;
 * `after` and `upTo` are cursors.
 */
export type Again = {
  since?: number | undefined
  until?: number | undefined
  after?: string | undefined
  upTo?: string | undefined
  session?: string | undefined
  message?: string | undefined
}

/** An open end sets the partner's cursor; all else is sent beside the feed's own course. */
export function replay(world: Needs) {
  return async (partner: string, again: Again): Promise<void> => {
    await world.store.write(async (tables) => {
      // Before its lane, as who pushes does.
      found(await tables.partners.lock(partner), 'partner')
      const stretch = await wanted(tables, partner, again)
      if (stretch.to === null) await setBack(tables, partner, stretch.from)
      else await sendAgain(world, tables, partner, { ...stretch, to: stretch.to })
    })
    world.bell.ring()
  }
}

/** Dead letters, newest first, each with the webhook-id under which it may be asked for again. */
export function listDead({ store }: Pick<World, 'store'>) {
  return async (partner: string, page: Page): Promise<(Letter & { message: string })[]> => {
    const epoch = await epochOf(store.read)
    const letters = await store.read.letters.dead(partner, page)
    return letters.map((letter) => ({ ...letter, message: messageOf(partner, epoch, letter) }))
  }
}

type Wanted = Omit<Stretch, 'to'> & { to: number | null }

async function wanted(tables: Tables, partner: string, again: Again): Promise<Wanted> {
  const { since, until, after, upTo, session, message } = again
  if (message !== undefined) {
    const stretch = stretchOf(partner, await epochOf(tables), message)
    return found(stretch, 'message with events')
  }
  if (session !== undefined) {
    const told = await tables.feed.told(session)
    const [first, last] = [found(told[0] ?? null, 'session'), told.at(-1)!]
    return { from: first.seq - 1, to: last.seq, session }
  }
  const { seq: from } = await startOf(tables, { after, since })
  const to = upTo === undefined ? null : (await startOf(tables, { after: upTo })).seq
  const end = until === undefined ? to : await tables.feed.lastBefore(until)
  if (end !== null && end < from) {
    throw invalid(until === undefined ? '/upTo' : '/until', 'order', 'lies before the start')
  }
  return { from, to: end, session: null }
}

async function setBack({ lanes }: Tables, partner: string, cursorSeq: number): Promise<void> {
  const lane = found(await lanes.lock(partner), 'partner')
  await lanes.set({ ...refreshed(lane), cursorSeq, aimSeq: null })
}

/** A dead letter that is asked for is alive again. */
async function sendAgain(
  { clock, ids }: Needs,
  { lanes, letters }: Tables,
  partner: string,
  stretch: Stretch,
): Promise<void> {
  const now = clock()
  await lanes.set(refreshed(found(await lanes.lock(partner), 'partner')))
  const dead = await letters.deadAt(partner, stretch)
  if (dead !== null) return letters.set({ ...dead, state: 'waiting', tries: 0, dueAt: now })
  if ((await letters.countReplays(partner)) >= WAITING) {
    throw conflict('tooManyReplays', 'many that you asked for again still wait to be sent')
  }
  await letters.add({
    ...stretch,
    id: ids.next(),
    partner,
    at: now,
    about: null,
    isReplay: true,
    state: 'waiting',
    tries: 0,
    dueAt: now,
    status: null,
  })
}
