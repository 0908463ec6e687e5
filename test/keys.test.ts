/** The life of the server's keys: turned while it runs, thinned out, lost, and never in a backup. */
import * as fs from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import Database from 'better-sqlite3'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { backupTo } from '../src/backup.ts'
import { keyIdOf } from '../src/outbound/vault.ts'
import { openTestHouse, type TestHouse } from './house.ts'
import { fact, type Operator, operator, program } from './operator.ts'
import {
  at,
  call,
  itemsOf,
  type Json,
  type Motorist,
  motorist,
  type Subscriber,
  subscriber,
  text,
} from './people.ts'

const home = { lat: 22.3712, lon: 114.1203 }
const station = { lat: 22.2189, lon: 114.2139 }
const market = { lat: 22.2466, lon: 114.1757 }
const elsewhere = { lat: 22.4, lon: 114.3 }

let data: string
let house: TestHouse
let beside: Operator
let ann: Motorist
let map: Subscriber
/** The cars' clock: five minutes a message, from a month ago on. */
let clock = Date.now() - 30 * 86_400_000
const later = () => new Date((clock += 300_000)).toISOString()

/** A new server, a motorist who has decided about home and station, and a partner. */
async function openStory(): Promise<void> {
  data = fs.mkdtempSync(join(tmpdir(), 'keys-'))
  house = await openTestHouse({}, { CHARGESHARE_DATA: data })
  beside = operator(data)
  map = await subscriber(house.url, 'Open Map')
  ann = await motorist(house.url, 'ANN-1')
  await ann.says({ type: 'telemetry', at: later(), position: elsewhere })
  await charge(home)
  await ann.answers(await ann.phone(), { choice: 'never' })
  await charge(station)
  await ann.answers(await ann.phone(), { choice: 'always' })
  await map.gets(1)
  await ann.asks('POST', '/v1/vehicles', { vehicleId: 'OLD-1', password: 'roadster-1999' })
}

async function closeStory(): Promise<void> {
  await house.close()
  await ann.close()
  await map.close()
  fs.rmSync(data, { recursive: true })
}

/** Closes the server, and opens it again on what is left in its folder. */
async function restart(between: () => unknown = () => {}): Promise<void> {
  const { port } = new URL(house.url)
  await house.close()
  await between()
  house = await openTestHouse({}, { CHARGESHARE_DATA: data, CHARGESHARE_PORT: port })
}

/** One whole charge. */
async function charge(position: Json): Promise<void> {
  await ann.says(
    { type: 'charge.started', at: later(), position },
    { type: 'charge.completed', at: later(), position },
  )
}

/** The car whose owner has chosen its module's password speaks. */
function oldCar(password = 'roadster-1999'): Promise<Json> {
  const body = { type: 'telemetry', at: later(), position: elsewhere }
  return call('POST', `${house.url}/v1/vehicles/OLD-1/messages`, { token: password, body })
}

async function openQuestions(): Promise<number> {
  return (await ann.questions()).length
}

const keyFile = () => join(data, 'secret.key')

function keysInFile(): string[] {
  const lines = fs.readFileSync(keyFile(), 'utf8').trim().split('\n')
  return lines.map((line) => keyIdOf(Buffer.from(line, 'base64')))
}

/** What the list says of a key. */
async function listed(id: string): Promise<Json | undefined> {
  const rows = JSON.parse(await beside.told(['keys', 'list', '--json'])) as Json[]
  return rows.find((row) => row['id'] === id)
}

/** What stands in a column, or behind what key it is sealed. */
function column(sql: string): string[] {
  const db = new Database(join(data, 'chargeshare.db'), { readonly: true })
  const values = db.prepare(sql).pluck().all() as string[]
  db.close()
  return values
}

const SEALS = [
  'select substr(secret_sealed, 1, 8) from vehicle',
  "select substr(secret_hash, 1, 8) from vehicle where secret_hash like '%.%'",
  'select substr(fix_sealed, 1, 8) from vehicle where fix_sealed is not null',
  'select substr(position_sealed, 1, 8) from place where position_sealed is not null',
  'select substr(push_secret_sealed, 1, 8) from partner',
]

