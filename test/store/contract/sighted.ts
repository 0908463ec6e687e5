/** Charges that chargers' transactions may find, as the store promises it: sighted, or silent ones. */
import { expect, it } from 'vitest'
import { aPlace, aSession, aVehicle, motorist } from '../samples.ts'
import type { Home } from './home.ts'
import { aCharge, MINUTE, noon, town } from './meetings.ts'

export function sighted(home: Home): void {
  it('finds charges of which nothing is told where a charger stands, though not where that is', async () => {
    const { position } = await home.store.write(town)
    const charges = await home.store.write(async (tables) => {
      const charge = await aCharge(tables)
      const other = await aCharge(tables)
      for (const { place, session, vehicle } of [charge, other]) {
        const there = { ...place, position }
        await tables.places.keep(there, vehicle)
        await tables.places.retoken(there, vehicle, position)
        await tables.places.keep({ ...there, flag: 'never', position: null }, vehicle)
        await tables.sessions.set({
          ...session,
          flag: session === other.session ? 'skip' : 'never',
        })
      }
      return [charge.session.id]
    })
    const found = (lat: number, at: number) =>
      home.store.read.meetings.silent({ ...position, lat: position.lat + lat }, [at])
    expect(await found(0, noon)).toEqual(charges)
    expect(await found(0.0009, noon + 9 * MINUTE)).toEqual(charges)
    expect(await found(0.005, noon)).toEqual([])
    expect(await found(0, noon + 25 * MINUTE)).toEqual([])
  })

  it('finds them however many others are begun by one owner, in one car or in hundreds', async () => {
    const { position } = await home.store.write(town)
    const at = noon + 600 * MINUTE
    const never = { flag: 'never', startedAt: at } as const
    const victim = await home.store.write(async (tables) => {
      const { owner } = await motorist(tables)
      for (let car = 0; car < 260; car++) {
        const vehicle = aVehicle({ owner: owner.id })
        await tables.vehicles.add(vehicle, `secret of ${vehicle.id}`)
        const made = { ...never, vehicle: vehicle.id, place: 'made up' }
        for (let i = 0; i < (car === 0 ? 40 : 4); i++) await tables.sessions.add(aSession(made))
      }
      const { vehicle } = await motorist(tables)
      const there = aPlace({ vehicle: vehicle.id, position })
      await tables.places.keep(there, vehicle)
      await tables.places.keep({ ...there, flag: 'never', position: null }, vehicle)
      const session = aSession({ ...never, vehicle: vehicle.id, place: there.id })
      await tables.sessions.add(session)
      return session.id
    })
    const { silent } = home.store.read.meetings
    expect(await silent(position, [at])).toEqual([victim])
    // A clock that is wrong by years adds its own hour, and not the years.
    expect(await silent(position, [at, at + 60 * 24 * 60 * MINUTE])).toEqual([victim])
  })

  it('says where more owners charge at once than can be looked at, and not that none does', async () => {
    const { position } = await home.store.write(town)
    const at = noon + 900 * MINUTE
    await home.store.write(async (tables) => {
      for (let i = 0; i < 255; i++) {
        const { owner } = await motorist(tables)
        for (let car = 0; car < 4; car++) {
          const vehicle = aVehicle({ owner: owner.id })
          await tables.vehicles.add(vehicle, `secret of ${vehicle.id}`)
          const told = { flag: 'never', startedAt: at, vehicle: vehicle.id, place: 'else' } as const
          await tables.sessions.add(aSession(told))
        }
      }
    })
    expect(await home.store.read.meetings.silent(position, [at])).toBeNull()
  })

  it('finds charges that were sighted about a time, by none of their tokens twice', async () => {
    const { position } = await home.store.write(town)
    const beside = { ...position, lat: position.lat + 0.0004 }
    const charges = await home.store.write(async (tables) => {
      const made = [await aCharge(tables), await aCharge(tables, noon + MINUTE)]
      for (const { session } of made) await tables.meetings.sight(session, beside)
      return made.map(({ session }) => session.id)
    })
    const found = (times: number[]) => home.store.read.meetings.sighted([{ position, times }])
    expect(await found([noon])).toEqual(charges.sort())
    expect(await found([noon + 9 * MINUTE])).toEqual(charges)
    expect(await found([noon + 25 * MINUTE])).toEqual([])
    expect(await found([noon + 600 * MINUTE, noon])).toEqual(charges)
    const rows = await home.below.read.all<{ token: string }>(
      'select token from sighting where session in (??)',
      JSON.stringify(charges),
    )
    expect(new Set(rows.map(({ token }) => token)).size).toBe(2)
  })

  it('sights a charge that has moved where it is now alone, and a crowd only so far', async () => {
    const { position } = await home.store.write(town)
    const elsewhere = { ...position, lat: position.lat + 0.05 }
    await home.store.write(async (tables) => {
      for (let i = 0; i < 26; i++) {
        await tables.meetings.sight((await aCharge(tables)).session, position)
      }
      const { session } = await aCharge(tables, noon + 20 * MINUTE)
      await tables.meetings.sight(session, position)
      await tables.meetings.sight(session, elsewhere)
    })
    const here = { position, times: [noon] }
    const there = { position: elsewhere, times: [noon + 20 * MINUTE] }
    const { sighted } = home.store.read.meetings
    expect(await sighted([here])).toHaveLength(16)
    expect(await sighted([there])).toHaveLength(1)
    expect(await sighted([here, there])).toHaveLength(17)
  })

  it('leaves a sighting of a charge for which no seat was free, so that none is missed by a thief', async () => {
    const { position } = await home.store.write(town)
    const last = await home.store.write(async (tables) => {
      for (let i = 0; i < 16; i++) {
        await tables.meetings.sight((await aCharge(tables)).session, position)
      }
      const { session } = await aCharge(tables)
      await tables.meetings.sight(session, position)
      return session.id
    })
    const of = 'select token from sighting where session = ?'
    const [row] = await home.below.read.all<{ token: string }>(of, last)
    expect(row?.token).toHaveLength(22)
    expect(await home.store.read.meetings.sighted([{ position, times: [noon] }])).not.toContain(
      last,
    )
  })
}
