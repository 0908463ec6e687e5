/** Sessions gather at stations as they are published, and leave them as they are taken back. */
import { createHash, randomBytes, randomInt } from 'node:crypto'
import { isSamePosition, type Position } from '../../domain/places/position.ts'
import { type Draft, draftOf, type Publication } from '../../domain/sharing/event.ts'
import type { Vehicle } from '../../domain/sharing/vehicle.ts'
import { type Listing, listingId, listingKey } from '../../domain/stations/listing.ts'
import { candidatesAt, listingAt, NEAR_M } from '../../domain/stations/match.ts'
import {
  anchored,
  counted,
  founded,
  GATHER_M,
  nameOf,
  type Station,
  VEHICLES_MAX,
  VEHICLES_MIN,
} from '../../domain/stations/station.ts'
import { type Counts, countsOf, isSame, type Stay } from '../../domain/stations/stay.ts'
import { tallied } from '../../domain/stations/tally.ts'
import type { Tables } from '../tables.ts'

/**
 * Counts what is published at its station, in the transaction that publishes it; returns the event
 * with the station. A session stays at the station of its first publication while its place does.
 */
export async function gathered(
  tables: Tables,
  publication: Publication,
  vehicle: Vehicle,
): Promise<Draft> {
  await tables.stations.hold()
  const was = await tables.stations.stay(publication.session)
  if (!publication.view) {
    if (was) await leave(tables, was)
    return draftOf(publication, null)
  }
  const coming = { publication, counts: countsOf(publication.view), vehicle }
  const stayed = was && (await goOn(tables, was, coming))
  const station = stayed ?? (await move(tables, was, coming))
  const { id, position } = station
  return draftOf(publication, { id, name: nameOf(station), position })
}

type Coming = { publication: Publication; counts: Counts; vehicle: Vehicle }

/** null where its place is another one now, or its owner has said at which station it was. */
async function goOn(
  tables: Tables,
  was: Stay,
  { publication: { listing }, counts }: Coming,
): Promise<Station | null> {
  if (!isSamePosition(was.position, counts.position)) return null
  const station = await stationOf(tables, was)
  const isOther = listing !== null && listing !== station.listing
  if (isOther && (await isListed(tables, listing))) return null
  if (isSame(was, counts)) return station
  await tables.stations.keepStay({ ...was, ...counts })
  await tables.stations.keep(counted(station, tallied(station.tally, was, counts)))
  return station
}

async function isListed(tables: Tables, listing: string): Promise<boolean> {
  const { source, ref } = listingKey(listing)
  return (await tables.listings.get(source, ref)) !== null
}

async function move(tables: Tables, was: Stay | null, coming: Coming): Promise<Station> {
  if (was) await leave(tables, was)
  const { publication, counts, vehicle } = coming
  const station = await homeOf(tables, counts.position, publication.listing)
  const visitor = visitorOf(vehicle, station)
  const isNew = !(await tables.stations.isVisitor(station.id, visitor))
  const tally = tallied(station.tally, null, counts, isNew ? 1 : 0)
  await tables.stations.keep(counted(station, tally))
  const { session, publishedAt } = publication
  const since = was?.since ?? publishedAt
  await tables.stations.keepStay({ ...counts, session, station: station.id, visitor, since })
  return station
}

/** One vehicle's sessions at one station have it in common; at two stations nothing. */
function visitorOf({ salt }: Vehicle, { id }: Station): string {
  return createHash('sha256').update(`${id} ${salt}`).digest('base64url').slice(0, 22)
}

/**
 * The station that a place belongs to: that of the listing that it is known to be, else the nearest
 * within `GATHER_M`, else a new one.
 */
async function homeOf(tables: Tables, position: Position, said: string | null): Promise<Station> {
  const listing = await listingNear(tables, position, said)
  if (!listing) return (await nearest(tables, position)) ?? begun(position)
  const known = await tables.stations.listed(listingId(listing))
  return anchored(known ?? (await before(tables, listing)) ?? begun(position), listing)
}

async function listingNear(
  tables: Tables,
  position: Position,
  said: string | null,
): Promise<Listing | null> {
  return listingAt(candidatesAt(position, await tables.listings.near(position, NEAR_M)), said)
}

/** The station that gathered before its source listed it keeps its id, where no other is meant. */
async function before(tables: Tables, listing: Listing): Promise<Station | null> {
  const only = await listingNear(tables, listing.position, null)
  const station = only && (await nearest(tables, listing.position))
  const isMeant = only && listingId(only) === listingId(listing) && station?.listing === null
  return isMeant ? station : null
}

async function nearest(tables: Tables, position: Position): Promise<Station | null> {
  const circle = { position, radiusM: GATHER_M }
  const [first] = await tables.stations.near(circle, { after: null, limit: 1 })
  return first?.station ?? null
}

function begun(position: Position): Station {
  const id = randomBytes(10).toString('hex')
  return founded(id, position, randomInt(VEHICLES_MIN, VEHICLES_MAX + 1))
}

/** An empty station is no more. */
async function leave(tables: Tables, stay: Stay): Promise<void> {
  const station = await stationOf(tables, stay)
  await tables.stations.removeStay(stay.session)
  const isKnown = await tables.stations.isVisitor(stay.station, stay.visitor)
  const tally = tallied(station.tally, stay, null, isKnown ? 0 : -1)
  if (tally.sessions === 0) return tables.stations.remove(stay.station)
  await tables.stations.keep(counted(station, tally))
}

async function stationOf(tables: Tables, stay: Stay): Promise<Station> {
  const station = await tables.stations.get(stay.station)
  if (station) return station
  throw new Error(`session ${stay.session} is at no station`)
}
