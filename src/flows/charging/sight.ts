/** What a message has changed for the meeting of its charge with a charger. */
import type { Outcome, Situation } from '../../domain/charging/outcome.ts'
import type { Session } from '../../domain/charging/session.ts'
import type { Place } from '../../domain/places/place.ts'
import { meet, type Met, type Needs, nothingMet } from '../chargers/meeting/meet.ts'
import type { Seeds } from '../chargers/meeting/scene.ts'
import type { Tables } from '../tables.ts'

/**
 * Lets the charges that a message has begun, moved or ended look for the chargers that stand there.
 * Where none does, that is a look into an index for each; where a charge only goes on, nothing.
 */
export async function lookAbout(
  world: Needs,
  tables: Tables,
  situation: Situation,
  outcome: Outcome,
  now: number,
): Promise<Met> {
  const known = new Map(knownOf(situation).map((session) => [session.id, session]))
  const seeds: Seeds = { sessions: [], transactions: [] }
  for (const id of outcome.changes.removed) seeds.transactions.push(...tieOf(known.get(id)))
  for (const { id } of outcome.changes.sessions) {
    const before = known.get(id) ?? null
    const after = outcome.changes.sessions.findLast((one) => one.id === id)!
    if (before && !matters(before, after)) continue
    seeds.transactions.push(...tieOf(before))
    const place = placeOf(situation, outcome, after.place)
    if (await sees(tables, before, after, place)) seeds.sessions.push(id)
  }
  if (seeds.sessions.length + seeds.transactions.length === 0) return nothingMet
  return meet(world, tables, seeds, { now, holds: [situation.vehicle.id] })
}

function knownOf({ latest, history }: Situation): Session[] {
  return [...(latest ? [latest] : []), ...(history?.sessions ?? [])]
}

function tieOf(session: Session | null | undefined): string[] {
  return session?.witness ? [session.witness.transaction] : []
}

/** What is compared with a transaction; energy and charge only once both are final. */
function matters(before: Session, after: Session): boolean {
  if (before.place !== after.place || before.status !== after.status) return true
  if (before.startedAt !== after.startedAt || before.endedAt !== after.endedAt) return true
  if (before.socStart !== after.socStart) return true
  return after.endedAt !== null && before.energyKwh !== after.energyKwh
}

function placeOf({ hits, places }: Situation, { changes }: Outcome, id: string | null) {
  const added = changes.places.find((place) => place.id === id)
  return added ?? hits.find(({ place }) => place.id === id)?.place ?? places.get(id ?? '') ?? null
}

/**
 * Whether a charger may be there. The charge can be found by its transactions from now on: each one
 * can, for if only those near chargers could, that would tell where they were.
 */
async function sees(
  tables: Tables,
  before: Session | null,
  after: Session,
  place: Place | null,
): Promise<boolean> {
  if (!place?.position || place.flag === 'never') return false
  const hasMoved = before?.place !== after.place || before.startedAt !== after.startedAt
  if (hasMoved) await tables.meetings.sight(after, place.position)
  return (await tables.meetings.chargersNear(place.position)).length > 0
}
