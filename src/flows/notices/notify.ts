/** Tells owners what they are asked: each message is a row until its channel has taken it. */
import { quietUntil } from '../../domain/notices/quiet.ts'
import type { Place } from '../../domain/places/place.ts'
import { backoff } from '../../domain/partners/backoff.ts'
import { publicStationAt } from '../directory/know.ts'
import { lookAround } from '../directory/look.ts'
import type { World } from '../ports.ts'
import type { Notice, Owner, Subscription, Tables } from '../tables.ts'
import { climbDue, isAsked } from './climb.ts'
import { type Outcome, push, tell } from './reach.ts'
import { asking, type Asked, languageOf } from './telling.ts'

type Needs = Pick<
  World,
  | 'store'
  | 'vault'
  | 'push'
  | 'ntfy'
  | 'mail'
  | 'ocm'
  | 'clock'
  | 'ids'
  | 'chance'
  | 'policy'
  | 'meter'
  | 'log'
>

const AT_ONCE = 50
/** Longer than any channel takes; whoever dies on the way, his message is made again after it. */
const LEASE_MS = 60_000
const MOST_ON_A_BADGE = 99
/** Nobody gets mails faster, however many charges a stranger invents under his address. */
const MAIL_EACH_MS = 10 * 60_000

/** Makes all messages that are due and not under way; returns how many were tried. */
export function notifyOwners(world: Needs) {
  const { read, write } = world.store
  return async (now: number): Promise<number> => {
    if (!(await read.notices.isDue(now))) return 0
    for (let made = 0; ;) {
      const climbed = await climbDue(world, now, AT_ONCE)
      const due = await write(({ notices }) => notices.take(now, now + LEASE_MS, AT_ONCE))
      await Promise.all(due.map((notice) => notify(world, notice, now)))
      made += due.length
      if (climbed < AT_ONCE && due.length < AT_ONCE) return made
    }
  }
}

/** What a message is about and whom it goes to. */
type Errand = { asked: Asked; owner: Owner; device: Subscription | null }

async function notify(world: Needs, notice: Notice, now: number): Promise<void> {
  const { write } = world.store
  const errand = await errandOf(world, notice)
  if (errand === null) return write(({ notices }) => notices.remove(notice))
  if (!isAsked(errand.asked.question, now)) {
    return write(({ notices }) => notices.end(notice.question))
  }
  const { quiet, channels } = errand.owner.notifications
  if (!channels.includes(notice.channel)) return write((tables) => skip(tables, notice, now))
  const dueAt = quietUntil(quiet, now) ?? (await nextMail(world, notice, errand.owner, now))
  if (dueAt !== null) return write(({ notices }) => notices.set({ ...notice, dueAt }))
  const outcome = await send(world, notice, errand, now)
  if (outcome.result === 'failed') {
    const { status, error } = outcome
    const { question, channel, tries } = notice
    world.log.warn({ question, channel, status, error, tries: tries + 1 }, 'message failed')
  }
  await write((tables) => settle(world, tables, { notice, outcome, errand }, now))
}

/** When a mail may leave that may not leave now; null where it may. */
async function nextMail(
  { store }: Needs,
  { channel }: Notice,
  { id }: Owner,
  now: number,
): Promise<number | null> {
  if (channel !== 'email') return null
  const may = await store.write(({ owners }) => owners.mayMail(id, now, now - MAIL_EACH_MS))
  return may ? null : now + MAIL_EACH_MS
}

/** null where it has lost its sense: the question or the device is gone. */
async function errandOf(world: Needs, { question: id, subscription }: Notice) {
  const { read } = world.store
  const question = await read.questions.get(id)
  const owner = question && (await read.owners.get(question.owner))
  const session = question && (await read.sessions.get(question.session))
  const vehicle = question && (await read.vehicles.get(question.vehicle))
  const device = subscription === null ? null : await read.subscriptions.get(subscription)
  if (!question || !owner || !session || !vehicle) return null
  // Between two looks it may have been removed, or become another owner's.
  if (subscription !== null && device?.owner !== owner.id) return null
  const place = session.place === null ? null : await read.places.get(session.place)
  const station = question.kind === 'share' ? await stationAt(world, place) : null
  return { asked: { question, session, vehicle, place, station }, owner, device } satisfies Errand
}

async function stationAt(world: Needs, place: Place | null): Promise<string | null> {
  await lookAround(world, place?.position)
  return (await publicStationAt(world.store.read, place?.position))?.name ?? null
}

/** The name of a place is told to the owner's own devices alone, where nobody reads along. */
async function send(
  world: Needs,
  { channel }: Notice,
  { asked, owner, device }: Errand,
  now: number,
): Promise<Outcome> {
  const { read } = world.store
  const { discreet } = owner.notifications
  if (device !== null || channel === 'push') {
    const language = languageOf(owner, device ? [device] : [])
    const page = { after: null, limit: MOST_ON_A_BADGE }
    const open = await read.questions.of(owner.id, 'open', page)
    const telling = asking(asked, { language, discreet, named: true }, now)
    return push(world, device!, telling, open.length)
  }
  const language = languageOf(owner, await read.subscriptions.of(owner.id))
  return tell(world, owner, channel, asking(asked, { language, discreet, named: false }, now))
}

type Done = { notice: Notice; outcome: Outcome; errand: Errand }

async function settle(
  { chance }: Needs,
  tables: Tables,
  { notice, outcome, errand }: Done,
  now: number,
): Promise<void> {
  const { notices, subscriptions } = tables
  const { result, retryAfterMs } = outcome
  if (result === 'failed') {
    const tries = notice.tries + 1
    return notices.set({ ...notice, tries, dueAt: now + backoff(tries, chance(), retryAfterMs) })
  }
  if (result === 'refused') return skip(tables, notice, now)
  if (result === 'sent') {
    // In this order, as others touch them too: two transactions shall not wait for each other.
    if (errand.device) await subscriptions.pushed(errand.device.id, now)
    return notices.remove(notice)
  }
  await subscriptions.remove(notice.subscription!)
  const left = await subscriptions.of(errand.owner.id)
  if (left.length === 0) await notices.hurry(notice.question, now)
}

/** This way leads nowhere: the next one is tried at once. */
async function skip({ notices }: Tables, notice: Notice, now: number): Promise<void> {
  await notices.remove(notice)
  await notices.hurry(notice.question, now)
}
