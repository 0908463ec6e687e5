/** A private life, and the thief of the database who learns nothing of where it was lived. */
import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { middleOfCell } from '../../src/domain/places/cells.ts'
import type { Position } from '../../src/domain/places/position.ts'
import { build, type Child, product, start } from '../child.ts'
import { operator } from '../operator.ts'
import { at, call, itemsOf, type Json, type Motorist, motorist, text } from '../people.ts'
import { open, secret } from '../places.ts'
import { tracesIn } from '../traces.ts'

const MINUTE = 60_000
let data: string
let server: Child
let car: Motorist
/** All that the server has ever printed. */
let log = ''
let feed: () => Promise<Json[]>
/** The car's clock: twelve days of life, all of them past. */
let now = Date.now() - 12 * 24 * 60 * MINUTE

beforeAll(async () => {
  await build()
  data = mkdtempSync(join(tmpdir(), 'chargeshare-'))
  await wake()
})
afterAll(async () => {
  await car.close()
  await server.kill()
  rmSync(data, { recursive: true, force: true })
})

async function wake(): Promise<string> {
  server = start(product, {
    CHARGESHARE_PORT: '0',
    CHARGESHARE_DATA: data,
    CHARGESHARE_ALLOW_PRIVATE_URLS: 'true',
    CHARGESHARE_RATE_LIMITS: 'off',
    CHARGESHARE_LOG_LEVEL: 'trace',
  })
  return server.url
}

function says(type: string, more: object = {}): Promise<Json> {
  now += 20 * MINUTE
  return car.says({ type, at: new Date(now).toISOString(), ...more })
}

/** The car comes to a place, and begins to charge there. */
async function begins(position: Position): Promise<void> {
  now += 300 * MINUTE
  await says('telemetry', { position })
  await says('charge.started', { position, soc: 31, odometerKm: 8123.4 })
}

async function charges(position: Position): Promise<void> {
  await begins(position)
  await says('charge.updated', { position, soc: 55, powerKw: 11 })
  await says('charge.completed', { position, soc: 80, energyKwh: 17.6 })
}

/** The latest charge, and where it was. */
async function latest(): Promise<{ charge: string; place: string }> {
  const [charge] = itemsOf(await car.asks('GET', '/v1/charges/mine?limit=1'))
  const [id, place] = [text(charge!, 'id'), text(charge!, 'locationId')]
  return { charge: `/v1/charges/mine/${id}`, place: `/v1/locations/${place}` }
}

async function decides(flag: string): Promise<void> {
  await car.asks('PATCH', (await latest()).place, { flag })
}

/** Answers what is asked about the latest charge. */
async function answers(choice: string): Promise<Json> {
  const [question] = await car.questions('all')
  return car.replies(question!, { choice })
}

/** All that is found in the folder of a thief, file by file. */
function loot(): { file: string; bytes: Buffer }[] {
  return readdirSync(data, { recursive: true, encoding: 'utf8' })
    .filter((file) => statSync(join(data, file)).isFile())
    .map((file) => ({ file, bytes: readFileSync(join(data, file)) }))
}

function found(positions: Record<string, Position>): string[] {
  const hidden = loot().filter(({ file }) => file !== 'secret.key')
  hidden.push({ file: 'log', bytes: Buffer.from(log + server.said()) })
  return hidden.flatMap(({ file, bytes }) =>
    tracesIn(bytes, positions).map((trace) => `${trace} in ${file}`),
  )
}

test('a life is lived, and some of it is shared', async () => {
  const url = await server.url
  car = await motorist(url, 'QUIET-1')
  const partner = { name: 'Open Map', email: 'data@example.org', acceptLicense: 'CC-BY-4.0' }
  const token = text(await call('POST', `${url}/v1/partners`, { body: partner }), 'token')
  feed = async () =>
    itemsOf(await call('GET', `${await server.url}/v1/charges?limit=1000`, { token }))

  await charges(secret.home)
  await begins(secret.homeAgain)
  await answers('always')
  expect((await feed()).map((event) => at(event, 'session', 'location', 'position'))).toEqual([
    middleOfCell(secret.home),
    middleOfCell(secret.home),
  ])
  expect(found({ home: secret.home })).not.toEqual([])
  await says('charge.completed', { position: secret.homeAgain })
  await decides('never')
  await charges(secret.home)
  await charges(secret.homeAgain)
  expect(new Set((await feed()).map(({ type }) => type))).toEqual(new Set(['charge.withdrawn']))

  await charges(secret.cabin)
  await answers('never')
  await charges(secret.cabin)
  await charges(secret.aunt)
  await charges(secret.friend)
  await answers('skip')
  await charges(open.mall)
  await answers('always')
  await charges(open.pier)
  await answers('once')
})

