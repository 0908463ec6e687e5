/** What a first look costs a phone on a slow line: few bytes, few ways there and back, little work. */
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { gzipSync } from 'node:zlib'
import { afterAll, beforeAll, describe, expect } from 'vitest'
import { openVisit, test, type Visit } from './browser.ts'
import { account, signIn } from './people.ts'

const assets = fileURLToPath(new URL('../../dist/web/assets', import.meta.url))
const SCRIPT_BYTES = 100_000
const ALL_BYTES = 150_000
/** So many answers may come before somebody can read and tap; on a slow line each costs 150 ms. */
const ANSWERS = 20
/** A phone's processor is four times slower than a desk's, and the line needs a second of the two. */
const BUSY_MS = 1000 / 4
/** What a desk's processor takes for the yardstick; one that takes longer is given as much more. */
const YARDSTICK_MS = 60

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

/** Opens a page as a phone that was never here, and says what that took until it can be used. */
async function cost(path: string) {
  const page = await visit.context.newPage()
  const line = await visit.context.newCDPSession(page)
  await line.send('Network.setBypassServiceWorker', { bypass: true })
  await line.send('Network.setCacheDisabled', { cacheDisabled: true })
  // In time of its thread: what else the machine does at the moment does not count.
  await line.send('Performance.enable', { timeDomain: 'threadTicks' })
  await page.goto(visit.house.url + path)
  await page.getByRole('heading', { level: 1 }).waitFor()
  const names = await page.evaluate(() =>
    performance.getEntriesByType('resource').map(({ name }) => name.split('/').at(-1)!),
  )
  const workedMs = async () => {
    const { metrics } = await line.send('Performance.getMetrics')
    return 1000 * metrics.find(({ name }) => name === 'TaskDuration')!.value
  }
  const busyMs = await workedMs()
  await page.evaluate(yardstick)
  const slowness = Math.max(1, ((await workedMs()) - busyMs) / YARDSTICK_MS)
  await page.close()
  const all = sizes()
  const own = names.filter((name) => all.has(name))
  const bytesOf = (kind: RegExp) =>
    own.filter((name) => kind.test(name)).reduce((sum, name) => sum + all.get(name)!, 0)
  return { names, busyMs, slowness, script: bytesOf(/\.js$/), bytes: bytesOf(/\.(js|css)$/) }
}

/** Work of the kind that a page does: texts, objects, and elements that are laid out. */
function yardstick(): void {
  const list = document.createElement('ul')
  document.body.append(list)
  for (let round = 0; round < 5; round++) {
    const rows = Array.from({ length: 300 }, (_, i) => ({
      id: i,
      name: `row ${(i * 7919) % 1000}`,
    }))
    rows.sort((a, b) => a.name.localeCompare(b.name))
    list.innerHTML = rows.map(({ id, name }) => `<li id="row-${id}"><b>${name}</b></li>`).join('')
    list.getBoundingClientRect()
  }
  list.remove()
}

async function isCheap(path: string): Promise<void> {
  const { names, busyMs, slowness, script, bytes } = await cost(path)
  expect(script).toBeGreaterThan(10_000)
  expect(script).toBeLessThan(SCRIPT_BYTES)
  expect(bytes).toBeLessThan(ALL_BYTES)
  expect(names.length).toBeLessThanOrEqual(ANSWERS)
  expect(busyMs).toBeLessThan(BUSY_MS * slowness)
}

describe('the first load of a page', () => {
  test.each(['/', '/signin'])('costs who passes by little: %s', isCheap)
})

describe('signed in', () => {
  beforeAll(async () => {
    const page = await visit.open('/')
    await signIn(page, await account(visit.house, 'jimbo@example.org', 'Jimbo'))
    await page.close()
  })
  test.each(['/', '/questions', '/charges', '/vehicles', '/account'])(
    'an owner’s pages are as cheap: %s',
    isCheap,
  )

  test('maps and curves come only when they are looked at', async () => {
    const { names } = await cost('/questions')
    expect(names.filter((name) => /atlas|chart|uplot|countries/i.test(name))).toEqual([])
  })
})
