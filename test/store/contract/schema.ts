/** The schema: a new database and an old one that was led on are the same. */
import { readFileSync } from 'node:fs'
import { expect, it } from 'vitest'
import type { Db } from '../../../src/store/driver.ts'
import { metaOf } from '../../../src/store/meta.ts'
import { latest, migrate, type Step } from '../../../src/store/migrations.ts'
import { openStore, type Where } from '../../../src/store/open.ts'
import { openEngine, testVault } from '../engines.ts'
import { anOwner } from '../samples.ts'
import type { Home } from './home.ts'

/** The first schema.sql. From the first release on it stays as it is, and steps lead on from it. */
const baseline = readFileSync(new URL('../baseline.sql', import.meta.url), 'utf8')

const SQLITE_SHAPE = [
  `select t.name as "table", c.name, c.type, c."notnull", c.dflt_value, c.pk
   from sqlite_master as t, pragma_table_info(t.name) as c where t.type = 'table'`,
  `select t.name, k."from", k."table", k."to", k.on_delete
   from sqlite_master as t, pragma_foreign_key_list(t.name) as k where t.type = 'table'`,
  `select tbl_name, sql from sqlite_master where type = 'index'`,
]
const POSTGRES_SHAPE = [
  `select table_name, column_name, data_type, is_nullable, column_default
   from information_schema.columns where table_schema = current_schema()`,
  `select conrelid::regclass::text as "table", conname, pg_get_constraintdef(oid) as what
   from pg_constraint where connamespace = current_schema()::regnamespace`,
  `select indexdef from pg_indexes where schemaname = current_schema()`,
]

export function schema(home: Home): void {
  /** All that a database consists of, a line for each part of it. */
  const shapeOf = async (where: Where) => {
    const engine = openEngine(where)
    const queries = 'file' in where ? SQLITE_SHAPE : POSTGRES_SHAPE
    const rows = await Promise.all(queries.map((sql) => engine.read.all(sql)))
    await engine.close()
    return rows
      .flat()
      .map((row) => JSON.stringify(row))
      .sort()
  }
  const change = async <T>(where: Where, work: (db: Db) => Promise<T>) => {
    const engine = openEngine(where)
    await engine.write(work).finally(() => engine.close())
  }
  const open = async (where: Where) => (await openStore(where, testVault)).close()

  it('is the same in a new database and in an old one that took every step', async () => {
    const [young, old] = [await home.fresh(), await home.fresh()]
    await open(young)
    await change(old, async (db) => {
      await db.exec(baseline)
      await metaOf(db).set('schema', '1')
    })
    await open(old)
    const shape = await shapeOf(young)
    expect(shape.length).toBeGreaterThan(100)
    expect(await shapeOf(old)).toEqual(shape)
  })

  it('goes on from where it stands, each step once', async () => {
    const where = await home.fresh()
    await open(where)
    const next = latest() + 1
    const steps: Step[] = [
      { version: 1, sql: 'this step was taken long ago' },
      { version: next, sql: 'alter table vehicle add column colour text' },
      { version: next + 1, sql: `update vehicle set colour = 'red'` },
    ]
    for (const version of [next, next + 1, next + 1]) {
      await change(where, async (db) => {
        await migrate(
          db,
          steps.filter((step) => step.version <= version),
        )
        expect(await metaOf(db).get('schema')).toBe(String(version))
      })
    }
    expect((await shapeOf(where)).join('\n')).toContain('colour')
  })

  it('takes no step that fails half-way', async () => {
    const where = await home.fresh()
    await open(where)
    const before = await shapeOf(where)
    const sql = 'alter table vehicle add column colour text; alter table nothing add column b text'
    const step = { version: latest() + 1, sql }
    await expect(change(where, (db) => migrate(db, [step]))).rejects.toThrow(/nothing/)
    expect(await shapeOf(where)).toEqual(before)
  })

  it('is refused where it is newer than this program', async () => {
    const where = await home.fresh()
    await open(where)
    await change(where, (db) => metaOf(db).set('schema', '99'))
    await expect(open(where)).rejects.toThrow(/has schema 99, but this program knows only/)
  })

  it('finds everything again when it is opened again, the feed’s name too', async () => {
    const where = await home.fresh()
    const owner = anOwner()
    const first = await openStore(where, testVault)
    await first.write(({ owners }) => owners.add(owner))
    const epoch = await first.read.meta.get('epoch')
    await first.close()
    const second = await openStore(where, testVault)
    expect(await second.read.owners.get(owner.id)).toEqual(owner)
    expect(await second.read.meta.get('epoch')).toBe(epoch)
    await second.close()
  })
}
