/** The charger as the second witness of a charge: what it told, and where the car says otherwise. */
import { z } from 'zod'
import type { Course } from '../../charging/course.ts'
import type { Site } from '../charger.ts'
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
  /** Whose idTag was shown; null: nobody's that is known. */
  owner: string | null
  session: string | null
}

/** In what the car and the charger differ. */
export const Contradiction = z.enum(['status', 'start', 'end', 'energy', 'soc'])
export type Contradiction = z.infer<typeof Contradiction>

/** A transaction, and in what the car that told of it too says otherwise; null: no car did. */
export type Witnessed = Transaction & { contradictions: Contradiction[] | null }

/** What a charger told of a charge. Times by its own clock. */
export type Witness = {
  charger: string
  transaction: string
  /** What its host wants the station to be called. */
  stationName: string | null
  /** The charger's post, and behind a slash the connector where it has several: `A3/2`. */
  post: string | null
  status: Transaction['status']
  startedAt: number
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
/** So much of the larger energy is lost on the way into the battery, and so many kWh besides. */
const LOSS = { share: 0.2, kwh: 1 }
const SOC_OFF = 5
/** A charge under way is told anew when so much more was drawn. */
const STEP_KWH = 0.5

/** What a charger says of a charge. `sockets`: how many it has. */
export function witnessOf(
  told: Told,
  draw: Draw,
  { site, sockets }: { site: Site; sockets: number },
): Witness {
  const { id, charger, status, startedAt, endedAt, stopReason, isFault } = draw
  return {
    charger,
    transaction: id,
    stationName: site.stationName,
    post: postOf(site, draw, sockets),
    status,
    startedAt,
    endedAt,
    // What was drawn by the end is not told yet, where the charger catches up.
    energyKwh: isOver(told) && !isOver(draw) ? null : kwhOf(draw),
    stopReason,
    isFault,
    contradictions: contradictionsOf(told, draw),
  }
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
  const found: Record<Contradiction, boolean> = {
    status: bothOver && told.status !== draw.status,
    start: Math.abs(told.startedAt - draw.startedAt) > WINDOW_MS,
    end: bothOver && end !== null && told.endedAt! - end > WINDOW_MS,
    energy: bothOver && isOff(told.energyKwh, drawn, LOSS),
    soc: isFar(told.socStart, socStart, SOC_OFF),
  }
  return (Object.keys(found) as Contradiction[]).filter((what) => found[what])
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