describe('a key that is turned beside a running server', () => {
  let first: string
  let second: string
  beforeAll(async () => {
    await openStory()
    ;[first = ''] = keysInFile()
    await charge(market)
    await oldCar()
  })
  afterAll(closeStory)

  test('lies before the old one, and has sealed at once all that was sealed', async () => {
    const out = await beside.told(['keys', 'rotate'])
    second = fact(out, 'current key')

    expect(keysInFile()).toEqual([second, first])
    expect(second).not.toBe(first)
    expect(fs.statSync(keyFile()).mode & 0o777).toBe(0o600)
    expect(fact(out, 'old key')).toBe(first)
    expect(out).toMatch(/still needed by +1 place\n/)
    for (const sql of SEALS) expect(new Set(column(sql)), sql).toEqual(new Set([second]))
  })

  test('disturbs no module, whether its secret is a token of ours or a chosen password', async () => {
    await oldCar()
    await ann.says({ type: 'telemetry', at: later(), position: elsewhere })
    await expect(oldCar('roadster-2000')).rejects.toThrow('401')
    expect(await listed(first)).toMatchObject({ standing: 'older', neededBy: '1 place' })
  })

  test('disturbs no partner: what is published now is pushed, and well signed', async () => {
    await charge(station)
    const [event] = await map.gets(1)
    expect(at(event!, 'session', 'location', 'position')).toEqual(station)
    expect(map.receiver.refusals).toEqual([])
  })

  test('disturbs no question: it shows its place, and its token of before still answers it', async () => {
    const push = await ann.phone()
    const [question] = await ann.questions()
    expect(at(question!, 'location', 'position')).toEqual(market)
    await ann.answers(push, { choice: 'skip' })
    expect(await openQuestions()).toBe(0)
  })

  test('leaves the old one in its place while a private place needs it, and says which', async () => {
    const { code, err } = await beside.run(['keys', 'drop', first])
    expect(code).toBe(1)
    expect(err).toBe(
      `error: ${first} is still needed by 1 place; with --force, owners are asked again at 1 place\n`,
    )
    expect(keysInFile()).toEqual([second, first])
    const current = await beside.run(['keys', 'drop', second])
    expect(current.err).toBe(`error: ${second} is the current key: rotate first\n`)
    const unknown = await beside.run(['keys', 'drop', '00000000'])
    expect(unknown.err).toBe('error: no key in the key file is 00000000\n')
  })

  test('recognises home at the next charge there, which frees the old key', async () => {
    await charge(home)
    expect(await openQuestions()).toBe(0)
    expect(await listed(first)).toEqual({ id: first, standing: 'older', rows: 0, neededBy: null })
    expect(await beside.told(['keys', 'drop', first])).toMatch(/lost +nothing\n$/)
    expect(keysInFile()).toEqual([second])
  })

  test('is enough, for the server that runs and for the next start', async () => {
    for (const again of [async () => {}, restart]) {
      await again()
      await charge(home)
      expect(await openQuestions()).toBe(0)
      await oldCar()
      await charge(station)
      await map.gets(1)
    }
  })

  test('costs a place where it is dropped by force: its owner is asked again', async () => {
    await beside.told(['keys', 'rotate'])
    const out = await beside.told(['keys', 'drop', second, '--force'])
    expect(out).toMatch(/lost +owners are asked again at 1 place\n$/)

    await charge(home)
    expect(await openQuestions()).toBe(1)
    await restart()
    await oldCar()
  })
})

