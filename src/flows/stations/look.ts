/** What may be read of stations: those near a position, in a box, in use, or one by its id. */
import { metresBetween, type Position } from '../../domain/places/position.ts'
import {
  GATHER_M,
  type Reliability,
  reliabilityOf,
  type Station,
} from '../../domain/stations/station.ts'
import type { World } from '../ports.ts'
import { found } from '../refusal.ts'
import type { Page, Tables } from '../tables.ts'
import type { Bounds, Circle } from './ports.ts'

type Needs = Pick<World, 'store'>

/** A station with its numbers, null where they are withheld. */
export type StationInFull = {
  station: Station
  reliability: Reliability | null
  /** From the position that was asked about; else null. */
  distanceM: number | null
  /** Where a list goes on behind it. */
  key: string
}

/** More stations than are ever so near to each other. */
const BESIDE = 20

/** Which stations are meant; without either, all. */
export type Whereabouts = { circle?: Circle | undefined; bounds?: Bounds | undefined }

/** A page of stations: nearest first in a circle, else by their ids. */
export function listStations({ store }: Needs) {
  return async ({ circle, bounds }: Whereabouts, page: Page): Promise<StationInFull[]> => {
    const { stations } = store.read
    if (!circle) {
      const all = await stations.all(page, bounds)
      return inFull(
        store.read,
        all.map((station) => ({ station, distanceM: null, key: station.id })),
      )
    }
    const near = await stations.near(circle, page)
    const away = near.map(({ station, key }) => {
      return { station, key, distanceM: metresBetween(circle.position, station.position) }
    })
    return inFull(store.read, away)
  }
}

/** One station by its public id. */
export function showStation({ store }: Needs) {
  return async (id: string): Promise<StationInFull> =>
    oneInFull(store.read, found(await store.read.stations.get(id), 'station'))
}

/** Stations at which somebody is told to charge now. */
export function occupiedStations({ store }: Needs) {
  return (): Promise<Station[]> => store.read.stations.occupied()
}

/**
 * What sessions say of the station that a place belongs to: that of its listing, where one is told,
 * or one that no listing is known of; without a listing, the nearest. null where none is near.
 */
export async function stationView(
  tables: Tables,
  position: Position,
  listing: string | null = null,
): Promise<StationInFull | null> {
  const listed = listing === null ? null : await tables.stations.listed(listing)
  if (listed) return oneInFull(tables, listed)
  const circle = { position, radiusM: GATHER_M }
  const near = await tables.stations.near(circle, { after: null, limit: BESIDE })
  const own = near.find(({ station }) => listing === null || station.listing === null)
  return own ? oneInFull(tables, own.station) : null
}

type Away = Omit<StationInFull, 'reliability'>

async function inFull(tables: Tables, away: Away[]): Promise<StationInFull[]> {
  const told = away.filter(({ station }) => station.isTold).map(({ station }) => station.id)
  const latest = await tables.stations.latest(told)
  return away.map(({ station, distanceM, key }) => {
    const own = latest.get(station.id)
    return { station, distanceM, key, reliability: own ? reliabilityOf(station, own) : null }
  })
}

async function oneInFull(tables: Tables, station: Station): Promise<StationInFull> {
  const [one] = await inFull(tables, [{ station, distanceM: null, key: station.id }])
  return found(one, 'station')
}
