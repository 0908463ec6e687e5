/** What is kept, for how long: each row of the table is enforced at its time and not before. */
import { join } from 'node:path'
import Database from 'better-sqlite3'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { openTestHouse, type TestHouse } from '../house.ts'
import { as, join as joinIn, signUp } from '../inbound/http/visitors.ts'
import { openReceiver } from '../outbound/receiver.ts'

const HOUR = 3_600_000
const DAY = 24 * HOUR
/** In whole days or, for the last fix, hours: small ones, each different from the others. */
const settings = {
  CHARGESHARE_MESSAGES_DAYS: '3',
  CHARGESHARE_FIX_H: '5',
  CHARGESHARE_UNDECIDED_DAYS: '7',
  CHARGESHARE_PRIVATE_DAYS: '70',
  CHARGESHARE_QUESTION_DAYS: '2',
  CHARGESHARE_QUESTIONS_DAYS: '11',
  CHARGESHARE_LOGIN_DAYS: '300',
  CHARGESHARE_DELIVERIES_DAYS: '13',
  CHARGESHARE_FEED_DAYS: '17',
  CHARGESHARE_OCPP_MESSAGES_DAYS: '19',
  CHARGESHARE_OCPP_READINGS_DAYS: '23',
}
const station = { lat: 47.071327, lon: 15.439518 }

let house: TestHouse
let now: number
let ann: Awaited<ReturnType<typeof signUp>>
let token: string

beforeEach(async () => {
  now = Date.parse('2026-11-20T12:00:00Z')
  house = await openTestHouse({ clock: () => now, timer: false }, settings)
  ann = await signUp(house, 'ann@example.org')
  ;({ token } = await ann.addCar('ANN'))
})
afterEach(() => house.close())

async function says(type: string, more: object = {}): Promise<void> {
  const message = { type, at: new Date(now).toISOString(), position: station, ...more }
  await as(house, token).post('/v1/vehicles/ANN/messages').send(message).expect(202)
}

async function charges(flag?: string): Promise<void> {
  await says('charge.started')
  await says('charge.completed', { energyKwh: 9 })
  if (flag === undefined) return
  const { body } = await ann.get('/v1/questions')
  await ann.post(`/v1/questions/${body.items[0].id}/answer`).send({ choice: flag }).expect(200)
}

function count(table: string): number {
  const database = new Database(join(house.data, 'chargeshare.db'), { readonly: true })
  try {
    return database.prepare(`select count(*) from ${table}`).pluck().get() as number
  } finally {
    database.close()
  }
}

/** Rows are there until the time is over, and gone a moment later. */
async function lasts(table: string, ms: number, rows: number, since = now): Promise<void> {
  expect(count(table)).toBe(rows)
  await house.service.forgetOld(since + ms)
  expect(count(table)).toBe(rows)
  await house.service.forgetOld(since + ms + 1)
  expect(count(table)).toBe(0)
}

