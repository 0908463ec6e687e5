/** An owner's own charge sessions: their list, one in full, and everything that is kept about him. */
import { energyOf, type Session } from '../../domain/charging/session.ts'
import type { Place } from '../../domain/places/place.ts'
import { costOf, type Money } from '../../domain/places/price.ts'
import type { Vehicle } from '../../domain/sharing/vehicle.ts'
import { listChargings } from '../chargers/commands/driver.ts'
import { byOwner } from '../chargers/commands/row.ts'
import { chargingOf } from '../chargers/meeting/both.ts'
import type { World } from '../ports.ts'
import { found, Refusal } from '../refusal.ts'
import type { Page, Sieve, Tables } from '../tables.ts'
import { listLocations, type Location, locationOf, vehiclesOf } from './locations.ts'
import { inFull, listQuestions, type QuestionInFull } from './questions.ts'
import { seriesOf, type Sample } from './series.ts'
import { type SharingState, sharingOf } from './sharing.ts'
import { listVehicles } from './vehicles.ts'

const ALL: Page = { after: null, limit: 1_000_000 }

/** A session with the vehicle that charged. */
export type Charge = { session: Session; vehicle: Vehicle }

/** All that its owner can know of a charge. */
export type ChargeInFull = Charge & {
  series: Sample[]
  location: Location | null
  questions: Record<'share' | 'abort', QuestionInFull | null>
  sharing: SharingState
  /** By the present price of the place. */
  cost: Money | null
  /** The charging by a tag of his that it is one with. */
  charging: string | null
}

/** The sessions of one of the owner's vehicles, or of all of them, newest first. */
export function listCharges({ store }: Pick<World, 'store'>) {
  return async (
    owner: string,
    vehicleId: string | null,
    page: Page,
    sieve: Sieve = {},
  ): Promise<Charge[]> => {
    const vehicles = await vehiclesOf(store.read, owner, vehicleId)
    if (sieve.place !== undefined) await checkPlace(store.read, owner, sieve.place)
    const byId = new Map(vehicles.map((vehicle) => [vehicle.id, vehicle]))
    const sessions = await store.read.sessions.of([...byId.keys()], page, sieve)
    return sessions.map((session) => ({ session, vehicle: byId.get(session.vehicle)! }))
  }
}

async function checkPlace(tables: Tables, owner: string, id: string): Promise<void> {
  const place = found(await tables.places.get(id), 'location')
  const vehicle = found(await tables.vehicles.get(place.vehicle), 'vehicle')
  if (vehicle.owner !== owner) throw new Refusal('forbidden', 'not your location')
}

/** One of the owner's sessions. */
export function showCharge({ store, clock }: Pick<World, 'store' | 'clock'>) {
  return async (owner: string, id: string): Promise<ChargeInFull> => {
    const tables = store.read
    const { session, vehicle, place } = await ownCharge(tables, owner, id)
    const asked = await inFull(tables, await tables.questions.about([id]), clock())
    const about = (kind: 'share' | 'abort') =>
      asked.find(({ question }) => question.kind === kind) ?? null
    return {
      session,
      vehicle,
      series: await seriesOf(tables, session),
      location: place && (await locationOf(tables, vehicle, place.id, session)),
      questions: { share: about('share'), abort: about('abort') },
      sharing: await sharingOf(tables, session),
      cost: costOf(energyOf(session), place?.price ?? null),
      charging: await chargingOf(tables, owner, session),
    }
  }
}

/** A session of the owner's with its vehicle and place; someone else's is refused. */
export async function ownCharge(
  tables: Tables,
  owner: string,
  id: string,
): Promise<Charge & { place: Place | null }> {
  const session = found(await tables.sessions.get(id), 'charge')
  const vehicle = found(await tables.vehicles.get(session.vehicle), 'vehicle')
  if (vehicle.owner !== owner) throw new Refusal('forbidden', 'not your charge')
  const place = session.place === null ? null : await tables.places.get(session.place)
  return { session, vehicle, place }
}

/** Everything that is kept about an owner, as the flows know it. */
export function exportOwner(world: Pick<World, 'store' | 'clock' | 'ids' | 'policy' | 'bell'>) {
  return async (owner: string) => {
    const tables: Tables = world.store.read
    const chargings = await listChargings(world)(owner, ALL)
    const vehicles = await listVehicles(world)(owner, ALL)
    const charges = await listCharges(world)(owner, null, ALL)
    return {
      owner: await tables.owners.get(owner),
      vehicles,
      consents: await tables.consents.of(vehicles.map(({ id }) => id)),
      locations: await listLocations(world)(owner, null, ALL),
      charges,
      contributions: await tables.contributions.of(charges.map(({ session }) => session.id)),
      questions: await listQuestions(world)(owner, 'all', ALL),
      messages: await Promise.all(vehicles.map(({ id }) => tables.messages.held(id))),
      telemetry: await Promise.all(vehicles.map(({ id }) => tables.watches.get(id))),
      records: await Promise.all(vehicles.map(({ id }) => tables.records.held(id))),
      idTokens: await tables.idTokens.of(owner),
      chargings,
      readings: await Promise.all(
        chargings.map(({ transaction }) => tables.transactions.readings(transaction.id)),
      ),
      commands: await tables.commands.askedBy(byOwner(owner)),
      subscriptions: await tables.subscriptions.of(owner),
      logins: await tables.owners.logins(owner),
      checkInWish: await tables.checkIns.wish(owner),
      checkIns: await tables.checkIns.held(owner),
    }
  }
}