describe('many rows', () => {
  const CARS = 50
  beforeAll(async () => {
    await openStory()
    for (let i = 0; i < CARS; i++) {
      const password = `password of ${i}`
      await ann.asks('POST', '/v1/vehicles', { vehicleId: `CAR-${i}`, password })
    }
  })
  afterAll(closeStory)

  test('are moved by a process of its own while every message is taken', async () => {
    const load = { isOn: true, sent: 0 }
    const turned = beside.child(program, 'keys', 'rotate').finally(() => (load.isOn = false))
    while (load.isOn) {
      await oldCar()
      await charge(home)
      load.sent++
    }
    await turned

    expect(load.sent).toBeGreaterThan(5)
    expect(await openQuestions()).toBe(0)
    const [current] = keysInFile()
    for (const sql of SEALS) expect(new Set(column(sql)), sql).toEqual(new Set([current]))
    expect(column(SEALS[0]!)).toHaveLength(CARS + 2)
  })

  test('that a rotation did not come to are moved by the next command', async () => {
    const [old] = keysInFile()
    house.ring.rotate()
    expect(await listed(old!)).toMatchObject({
      neededBy: expect.stringContaining('52 module secrets'),
    })

    const out = await beside.told(['keys', 'reseal'])
    expect(out).toMatch(new RegExp(`${keysInFile()[0]} +current +[0-9]+ .* 52 module secrets`))
    for (const sql of SEALS) expect(column(sql), sql).not.toContain(old)
  })
})

describe('a key that is lost', () => {
  let old: string
  beforeAll(async () => {
    await openStory()
    ;[old = ''] = keysInFile()
    await charge(market)
  })
  afterAll(closeStory)

  const start = () => openTestHouse({}, { CHARGESHARE_DATA: data })
  const line = () => `the database needs the key ${old}, which is not in the key file`

  test('is not silently made anew: the start is refused, and leaves nothing behind', async () => {
    await house.close()
    fs.renameSync(keyFile(), join(data, 'mislaid'))
    const before = fs.readdirSync(data)

    await expect(start()).rejects.toThrow(line())
    expect(fs.readdirSync(data)).toEqual(before)
    const { err } = await beside.run(['owner', 'list'])
    expect(err).toMatch(new RegExp(`^error: ${line()}: bring back .* keys accept-loss\n$`))
  })

  test('is not replaced by another one either', async () => {
    fs.writeFileSync(keyFile(), Buffer.alloc(32, 9).toString('base64'), { mode: 0o600 })
    await expect(start()).rejects.toThrow(line())
    fs.rmSync(keyFile())
  })

  test('is named with all that it has made', async () => {
    expect(JSON.parse(await beside.told(['keys', 'list', '--json']))).toEqual([
      {
        id: old,
        standing: 'lost',
        rows: 8,
        neededBy:
          '1 last fix, 1 chosen password, 2 places, 1 position, 1 push secret, 2 module secrets',
      },
    ])
  })

  test('may be given up by the operator, who is told what that means', async () => {
    const out = await beside.told(['keys', 'accept-loss'])
    expect(fact(out, 'lost key')).toBe(old)
    expect(out).toContain(
      'owners are asked again at 2 places; 1 chosen password of modules must be set anew; ' +
        '1 push secret of partners must be made anew',
    )
    expect(keysInFile()).toEqual([fact(out, 'current key')])
    expect(await beside.told(['keys', 'accept-loss'])).toContain('nothing: the keys fit')
    await restart()
  })

  test('ends no token: owner, module and partner go on', async () => {
    expect(itemsOf(await ann.asks('GET', '/v1/vehicles'))).toHaveLength(2)
    expect(itemsOf(await ann.asks('GET', '/v1/charges/mine'))).toHaveLength(3)
    await ann.says({ type: 'telemetry', at: later(), position: elsewhere })
    expect(await map.feed()).toHaveLength(1)
  })

  test('takes a chosen password with it, until the module has a new token', async () => {
    await expect(oldCar()).rejects.toThrow('401')
    const token = fact(await beside.told(['vehicle', 'token', 'OLD-1']), 'token')
    await oldCar(token)
  })

  test('leaves a question without its place: it can be declined, and shared no more', async () => {
    const [question] = await ann.questions()
    expect(at(question!, 'location', 'position')).toBeNull()
    await expect(ann.replies(question!, { choice: 'always' })).rejects.toThrow('409')
    await ann.replies(question!, { choice: 'skip' })
    expect(await openQuestions()).toBe(0)
  })

  test('makes the server ask again about private places, once each', async () => {
    for (const position of [home, market, home]) await charge(position)
    const asked = await ann.questions()
    expect(asked.map((one) => at(one, 'location', 'position'))).toEqual([home, market, home])
    await ann.replies(asked[0]!, { choice: 'never' })
    await charge(home)
    expect(await openQuestions()).toBe(1)
    const places = itemsOf(await ann.asks('GET', '/v1/locations'))
    expect(places.map(({ flag }) => flag).toSorted()).toEqual([
      'always',
      'never',
      'never',
      'pending',
      'skip',
    ])
  })

  test('stops the pushes, never signed by nothing, until the partner has a new secret', async () => {
    const requests = map.receiver.requests()
    await charge(station)
    expect(await map.feed()).toHaveLength(2)
    const push = await call('POST', `${house.url}/v1/partners/me/push/test`, { token: map.token })
    expect(push).toMatchObject({ status: null, error: 'no secret' })
    const me = () => call('GET', `${house.url}/v1/partners/me`, { token: map.token })
    expect(text(await me(), 'push', 'problem')).toMatch(/no secret .* push-secret$/)
    expect(map.receiver.requests()).toBe(requests)

    const renewed = await call('POST', `${house.url}/v1/partners/me/push-secret`, {
      token: map.token,
    })
    map.receiver.trust(text(renewed, 'pushSecret'))
    const [event] = await map.gets(1)
    expect(at(event!, 'session', 'location', 'position')).toEqual(station)
    expect(at(await me(), 'push', 'problem')).toBeNull()
  })

  test('opens again what is left of its work when it is found and put behind the new one', async () => {
    expect(await listed(old)).toMatchObject({ standing: 'lost', neededBy: expect.any(String) })
    const kept = fs.readFileSync(keyFile(), 'utf8')
    const found = fs.readFileSync(join(data, 'mislaid'), 'utf8')
    await restart(() => fs.writeFileSync(keyFile(), kept + found))

    expect(await listed(old)).toMatchObject({ standing: 'older' })
    await beside.told(['keys', 'reseal'])
    const left = await listed(old)
    expect(left).toMatchObject({ neededBy: expect.stringMatching(/^\d places?$/) })
  })
})

