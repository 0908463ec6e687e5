/** What was erased is gone from the log of the database too, whatever happens in between. */
import { copyFileSync, existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import Database from 'better-sqlite3'
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import type { Store } from '../../src/flows/ports.ts'
import { openStore } from '../../src/store/open.ts'
import { tracesIn } from '../traces.ts'
import { testVault } from './engines.ts'
import { aPlace, motorist } from './samples.ts'

const home = { lat: 47.071327, lon: 15.439518 }
let folder: string
let file: string
let store: Store

beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'erased-'))
  file = join(folder, 'live.db')
  store = await openStore({ file }, testVault)
})
afterEach(async () => {
  await store.close()
  rmSync(folder, { recursive: true })
})

function traces(of: string): string[] {
  return [of, `${of}-wal`, `${of}-shm`]
    .filter((name) => existsSync(name))
    .flatMap((name) => tracesIn(readFileSync(name), { home }))
}

/** A place is shared for a moment, and then never again. */
async function regret(): Promise<void> {
  const { vehicle } = await store.write((tables) => motorist(tables))
  for (const flag of ['always', 'never'] as const) {
    const place = aPlace({ id: 'home', vehicle: vehicle.id, flag, position: home })
    await store.write((tables) => tables.places.keep(place, vehicle))
  }
}

test('a crash before the log was emptied is made good at the next start', async () => {
  await regret()
  const crashed = join(folder, 'crashed.db')
  for (const end of ['', '-wal']) copyFileSync(file + end, crashed + end)
  expect(traces(crashed)).not.toEqual([])
  const woken = await openStore({ file: crashed }, testVault)
  expect(traces(crashed)).toEqual([])
  await woken.close()
})

test('a reader who holds the log up, as a backup does, delays nobody, and the log is emptied after him', async () => {
  const reader = new Database(file, { readonly: true })
  reader.exec('begin')
  reader.prepare('select 1 from meta').get()
  await regret()
  const began = performance.now()
  await store.scrub()
  // Whoever writes waits five seconds for a lock.
  expect(performance.now() - began).toBeLessThan(5000)
  expect(traces(file)).not.toEqual([])
  reader.close()
  await vi.waitFor(() => expect(traces(file)).toEqual([]), 5000)
})
