/** A researcher takes all that is shared in one file, and looks at every line of it. */
import { createHash } from 'node:crypto'
import { existsSync, readdirSync } from 'node:fs'
import { join as path } from 'node:path'
import { gunzipSync } from 'node:zlib'
import { parse } from 'csv-parse/sync'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { Event } from '../../../../src/domain/sharing/event.ts'
import { publish, type Telling } from '../../../events.ts'
import { openTestHouse, type TestHouse } from '../../../house.ts'
import { join } from '../visitors.ts'
import { ask } from './reader.ts'

const DAY = 86_400_000

let house: TestHouse
let token: string
let now: number

beforeEach(async () => {
  now = Date.parse('2026-11-21T03:15:00Z')
  house = await openTestHouse({ clock: () => now, timer: false })
  ;({ token } = await join(house))
  await tell({ session: 'a' }, { session: 'b', comment: '@SUM(1)' }, { session: 'a', revision: 2 })
  await tell({ session: 'c' }, { session: 'c', type: 'charge.withdrawn' })
})
afterEach(() => house.close())

const tell = (...tellings: Telling[]) => publish(house.world, ...tellings)
const get = (path: string, headers = {}) => ask(`${house.url}${path}`, token, headers)
type Listed = { name: string; url: string; sha256: string; size: number; next: string }
const list = async () =>
  ((await get('/v1/bulk')).json() as unknown as { items: (Listed & { events: number })[] }).items
const build = () => house.service.buildBulk(now)
const ofKind = (files: Listed[], kind: string) => files.find(({ name }) => name.includes(kind))!

describe('the files', () => {
  test('hold the last state of all that is shared, line by line, and where to go on', async () => {
    await build()
    const files = await list()
    expect(files.map(({ name }) => name)).toEqual([
      'charges-2026-11-21-5.csv.gz',
      'charges-2026-11-21-5.ndjson.gz',
    ])
    const { url, sha256, size, next } = ofKind(files, 'ndjson')
    const file = await get(url)
    expect(file.headers).toMatchObject({
      'content-type': 'application/gzip',
      'accept-ranges': 'bytes',
      etag: `"${sha256}"`,
      link: '</v1/license>; rel="license"',
    })
    expect([file.bytes.length, createHash('sha256').update(file.bytes).digest('hex')]).toEqual([
      size,
      sha256,
    ])
    const lines = gunzipSync(file.bytes).toString().trimEnd().split('\n')
    expect(JSON.parse(lines.pop()!)).toEqual({ next })
    const events = lines.map((line) => Event.parse(JSON.parse(line)))
    expect(events.map(({ session, license }) => [session.id, session.revision, license])).toEqual([
      ['b', 1, 'CC-BY-4.0'],
      ['a', 2, 'CC-BY-4.0'],
    ])
    await tell({ session: 'd' })
    const news = await get(`/v1/charges?after=${next}`)
    expect(news.json()).toMatchObject({ items: [{ session: { id: 'd' } }] })
  })

  test('hold the same as a table, in which nothing runs', async () => {
    await build()
    const { bytes } = await get(ofKind(await list(), 'csv').url)
    const rows = parse(gunzipSync(bytes), { columns: true }) as Record<string, string>[]
    expect(rows).toMatchObject([
      { session: 'b', comment: "'@SUM(1)", license: 'CC-BY-4.0' },
      { session: 'a', revision: '2', startedAt: '2026-11-20T08:00:00.000Z' },
    ])
  })

  test('are had in parts, and not again by who has them', async () => {
    await build()
    const { url, size, sha256 } = ofKind(await list(), 'ndjson')
    const whole = await get(url)
    const first = await get(url, { range: 'bytes=0-99' })
    const rest = await get(url, { range: 'bytes=100-', 'if-range': `"${sha256}"` })
    expect([first.status, first.headers['content-range']]).toEqual([206, `bytes 0-99/${size}`])
    expect(Buffer.concat([first.bytes, rest.bytes]).equals(whole.bytes)).toBe(true)
    expect((await get(url, { range: 'bytes=100-', 'if-range': '"other"' })).status).toBe(200)
    expect((await get(url, { 'if-none-match': `"${sha256}"` })).status).toBe(304)
    expect((await get(url, { range: `bytes=${size}-` })).status).toBe(416)
  })

  test('are the partners’, by the names that they have', async () => {
    await build()
    const { url } = (await list())[0]!
    expect((await ask(`${house.url}${url}`, 'csp_guess')).status).toBe(401)
    for (const name of ['..%2fchargeshare.db', 'charges-1.ndjson.gz', 'secret.key']) {
      expect([404, 422]).toContain((await get(`/v1/bulk/${name}`)).status)
    }
  })
})

