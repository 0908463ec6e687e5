/** An owner's own charge sessions, and everything that is kept about him. */
import type { Session } from '../../domain/charging/session.ts'
import type { Vehicle } from '../../domain/sharing/vehicle.ts'
import type { World } from '../ports.ts'
import type { Page, Tables } from '../tables.ts'
import { listLocations, vehiclesOf } from './locations.ts'
import { listQuestions } from './questions.ts'

const ALL: Page = { after: null, limit: 1_000_000 }

/** A session with the vehicle that charged. */
export type Charge = { session: Session; vehicle: Vehicle }

/** The sessions of one of the owner's vehicles, or of all of them, newest first. */
export function listCharges({ store }: Pick<World, 'store'>) {
  return async (owner: string, vehicleId: string | null, page: Page): Promise<Charge[]> => {
    const vehicles = await vehiclesOf(store.read, owner, vehicleId)
    const byId = new Map(vehicles.map((vehicle) => [vehicle.id, vehicle]))
    const sessions = await store.read.sessions.of([...byId.keys()], page)
    return sessions.map((session) => ({ session, vehicle: byId.get(session.vehicle)! }))
  }
}

/** Everything that is kept about an owner, as the flows know it. */
export function exportOwner(world: Pick<World, 'store' | 'clock' | 'ids' | 'policy' | 'bell'>) {
  return async (owner: string) => {
    const tables: Tables = world.store.read
    const vehicles = await tables.vehicles.of(owner, ALL)
    return {
      owner: await tables.owners.get(owner),
      vehicles,
      consents: await tables.consents.of(vehicles.map(({ id }) => id)),
      locations: await listLocations(world)(owner, null, ALL),
      charges: await listCharges(world)(owner, null, ALL),
      questions: await listQuestions(world)(owner, 'all', ALL),
      messages: await Promise.all(vehicles.map(({ id }) => tables.messages.held(id))),
      telemetry: await Promise.all(vehicles.map(({ id }) => tables.watches.get(id))),
      records: await Promise.all(vehicles.map(({ id }) => tables.records.held(id))),
      subscriptions: await tables.subscriptions.of(owner),
      logins: await tables.owners.logins(owner),
    }
  }
}