describe('after its time is deleted', () => {
  test('a charge message', async () => {
    await charges()
    await lasts('message', 3 * DAY, 2)
    expect(count('session')).toBe(1)
  })

  test('the last fix', async () => {
    await says('telemetry')
    await lasts('vehicle where fix_sealed is not null', 5 * HOUR, 1)
    expect(count('vehicle')).toBe(1)
  })

  test('an undecided place, counted from the last charge there', async () => {
    await charges()
    now += 6 * DAY
    await charges()
    await lasts('place', 7 * DAY, 1)
    expect(count('place_cell')).toBe(0)
    expect(count('session where place is not null')).toBe(0)
  })

  test.each(['once', 'skip', 'never'])('a private place (%s), counted likewise', async (flag) => {
    await charges(flag)
    now += 60 * DAY
    await says('charge.started')
    await lasts('place', 70 * DAY, 1)
    expect(count('place_cell')).toBe(0)
  })

  test('a private place whose charges are only counted, in whole months', async () => {
    await charges('never')
    const { body } = await ann.get('/v1/locations')
    const wish = { forgetCharges: true }
    await ann.patch(`/v1/locations/${body.items[0].id}`).send(wish).expect(200)
    expect(count('session')).toBe(0)
    await lasts('place', Date.parse('2026-12-01T00:00:00Z') - 1 + 70 * DAY, 1, 0)
    expect(count('place_month')).toBe(0)
  })

  test('an open question, by expiring; a settled one later', async () => {
    await charges()
    await house.service.remindOwners(now + 2 * DAY - 1)
    expect(count("question where state = 'open'")).toBe(1)
    await house.service.forgetOld(now + 2 * DAY - 1)
    await house.service.remindOwners(now + 2 * DAY)
    expect(count("question where state = 'expired'")).toBe(1)
    await lasts('question', 11 * DAY, 1)
  })

  test('what it takes to undo an answer', async () => {
    await charges('once')
    await lasts('answer', 10 * 60_000, 1)
    expect(count('question')).toBe(1)
  })

  test('a sign-in', async () => {
    const before = now
    now += 300 * DAY - 1
    await ann.get('/v1/owners/me').expect(200)
    now += 1
    await ann.get('/v1/owners/me').expect(401)
    await house.service.forgetOld(before + 300 * DAY - 1)
    expect(count('login')).toBe(1)
    await house.service.forgetOld(before + 300 * DAY + 1)
    expect(count('login')).toBe(0)
  })

  test('the log of a delivery', async () => {
    const receiver = await openReceiver()
    const partner = await joinIn(house, { url: receiver.url, enabled: true })
    receiver.trust(partner.pushSecret)
    await partner.post('/v1/partners/me/push/test').expect(200)
    const rows = count('delivery')
    expect(rows).toBeGreaterThan(0)
    await lasts('delivery', 13 * DAY, rows)
    await receiver.close()
  })
})

test('public places, charges and what was shared are kept until their owner erases them', async () => {
  await charges('always')
  await house.service.forgetOld(now + 10_000 * DAY)
  expect([count('place'), count('session'), count("feed where body <> ''")]).toEqual([1, 1, 1])
})

test('an open question outlives the place it is about for no longer than it is open', async () => {
  await charges()
  await house.service.forgetOld(now + 1000 * DAY)
  expect(count("question where state = 'open'")).toBe(1)
  await house.service.remindOwners(now + 1000 * DAY)
  expect(count("question where state = 'open'")).toBe(0)
})

test('anybody may read the table, with the times that this server is set to', async () => {
  const { body } = await as(house, '').get('/v1/retention').expect(200)
  const table = Object.fromEntries(
    body.items.map(({ what, days }: { what: string; days: number | null }) => [what, days]),
  )
  expect(table).toEqual({
    chargeMessages: 3,
    lastFixes: 5 / 24,
    openCharges: 2,
    moduleLogs: 3,
    telemetry: 5 / 24,
    undecidedPlaces: 7,
    privatePlaces: 70,
    publicPlaces: null,
    charges: null,
    openQuestions: 2,
    settledQuestions: 11,
    answersToUndo: 10 / 1440,
    timesHeardOf: null,
    signIns: 300,
    devices: null,
    messagesToOwners: 2,
    checkIns: null,
    photosAndFacts: null,
    deliveryLogs: 13,
    deadLetters: 30,
    noticesToPartners: 3,
    sharedHistory: 17,
    sharedCharges: null,
    chargers: null,
    chargerMessages: 19,
    chargerEvents: 19,
    chargerCommands: 19,
    chargerTransactions: null,
    chargerReadings: 23,
    idTags: null,
  })
})

test('anybody may read what owners agree to, with its version', async () => {
  const { body } = await as(house, '').get('/v1/consent').expect(200)
  expect(body.version).toMatch(/^\d{4}-\d\d-\d\d$/)
  for (const word of ['opt', 'nickname', 'CC BY 4.0', 'erase']) expect(body.text).toContain(word)
})
