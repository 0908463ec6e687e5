/** A newer version of the app: offered, taken when its owner says so, and whole. */
import { readFileSync } from 'node:fs'
import type { RequestListener } from 'node:http'
import { afterAll, beforeAll, expect } from 'vitest'
import { openVisit, test, type Visit } from './browser.ts'

const worker = new URL('../../dist/web/worker.js', import.meta.url)

let visit: Visit
/** What stands at the end of the worker: a change of it is a new version. */
let version = ''
beforeAll(async () => {
  visit = await openVisit()
  const { server } = visit.house.http
  const [app] = server.listeners('request') as RequestListener[]
  server.removeAllListeners('request')
  server.on('request', (request, response) => {
    if (request.url !== '/worker.js') return app!(request, response)
    response.writeHead(200, { 'content-type': 'text/javascript' })
    response.end(readFileSync(worker, 'utf8') + version)
  })
})
afterAll(async () => {
  expect(visit.faults).toEqual([])
  await visit.close()
})

test('the new version waits, is offered, and takes over by one press', async () => {
  const page = await visit.open('/')
  await page.evaluate(() => navigator.serviceWorker.ready.then(() => true))
  version = '\n// The next one.'
  await page.evaluate(async () => (await navigator.serviceWorker.ready).update().then(() => true))
  await page.getByText('A new version is ready.').waitFor()
  const before = await page.evaluate(() => performance.timeOrigin)
  const loaded = page.waitForEvent('load')
  await page.getByRole('button', { name: 'Update now' }).click()
  await loaded
  await page.getByRole('heading', { level: 1, name: 'Your car knows which' }).waitFor()
  expect(await page.evaluate(() => performance.timeOrigin)).toBeGreaterThan(before)
  expect(await page.getByText('A new version is ready.').count()).toBe(0)
})
