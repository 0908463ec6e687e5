/** Checks shared charges in at Open Charge Map, for owners who wish it. */
import type { Session } from '../../domain/charging/session.ts'
import type { Language } from '../../domain/notices/wishes.ts'
import {
  type CheckIn,
  checkInOf,
  checkInTexts,
  isCheckInText,
  postedAt,
} from '../../domain/stations/checkin.ts'
import type { World } from '../ports.ts'
import { invalid, Refusal } from '../refusal.ts'
import type { Tables } from '../tables.ts'
import { knownOf } from './know.ts'
import type { Posting } from './ports.ts'

type Needs = Pick<World, 'store' | 'ocm' | 'clock' | 'chance' | 'log'>

const AT_ONCE = 50
/** As long as an owner is asked why his charge broke off. */
const BACK_MS = 7 * 86_400_000

/** Whether the owner wishes check-ins, whether this server makes them, and what is agreed to. */
export type CheckInsOf = {
  isWished: boolean
  isPossible: boolean
  version: string
  language: Language
  text: string
}

export function showCheckIns({ store, ocm }: Pick<World, 'store' | 'ocm'>) {
  return async (owner: string, language: Language): Promise<CheckInsOf> => {
    const wish = await store.read.checkIns.wish(owner)
    const states = { isWished: wish !== null, isPossible: ocm.checkIn !== null }
    return { ...states, ...checkInTexts[language], language }
  }
}

/** An owner agrees, to the text that he was shown, or ends it. */
export function wishCheckIns(world: Pick<World, 'store' | 'ocm' | 'clock'>) {
  return async (owner: string, version: string | null, language: Language): Promise<CheckInsOf> => {
    const { store, ocm, clock } = world
    if (version !== null && ocm.checkIn === null) {
      throw new Refusal('conflict', 'this server makes no check-ins')
    }
    if (version !== null && !isCheckInText(version)) {
      const detail = `the text is another one now: ${checkInTexts[language].version}`
      throw invalid('/acceptText', 'choice', detail)
    }
    const wish = version === null ? null : { owner, since: clock(), textVersion: version }
    await store.write((tables) => tables.checkIns.setWish(owner, wish))
    return showCheckIns(world)(owner, language)
  }
}

/** Plans check-ins of charges that were shared lately, and posts those that are due. */
export function makeCheckIns(world: Needs) {
  return async (now: number): Promise<void> => {
    if (world.ocm.checkIn === null) return
    await plan(world, now)
    if (!(await world.store.read.checkIns.isDue(now))) return
    const due = await world.store.write(({ checkIns }) => checkIns.take(now, AT_ONCE))
    for (const posting of due) await post(world, posting)
  }
}

async function plan({ store, chance }: Needs, now: number): Promise<void> {
  const since = now - BACK_MS
  const thought = (tables: Tables) => tables.checkIns.candidates(since, AT_ONCE)
  if ((await thought(store.read)).length === 0) return
  await store.write(async (tables) => {
    for (const session of await thought(tables)) {
      const state = (await checkInFor(tables, session)) ? 'waiting' : 'dropped'
      const dueAt = postedAt(now, chance())
      await tables.checkIns.add({ session: session.id, state, dueAt, says: null })
    }
  })
}

/** Its row says `sent` already: whatever happens from here on, it is not sent again. */
async function post({ store, ocm, log }: Needs, { session: id }: Posting): Promise<void> {
  const session = await store.read.sessions.get(id)
  const checkIn = session && (await checkInFor(store.read, session))
  if (!checkIn || !ocm.checkIn) {
    return store.write(({ checkIns }) => checkIns.set(id, 'dropped', null))
  }
  const { result, says } = await ocm.checkIn(checkIn)
  if (result !== 'posted') log.warn({ session: id, result, says }, 'check-in failed')
  if (result !== 'lost') await store.write(({ checkIns }) => checkIns.set(id, result, says))
}

/** null where it is not shared, not at one station of Open Charge Map, or that is private. */
async function checkInFor(tables: Tables, session: Session): Promise<CheckIn | null> {
  if (session.publicId === null || session.place === null) return null
  const { station } = await knownOf(tables, await tables.places.get(session.place), session)
  if (station?.listing.source !== 'ocm') return null
  const asked = await tables.questions.about([session.id])
  const isAnswered = asked.some(({ state }) => state === 'answered')
  return checkInOf(session, station.listing.ref, isAnswered)
}
