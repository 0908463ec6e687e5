/** The charger as the second witness of a charge: what it told, and where the car says otherwise. */
import { z } from 'zod'
import type { Course } from '../../charging/course.ts'
import type { Access, Site } from '../charger.ts'
import type { Transaction } from '../transaction.ts'

/** What of a transaction tells which charge it was; `session`: the one that it is one with. */
export type Draw = Pick<
  Transaction,
  | 'id'
  | 'charger'
  | 'evse'
  | 'status'
  | 'startedAt'
  | 'endedAt'
  | 'energyWh'
  | 'socStart'
  | 'stopReason'
  | 'isProvisional'
  | 'isFault'
> & {
  /** How far the charger's clock is behind ours; null: unknown. */
  skewMs: number | null
  access: Access
  /** Whose charger it is; null: nobody's that is known. */
  host: string | null
  /** Whose idTag was shown; null: nobody's that is known. */
  owner: string | null
  session: string | null
}

/** In what the car and the charger differ; `post`: the charger and who charged there. */
export const Contradiction = z.enum(['status', 'start', 'end', 'energy', 'soc', 'post'])
export type Contradiction = z.infer<typeof Contradiction>

/** A transaction, and in what the car that told of it too says otherwise; null: no car did. */
export type Witnessed = Transaction & { contradictions: Contradiction[] | null }

/** What a charger told of a charge, as far as the charge's owner may know. Times by its own clock. */
export type Witness = {
  charger: string
  transaction: string
  access: Access
  /** What its host wants the station to be called. */
  stationName: string | null
  /** The charger's post, and behind a slash the connector where it has several: `A3/2`. */
  post: string | null
  status: Transaction['status']
  startedAt: number | null
  endedAt: number | null
  energyKwh: number | null
  stopReason: string | null
  isFault: boolean
  contradictions: Contradiction[]
}

/** The facts of a charge that a charger knows too. */
export type Told = Pick<
  Course,
  'status' | 'startedAt' | 'endedAt' | 'energyKwh' | 'socStart' | 'socEnd'
>

/** Times may differ by so much, in milliseconds. */
export const WINDOW_MS = 10 * 60_000
/** Moments so near to each other are one, in milliseconds. */
const MOMENT_MS = 2 * 60_000
/** So much of the larger energy is lost on the way into the battery, and so many kWh besides. */
const LOSS = { share: 0.2, kwh: 1 }
const SOC_OFF = 5
/** A charge under way is told anew when so much more was drawn. */
const STEP_KWH = 0.5

/** What a charger says of a charge of this owner's. `sockets`: how many it has. */
export function witnessOf(
  told: Told & { owner: string },
  draw: Draw,
  { site, sockets }: { site: Site; sockets: number },
): Witness {
  const given = isHis(told.owner, draw) ? draw : alikeIn(told, draw)
  const { id, charger, access, status, endedAt, stopReason, isFault } = given
  return {
    charger,
    transaction: id,
    access,
    stationName: site.stationName,
    post: postOf(site, draw, sockets),
    status,
    startedAt: isHis(told.owner, draw) || isSameStart(told, draw) ? draw.startedAt : null,
    endedAt,
    // What was drawn by the end is not told yet, where the charger catches up.
    energyKwh: isOver(told) && !isOver(given) ? null : kwhOf(given),
    stopReason,
    isFault,
    contradictions: contradictionsOf(told, given),
  }
}

/** Whether what a charger tells is this owner's to know: by his idTag, or at a charger of his own. */
export function isHis(owner: string, { access, host, owner: tagged }: Draw): boolean {
  return tagged === null ? access === 'private' && host === owner : tagged === owner
}

/** Whether a charger may be a witness of this owner's charges at all. */
export function mayTell(owner: string, draw: Draw): boolean {
  return (draw.owner === null && draw.access === 'public') || isHis(owner, draw)
}

/**
 * So much of a transaction as a car has told as well. Nothing proves whose it was, so that who makes
 * up a charge at a charger learns nothing of whoever charges there.
 */
function alikeIn(told: Told, draw: Draw): Draw {
  const isDrawn = areKnown(told.energyKwh, kwhOf(draw)) && !isOff(told.energyKwh, kwhOf(draw), LOSS)
  if (isSameEnd(told, draw)) return isDrawn ? draw : { ...draw, energyWh: null }
  const unended = { status: 'charging', endedAt: null, stopReason: null, isFault: false } as const
  return { ...draw, ...unended, energyWh: null }
}

