/** Pushes the feed to partners: one lane a partner, at least once and in order, by rows and leases. */
import type { Delivery, Lane, Partner } from '../../domain/partners/partner.ts'
import type { Answered, World } from '../ports.ts'
import type { Tables } from '../tables.ts'
import { together } from '../together.ts'
import { choose, type Errand, resting } from './errand.ts'
import { openPages, type Pages } from './pages.ts'
import { challengeTo, eventsIn, type Parcel } from './parcels.ts'
import { type Attempt, settle } from './settle.ts'
import { openSlots, type Slots } from './slots.ts'

type Needs = Pick<
  World,
  'store' | 'webhook' | 'clock' | 'chance' | 'ids' | 'holder' | 'bell' | 'meter' | 'log' | 'policy'
>

/** What all lanes of this process share. */
type House = Needs & {
  slots: Slots
  /** One lane after the other looks through what it does not want: steps of a moment are one. */
  looks: Slots
  pages: Pages
  keep: ReturnType<typeof together>
  /** Whose message of which sessions is under way, and what breaks it off. */
  underWay: Map<string, { sessions: string[]; stop: AbortController }>
}

/** Longer than any message takes; who dies on the way, his lanes are free after it. */
const LEASE_MS = 60_000
/** A lease that lasts shorter than a message may take is renewed first. */
const ENOUGH_MS = 20_000

/** Steps in a row that find nothing to send; the next round goes on, so that the house can close. */
const STEPS = 50

/** Of an answer that is kept for the partner to look at. */
const SAID_CHARACTERS = 2048

/** Nothing is sent that cannot be signed: the key that sealed the partner's secrets is lost. */
const UNSIGNED: Answered = { status: null, body: '', error: 'no secret', retryAfterMs: 0, ms: 0 }

/**
 * Starts a lane for every partner that something is due for, in random order; resolves when they
 * have all come to rest. A lane that is still under way is left alone, so that a slow partner
 * delays nobody else.
 */
export function deliverDue(world: Needs) {
  const busy = new Set<string>()
  const house: House = {
    ...world,
    slots: openSlots(world.policy.pushesAtOnce),
    looks: openSlots(1),
    pages: openPages(),
    keep: together(world),
    underWay: new Map(),
  }
  return async (now: number): Promise<number> => {
    await recall(house)
    const all = await world.store.read.lanes.due(now, world.holder)
    const due = all.filter((id) => !busy.has(id))
    const lanes = shuffled(due, world.chance).map(async (id) => {
      busy.add(id)
      try {
        await run(house, id)
      } catch (error) {
        world.log.error({ partner: id, error: String(error) }, 'delivery lane failed')
      } finally {
        busy.delete(id)
      }
    })
    await Promise.all(lanes)
    return due.length
  }
}

/** Every order is as likely as any other (Fisher and Yates). */
export function shuffled<T>(things: T[], chance: () => number): T[] {
  const order = [...things]
  for (let i = order.length - 1; i > 0; i--) {
    const j = Math.floor(chance() * (i + 1))
    ;[order[i], order[j]] = [order[j]!, order[i]!]
  }
  return order
}

/** Breaks off what is on its way with a session that was taken back; the rest is sent anew. */
async function recall({ store, underWay }: House): Promise<void> {
  const sessions = [...underWay.values()].flatMap(({ sessions }) => sessions)
  if (sessions.length === 0) return
  const gone = new Set(await store.read.deliveries.recalled(sessions))
  for (const one of underWay.values()) {
    if (one.sessions.some((session) => gone.has(session))) one.stop.abort()
  }
}

/** One message after the other until nothing is due. */
async function run(house: House, id: string): Promise<void> {
  let errand = await step(house, id, null)
  for (let looked = 0; errand !== null && looked < STEPS;) {
    looked = errand === 'further' ? looked + 1 : 0
    const leave = await (errand === 'further' ? house.looks : house.slots).take()
    try {
      const toSend = errand === 'further' || isStale(house, errand) ? null : errand
      errand = toSend === null ? await step(house, id, null) : await send(house, id, toSend)
    } finally {
      leave()
    }
  }
}

function isStale({ clock }: House, { heldUntil }: Errand): boolean {
  return heldUntil - clock() < ENOUGH_MS
}

/** `further`: nothing to send was found yet. */
type Next = Errand | 'further' | null