describe('a mistake with keys', () => {
  beforeEach(openStory)
  afterEach(closeStory)

  test('is refused with a line where the environment gives the key', async () => {
    await house.close()
    const env = { CHARGESHARE_SECRET_KEY: fs.readFileSync(keyFile(), 'utf8').trim() }
    const before = keysInFile()
    for (const command of [['rotate'], ['reseal']]) {
      const { code, err } = await beside.run(['keys', ...command], { env })
      expect([command[0], code]).toEqual([command[0], command[0] === 'rotate' ? 1 : 0])
      if (code === 1) expect(err).toMatch(/^error: CHARGESHARE_SECRET_KEY gives the keys: .*\n$/)
    }
    expect(keysInFile()).toEqual(before)
  })

  test('of two operators who turn the key at once loses no key', async () => {
    await Promise.all([beside.told(['keys', 'rotate']), beside.told(['keys', 'rotate'])])
    const keys = keysInFile()
    expect(new Set(keys).size).toBe(3)
    for (const sql of SEALS) {
      for (const id of column(sql)) expect(keys).toContain(id)
    }
    await restart()
    await oldCar()
  })
})

describe('a backup', () => {
  beforeAll(openStory)
  afterAll(closeStory)

  test('by hand or by the clock holds no key in any spelling, neither the new nor the old', async () => {
    await beside.told(['keys', 'rotate'])
    const settings = { data, backup: { cron: null, keep: 9 } }
    const copies = [
      fact(await beside.told(['backup']), 'copy'),
      fact(await beside.told(['backup', join(data, 'copy.db')]), 'copy'),
      await backupTo(house.world.store, settings, Date.now()),
    ]
    const keys = house.ring.keys()
    expect(keys).toHaveLength(2)
    for (const file of copies) {
      const bytes = fs.readFileSync(file)
      expect(bytes.length).toBeGreaterThan(10_000)
      for (const key of keys) {
        const hex = key.toString('hex')
        const spelt = [key, key.toString('base64').slice(0, 42), key.toString('base64url'), hex]
        for (const form of [...spelt, hex.toUpperCase()]) expect(bytes.includes(form)).toBe(false)
      }
    }
    expect(fs.readFileSync(keyFile()).includes(keys[0]!.toString('base64').slice(0, 42))).toBe(true)
  })
})
