/** Sessions gather at stations: whatever happens in whatever order, the numbers are those of a recount. */
import fc from 'fast-check'
import { expect, it } from 'vitest'
import { middleOfCell } from '../../../src/domain/places/cells.ts'
import type { PublicSession, Publication } from '../../../src/domain/sharing/event.ts'
import type { Vehicle } from '../../../src/domain/sharing/vehicle.ts'
import type { Station } from '../../../src/domain/stations/station.ts'
import type { Store } from '../../../src/flows/ports.ts'
import { gathered } from '../../../src/flows/stations/gather.ts'
import { openStore } from '../../../src/store/open.ts'
import { aListing } from '../../domain/stations/listings.ts'
import { recount, type Shared } from '../../domain/stations/recount.ts'
import { aPublication, aWithdrawal, central, northOf } from '../../domain/stations/sessions.ts'
import { testVault } from '../engines.ts'
import { aVehicle } from '../samples.ts'
import type { Home } from './home.ts'

const RUNS = Number(process.env['CHARGESHARE_PROPERTY_RUNS'] ?? 20_000) / 1000

/** The most vehicles that each station has had at a time. */
type Most = Map<string, number>

/** … and at which station it was told to be. */
type Placed = Shared & { vehicle: Vehicle; station: string }

const vehicles = Array.from({ length: 7 }, () => aVehicle({ owner: 'anna' }))
const all = { after: null, limit: 1000 }

const happening = fc.record({
  session: fc.nat(11),
  vehicle: fc.nat(vehicles.length - 1),
  /** Some belong together, some are near two stations. */
  metres: fc.constantFrom(0, 0, 10, 60, 120, 180, 1000),
  what: fc.constantFrom(
    'charging',
    'completed',
    'user',
    'station',
    'other',
    null,
    'unknown',
    'taken back',
  ),
  post: fc.constantFrom(null, 'A3', 'B1', '__proto__'),
  minute: fc.nat(50),
  powerKw: fc.constantFrom(null, 3.7, 6.6, 7.4, 50),
})
type Happening = typeof happening extends fc.Arbitrary<infer T> ? T : never

/** What partners are told when this happens to a session. */
function publicationOf({ session, what, metres, post, minute, powerKw }: Happening): Publication {
  const key = `session ${session}`
  if (what === 'taken back') return aWithdrawal(key)
  const isPlain = what === 'charging' || what === 'completed' || what === 'unknown'
  const time = new Date(minute * 60_000).toISOString()
  return aPublication(key, {
    position: northOf(central, metres),
    status: isPlain ? what : 'aborted',
    abort: isPlain ? null : { reason: what, confirmed: what !== null },
    endedAt: what === 'charging' ? null : time,
    maxPowerKw: powerKw,
    post,
  })
}

