/** Pushes the feed to partners: one lane a partner, one cursor, at least once and in order. */
import { randomBytes } from 'node:crypto'
import { backoff } from '../../domain/partners/backoff.ts'
import type { Delivery, Partner } from '../../domain/partners/partner.ts'
import type { Answered, World } from '../ports.ts'
import { found, Refusal } from '../refusal.ts'
import { epochOf, pageAfter } from './pull.ts'

type Needs = Pick<
  World,
  'store' | 'webhook' | 'clock' | 'chance' | 'ids' | 'bell' | 'meter' | 'log'
>

const PAGE = 100

/** Nothing is sent that cannot be signed: the key that sealed the partner's secret is lost. */
const UNSIGNED: Answered = { status: null, body: '', error: 'no secret', retryAfterMs: 0, ms: 0 }

/** What is posted, and how far the partner is once it has taken it. */
type Parcel = {
  kind: Delivery['kind']
  message: string
  body: string
  events: number
  firstSeq: number | null
  lastSeq: number | null
  /** Whether the answer's text is what the message asked for. */
  accepts: (text: string) => boolean
}

/**
 * Starts a lane for every partner that something is due for, in random order; resolves when they
 * have all come to rest. A lane that is still under way is left alone, so that a slow partner
 * delays nobody else.
 */
export function deliverDue(world: Needs) {
  const busy = new Set<string>()
  return async (now: number): Promise<number> => {
    const due = (await world.store.read.partners.due(now)).filter(({ id }) => !busy.has(id))
    const lanes = shuffled(due, world.chance).map(async ({ id }) => {
      busy.add(id)
      try {
        while (await deliverNext(world, id)) continue
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

/** Sends a signed test message, or the proof of the address where it is still to be given. */
export function testPush(world: Needs) {
  return async (id: string): Promise<Delivery> => {
    const partner = found(await world.store.read.partners.get(id), 'partner')
    if (partner.pushUrl === null) throw new Refusal('conflict', 'no push address is set')
    const parcel = partner.pushState === 'proven' ? greeting(world) : challenge(world)
    return post(world, partner, parcel)
  }
}

/** Sets a partner's cursor back, so that what came after is pushed again. */
export function replay(world: Needs) {
  return async (id: string, seq: number): Promise<Partner> => {
    const partner = await world.store.write(async (tables) => {
      const before = found(await tables.partners.get(id), 'partner')
      const after = { ...before, cursorSeq: seq, tries: 0, dueAt: null }
      await tables.partners.set(after)
      return after
    })
    world.bell.ring()
    return partner
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

/** One delivery; true where the lane should go on at once. */
async function deliverNext(world: Needs, id: string): Promise<boolean> {
  const partner = await world.store.read.partners.get(id)
  if (!partner?.pushEnabled || (partner.dueAt ?? 0) > world.clock()) return false
  if (partner.pushState === 'unproven')
    return succeeded(await post(world, partner, challenge(world)))
  const parcel = partner.pushState === 'proven' ? await events(world, partner) : null
  return parcel !== null && succeeded(await post(world, partner, parcel))
}

function succeeded({ error }: Delivery): boolean {
  return error === null
}

async function events({ store }: Needs, partner: Partner): Promise<Parcel | null> {
  const epoch = await epochOf(store.read)
  const page = await pageAfter(store.read, { epoch, seq: partner.cursorSeq }, PAGE)
  if (page.items.length === 0) return null
  return {
    kind: 'events',
    message: `msg_${partner.id}_${epoch}_${partner.cursorSeq}_${page.lastSeq}`,
    body: `{"items":[${page.items.join(',')}],"next":"${page.next}"}`,
    events: page.items.length,
    firstSeq: page.firstSeq,
    lastSeq: page.lastSeq,
    accepts: () => true,
  }
}

/** Proof of the address: only who can read the message knows the challenge. */
function challenge({ ids }: Needs): Parcel {
  const secret = randomBytes(24).toString('base64url')
  return {
    ...note(ids.next(), 'verification', { type: 'endpoint.verification', challenge: secret }),
    accepts: (text) => challengeIn(text) === secret,
  }
}

function greeting({ ids }: Needs): Parcel {
  return note(ids.next(), 'test', { type: 'endpoint.test' })
}

function note(id: string, kind: Delivery['kind'], content: object): Parcel {
  const body = JSON.stringify(content)
  return {
    kind,
    message: `msg_${id}`,
    body,
    events: 0,
    firstSeq: null,
    lastSeq: null,
    accepts: () => true,
  }
}

function challengeIn(text: string): unknown {
  try {
    const answer: unknown = JSON.parse(text)
    return typeof answer === 'object' && answer !== null && 'challenge' in answer
      ? answer.challenge
      : null
  } catch {
    return null
  }
}

async function post(world: Needs, partner: Partner, parcel: Parcel): Promise<Delivery> {
  const at = world.clock()
  const { message, body } = parcel
  const { pushUrl, pushSecret } = partner
  const answered =
    pushSecret === ''
      ? UNSIGNED
      : await world.webhook.post(pushUrl ?? '', pushSecret, message, body, at)
  const delivery = record(world, partner, parcel, answered, at)
  await world.store.write(async (tables) => {
    await tables.partners.addDelivery(delivery)
    const now = await tables.partners.get(partner.id)
    // The partner may have moved, or asked for a replay, while the request was under way.
    if (now?.pushUrl !== partner.pushUrl || now?.cursorSeq !== partner.cursorSeq) return
    // That the old secret failed says nothing of a new one.
    if (delivery.error !== null && now.pushSecret !== partner.pushSecret) return
    await tables.partners.set(after(world, now, parcel, answered, delivery))
  })
  const result = delivery.error === null ? 'delivered' : 'failed'
  world.meter.delivery(partner.id, result, answered.ms / 1000)
  return delivery
}

function record(
  { ids }: Needs,
  partner: Partner,
  parcel: Parcel,
  { status, error, body, ms }: Answered,
  at: number,
): Delivery {
  const { kind, message, events, firstSeq, lastSeq } = parcel
  const taken = status !== null && status >= 200 && status < 300
  const why = error ?? (taken ? (parcel.accepts(body) ? null : 'challenge not echoed') : 'status')
  return {
    id: ids.next(),
    partner: partner.id,
    message,
    kind,
    at,
    firstSeq,
    lastSeq,
    events,
    status,
    error: why,
    ms,
  }
}

/** The partner after an attempt: further, waiting for its next try, or gone (410). */
function after(
  { clock, chance }: Needs,
  partner: Partner,
  { kind, lastSeq }: Parcel,
  { status, retryAfterMs }: Answered,
  { error }: Delivery,
): Partner {
  if (kind === 'test') return partner
  const reached = { ...partner, tries: 0, dueAt: null }
  if (error === null && kind === 'verification') return { ...reached, pushState: 'proven' }
  if (error === null) return { ...reached, cursorSeq: lastSeq ?? partner.cursorSeq }
  if (status === 410) return { ...reached, pushState: 'gone', pushEnabled: false }
  const tries = partner.tries + 1
  return { ...partner, tries, dueAt: clock() + backoff(tries, chance(), retryAfterMs) }
}