describe('the nightly build', () => {
  test('is one for each day on which there is something new', async () => {
    expect(await build()).toHaveLength(2)
    await tell({ session: 'd' })
    expect(await build()).toEqual([])
    now += DAY
    expect(await build()).toHaveLength(2)
    now += DAY
    expect(await build()).toEqual([])
    expect((await list()).map(({ events }) => events)).toEqual([3, 3, 2, 2])
    await tell({ session: 'e' })
    await build()
    expect((await list()).map(({ events }) => events)).toEqual([4, 4, 3, 3])
    expect(readdirSync(path(house.data, 'bulk'))).toHaveLength(4)
  })

  test('is made by one of several processes that come to it at the same time', async () => {
    const built = await Promise.all([build(), build(), build()])
    expect(built.filter(({ length }) => length > 0)).toHaveLength(1)
    expect(await list()).toHaveLength(2)
  })

  test('is made by another one where the first has died of it', async () => {
    await house.world.store.write(({ meta }) => meta.take('bulk', now, now + 3_600_000))
    expect(await build()).toEqual([])
    now += 3_600_000
    expect(await build()).toHaveLength(2)
  })

  test('is not there by half where the disk is full', async () => {
    const { depot } = house.world
    const failing = depot.write('charges-1-1.csv.gz', broken())
    await expect(failing).rejects.toThrow('disk full')
    expect(readdirSync(path(house.data, 'bulk'))).toEqual([])
  })
})

async function* broken(): AsyncGenerator<string> {
  yield 'a row\r\n'
  throw new Error('disk full')
}

test('a file that holds what was taken back is gone at once, and soon made anew', async () => {
  await build()
  const [file] = await list()
  await tell({ session: 'b', type: 'charge.withdrawn' })
  expect(await list()).toEqual([])
  const gone = await get(file!.url)
  expect([gone.status, gone.json()['type']]).toEqual([410, '/problems/bulk-recalled'])

  expect(await build()).toHaveLength(2)
  const anew = ofKind(await list(), 'ndjson')
  const text = gunzipSync((await get(anew.url)).bytes).toString()
  expect(text).toContain('"id":"a"')
  expect(text).not.toContain('"id":"b"')
  expect(existsSync(path(house.data, 'bulk', file!.name))).toBe(false)
})

test('what came and was taken back since it was built leaves a file as it is', async () => {
  await build()
  await tell({ session: 'd' }, { session: 'd', type: 'charge.withdrawn' })
  expect(await list()).toHaveLength(2)
})

test('a file that holds what was taken back is gone from the disk, whether or not one is built', async () => {
  await build()
  const [file] = await list()
  await house.service.dropRecalled()
  expect(readdirSync(path(house.data, 'bulk'))).toHaveLength(2)
  await tell({ session: 'b', type: 'charge.withdrawn' })
  await house.service.dropRecalled()
  expect(readdirSync(path(house.data, 'bulk'))).toEqual([])
  expect((await get(file!.url)).status).toBe(410)
  expect(await build()).toHaveLength(2)
})
