/** What the first page costs a phone: little to fetch, and quickly there on a slow line. */
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { gzipSync } from 'node:zlib'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { openVisit, type Visit } from './browser.ts'

const assets = fileURLToPath(new URL('../../dist/web/assets', import.meta.url))
const SCRIPT_BYTES = 100_000
const LONGEST_MS = 2000

let visit: Visit
beforeAll(async () => {
  visit = await openVisit()
})
afterAll(() => visit.close())

/** Compressed size by the name of the file. */
function sizes(): Map<string, number> {
  return new Map(
    readdirSync(assets).map((name) => [name, gzipSync(readFileSync(join(assets, name))).length]),
  )
}

test('the first load is at most 100 kB of compressed script, the map aside', async () => {
  const page = await visit.open('/')
  await page.getByRole('heading', { level: 1 }).waitFor()
  const names = await page.evaluate(() =>
    performance.getEntriesByType('resource').map(({ name }) => name.split('/').at(-1)!),
  )
  const all = sizes()
  const scripts = names.filter((name) => name.endsWith('.js') && all.has(name))
  expect(scripts.length).toBeGreaterThan(1)
  const bytes = scripts.reduce((sum, name) => sum + all.get(name)!, 0)
  expect(bytes).toBeLessThan(SCRIPT_BYTES)
  // Maps and curves come when they are looked at.
  expect(scripts.filter((name) => /atlas|chart|uplot/i.test(name))).toEqual([])
  await page.close()
})

test('it can be used within two seconds on a slow phone', async () => {
  const page = await visit.context.newPage()
  const line = await visit.context.newCDPSession(page)
  await line.send('Network.enable')
  // As Lighthouse's slow 4G: 150 ms there and back, 1.6 Mbit/s, a processor four times slower.
  const bytes = (1.6 * 1024 * 1024) / 8
  await line.send('Network.emulateNetworkConditions', {
    offline: false,
    latency: 150,
    downloadThroughput: bytes,
    uploadThroughput: bytes / 2,
  })
  await line.send('Emulation.setCPUThrottlingRate', { rate: 4 })
  await page.goto(visit.house.url)
  await page.getByRole('link', { name: 'Get started' }).waitFor()
  expect(await page.evaluate(() => performance.now())).toBeLessThan(LONGEST_MS)
  await page.close()
})