async function send(house: House, id: string, errand: Errand): Promise<Next> {
  const { partner, stretch, letter } = errand
  const { publicUrl } = house.policy
  const parcel =
    stretch === null
      ? challengeTo(house)
      : await eventsIn(house.store.read, house.pages, { partner, stretch, publicUrl })
  const attempt = { stretch, letter, rows: parcel.rows, retryAfterMs: 0, allowedRate: null }
  if (stretch !== null && parcel.rows.length === 0) {
    return step(house, id, { errand, attempt: { ...attempt, delivery: null } })
  }
  const stop = new AbortController()
  const sessions = parcel.rows
    .filter(({ type }) => type !== 'charge.withdrawn')
    .map(({ session }) => session)
  house.underWay.set(id, { sessions, stop })
  const posted = post(house, partner, parcel, stop.signal)
  const { delivery, retryAfterMs } = await posted.finally(() => house.underWay.delete(id))
  const isProven = stretch === null && delivery.error === null
  const allowedRate = isProven ? await house.webhook.allowedRate(partner.pushUrl ?? '') : null
  const made = { ...attempt, delivery, retryAfterMs, allowedRate }
  return step(house, id, { errand, attempt: made })
}

/** One transaction: keeps what became of an errand, and takes the next one or gives up the lease. */
function step(
  house: House,
  id: string,
  done: { errand: Errand; attempt: Attempt } | null,
): Promise<Next> {
  return house.keep(id, async (tables) => {
    const now = house.clock()
    const heldUntil = now + LEASE_MS
    const delivery = done?.attempt.delivery
    // The partner before its lane, as everybody does: two transactions shall not wait for each other.
    const partner = await tables.partners.lock(id)
    if (delivery) await record(tables, delivery, done.attempt)
    if (!(await tables.lanes.hold(id, house.holder, now, heldUntil))) return null
    const lane = await tables.lanes.lock(id)
    if (!partner || !lane) return null
    const before = { partner, lane }
    const after =
      done && stands(before, done) ? await settle(house, tables, before, done.attempt) : before
    const chosen =
      delivery?.error === 'cut'
        ? resting(after.lane)
        : await choose(tables, house.pages, { ...after, now })
    await tables.lanes.set(chosen.lane)
    if (chosen.stretch === undefined) {
      await tables.lanes.release(id, house.holder)
      return chosen.isFurther ? 'further' : null
    }
    const { stretch, letter } = chosen
    return {
      partner: after.partner,
      cursorSeq: chosen.lane.cursorSeq,
      heldUntil,
      stretch,
      letter,
    }
  })
}

/** The partner may have moved, or asked for a replay, while the request was under way. */
function stands(
  { partner, lane }: { partner: Partner; lane: Lane },
  { errand, attempt }: { errand: Errand; attempt: Attempt },
): boolean {
  if (partner.pushUrl !== errand.partner.pushUrl || !partner.pushEnabled) return false
  // That the old secret failed says nothing of a new one.
  const isResigned = partner.secrets?.current.secret !== errand.partner.secrets?.current.secret
  if (isResigned && attempt.delivery?.error) return false
  return errand.stretch === null || errand.letter !== null || lane.cursorSeq === errand.cursorSeq
}

/** Posts a message; what came of it is not kept yet. */
export async function post(
  { webhook, clock, ids, meter }: Pick<World, 'webhook' | 'clock' | 'ids' | 'meter'>,
  partner: Partner,
  parcel: Parcel,
  signal?: AbortSignal,
): Promise<{ delivery: Delivery; retryAfterMs: number }> {
  const at = clock()
  const request = ids.next()
  const { accepts, body, rows, ...told } = parcel
  const signing = signingOf(partner, at)
  const answered =
    signing === null
      ? UNSIGNED
      : await webhook.post(
          { url: partner.pushUrl ?? '', ...signing },
          { id: told.message, request, body, at },
          signal,
        )
  const { status, ms } = answered
  const isTaken = status !== null && status >= 200 && status < 300
  const why = isTaken ? (accepts(answered.body) ? null : 'challenge not echoed') : 'status'
  const error = answered.error ?? why
  meter.delivery(partner.id, error === null ? 'delivered' : 'failed', ms / 1000)
  const answer = answered.body.slice(0, SAID_CHARACTERS)
  const id = request
  const delivery = { ...told, id, partner: partner.id, at, events: rows.length, status, error, ms }
  return { delivery: { ...delivery, answer }, retryAfterMs: answered.retryAfterMs }
}

/** The secrets that sign now, the current one first. */
function signingOf({ secrets, wishes }: Partner, at: number) {
  if (secrets === null) return null
  const { current, old } = secrets
  const live = old !== null && old.until > at ? [current, old] : [current]
  return { signings: live, how: wishes.signature }
}

/** An answer may hold what was sent: where that was taken back meanwhile, it is not kept. */
async function record(tables: Tables, delivery: Delivery, { rows }: Attempt): Promise<void> {
  const sessions = rows.map(({ session }) => session)
  const isHeld = delivery.answer !== '' && sessions.length > 0
  const gone = isHeld ? await tables.deliveries.recalled(sessions) : []
  await tables.deliveries.add(gone.length > 0 ? { ...delivery, answer: '' } : delivery)
}
