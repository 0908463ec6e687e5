/** How much the store writes for what chargers say all day: each page that a call touches is paid for. */
import { mkdtempSync, rmSync, statSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, expect, test } from 'vitest'
import type { Transaction } from '../../src/domain/chargers/transaction.ts'
import { timeOrdered } from '../../src/domain/ids.ts'
import { unseen } from '../../src/flows/chargers/entry/register.ts'
import type { Store } from '../../src/flows/ports.ts'
import type { Tables } from '../../src/flows/tables.ts'
import { openStore } from '../../src/store/open.ts'
import { aReading, aTransaction, nine } from '../domain/chargers/course/samples.ts'
import { testVault } from './engines.ts'

const CHARGERS = 50
/** At first all lies together on a few pages. */
const WARM_UP = 200
const ROUNDS = 40
/** A page of SQLite with its head in the log that it is written to first. */
const PAGE = 4096 + 24

const folder = mkdtempSync(join(tmpdir(), 'chargeshare-written-'))
const file = join(folder, 'chargeshare.db')
afterAll(() => rmSync(folder, { recursive: true, force: true }))

test('a meter value of one among many writes less than a page, its entry in the log included', async () => {
  const store = await openStore({ file }, testVault)
  const all = await under(store)
  await store.write(async (tables) => {
    for (let round = 1; round <= WARM_UP; round++) await tell(tables, all, round)
  })
  await store.scrub()
  const before = size()
  for (let round = 1; round <= ROUNDS; round++) {
    await store.write((tables) => tell(tables, all, WARM_UP + round))
  }
  const pages = (size() - before) / PAGE
  expect(pages).toBeGreaterThan(ROUNDS)
  expect(pages / (ROUNDS * CHARGERS)).toBeLessThan(0.85)
  await store.close()
})

/** Of what is written first, and into the tables later. */
function size(): number {
  return statSync(`${file}-wal`).size
}

/** A transaction at each charger. */
async function under(store: Store): Promise<Transaction[]> {
  const names = Array.from({ length: CHARGERS }, (_, i) => `CP-${i}`)
  return store.write(async ({ chargers, transactions }) => {
    const all: Transaction[] = []
    for (const charger of names) {
      const number = await transactions.nextNumber()
      const id = timeOrdered(nine, number, new Uint8Array(12))
      const one = aTransaction({ id, charger, number })
      await chargers.add(unseen(charger, nine))
      await transactions.add(one)
      all.push(one)
    }
    return all
  })
}

/** Each tells one reading. */
async function tell(tables: Tables, all: Transaction[], round: number): Promise<void> {
  const at = nine + round * 20
  const reading = aReading(0, { at, wh: round * 100, powerW: 6600, soc: 40 })
  const entries = all.map(({ charger }, i) => ({
    ...{ id: timeOrdered(at, i, new Uint8Array(12)), charger, at },
    ...{ direction: 'in' as const, version: '1.6' as const, action: 'MeterValues', message: '1' },
    ...{ request: `[2,"1","MeterValues",{${'.'.repeat(300)}}]`, answer: '[3,"1",{}]' },
    ...{ error: null, ms: 1, deviations: [] },
  }))
  const { transactions, ocppLog } = tables
  for (const one of all) await transactions.grow({ ...one, last: reading }, [reading])
  await ocppLog.add(entries)
}
