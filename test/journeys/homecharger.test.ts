/** A charger at a home: it tells its owner what his car cannot, and a thief of the database nothing. */
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import Database from 'better-sqlite3'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { openTestHouse, type TestHouse } from '../house.ts'
import { connect, type TestCharger } from '../inbound/ocpp/charger.ts'
import { call, itemsOf, type Motorist, motorist, text } from '../people.ts'
import { secret } from '../places.ts'
import { tracesIn } from '../traces.ts'

const OPERATOR = `csa_${'o'.repeat(43)}`
const MINUTE = 60_000
const IDENTITY = 'WALLBOX-7'
/** Neither may be read by a thief. */
const names = ['Annenweg', 'Carport']

let now = Date.parse('2026-11-20T19:00:00Z')
let house: TestHouse
let jim: Motorist
let box: TestCharger

beforeAll(async () => {
  const env = { CHARGESHARE_OPERATOR_TOKEN: OPERATOR }
  house = await openTestHouse({ clock: () => now, timer: false }, env)
  jim = await motorist(house.url, 'QUIET-1')
  const site = {
    position: secret.home,
    name: 'Annenweg 7',
    stationName: 'Annenweg',
    post: 'Carport',
    owner: 'quiet-1@example.org',
  }
  const registered = await call('POST', `${house.url}/v1/chargers`, {
    token: OPERATOR,
    body: { identity: IDENTITY, ...site },
  })
  box = await connect(house, IDENTITY, { password: text(registered, 'password') })
  await box.call('BootNotification', { chargePointVendor: 'Acme', chargePointModel: 'Home' })
})
afterAll(async () => {
  await box.close()
  await house.close()
  await jim.close()
})

const told = (ms: number) => new Date(ms).toISOString()

/** The car charges for half an hour, and so says its wallbox; nothing is answered. */
async function charges(): Promise<void> {
  now += 24 * 60 * MINUTE
  const start = { connectorId: 1, idTag: 'JIM', meterStart: 0, timestamp: told(now) }
  const { transactionId } = await box.call('StartTransaction', start)
  await jim.says({ type: 'charge.started', at: told(now), position: secret.homeAgain, soc: 40 })
  now += 30 * MINUTE
  await jim.says({ type: 'charge.completed', at: told(now), soc: 50, energyKwh: 5 })
  const stop = { transactionId: transactionId!, meterStop: 5600, timestamp: told(now) }
  await box.call('StopTransaction', stop)
}

async function lastCharge() {
  return itemsOf(await jim.asks('GET', '/v1/charges/mine?limit=1'))[0]!
}

/** Whether the last transaction is one with a charge; what is not shared the operator never learns. */
async function isJoined(): Promise<boolean> {
  const path = `${house.url}/v1/chargers/${IDENTITY}/transactions`
  const [last] = itemsOf(await call('GET', path, { token: OPERATOR }))
  expect(last!['evidence']).toEqual(['charger'])
  const draw = await house.world.store.read.meetings.draw(text(last!, 'id'))
  return draw!.session !== null
}

/** What a thief finds: the database, its log, and a backup. */
async function loot(): Promise<Buffer[]> {
  const backup = join(house.data, `backup-${now}.db`)
  await house.world.store.backup(backup)
  const files = readdirSync(house.data).filter((file) => /\.db|-wal|-shm/.test(file))
  expect(files).toEqual(expect.arrayContaining(['chargeshare.db', 'chargeshare.db-wal']))
  return files.map((file) => readFileSync(join(house.data, file)))
}

/** Every row of every table, as text. */
function rows(): { table: string; row: string }[] {
  const db = new Database(join(house.data, 'chargeshare.db'), { readonly: true })
  const tables = db.prepare(`select name from sqlite_master where type = 'table'`).pluck().all()
  const found = (tables as string[]).flatMap((table) =>
    db
      .prepare(`select * from ${table}`)
      .all()
      .map((row) => ({ table, row: JSON.stringify(row) })),
  )
  db.close()
  return found
}

async function nothingIsFound(): Promise<void> {
  for (const bytes of await loot()) {
    expect(tracesIn(bytes, { home: secret.home, car: secret.homeAgain })).toEqual([])
    for (const name of names) expect(bytes.includes(name)).toBe(false)
  }
}

/** Rows in which something of the car stands beside something of the charger. */
async function joints(): Promise<string[]> {
  const charge = await lastCharge()
  const own = [text(charge, 'id'), text(charge, 'locationId'), 'quiet-1']
  const [transaction] = await house.world.store.read.transactions.of(IDENTITY, {
    after: null,
    limit: 1,
  })
  const theirs = [IDENTITY, transaction!.id]
  const names = (row: string, ids: string[]) => ids.some((id) => row.includes(id))
  return rows().flatMap(({ table, row }) =>
    names(row, own) && names(row, theirs) ? [`${table}: ${row}`] : [],
  )
}

test('the owner sees what his wallbox has measured', async () => {
  await charges()
  expect(await lastCharge()).toMatchObject({
    ...{ flag: 'pending', energyKwh: 5.6 },
    charger: { post: 'Carport', station: 'Annenweg', vehicle: { energyKwh: 5 } },
  })
  expect(await isJoined()).toBe(true)
})

