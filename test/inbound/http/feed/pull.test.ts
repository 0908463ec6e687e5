/** The feed as partners read it: in every form, in parts, again, and after the feed has changed. */
import { parse } from 'csv-parse/sync'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { cursorText } from '../../../../src/domain/partners/cursor.ts'
import { Event } from '../../../../src/domain/sharing/event.ts'
import { Feature } from '../../../../src/domain/sharing/shapes.ts'
import { publish, type Telling } from '../../../events.ts'
import { openTestHouse, type TestHouse } from '../../../house.ts'
import { join } from '../visitors.ts'
import { type Answer, ask, nextIn } from './reader.ts'

const LINES = { accept: 'application/x-ndjson' }
const MAP = { accept: 'application/geo+json' }
const TABLE = { accept: 'text/csv' }

let house: TestHouse
let token: string

beforeEach(async () => {
  house = await openTestHouse({ timer: false })
  ;({ token } = await join(house))
})
afterEach(() => house.close())

const tell = (...tellings: Telling[]) => publish(house.world, ...tellings)
const get = (path: string, headers = {}) => ask(`${house.url}/v1/${path}`, token, headers)
const many = (count: number, more: Partial<Telling> = {}) =>
  Array.from({ length: count }, (_, i) => ({ session: `s${i}`, publishedAt: 1000 + i, ...more }))
type Page = { items: Event[]; next: string; more: boolean }
const page = async (query = '') => (await get(`charges${query}`)).json() as unknown as Page
const sessions = ({ items }: Page) => items.map(({ session }) => session.id)
const linesIn = ({ text }: Answer) =>
  text
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line) as { next?: string })

describe('the forms of a pull', () => {
  beforeEach(() =>
    tell(
      { session: 'a', lat: -33.5, lon: 151.25, comment: '=1+2, "quoted"' },
      { session: 'b' },
      { session: 'b', type: 'charge.withdrawn', revision: 2 },
    ),
  )

  test('say the same, one as the other', async () => {
    const { items, next } = await page()
    expect(items.map(({ type }) => type)).toEqual(['charge.completed', 'charge.withdrawn'])
    expect(linesIn(await get('charges', LINES))).toEqual([...items, { next }])

    const map = (await get('charges', MAP)).json() as unknown as { features: Feature[] }
    for (const feature of map.features) Feature.parse(feature)
    expect(map).toMatchObject({ type: 'FeatureCollection', next, more: false })
    expect(map.features.map(({ properties }) => properties)).toEqual(items)
    expect(map.features.map(({ geometry }) => geometry)).toEqual([
      { type: 'Point', coordinates: [151.25, -33.5] },
      null,
    ])

    const table = await get('charges', TABLE)
    expect(table.headers['content-type']).toContain('text/csv')
    const rows = parse(table.text, { columns: true, record_delimiter: '\r\n' }) as object[]
    expect(rows).toMatchObject([
      { session: 'a', lat: '-33.5', lon: '151.25', comment: `'=1+2, "quoted"`, post: 'A3' },
      { session: 'b', type: 'charge.withdrawn', lat: '', energyKwh: '', license: 'CC-BY-4.0' },
    ])
    expect(nextIn(table)).toBe(next)
  })

  test('hold whole events, as the API document has them', async () => {
    for (const event of (await page()).items) Event.parse(event)
  })

  test('are pages where a limit is given, in which nothing is left out or told twice', async () => {
    const whole = await page()
    const first = await get('charges?limit=1', TABLE)
    const second = await get(`charges?limit=1&after=${nextIn(first)}`, MAP)
    const last = await get(`charges?limit=1&after=${nextIn(second)}`, LINES)
    expect(parse(first.text, { columns: true })).toMatchObject([{ session: 'a' }])
    expect(second.json()).toMatchObject({ features: [{ id: 'b' }], more: false })
    expect(linesIn(last)).toEqual([{ next: whole.next }])
  })

  test('are these and no others', async () => {
    const { status, text } = await get('charges', { accept: 'text/html' })
    expect(status).toBe(406)
    expect(text).toContain('application/geo+json')
    expect((await get('snapshot', { accept: 'text/event-stream' })).status).toBe(406)
  })

  test('come packed as the client likes, and say so', async () => {
    await tell(...many(50))
    for (const type of [LINES, MAP, TABLE, { accept: 'application/json' }]) {
      const plain = await get('charges', type)
      for (const encoding of ['br', 'gzip']) {
        const answer = await get('charges', { ...type, 'accept-encoding': `${encoding}, x;q=0.5` })
        expect(answer.headers['content-encoding']).toBe(encoding)
        expect(answer.text).toBe(plain.text)
        expect(answer.bytes.length).toBeLessThan(plain.bytes.length / 3)
        expect(answer.headers['etag']).not.toBe(plain.headers['etag'])
      }
      expect(plain.headers['vary']).toBe('Accept, Accept-Encoding, Authorization')
      expect(plain.headers['cache-control']).toBe('private, no-cache')
      expect(plain.headers['link']).toContain('rel="license"')
    }
    const refused = await get('charges', { 'accept-encoding': 'br;q=0, gzip;q=0' })
    expect(refused.headers['content-encoding']).toBeUndefined()
  })

  test('are not sent again to who has them, until something is new or taken back', async () => {
    for (const [path, type] of [
      ['charges', LINES],
      ['charges', MAP],
      ['charges', { accept: 'application/json' }],
      ['charges?limit=1', TABLE],
      ['snapshot', LINES],
    ] as const) {
      const { etag } = (await get(path, type)).headers
      const again = () => get(path, { ...type, 'if-none-match': `"other", ${String(etag)}` })
      expect(await again()).toMatchObject({ status: 304, headers: { etag } })
      await tell({ session: 'a', type: 'charge.withdrawn' })
      expect((await again()).status).toBe(200)
    }
  })
})

