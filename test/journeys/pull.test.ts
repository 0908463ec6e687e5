/** A map keeps a copy of all that is shared by pulling: through late news, withdrawals and a restored backup. */
import { cpSync, rmSync } from 'node:fs'
import { mkdtemp } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { gunzipSync } from 'node:zlib'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { backupTo } from '../../src/backup.ts'
import type { Event } from '../../src/domain/sharing/event.ts'
import { type Answer, ask, nextIn } from '../inbound/http/feed/reader.ts'
import { openTestHouse, type TestHouse } from '../house.ts'
import { type Motorist, motorist, nicknamed, type Subscriber, subscriber, text } from '../people.ts'

const FORMS = [
  'application/json',
  'application/x-ndjson',
  'application/geo+json',
  'text/csv',
] as const
const graz = { lat: 47.071327, lon: 15.439518 }
const secret = '15.4395'

let now = Date.parse('2026-11-21T12:00:00Z')
let data: string
let house: TestHouse
let jimbo: Motorist
let map: Subscriber

const open = () => openTestHouse({ clock: () => now, timer: false }, { CHARGESHARE_DATA: data })
const get = (path: string, accept: string) => ask(`${house.url}${path}`, map.token, { accept })

beforeAll(async () => {
  data = await mkdtemp(join(tmpdir(), 'chargeshare-'))
  house = await open()
  map = await subscriber(house.url, 'Open Map', () => now)
  jimbo = await motorist(house.url, 'JIMBO-1', nicknamed('Jimbo'))
})
afterAll(async () => {
  await house.close()
  await jimbo.close()
  await map.close()
  rmSync(data, { recursive: true, force: true })
})

/** He plugs in and out, and tells of it now; at first he is asked, and shares for good. */
async function charges(daysAgo: number): Promise<void> {
  now += 7_200_000
  const at = (minutes: number) =>
    new Date(now - daysAgo * 86_400_000 + minutes * 60_000).toISOString()
  await jimbo.says(
    { type: 'charge.started', at: at(-50), position: graz, soc: 20 },
    { type: 'charge.completed', at: at(-10), position: graz, soc: 80, energyKwh: 31 },
  )
}

/** All that the map holds, after it has read on from `cursor`. */
const copy = new Map<string, Event>()
async function reads(cursor: string | null): Promise<{ next: string; events: Event[] }> {
  const query = cursor === null ? '' : `?after=${cursor}`
  const page = (await get(`/v1/charges${query}`, FORMS[0])).json() as unknown
  const { items, next } = page as { items: Event[]; next: string }
  for (const event of items) {
    if (event.type === 'charge.withdrawn') copy.delete(event.session.id)
    else copy.set(event.session.id, event)
  }
  return { next, events: items }
}

let cursor: string

test('a charge of five days ago reaches a map that is up to date', async () => {
  await charges(0)
  const [question] = await jimbo.questions()
  await jimbo.replies(question!, { choice: 'always' })
  cursor = (await reads(null)).next
  expect(copy.size).toBe(1)

  await charges(5)
  const late = await reads(cursor)
  expect(late.events.at(-1)).toMatchObject({
    type: 'charge.completed',
    session: { startedAt: '2026-11-16T15:10:00.000Z', energyKwh: 31 },
  })
  cursor = late.next
})

test('the snapshot and its cursor are as good as to have read all from the beginning', async () => {
  const snapshots = await Promise.all(FORMS.map((form) => get('/v1/snapshot', form)))
  const { items, next } = snapshots[0]!.json() as unknown as { items: Event[]; next: string }
  expect(items).toEqual([...copy.values()])
  expect(snapshots.map((answer) => nextIn(answer))).toEqual(FORMS.map(() => next))
  expect((await reads(next)).events).toEqual([])
  for (const { text } of snapshots) expect(text).toContain(secret)
})

test('what he takes back is gone from every form, and its tombstone is seen once', async () => {
  const files = await house.service.buildBulk(now)
  const charges = (await jimbo.asks('GET', '/v1/charges/mine')) as { items: never[] }
  for (const charge of charges.items) {
    await jimbo.asks('POST', `/v1/charges/mine/${text(charge, 'id')}/sharing`, { choice: 'skip' })
  }
  const withdrawn = await reads(cursor)
  expect(withdrawn.events.map(({ type }) => type)).toEqual(['charge.withdrawn', 'charge.withdrawn'])
  expect(copy.size).toBe(0)
  expect((await reads(withdrawn.next)).events).toEqual([])
  cursor = withdrawn.next

  const answers: Answer[] = []
  for (const form of FORMS) {
    answers.push(await get('/v1/charges', form), await get('/v1/snapshot', form))
  }
  for (const { session } of withdrawn.events) {
    answers.push(await get(`/v1/sessions/${session.id}`, FORMS[0]))
  }
  await house.service.buildBulk(now)
  for (const { name } of files) answers.push(await get(`/v1/bulk/${name}`, '*/*'))
  for (const answer of answers) expect(answer.text).not.toContain(secret)
  const wholes = await Promise.all(
    (await house.service.listBulks()).map(({ name }) => get(`/v1/bulk/${name}`, '*/*')),
  )
  expect(wholes).toHaveLength(2)
  for (const { bytes } of wholes) expect(gunzipSync(bytes).toString()).not.toContain(secret)
})

test('after an older backup was restored the map is told so, and finds its way back', async () => {
  await charges(0)
  const [charge] = ((await jimbo.asks('GET', '/v1/charges/mine')) as { items: never[] }).items
  const share = `/v1/charges/mine/${text(charge!, 'id')}/sharing`
  await jimbo.asks('POST', share, { choice: 'once' })
  const before = (await reads(cursor)).next
  const backup = await backupTo(house.world.store, { data, backup: { cron: null, keep: 2 } }, now)
  await jimbo.asks('POST', share, { choice: 'skip' })
  const after = (await reads(before)).next
  expect(copy.size).toBe(0)

  await house.close()
  for (const rest of ['-wal', '-shm']) rmSync(join(data, `chargeshare.db${rest}`), { force: true })
  cpSync(backup, join(data, 'chargeshare.db'))
  house = await open()
  for (const old of [before, after]) {
    const told = await get(`/v1/charges?after=${old}`, FORMS[0])
    expect([told.status, told.json()['type']]).toEqual([410, '/problems/cursor-expired'])
  }
  const { json } = await get('/v1/snapshot', FORMS[0])
  const anew = json() as unknown as { items: Event[]; next: string }
  expect(anew.items).toMatchObject([{ type: 'charge.completed' }])
  expect((await reads(anew.next)).events).toEqual([])
})
