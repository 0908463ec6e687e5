/** Which errors mean that a database takes no writes now, so that the caller should come again. */
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import Database from 'better-sqlite3'
import { expect, test } from 'vitest'
import { refused } from '../../src/store/open.ts'

function errorOf(work: () => unknown): unknown {
  try {
    work()
  } catch (error) {
    return error
  }
  throw new Error('nothing was thrown')
}

test('a full, a read-only and a locked SQLite file are refusals', () => {
  const folder = mkdtempSync(join(tmpdir(), 'refused-'))
  const file = join(folder, 'a.db')
  const db = new Database(file)
  db.exec('create table a (b text)')
  db.pragma('max_page_count = 3')
  const big = 'x'.repeat(100_000)
  expect(refused(errorOf(() => db.prepare('insert into a values (?)').run(big)))).toBe(true)
  const reader = new Database(file, { readonly: true })
  expect(refused(errorOf(() => reader.exec('delete from a')))).toBe(true)
  db.exec('begin exclusive')
  const other = new Database(file, { timeout: 0 })
  expect(refused(errorOf(() => other.exec("insert into a values ('1')")))).toBe(true)
  for (const open of [db, reader, other]) open.close()
  rmSync(folder, { recursive: true })
})

test('a PostgreSQL that is not there, going down or full is a refusal, a fault of ours is none', () => {
  const coded = (code: string) => Object.assign(new Error('no'), { code })
  for (const code of ['ECONNREFUSED', '57P01', '53300', '53100', '08006', '25006']) {
    expect(refused(coded(code)), code).toBe(true)
  }
  for (const code of ['23505', '42601', 'SQLITE_CONSTRAINT']) {
    expect(refused(coded(code)), code).toBe(false)
  }
  expect(refused(new TypeError('x is undefined'))).toBe(false)
})