test('some of it is taken back, some forgotten, and some said to nobody', async () => {
  await says('telemetry', { position: secret.road })
  await says('telemetry', { position: secret.ferry })
  now += 300 * MINUTE
  await says('telemetry', { position: secret.garage })
  now -= 15 * MINUTE
  await says('charge.started', { soc: 40 })
  await says('charge.completed', { soc: 90 })
  expect((await car.questions())[0]).toMatchObject({ location: { position: secret.garage } })

  await charges(secret.affair)
  await answers('once')
  expect((await feed()).at(-1)).toMatchObject({ type: 'charge.completed' })
  await answers('skip')
  expect((await feed()).at(-1)).toMatchObject({ type: 'charge.withdrawn' })

  await charges(secret.shop)
  await answers('always')
  const sale = await latest()
  await car.asks('DELETE', sale.charge)
  await car.asks('DELETE', sale.place)
  await charges(secret.office)
  await answers('always')
  const work = await latest()
  await car.asks('DELETE', work.charge)
  await car.asks('PATCH', work.place, { flag: 'skip' })
  expect(found({ office: secret.office })).toEqual([])
  await charges(secret.clinic)
  await car.asks('DELETE', (await latest()).charge)

  const { lat, lon } = secret.typo
  const messages = `${await server.url}/v1/vehicles/QUIET-1/messages`
  const post = (body: string) =>
    fetch(messages, { method: 'POST', headers: { 'content-type': 'application/json' }, body })
  expect((await post(`{"type":"telemetry","position":{"lat":${lat},"lon":${lon}}`)).ok).toBe(false)
  const wrong = { position: { lat: String(lat), lon, alt: 4 }, type: 'telemetry', at: 'then' }
  await expect(car.says(wrong as Json)).rejects.toThrow('422')
  const query = `?lat=${secret.stranger.lat}&lon=${secret.stranger.lon}`
  expect((await fetch(`${messages}${query}`)).ok).toBe(false)
  await operator(data).told(['backup'])
})

test('partners have been told of the public places alone', async () => {
  const shown = (await feed()).filter(({ type }) => type !== 'charge.withdrawn')
  expect(shown.map((event) => at(event, 'session', 'location', 'position'))).toEqual([
    middleOfCell(open.mall),
    middleOfCell(open.pier),
  ])
})

test('a thief who comes while the server runs finds the public places alone', () => {
  const files = loot().map(({ file }) => file)
  expect(files).toEqual(
    expect.arrayContaining([
      'chargeshare.db',
      'chargeshare.db-wal',
      'chargeshare.db-shm',
      expect.stringMatching(/^backups\/chargeshare-.*\.db$/),
    ]),
  )
  expect(found({ mall: open.mall, spot: middleOfCell(open.mall) })).toEqual(
    expect.arrayContaining([
      expect.stringMatching(/^mall as lat, double.* in chargeshare\.db$/),
      expect.stringMatching(/^spot as lat to 6 in backups\//),
    ]),
  )
  expect(found(secret)).toEqual([])
})

test('and so does one who comes after it was stopped', async () => {
  expect(await server.stop()).toBe(0)
  expect(loot().map(({ file }) => file)).not.toContain('chargeshare.db-wal')
  expect(found(open)).not.toEqual([])
  expect(found(secret)).toEqual([])
  log += server.said()
})

test('and one who comes after it was killed amid life', async () => {
  const url = await wake()
  const before = car
  car = { ...before, ...(await again(url, before)) }
  await charges(secret.homeAgain)
  await charges(secret.aunt)
  await answers('always')
  await decides('never')
  await charges(secret.friend)
  await begins(secret.clinic)
  await server.kill()
  expect(loot().map(({ file }) => file)).toContain('chargeshare.db-wal')
  expect(found(open)).not.toEqual([])
  expect(found(secret)).toEqual([])
})

/** The same people at the server's new address. */
async function again(url: string, { token }: Motorist): Promise<Partial<Motorist>> {
  const asks = (method: string, path: string, body?: unknown) =>
    call(method, `${url}${path}`, { token, body })
  const module = await asks('POST', '/v1/vehicles/QUIET-1/token')
  return {
    asks,
    says: (message) =>
      call('POST', `${url}/v1/vehicles/QUIET-1/messages`, {
        token: text(module, 'token'),
        body: message,
      }),
    questions: async () => itemsOf(await asks('GET', '/v1/questions?state=all')),
    replies: (question, answer) =>
      asks('POST', `/v1/questions/${text(question, 'id')}/answer`, answer),
  }
}
