/** What the keys have made, as the store promises to tell it and to hand it out for a new key. */
import { expect, it } from 'vitest'
import { unsaid } from '../../../src/domain/notices/wishes.ts'
import type { Vehicle } from '../../../src/domain/sharing/vehicle.ts'
import { keeping } from '../../../src/flows/keys.ts'
import type { Store, Vault } from '../../../src/flows/ports.ts'
import { openBell } from '../../../src/outbound/bell.ts'
import { openVault } from '../../../src/outbound/vault.ts'
import { openStore } from '../../../src/store/open.ts'
import { anOwner, aPartner, aPlace, central, motorist } from '../samples.ts'
import type { Home } from './home.ts'

const [old, fresh] = [7, 8].map((byte) => new Uint8Array(32).fill(byte)) as [Uint8Array, Uint8Array]
const before = openVault(() => [old])
const after = openVault(() => [fresh, old])
const stranger = openVault(() => [fresh])
const [oldId, freshId] = [before.keyIds()[0]!, stranger.keyIds()[0]!]

const fix = { at: 5000, position: central, odometerKm: null }
const bell = { ...openBell(), wait: async () => {} }
const page = { after: null, limit: 100 }

/** Cars of every kind and a partner, all kept under one key. */
async function filled(home: Home) {
  const where = await home.fresh()
  const store = await openStore(where, before)
  const made = await store.write(async (tables) => {
    const car = async (told: Partial<Vehicle>) => (await motorist(tables, told)).vehicle
    const cars = {
      plain: await car({ secretHash: 'a token of ours' }),
      chosen: await car({ secretHash: before.hash('vehicle', 'a password') }),
      seen: await car({ fix }),
      placed: await car({}),
      settled: await car({}),
    }
    const at = (vehicle: Vehicle, flag: 'skip' | 'always' | 'never') =>
      tables.places.keep(aPlace({ vehicle: vehicle.id, flag }), vehicle)
    await at(cars.placed, 'skip')
    await at(cars.settled, 'always')
    await at(cars.settled, 'never')
    const partner = aPartner()
    await tables.partners.add(partner)
    const notifications = { ...unsaid, ntfy: { url: 'https://ntfy.example.org/topic' } }
    const owner = anOwner({ notifications })
    await tables.owners.add(owner)
    return { cars, partner, owner }
  })
  await store.close()
  const opened = (vault: Vault) => openStore(where, vault)
  return { ...made, opened }
}

async function older(store: Store, limit = 100) {
  const list = await store.write(({ vehicles }) => vehicles.older({ after: null, limit }))
  return list.map(({ vehicle, secret }) => [vehicle.id, secret])
}

