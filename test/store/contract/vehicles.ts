/** Vehicles, as the store promises to keep them. */
import { expect, it } from 'vitest'
import { openVault } from '../../../src/outbound/vault.ts'
import { openStore } from '../../../src/store/open.ts'
import { testVault } from '../engines.ts'
import { aVehicle, central, motorist } from '../samples.ts'
import type { Home } from './home.ts'

const fix = { at: 5000, position: central, odometerKm: 48211.3 }

export function vehicles(home: Home): void {
  it('gives a vehicle back by id and by the hash of its secret', async () => {
    const { vehicle } = await home.store.write((tables) => motorist(tables, { nickname: 'Jimbo' }))
    expect(await home.store.read.vehicles.get(vehicle.id)).toEqual(vehicle)
    expect(await home.store.read.vehicles.bySecret(vehicle.secretHash)).toEqual(vehicle)
    expect(await home.store.write((tables) => tables.vehicles.lock(vehicle.id))).toEqual(vehicle)
    expect(await home.store.read.vehicles.get('nothing')).toBeNull()
    expect(await home.store.write((tables) => tables.vehicles.lock('nothing'))).toBeNull()
  })

  it('refuses an id that is taken', async () => {
    const { owner, vehicle } = await home.store.write((tables) => motorist(tables))
    const thief = aVehicle({ owner: owner.id, id: vehicle.id, make: 'Nissan' })
    expect(await home.store.write((tables) => tables.vehicles.add(thief, 's'))).toBe(false)
    expect(await home.store.read.vehicles.get(vehicle.id)).toEqual(vehicle)
  })

  it('lists the vehicles of one owner page by page', async () => {
    const { owner, vehicle } = await home.store.write((tables) => motorist(tables))
    const second = aVehicle({ owner: owner.id })
    await home.store.write((tables) => tables.vehicles.add(second, 's'))
    const { of } = home.store.read.vehicles
    expect(await of(owner.id, { after: null, limit: 10 })).toEqual([vehicle, second])
    expect(await of(owner.id, { after: null, limit: 1 })).toEqual([vehicle])
    expect(await of(owner.id, { after: vehicle.id, limit: 1 })).toEqual([second])
  })

  it('changes all that an owner may change, and leaves secret and fix alone', async () => {
    const { vehicle } = await home.store.write((tables) => motorist(tables, { fix }))
    const wish = {
      ...vehicle,
      name: 'Jim’s car',
      make: null,
      model: null,
      optedIn: false,
      nickname: 'Jimbo',
      showModel: true,
      timing: 'day' as const,
    }
    await home.store.write(({ vehicles }) =>
      vehicles.set({ ...wish, secretHash: 'another', fix: null }),
    )
    expect(await home.store.read.vehicles.get(vehicle.id)).toEqual(wish)
  })

  it('seals the secret, and opens it for this vehicle alone', async () => {
    const { vehicle } = await home.store.write((tables) => motorist(tables))
    const { id } = vehicle
    const row = () =>
      home.below.read.get<{ text: string }>(
        'select secret_sealed as text from vehicle where id = ?',
        id,
      )
    const before = (await row())?.text ?? ''
    expect(testVault.open(before, `vehicle:${id}`)).toBe(`secret of ${id}`)
    expect(testVault.open(before, 'vehicle:another')).toBeNull()
    await home.store.write(({ vehicles }) => vehicles.setSecret(id, 'new hash', 'new secret'))
    expect(testVault.open((await row())?.text ?? '', `vehicle:${id}`)).toBe('new secret')
    expect((await home.store.read.vehicles.bySecret('new hash'))?.id).toBe(id)
    expect(await home.store.read.vehicles.bySecret(vehicle.secretHash)).toBeNull()
  })

  it('seals the last fix', async () => {
    const { vehicle } = await home.store.write((tables) => motorist(tables))
    const fixed = (one: typeof fix | null) =>
      home.store.write(({ vehicles }) => vehicles.setFix(vehicle.id, one))
    await fixed(fix)
    expect(await home.store.read.vehicles.get(vehicle.id)).toEqual({ ...vehicle, fix })
    const row = await home.below.read.get('select * from vehicle where id = ?', vehicle.id)
    expect(JSON.stringify(row)).not.toMatch(/22\.28|114\.15/)
    await fixed(null)
    expect(await home.store.read.vehicles.get(vehicle.id)).toEqual(vehicle)
  })

  it('reads a fix whose key is lost as none', async () => {
    const where = await home.fresh()
    const store = await openStore(where, testVault)
    const { vehicle } = await store.write((tables) => motorist(tables, { fix }))
    await store.close()
    const stranger = await openStore(
      where,
      openVault(() => [new Uint8Array(32).fill(8)]),
    )
    expect(await stranger.read.vehicles.get(vehicle.id)).toEqual({ ...vehicle, fix: null })
    await stranger.close()
  })

  it('knows when a vehicle was last heard of by each way in, and takes back no later word', async () => {
    const one = await home.store.write((tables) => motorist(tables))
    const two = await home.store.write((tables) => motorist(tables))
    const [a, b] = [one.vehicle.id, two.vehicle.id]
    await home.store.write(async ({ vehicles }) => {
      await vehicles.hear({ vehicle: a, channel: 'http', at: 500 })
      await vehicles.hear({ vehicle: a, channel: 'mqtt', at: 700 })
      await vehicles.hear({ vehicle: a, channel: 'mqtt', at: 800 })
      await vehicles.hear({ vehicle: a, channel: 'http', at: 400 })
      await vehicles.hear({ vehicle: b, channel: 'ovms', at: 600 })
    })
    const { words } = home.store.read.vehicles
    const inOrder = (await words([a, b])).sort((x, y) => x.at - y.at)
    expect(inOrder).toEqual([
      { vehicle: a, channel: 'http', at: 500 },
      { vehicle: b, channel: 'ovms', at: 600 },
      { vehicle: a, channel: 'mqtt', at: 800 },
    ])
    expect(await words([b])).toHaveLength(1)
    expect(await words([])).toEqual([])
    await home.store.write(({ vehicles }) => vehicles.remove(a))
    expect(await words([a])).toEqual([])
  })

  it('forgets a vehicle and leaves its owner', async () => {
    const { owner, vehicle } = await home.store.write((tables) => motorist(tables))
    await home.store.write(({ vehicles }) => vehicles.remove(vehicle.id))
    expect(await home.store.read.vehicles.get(vehicle.id)).toBeNull()
    expect(await home.store.read.owners.get(owner.id)).toEqual(owner)
  })
}
