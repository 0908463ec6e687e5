/** Transactions, as the store promises them: all or nothing, seen only when they are done. */
import { expect, it } from 'vitest'
import { openStore } from '../../../src/store/open.ts'
import { testVault } from '../engines.ts'
import { anEvent, anOwner, charged, motorist } from '../samples.ts'
import type { Home } from './home.ts'

export function transactions(home: Home): void {
  it('leaves nothing of a transaction that fails, and goes on with the next', async () => {
    const owner = anOwner()
    const last = await home.store.read.feed.last()
    const failing = home.store.write(async ({ owners, feed }) => {
      await owners.add(owner)
      await feed.append(anEvent())
      throw new Error('the flow changed its mind')
    })
    const next = home.store.write(({ owners }) => owners.get(owner.id))
    await expect(failing).rejects.toThrow('the flow changed its mind')
    expect(await next).toBeNull()
    expect(await home.store.read.feed.last()).toBe(last)
    expect(await home.store.write(({ owners }) => owners.add(owner))).toBe(true)
  })

  it('leaves nothing of a transaction in which the database refused something', async () => {
    const { session } = await home.store.write(charged)
    const owner = anOwner()
    const failing = home.store.write(async ({ owners, sessions }) => {
      await owners.add(owner)
      await sessions.add(session)
    })
    await expect(failing).rejects.toThrow(/unique|duplicate/i)
    expect(await home.store.read.owners.get(owner.id)).toBeNull()
  })

  it('shows readers nothing that is not committed', async () => {
    const owner = anOwner()
    let seen: unknown = 'not asked'
    await home.store.write(async ({ owners }) => {
      await owners.add(owner)
      seen = await home.store.read.owners.get(owner.id)
      expect(await owners.get(owner.id)).toEqual(owner)
    })
    expect(seen).toBeNull()
    expect(await home.store.read.owners.get(owner.id)).toEqual(owner)
  })

  it('lets changes of one vehicle wait for each other', async () => {
    const { vehicle } = await home.store.write((tables) => motorist(tables))
    const once = () =>
      home.store.write(async ({ vehicles }) => {
        const before = (await vehicles.lock(vehicle.id))!
        await vehicles.set({ ...before, name: `${before.name ?? ''}x` })
      })
    await Promise.all(Array.from({ length: 12 }, once))
    expect((await home.store.read.vehicles.get(vehicle.id))?.name).toBe('x'.repeat(12))
  })

  it('tells at once of a transaction inside another one, and of none that comes after it', async () => {
    const where = await home.fresh()
    const store = await openStore(where, testVault, undefined, { checkWrites: true })
    const owner = anOwner()
    const add = () => store.write(({ owners }) => owners.add(owner))
    const nested = store.write(async ({ owners }) => {
      await owners.get(owner.id)
      return add()
    })
    await expect(nested).rejects.toThrow('a write inside another one waits for itself')
    let later: Promise<boolean> = Promise.resolve(false)
    let isOver = () => {}
    const over = new Promise<void>((resolve) => (isOver = resolve))
    await store.write(async () => {
      later = over.then(add)
    })
    isOver()
    expect(await later).toBe(true)
    await store.close()
  })

  it('remembers facts about itself', async () => {
    await home.store.write(async ({ meta }) => {
      await meta.set('colour', 'red')
      await meta.set('colour', 'green')
    })
    expect(await home.store.read.meta.get('colour')).toBe('green')
    expect(await home.store.read.meta.get('nothing')).toBeNull()
  })
}