export function keys(home: Home): void {
  it('counts what each key has made', async () => {
    const { opened, cars } = await filled(home)
    const store = await opened(after)
    expect(await store.read.keys.uses()).toEqual([
      { key: oldId, kind: 'fix', rows: 1 },
      { key: oldId, kind: 'ntfy address', rows: 1 },
      { key: oldId, kind: 'password', rows: 1 },
      { key: oldId, kind: 'place', rows: 2 },
      { key: oldId, kind: 'position', rows: 1 },
      { key: oldId, kind: 'push secret', rows: 1 },
      { key: oldId, kind: 'secret', rows: 5 },
    ])
    await store.write(({ vehicles }) => vehicles.setSecret(cars.plain.id, 'hash', 'secret'))
    expect(await store.read.keys.uses()).toEqual(
      expect.arrayContaining([
        { key: oldId, kind: 'secret', rows: 4 },
        { key: freshId, kind: 'secret', rows: 1 },
      ]),
    )
    await store.close()
  })

  it('hands out the vehicles that an older key has sealed, page by page, and no others', async () => {
    const { opened, cars } = await filled(home)
    const ids = Object.values(cars).map(({ id }) => [id, `secret of ${id}`])
    const same = await opened(before)
    expect(await older(same)).toEqual([])
    await same.close()

    const store = await opened(after)
    expect(await older(store)).toEqual(ids)
    expect(await older(store, 2)).toEqual(ids.slice(0, 2))
    const rest = await store.write(({ vehicles }) =>
      vehicles.older({ after: ids[2]![0]!, limit: 100 }),
    )
    expect(rest.map(({ vehicle }) => vehicle.id)).toEqual(ids.slice(3).map(([id]) => id))
    expect(rest[0]?.vehicle).toEqual(cars.placed)
    await store.close()
  })

  it('hands out a vehicle until its secret, hash, fix and places are all of the current key', async () => {
    const { opened, cars } = await filled(home)
    const store = await opened(after)
    for (const { id, secretHash } of Object.values(cars)) {
      await store.write(({ vehicles }) => vehicles.setSecret(id, secretHash, 's'))
    }
    const left = async () => (await older(store)).map(([id]) => id)
    const { chosen, seen, placed, settled } = cars
    expect(await left()).toEqual([chosen.id, seen.id, placed.id])

    const hash = after.hash('vehicle', 'a password')
    await store.write(({ vehicles }) => vehicles.setSecret(chosen.id, hash, 's'))
    expect(await left()).toEqual([seen.id, placed.id])
    await store.write(({ vehicles }) => vehicles.setFix(seen.id, fix))
    expect(await left()).toEqual([placed.id])

    const [place] = await store.read.places.of([placed.id], page)
    await store.write(({ places }) => places.keep(place!, placed))
    expect(await left()).toEqual([placed.id])
    await store.write(({ places }) => places.retoken(place!, placed, central))
    expect(await left()).toEqual([])
    // The place that is never shared waits for the next charge there.
    expect(await store.read.keys.uses()).toContainEqual({ key: oldId, kind: 'place', rows: 1 })
    expect(await store.read.places.near(settled, central)).toContainEqual(
      expect.objectContaining({ stale: true }),
    )
    await store.close()
  })

  it('hands out a vehicle whose key is lost without its secret', async () => {
    const { opened, cars } = await filled(home)
    const store = await opened(stranger)
    expect(await older(store)).toEqual(Object.values(cars).map(({ id }) => [id, null]))
    await store.close()
  })

  it('hands out the partners whose secret an older key has sealed', async () => {
    const { opened, partner } = await filled(home)
    const store = await opened(after)
    const sealedBefore = () => store.write(({ partners }) => partners.older(page))
    expect(await sealedBefore()).toEqual([partner])
    await store.write(({ partners }) => partners.set(partner))
    expect(await sealedBefore()).toEqual([])
    expect(await store.read.partners.get(partner.id)).toEqual(partner)
    await store.close()
  })

  it('is moved to the current key as a whole, but for a place whose position was erased', async () => {
    const { opened, cars, owner } = await filled(home)
    const store = await opened(after)
    await keeping({ store, vault: after, bell }).reseal()
    expect(await older(store)).toEqual([])
    const uses = await store.read.keys.uses()
    expect(uses.filter(({ key }) => key === oldId)).toEqual([
      { key: oldId, kind: 'place', rows: 1 },
    ])
    expect(uses.filter(({ key }) => key === freshId)).toHaveLength(7)
    await store.close()

    const alone = await opened(stranger)
    expect(await alone.read.owners.get(owner.id)).toEqual(owner)
    const { id } = cars.seen
    const seen = await alone.read.vehicles.get(id)
    expect(seen).toEqual({ ...cars.seen, secretHash: expect.any(String) })
    expect(stranger.isHash('vehicle', `${id} secret of ${id}`, seen!.secretHash)).toBe(true)
    const [hit] = await alone.read.places.near(cars.placed, central)
    expect(hit).toMatchObject({ stale: false, place: { position: central } })
    expect(await keeping({ store: alone, vault: stranger, bell }).lost()).toBeNull()
    await alone.close()
  })

  it('loses no secret that an owner renews while all is moved', async () => {
    const { opened, cars } = await filled(home)
    const store = await opened(after)
    const ids = Object.values(cars).map(({ id }) => id)
    await Promise.all([
      keeping({ store, vault: after, bell }).reseal(),
      ...ids.map((id) =>
        store.write(async ({ vehicles }) => {
          await vehicles.lock(id)
          await vehicles.setSecret(id, `hash of ${id}`, `new secret of ${id}`)
        }),
      ),
    ])
    await store.close()
    const reader = await opened(openVault(() => [new Uint8Array(32).fill(9), fresh]))
    const kept = await reader.write(({ vehicles }) => vehicles.older(page))
    expect(kept.map(({ secret }) => secret)).toEqual(ids.map((id) => `new secret of ${id}`))
    for (const { vehicle } of kept) {
      const { id, secretHash } = vehicle
      // Whichever came last: the owner's own, or that of his new secret by the new key.
      const isMoved = after.isHash('vehicle', `${id} new secret of ${id}`, secretHash)
      expect(isMoved || secretHash === `hash of ${id}`).toBe(true)
    }
    await reader.close()
  })

  it('sets a fact about itself once where it is told to add it', async () => {
    const { opened } = await filled(home)
    const store = await opened(before)
    for (const value of ['first', 'second']) {
      await store.write(({ meta }) => meta.add('told', value))
    }
    expect(await store.read.meta.get('told')).toBe('first')
    await store.close()
  })
}
