/** An owner says at which of several stations a charge was. */
import type { Session } from '../../domain/charging/session.ts'
import type { Answer } from '../../domain/sharing/answer.ts'
import { type Changes, noChanges, settle } from '../../domain/sharing/settle.ts'
import type { Vehicle } from '../../domain/sharing/vehicle.ts'
import { keep } from '../keep.ts'
import type { World } from '../ports.ts'
import type { Tables } from '../tables.ts'

type Needs = Pick<World, 'clock' | 'ids' | 'policy'>
type About = { session: Session; vehicle: Vehicle }

/** What is not shared keeps no station: its name would tell where the car stood. */
export function stationIn(answer: Answer): string | null {
  const isShared = 'choice' in answer && (answer.choice === 'always' || answer.choice === 'once')
  return isShared ? (answer.station ?? null) : null
}

/** Before the answer is told, so that its event names the station; partners who know it are told anew. */
export async function chooseStation(
  world: Needs,
  tables: Tables,
  { session, vehicle }: About,
  listing: string | null,
): Promise<Changes> {
  if (listing === null || session.listing === listing) return noChanges
  const after = { ...session, listing }
  if (session.publicId === null) {
    await tables.sessions.set(after)
    return noChanges
  }
  const place = session.place === null ? null : await tables.places.get(session.place)
  const around = { vehicle, place, now: world.clock(), ids: world.ids, patience: world.policy }
  const changes = settle(session, after, around)
  await keep(tables, changes, around)
  return changes
}

/** After the answer: where all charges are shared, the later ones are at this station too. */
export async function keepStation(
  tables: Tables,
  { session, vehicle }: About,
  listing: string | null,
): Promise<void> {
  if (listing === null || session.place === null) return
  const place = await tables.places.get(session.place)
  if (place?.flag === 'always') await tables.places.keep({ ...place, listing }, vehicle)
}
