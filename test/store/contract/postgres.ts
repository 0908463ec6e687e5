/** What only PostgreSQL promises: processes that share it, collisions, and lost connections. */
import { expect, it } from 'vitest'
import type { Tables } from '../../../src/flows/tables.ts'
import { openStore } from '../../../src/store/open.ts'
import { openEngine, testVault } from '../engines.ts'
import { anOwner, motorist } from '../samples.ts'
import type { Home } from './home.ts'

export function postgres(home: Home): void {
  it('is built once by processes that start at the same time', async () => {
    const where = await home.fresh()
    const stores = await Promise.all([1, 2, 3, 4].map(() => openStore(where, testVault)))
    const epochs = await Promise.all(stores.map((store) => store.read.meta.get('epoch')))
    expect(new Set(epochs).size).toBe(1)
    for (const store of stores) await store.close()
  })

  it('names its feed anew where it was led on from a dump', async () => {
    const where = await home.fresh()
    const epoch = async () => {
      const store = await openStore(where, testVault)
      return store.read.meta.get('epoch').finally(() => store.close())
    }
    const before = await epoch()
    expect(await epoch()).toBe(before)
    const engine = openEngine(where)
    // What a restore does: a table of the same name, and yet another one.
    await engine.write((db) =>
      db.exec(`
        create table restored (like feed including all);
        drop table feed;
        alter table restored rename to feed`),
    )
    await engine.close()
    const after = await epoch()
    expect(after).not.toBe(before)
    expect(await epoch()).toBe(after)
  })

  it('lets one of two transactions that wait for each other begin anew', async () => {
    const cars = await home.store.write(async (tables) => [
      (await motorist(tables)).vehicle.id,
      (await motorist(tables)).vehicle.id,
    ])
    const [a, b] = cars as [string, string]
    let attempts = 0
    const met = meeting(2)
    const lockBoth = (one: string, other: string) => async (tables: Tables) => {
      attempts++
      await tables.vehicles.lock(one)
      await met()
      return tables.vehicles.lock(other)
    }
    const locked = await Promise.all([
      home.store.write(lockBoth(a, b)),
      home.store.write(lockBoth(b, a)),
    ])
    expect(locked.map((vehicle) => vehicle?.id)).toEqual([b, a])
    // Where the machine is slow both may be told to.
    expect(attempts).toBeGreaterThan(2)
  })

  it('gives up where a transaction collides again and again', async () => {
    let attempts = 0
    const colliding = home.below.write(async (db) => {
      attempts++
      await db.exec(`do $$ begin raise exception 'collided' using errcode = '40001'; end $$`)
    })
    await expect(colliding).rejects.toThrow('collided')
    expect(attempts).toBe(3)
  })

  it('keeps nothing of a transaction whose failure was passed over', async () => {
    const owner = anOwner()
    const passedOver = home.store.write(async ({ owners, vehicles }) => {
      await owners.add(owner)
      const orphan = { ...(await motorist({ owners, vehicles } as Tables)).vehicle }
      await vehicles.add({ ...orphan, id: 'orphan', owner: 'nobody' }, 's').catch(() => false)
    })
    await expect(passedOver).rejects.toThrow(/rolled back/)
    expect(await home.store.read.owners.get(owner.id)).toBeNull()
  })

  it('outlives a connection that is lost in the middle of a transaction', async () => {
    const lost = home.below.write((db) => db.run('select pg_terminate_backend(pg_backend_pid())'))
    await expect(lost).rejects.toThrow(/terminat/)
    expect(await home.below.write((db) => db.get('select 1 as one'))).toEqual({ one: 1 })
  })

  it('leaves copies to pg_dump', async () => {
    await expect(home.store.backup('/tmp/copy')).rejects.toThrow(/pg_dump/)
  })
}

/** Lets the first `count` callers wait for each other, and later ones pass. */
function meeting(count: number): () => Promise<void> {
  let come = 0
  let open = () => {}
  const all = new Promise<void>((resolve) => (open = resolve))
  return () => {
    if (++come >= count) open()
    return all
  }
}
