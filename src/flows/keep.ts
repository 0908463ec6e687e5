/** Carries out a decision: keeps its changes in the transaction that lent the situation. */
import type { Session } from '../domain/charging/session.ts'
import type { Changes } from '../domain/sharing/settle.ts'
import type { Vehicle } from '../domain/sharing/vehicle.ts'
import type { World } from './ports.ts'
import { gathered } from './stations/gather.ts'
import type { Tables } from './tables.ts'

/** What was the case before the decision. */
export type Before = {
  vehicle: Vehicle
  now: number
  isNew?: (session: Session) => boolean
  /** History was told anew. */
  isRetold?: boolean
}

/** Keeps `changes`; questions go on their way to the owner's devices in the same transaction. */
export async function keep(tables: Tables, changes: Changes, before: Before): Promise<void> {
  const { vehicle, now, isNew = () => false, isRetold = false } = before
  for (const id of changes.removed) await tables.sessions.remove(id)
  for (const place of changes.places) await tables.places.keep(place, vehicle)
  // Where it was that a charger has told goes with the position of the place.
  const hidden = changes.places.filter(({ flag }) => flag === 'never').map(({ id }) => id)
  for (const place of hidden) await tables.meetings.part({ vehicle: vehicle.id, place })
  for (const one of changes.sessions) {
    const session = hidden.includes(one.place ?? '') ? { ...one, witness: null } : one
    if (isNew(session)) await tables.sessions.add(session)
    else await tables.sessions.set(session)
    if (isRetold) await tables.sessions.retime(session)
    // What partners know no more, its owner has taken back with all that he added by it.
    if (session.withdrawnOn !== null) await tables.contributions.removeOf(session.id)
  }
  for (const { session, kind } of changes.dropped) await tables.questions.drop(session, kind)
  for (const question of changes.asked) {
    if (await tables.questions.add(question)) await tables.notices.add(question, now)
  }
  for (const event of changes.events) {
    await tables.feed.append(await gathered(tables, event, vehicle))
    if (event.type === 'charge.withdrawn') await tables.deliveries.hush(event.session)
  }
}

/** After the commit: wakes who waits for news; what was erased leaves the database's log too. */
export async function conclude(
  { store, bell }: Pick<World, 'store' | 'bell'>,
  changes: Changes,
  { erased = false } = {},
): Promise<void> {
  if (isNews(changes)) bell.ring()
  const withdrawn = changes.events.some(({ type }) => type === 'charge.withdrawn')
  // A place that is not public now may have been so before, with its position in the clear.
  const hidden = changes.places.some(({ flag }) => flag !== 'always')
  if (erased || withdrawn || hidden) await store.scrub()
}

/** Whether somebody outside waits for what was kept. */
export function isNews(changes: Changes): boolean {
  return changes.events.length > 0 || changes.asked.length > 0
}