test('who has the desk asks by no charger or tag that he gives an owner where that owner is', async () => {
  await call('PUT', `${house.url}/v1/tokens/JIM`, {
    token: OPERATOR,
    body: { status: 'Accepted', owner: 'quiet-1@example.org' },
  })
  await charges()
  expect(await isJoined()).toBe(true)
  await call('DELETE', `${house.url}/v1/tokens/JIM`, { token: OPERATOR })
})

test('a neighbour whose car tells of the same hour at the same place learns nothing of it', async () => {
  const spy = await motorist(house.url, 'SPY-1')
  const last = await lastCharge()
  await spy.says(
    { type: 'charge.started', at: text(last, 'startedAt'), position: secret.home, soc: 40 },
    { type: 'charge.completed', at: text(last, 'endedAt'), soc: 50, energyKwh: 5.6 },
  )
  const [made] = itemsOf(await spy.asks('GET', '/v1/charges/mine'))
  expect(made).toMatchObject({ energyKwh: 5.6, charger: null })
  expect(await isJoined()).toBe(true)
  await spy.asks('DELETE', '/v1/owners/me')
  await spy.close()
})

test('a wallbox that tells where it stands is not written down', async () => {
  const { lat, lon } = secret.home
  const degrees = [
    { key: 'LocationLatitude', readonly: true, value: String(lat) },
    { key: 'GpsLon', readonly: true, value: String(lon) },
    { key: 'Note', readonly: true, value: `${lat},${lon}` },
    { key: 'HeartbeatInterval', readonly: false, value: '300' },
  ]
  box.answers('GetConfiguration', () => ({ configurationKey: degrees }))
  const path = `${house.url}/v1/chargers/${IDENTITY}`
  const asked = { action: 'GetConfiguration', payload: {} }
  await call('POST', `${path}/commands`, { token: OPERATOR, body: asked })
  const status = { connectorId: 1, errorCode: 'OtherError', status: 'Faulted' }
  await box.call('StatusNotification', { ...status, info: `at ${lat}, ${lon}` })
  const data = JSON.stringify({ latitude: lat, lng: lon })
  await box.call('DataTransfer', { vendorId: 'Acme', data })
  const told = itemsOf(await call('GET', `${path}/variables`, { token: OPERATOR }))
  const values = new Map(told.map((one) => [text(one, 'variable'), one['value']]))
  expect(Object.fromEntries(values)).toEqual({
    LocationLatitude: '***',
    GpsLon: '***',
    Note: '***',
    HeartbeatInterval: '300',
  })
  await nothingIsFound()
})

test('a thief learns neither where that was, nor that the two are one', async () => {
  await nothingIsFound()
  expect(await joints()).toEqual([])
  const tokens = rows().filter(({ table }) => table === 'charger_area' || table === 'sighting')
  expect(tokens.length).toBeGreaterThan(1)
})

test('nor that a charger is near: a car that charges far from all of them has left the same', async () => {
  const far = await motorist(house.url, 'FAR-1')
  await far.says({ type: 'charge.started', at: told(now), position: { lat: -30.5, lon: 22.5 } })
  const charge = itemsOf(await far.asks('GET', '/v1/charges/mine'))[0]!
  const sighted = rows().filter(({ table }) => table === 'sighting')
  const of = (id: string) => sighted.filter(({ row }) => row.includes(id)).length
  expect([of(text(charge, 'id')), of(text(await lastCharge(), 'id'))]).toEqual([1, 1])
  await far.asks('DELETE', '/v1/owners/me')
  await far.close()
})

test('what is never shared leaves nothing of it, and the next charge there meets no one', async () => {
  const never = { flag: 'never' }
  await jim.asks('PATCH', `/v1/locations/${text(await lastCharge(), 'locationId')}`, never)
  const isFree = () =>
    rows().every(({ table, row }) => {
      if (table === 'sighting') return false
      if (table === 'session') return row.includes('"witness_sealed":null')
      return table !== 'charger_transaction' || row.includes('"session_sealed":null')
    })
  expect(isFree()).toBe(true)
  expect(await isJoined()).toBe(false)
  await charges()
  expect(await lastCharge()).toMatchObject({ flag: 'never', charger: null, energyKwh: 5 })
  expect(isFree()).toBe(true)
  await nothingIsFound()
})

test('so does a charge, a place, a car and an owner that is forgotten', async () => {
  const place = async () => text(await lastCharge(), 'locationId')
  await jim.asks('DELETE', `/v1/locations/${await place()}`)
  await charges()
  expect(await isJoined()).toBe(true)
  await jim.asks('DELETE', `/v1/charges/mine/${text(await lastCharge(), 'id')}`)
  expect(await isJoined()).toBe(false)
  await charges()
  expect(await isJoined()).toBe(true)
  await jim.asks('DELETE', `/v1/locations/${await place()}`)
  expect(await isJoined()).toBe(false)
  expect(await lastCharge()).toMatchObject({ charger: null })
  await charges()
  const out = { optedIn: false, handle: { kind: 'anonymous' } }
  await jim.asks('PUT', '/v1/vehicles/QUIET-1/sharing', out)
  expect(await isJoined()).toBe(false)
  await jim.asks('PUT', '/v1/vehicles/QUIET-1/sharing', { ...out, optedIn: true })
  await charges()
  expect(await isJoined()).toBe(true)
  await jim.asks('DELETE', '/v1/owners/me')
  expect(await isJoined()).toBe(false)
  expect(rows().filter(({ table }) => table === 'sighting')).toEqual([])
  await nothingIsFound()
})