/** Whether both began in one moment. */
function isSameStart(told: Told, draw: Draw): boolean {
  const start = draw.startedAt + shiftOf(told, draw)
  return Math.abs(told.startedAt - start) <= MOMENT_MS
}

/** Whether both said that they ended, in one moment. */
export function isSameEnd(told: Told, draw: Draw): boolean {
  if (!isOver(told) || !isOver(draw)) return false
  return Math.abs(told.endedAt! - endOf(told, draw)!) <= MOMENT_MS
}

/** Whether what a charger says now is worth telling: a charge under way grows by steps. */
export function isNewWord(before: Witness | null, after: Witness | null): boolean {
  if (!before || !after) return before !== after
  const step = Math.abs((after.energyKwh ?? 0) - (before.energyKwh ?? 0))
  const isGrowing = before.energyKwh !== null && after.endedAt === null && step < STEP_KWH
  const { energyKwh } = isGrowing ? before : after
  return JSON.stringify(before) !== JSON.stringify({ ...after, energyKwh })
}

/**
 * Where the two witnesses differ. A car that is full stays plugged in: a transaction that ends
 * later than the charge contradicts nothing.
 */
export function contradictionsOf(told: Told, draw: Draw): Contradiction[] {
  const { socStart } = draw
  const bothOver = isOver(told) && isOver(draw)
  const end = endOf(told, draw)
  const drawn = kwhOf(draw)
  const found: Record<Exclude<Contradiction, 'post'>, boolean> = {
    status: bothOver && told.status !== draw.status,
    start: Math.abs(told.startedAt - draw.startedAt) > WINDOW_MS,
    end: bothOver && end !== null && told.endedAt! - end > WINDOW_MS,
    energy: bothOver && isOff(told.energyKwh, drawn, LOSS),
    soc: isFar(told.socStart, socStart, SOC_OFF),
  }
  return (Object.keys(found) as (keyof typeof found)[]).filter((what) => found[what])
}

/**
 * Where the two differ, and who charged there too: he may name the post at any time. `Post 3` is no
 * other one than `A3/2`, and of `the left one` nothing can be said.
 */
export function differencesOf(
  { contradictions, post }: Witness,
  said: string | null,
): Contradiction[] {
  const [one, other] = [numbersIn(post), numbersIn(said)]
  const isOther = one.length > 0 && other.length > 0 && !one.some((it) => other.includes(it))
  return isOther ? [...contradictions, 'post'] : contradictions
}

function numbersIn(post: string | null): number[] {
  return (post?.match(/\d+/g) ?? []).map(Number)
}

/** Whether an end was told, and not only followed from other things. */
export function isOver(one: {
  status: Told['status']
  endedAt: number | null
  isProvisional?: boolean
}) {
  return one.endedAt !== null && one.status !== 'unknown' && one.isProvisional !== true
}

/** Whether two energies (kWh) differ by more than a share of the larger one and some kWh. */
export function isOff(
  a: number | null,
  b: number | null,
  { share, kwh }: { share: number; kwh: number },
): boolean {
  return isFar(a, b, share * Math.max(a ?? 0, b ?? 0) + kwh)
}

/** Whether there are two figures to compare. */
export function areKnown(a: number | null, b: number | null): boolean {
  return a !== null && b !== null
}

/** Whether two figures are known, and farther from each other than this. */
export function isFar(a: number | null, b: number | null, most: number): boolean {
  return a !== null && b !== null && Math.abs(a - b) > most
}

/**
 * How much is to be added to a charger's times, in milliseconds: how far its clock is known to be
 * behind, where that brings it nearer to the car's. What it told late it may have told rightly.
 */
export function shiftOf(told: Pick<Told, 'startedAt'>, { startedAt, skewMs }: Draw): number {
  const off = (shift: number) => Math.abs(told.startedAt - startedAt - shift)
  return skewMs !== null && off(skewMs) < off(0) ? skewMs : 0
}

/** When a charger's transaction ended, by the car's clock as far as it is known. */
export function endOf(told: Pick<Told, 'startedAt'>, draw: Draw): number | null {
  return draw.endedAt === null ? null : draw.endedAt + shiftOf(told, draw)
}

/** In kWh, to the watt-hour. */
export function kwhOf({ energyWh }: Pick<Draw, 'energyWh'>): number | null {
  return energyWh === null ? null : Math.round(energyWh) / 1000
}

function postOf({ post }: Site, { evse }: Draw, sockets: number): string | null {
  if (sockets < 2 || evse === 0) return post
  return post === null ? String(evse) : `${post}/${evse}`
}
