/** What only a SQLite file promises: durability by its settings, and copies while it is used. */
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { setImmediate as turn } from 'node:timers/promises'
import Database from 'better-sqlite3'
import { expect, it } from 'vitest'
import { openStore, type Where } from '../../../src/store/open.ts'
import { openEngine, testVault } from '../engines.ts'
import { aPlace, anOwner, motorist } from '../samples.ts'
import type { Home } from './home.ts'

export function sqlite(home: Home): void {
  const fileOf = (where: Where) => ('file' in where ? where.file : '')

  it.each([
    ['journal_mode', 'wal'],
    ['synchronous', 2],
    ['foreign_keys', 1],
    ['secure_delete', 1],
  ])('sets %s anew each time the file is opened', async (name, value) => {
    const where = await home.fresh()
    for (const _ of ['new', 'old']) {
      const engine = openEngine(where)
      const set = await engine.write((db) => db.get<Record<string, unknown>>(`pragma ${name}`))
      expect(set).toEqual({ [name]: value })
      await engine.close()
    }
  })

  it('holds no statistics that would slow prepared statements down', async () => {
    const tables = await home.below.read.all(
      `select name from sqlite_master where name like 'sqlite_stat%'`,
    )
    expect(tables).toEqual([])
  })

  it('refuses a file that cannot be made durable', async () => {
    await expect(openStore({ file: ':memory:' }, testVault)).rejects.toThrow(/loss of power/)
  })

  it('copies the whole database while it is used', async () => {
    const where = await home.fresh()
    const store = await openStore(where, testVault)
    const owners = Array.from({ length: 200 }, () => anOwner())
    await store.write(async (tables) => {
      for (const owner of owners) await tables.owners.add(owner)
    })
    const file = `${fileOf(where)}.copy`
    const late = anOwner()
    const copying = store.backup(file)
    await store.write((tables) => tables.owners.add(late))
    await copying
    await store.close()
    const copy = await openStore({ file }, testVault)
    expect(await copy.read.owners.get(owners[199]!.id)).toEqual(owners[199])
    await copy.close()
  })

  it('knows a copy when it is opened, and goes on with another feed', async () => {
    const where = await home.fresh()
    const file = `${fileOf(where)}.copy`
    const store = await openStore(where, testVault)
    const original = await store.read.meta.get('epoch')
    await store.backup(file)
    await store.close()
    const epochs = [original]
    for (const again of [where, { file }, { file }]) {
      const opened = await openStore(again, testVault)
      epochs.push(await opened.read.meta.get('epoch'))
      await opened.close()
    }
    expect(epochs[1]).toBe(original)
    expect(epochs[2]).not.toBe(original)
    expect(epochs[3]).toBe(epochs[2])
  })

  it('ends a copy of one moment, however busily another process writes', async () => {
    const where = await home.fresh()
    const store = await openStore(where, testVault)
    for (let i = 0; i < 5; i++) {
      await store.write((tables) => tables.meta.set(`hundred pages, ${i}`, 'x'.repeat(400_000)))
    }
    const other = new Database(fileOf(where))
    const count = other.prepare("insert or replace into meta (name, value) values ('count', ?)")
    count.run('before')
    const file = `${fileOf(where)}.copy`
    const copying = store.backup(file).then(() => 'done')
    let writes = 0
    // One write between any two steps of the copy, of which it needs about five.
    while (writes < 5000 && (await Promise.race([copying, turn('not yet')])) === 'not yet') {
      count.run(String(writes++))
    }
    expect(writes).toBeLessThan(5000)
    const copy = await openStore({ file }, testVault)
    expect(await copy.read.meta.get('count')).toBe('before')
    for (const opened of [copy, store]) await opened.close()
    other.close()
  })

  it('says where a copy could not be made', async () => {
    const file = join(fileOf(await home.fresh()), 'no', 'such', 'folder.db')
    await expect(home.store.backup(file)).rejects.toThrow(/directory/)
  })

  it('holds no trace of a position that was erased, once it is closed', async () => {
    const where = await home.fresh()
    const store = await openStore(where, testVault)
    // Any eight bytes that occur nowhere else in the file.
    const position = { lat: 22.280987654321, lon: 114.158812345678 }
    const lat = Buffer.alloc(8)
    lat.writeDoubleBE(position.lat)
    const keep = (flag: 'always' | 'never') =>
      store.write(async (tables) => {
        const { vehicle } = await motorist(tables)
        await tables.places.keep(
          aPlace({ id: 'home', vehicle: vehicle.id, flag, position }),
          vehicle,
        )
      })
    await keep('always')
    const wal = readFileSync(`${fileOf(where)}-wal`)
    expect(wal.includes(lat)).toBe(true)
    await keep('never')
    await store.close()
    expect(readFileSync(fileOf(where)).includes(lat)).toBe(false)
    expect(() => readFileSync(`${fileOf(where)}-wal`)).toThrow(/ENOENT/)
  })
}