export function gathering(home: Home): void {
  const on = async (story: (store: Store) => Promise<void>) => {
    const store = await openStore(await home.fresh(), testVault)
    await story(store).finally(() => store.close())
  }
  const publish = (store: Store, publication: Publication, vehicle: Vehicle) =>
    store.write((tables) => gathered(tables, publication, vehicle))
  const stationIn = (body: string) => {
    const { location } = (JSON.parse(body) as { session: PublicSession }).session
    return location.station
  }

  /** Every station, as it is kept and as it is counted anew. */
  async function compare(store: Store, shared: Map<string, Placed>, most: Most): Promise<void> {
    const stations = await store.read.stations.all(all)
    const told = new Set([...shared.values()].map(({ station }) => station))
    expect(stations.map(({ id }) => id)).toEqual([...told].sort())
    const latest = await store.read.stations.latest([...told])
    for (const { id, tally, position, tellFrom, isTold } of stations) {
      const sessions = [...shared.values()].filter(({ station }) => station === id)
      const counted = recount(sessions)
      expect(tally).toEqual(counted.tally)
      expect(latest.get(id)?.lastSuccessAt).toBe(counted.latest.lastSuccessAt)
      const faults = latest.get(id)?.faults.map(({ at }) => at)
      expect(faults).toEqual(counted.latest.faults.map(({ at }) => at))
      most.set(id, Math.max(most.get(id) ?? 0, counted.tally.vehicles))
      expect(isTold).toBe(most.get(id)! >= tellFrom)
      // It is nobody's own, whoever came first.
      expect(sessions.map(({ view }) => view.location.position)).not.toContainEqual(position)
      expect(position).toEqual(middleOfCell(position))
    }
  }

  it('at every moment of random lives', () =>
    on(async (store) => {
      await fc.assert(
        fc.asyncProperty(fc.array(happening, { minLength: 1, maxLength: 40 }), async (life) => {
          const shared = new Map<string, Placed>()
          const most: Most = new Map()
          for (const what of life) {
            const publication = publicationOf(what)
            const known = shared.get(publication.session)
            const vehicle = known?.vehicle ?? vehicles[what.vehicle]!
            const { body } = await publish(store, publication, vehicle)
            const station = publication.view && stationIn(body)?.id
            if (!publication.view) shared.delete(publication.session)
            else
              shared.set(publication.session, {
                view: publication.view,
                vehicle,
                station: station!,
              })
            await compare(store, shared, most)
          }
          for (const [session, { vehicle }] of shared) {
            await publish(store, aWithdrawal(session), vehicle)
          }
          expect(await store.read.stations.all(all)).toEqual([])
        }),
        { numRuns: RUNS },
      )
    }))

  it('where many publish at one place at a time', () =>
    on(async (store) => {
      const keys = Array.from({ length: 60 }, (_, n) => `session ${n}`)
      const whose = (n: number) => vehicles[n % vehicles.length]!
      const publishAll = (what: (key: string) => Publication) =>
        Promise.all(keys.map((key, n) => publish(store, what(key), whose(n))))
      const told = await publishAll((key) => aPublication(key, { status: 'charging' }))
      expect(new Set(told.map(({ body }) => stationIn(body)?.id)).size).toBe(1)
      const one = async () => (await store.read.stations.all(all)).map(({ tally }) => tally)
      expect(await one()).toMatchObject([{ sessions: 60, vehicles: 7, inUse: 60 }])
      await publishAll((key) => aPublication(key))
      expect(await one()).toMatchObject([{ sessions: 60, inUse: 0, succeeded: 60 }])
      await publishAll(aWithdrawal)
      expect(await one()).toEqual([])
    }))

  it('at the station that one source alone lists there, under its name', () =>
    on(async (store) => {
      const listing = aListing({ position: northOf(central, 30), name: 'Stanley Plaza' })
      const gatheredBefore = await publish(store, aPublication('before'), vehicles[0]!)
      await store.write((tables) => tables.listings.keep([listing], 'first'))
      const after = await publish(store, aPublication('after'), vehicles[1]!)
      const id = stationIn(gatheredBefore.body)?.id ?? ''
      expect(stationIn(gatheredBefore.body)?.name).toBeNull()
      expect(stationIn(after.body)).toEqual({ id, name: 'Stanley Plaza', post: null })
      const station = (await store.read.stations.get(id)) as Station
      expect(station).toMatchObject({ position: listing.position, isAnchored: true })
      await publish(store, aWithdrawal('before'), vehicles[0]!)
      const left = await store.read.stations.get(id)
      expect(left).toMatchObject({ position: listing.position, tally: { sessions: 1 } })
    }))

  it('at the one that its owner named, where several are listed', () =>
    on(async (store) => {
      const [one, other] = [0, 40].map((metres) => aListing({ position: northOf(central, metres) }))
      await store.write((tables) => tables.listings.keep([one!, other!], 'first'))
      const id = `ocm:${other!.ref}`
      const unnamed = await publish(store, aPublication('a'), vehicles[0]!)
      const named = await publish(store, aPublication('b', {}, id), vehicles[1]!)
      expect(stationIn(unnamed.body)?.name).toBeNull()
      expect(stationIn(named.body)?.name).toBe(other!.name)
      // Said later: it moves there.
      const later = await publish(store, aPublication('a', {}, id), vehicles[0]!)
      expect(stationIn(later.body)?.id).toBe(stationIn(named.body)?.id)
      const stations = await store.read.stations.all(all)
      expect(stations.map(({ tally }) => tally.sessions)).toEqual([2])
    }))
}
