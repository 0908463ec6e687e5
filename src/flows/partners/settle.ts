/** What becomes of a lane after an attempt: further, waiting, halved, set aside, or switched off. */
import { backoff } from '../../domain/partners/backoff.ts'
import { isMailed, MAILED_MS } from '../../domain/partners/notes.ts'
import type { Delivery, Lane, Letter, Note, Partner } from '../../domain/partners/partner.ts'
import { halves, type Row, type Stretch } from '../../domain/partners/parcel.ts'
import {
  afterFailure,
  afterRefusal,
  afterSuccess,
  isHopeless,
  refreshed,
  verdictOf,
} from '../../domain/partners/verdict.ts'
import { stepsOf } from '../../domain/partners/wishes.ts'
import type { World } from '../ports.ts'
import type { Tables } from '../tables.ts'

type Needs = Pick<World, 'clock' | 'chance' | 'ids'>

/** An attempt as it went; `delivery` is null where all of it had been taken back before. */
export type Attempt = {
  delivery: Delivery | null
  stretch: Stretch | null
  letter: Letter | null
  rows: Row[]
  retryAfterMs: number
  /** What the endpoint said to be allowed when it was proven. */
  allowedRate: number | null
}

type Standing = { partner: Partner; lane: Lane }
type At = Standing & { attempt: Attempt; now: number }

/** Keeps what follows; returns the lane and the partner as they are then. */
export async function settle(
  world: Needs,
  tables: Tables,
  standing: Standing,
  attempt: Attempt,
): Promise<Standing> {
  const at = { ...standing, attempt, now: world.clock() }
  const { status = 204, error = null } = attempt.delivery ?? {}
  switch (verdictOf(status, error)) {
    case 'taken':
      return taken(tables, at)
    case 'cut':
      return standing
    case 'gone':
      return switchedOff(world, tables, at, { pushState: 'gone', kind: 'push.gone' })
    case 'refused':
      if (attempt.stretch !== null) return refused(world, tables, at, attempt.stretch)
      return failed(world, tables, at)
    case 'failed':
      return failed(world, tables, at)
  }
}

async function taken(tables: Tables, { partner, lane, attempt, now }: At): Promise<Standing> {
  const { delivery, stretch, letter, rows, allowedRate } = attempt
  const { id, wishes } = partner
  const well = delivery === null ? lane : afterSuccess(lane, wishes.rate, now)
  if (stretch === null) {
    const proven: Partner = { ...partner, pushState: 'proven' }
    await tables.partners.set(proven)
    return { partner: proven, lane: { ...well, allowedRate } }
  }
  if (letter !== null) {
    if (stretch.to >= letter.to) await tables.letters.remove(letter.id)
    else await tables.letters.set({ ...letter, from: stretch.to })
    return { partner, lane: well }
  }
  const sessions = rows.map(({ session }) => session)
  if (sessions.length > 0) await tables.letters.supersede(id, sessions, stretch.from + 1)
  return { partner, lane: further(well, stretch) }
}

function further(lane: Lane, { to }: Stretch): Lane {
  return { ...lane, cursorSeq: to, aimSeq: null }
}

async function failed(world: Needs, tables: Tables, at: At): Promise<Standing> {
  const { partner, attempt, now } = at
  const { retryAfterMs } = attempt
  const waits = { steps: stepsOf(partner.wishes), chance: world.chance(), retryAfterMs }
  const lane = afterFailure(at.lane, waits, now)
  return afterTrouble(world, tables, { ...at, lane })
}

/** Days without one success: who could still be reached otherwise is told so. */
async function afterTrouble(world: Needs, tables: Tables, at: At): Promise<Standing> {
  if (!isHopeless(at.lane, at.now)) return { partner: at.partner, lane: at.lane }
  return switchedOff(world, tables, at, { pushState: 'disabled', kind: 'push.disabled' })
}

async function switchedOff(
  { ids }: Needs,
  tables: Tables,
  { partner, lane, now }: At,
  { pushState, kind }: Pick<Partner, 'pushState'> & Pick<Note, 'kind'>,
): Promise<Standing> {
  const off: Partner = { ...partner, pushState, pushEnabled: false }
  await tables.partners.set(off)
  const note = { id: ids.next(), partner: partner.id, kind, at: now }
  const mailed = await tables.notes.mailed(partner.id, now - MAILED_MS)
  await tables.notes.add(note, isMailed(note, mailed) ? now : null)
  return { partner: off, lane: refreshed(lane) }
}

/**
 * More than one event: the halves are tried on their own, at once and before all that is newer. A
 * single one is set aside and tried again by itself, and what is behind goes on.
 */
async function refused(world: Needs, tables: Tables, at: At, stretch: Stretch): Promise<Standing> {
  const { partner, attempt, now } = at
  const { letter, rows } = attempt
  if (rows.length > 1) {
    for (const half of halves(rows, stretch)) {
      await tables.letters.add(letterOf(world, at, { ...half, tries: letter?.tries ?? 0 }))
    }
  } else {
    await setAside(world, tables, at, stretch)
  }
  if (letter !== null) await shorten(tables, letter, stretch)
  const lane = rows.length > 1 ? at.lane : afterRefusal(at.lane, now)
  const on = letter === null ? further(lane, stretch) : lane
  return afterTrouble(world, tables, { partner, lane: on, attempt, now })
}

/** What was taken out of a letter is a letter of its own now. */
async function shorten({ letters }: Tables, letter: Letter, { to }: Stretch): Promise<void> {
  if (to >= letter.to) await letters.remove(letter.id)
  else await letters.set({ ...letter, from: to })
}

/** One event: waits for its next try, or is dead after the last one. */
async function setAside(world: Needs, tables: Tables, at: At, stretch: Stretch): Promise<void> {
  const { partner, attempt, now } = at
  const { letter, rows, retryAfterMs } = attempt
  const tries = (letter?.tries ?? 0) + 1
  const steps = stepsOf(partner.wishes)
  const wait = backoff(tries, world.chance(), retryAfterMs, steps)
  await tables.letters.add({
    ...letterOf(world, at, { ...stretch, tries }),
    about: rows[0]?.session ?? null,
    state: tries > steps.length ? 'dead' : 'waiting',
    dueAt: now + wait,
  })
}

function letterOf(
  { ids }: Needs,
  { partner, attempt, now }: At,
  told: Stretch & Pick<Letter, 'tries'>,
): Letter {
  const { letter, delivery } = attempt
  return {
    ...told,
    id: ids.next(),
    partner: partner.id,
    at: letter?.at ?? now,
    about: null,
    isReplay: letter?.isReplay ?? false,
    state: 'waiting',
    dueAt: now,
    status: delivery?.status ?? null,
  }
}
