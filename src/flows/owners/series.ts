/** The curve of a charge: what its messages told, one after the other. */
import { inOrder } from '../../domain/charging/message.ts'
import type { Session } from '../../domain/charging/session.ts'
import type { Tables } from '../tables.ts'

/** What was told at a moment, by the car's clock. */
export type Sample = {
  at: number
  soc: number | null
  powerKw: number | null
  energyKwh: number | null
}

/** More points than a screen has columns say nothing more. */
const MOST = 500

/** Oldest first, at most `MOST`; empty where the messages are forgotten. */
export async function seriesOf(tables: Tables, { id }: Session): Promise<Sample[]> {
  const kept = await tables.messages.of([id])
  const facts = kept.map(({ fact }) => fact).sort(inOrder)
  return thinned(facts).map(({ at, soc, powerKw, energyKwh }) => ({ at, soc, powerKw, energyKwh }))
}

/** Evenly, with the first and the last. */
function thinned<T>(points: T[]): T[] {
  if (points.length <= MOST) return points
  const step = (points.length - 1) / (MOST - 1)
  return Array.from({ length: MOST }, (_, i) => points[Math.round(i * step)]!)
}