describe('a sieve', () => {
  const [graz, sydney] = [
    { lat: 47.1, lon: 15.4 },
    { lat: -33.9, lon: 151.2 },
  ]
  beforeEach(() =>
    tell(
      { session: 'graz', type: 'charge.started', ...graz },
      { session: 'sydney', ...sydney },
      { session: 'graz', ...graz },
      { session: 'sydney', type: 'charge.withdrawn' },
      { session: 'fiji', lat: -17.7, lon: -179.9 },
    ),
  )
  const bbox = 'bbox=15,47,16,48'

  test('lets through what is wanted, and every withdrawal', async () => {
    expect(sessions(await page(`?${bbox}`))).toEqual(['graz', 'graz', 'sydney'])
    expect(sessions(await page('?types=charge.started'))).toEqual(['graz', 'sydney'])
    expect(sessions(await page('?bbox=170,-20,-170,0'))).toEqual(['sydney', 'fiji'])
    const both = await get(`charges?${bbox}&types=charge.completed`, LINES)
    expect(linesIn(both)).toHaveLength(3)
  })

  test('stays in the cursor, so that the client keeps one text', async () => {
    const first = await page(`?${bbox}&limit=1`)
    const second = await page(`?limit=1&after=${first.next}`)
    const third = await page(`?after=${second.next}`)
    expect([first, second, third].map(sessions)).toEqual([['graz'], ['graz'], ['sydney']])
    await tell({ session: 'oslo', lat: 59.9, lon: 10.7 }, { session: 'weiz', ...graz })
    expect(sessions(await page(`?after=${third.next}`))).toEqual(['weiz'])
    expect((await get(`charges?after=${first.next}&types=charge.started`)).status).toBe(422)
    expect((await get(`charges?after=${first.next}&${bbox}`)).status).toBe(200)
  })

  test('goes on with an event of which the cursor is known', async () => {
    const [first] = (await page()).items
    expect(sessions(await page(`?after=${first!.cursor}&${bbox}`))).toEqual(['graz', 'sydney'])
  })

  test('that wants the impossible is refused', async () => {
    for (const query of ['types=charge.begun', 'bbox=1,2,3', 'bbox=0,9,1,8', 'types=']) {
      expect((await get(`charges?${query}`)).status).toBe(422)
    }
  })
})

describe('a cursor', () => {
  test('of the present is had without the past', async () => {
    await tell(...many(3))
    const { items, next } = await page('?from=now')
    expect(items).toEqual([])
    await tell({ session: 'news' })
    expect(sessions(await page(`?after=${next}`))).toEqual(['news'])
    expect((await get(`charges?from=now&after=${next}`)).status).toBe(422)
  })

  test('that knows of more than there is, or of something else, leads to the snapshot', async () => {
    await tell(...many(2))
    const { epoch } = await house.world.store.read.feed.state()
    const lost = [
      cursorText({ epoch, seq: 9, at: 1000 }),
      cursorText({ epoch, seq: 1, at: 999 }),
      cursorText({ epoch: 'another', seq: 1, at: 1000 }),
    ]
    for (const after of lost) {
      const answer = await get(`charges?after=${after}`)
      expect(answer.status).toBe(410)
      const problem = answer.json() as unknown as { type: string; snapshot: string; next: string }
      expect(problem).toMatchObject({ type: '/problems/cursor-expired', snapshot: '/v1/snapshot' })
      expect(await page(`?after=${problem.next}`)).toMatchObject({ items: [], more: false })
    }
  })
})

describe('one session', () => {
  test('is shown as it is now, and as gone where it was taken back', async () => {
    await tell({ session: 'a' }, { session: 'a', revision: 2 }, { session: 'b' })
    const now = await get('sessions/a')
    expect(Event.parse(now.json())).toMatchObject({ session: { id: 'a', revision: 2 } })
    await tell({ session: 'a', type: 'charge.withdrawn', revision: 3 })
    const gone = await get('sessions/a')
    expect([gone.status, gone.json()['type']]).toEqual([410, '/problems/session-withdrawn'])
    expect((await get('sessions/nobody')).status).toBe(404)
    const meaning = await ask(`${house.url}${String(gone.json()['type'])}`, '')
    expect(meaning.text).toContain('Drop what you have of it')
  })
})
