/** The life of the server's keys: turned while it runs, thinned out, and never in a backup. */
import * as fs from 'node:fs'
import { join } from 'node:path'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { backupTo } from '../src/backup.ts'
import { middleOfCell } from '../src/domain/places/cells.ts'
import { keyIdOf } from '../src/outbound/vault.ts'
import { home, type KeyStory, market, openKeyStory, SEALS, station } from './keystory.ts'
import { fact, program } from './operator.ts'
import { at } from './people.ts'

let story: KeyStory
const open = async () => void (story = await openKeyStory())
const close = () => story.close()

describe('a key that is turned beside a running server', () => {
  let first: string
  let second: string
  beforeAll(async () => {
    story = await openKeyStory()
    ;[first = ''] = story.keysInFile()
    await story.charge(market)
    await story.oldCar()
  })
  afterAll(close)

  test('lies before the old one, and has sealed at once all that was sealed', async () => {
    const out = await story.beside.told(['keys', 'rotate'])
    second = fact(out, 'current key')

    expect(story.keysInFile()).toEqual([second, first])
    expect(second).not.toBe(first)
    expect(fs.statSync(story.keyFile).mode & 0o777).toBe(0o600)
    expect(fact(out, 'old key')).toBe(first)
    expect(out).toMatch(/still needed by +1 place\n/)
    for (const sql of SEALS) expect(new Set(story.column(sql)), sql).toEqual(new Set([second]))
  })

  test('disturbs no module, whether its secret is a token of ours or a chosen password', async () => {
    await story.oldCar()
    await story.drive()
    await expect(story.oldCar('roadster-2000')).rejects.toThrow('401')
    expect(await story.listed(first)).toMatchObject({ standing: 'older', neededBy: '1 place' })
  })

  test('disturbs no partner: what is published now is pushed, and well signed', async () => {
    await story.charge(station)
    const [event] = await story.map.gets(2)
    expect(at(event!, 'session', 'location', 'position')).toEqual(middleOfCell(station))
    expect(story.map.receiver.refusals).toEqual([])
  })

  test('disturbs no question: it shows its place, and its token of before still answers it', async () => {
    const push = await story.ann.phone()
    const [question] = await story.ann.questions()
    expect(at(question!, 'location', 'position')).toEqual(market)
    await story.ann.answers(push, { choice: 'skip' })
    expect(await story.openQuestions()).toBe(0)
  })

  test('leaves the old one in its place while a private place needs it, and says which', async () => {
    const { code, err } = await story.beside.run(['keys', 'drop', first])
    expect(code).toBe(1)
    expect(err).toBe(
      `error: ${first} is still needed by 1 place; with --force, owners are asked again at 1 place\n`,
    )
    expect(story.keysInFile()).toEqual([second, first])
    const current = await story.beside.run(['keys', 'drop', second])
    expect(current.err).toBe(`error: ${second} is the current key: rotate first\n`)
    const unknown = await story.beside.run(['keys', 'drop', '00000000'])
    expect(unknown.err).toBe('error: no key in the key file is 00000000\n')
  })

  test('recognises home at the next charge there, which frees the old key', async () => {
    await story.charge(home)
    expect(await story.openQuestions()).toBe(0)
    expect(await story.listed(first)).toEqual({
      id: first,
      standing: 'older',
      rows: 0,
      neededBy: null,
    })
    expect(await story.beside.told(['keys', 'drop', first])).toMatch(/lost +nothing\n$/)
    expect(story.keysInFile()).toEqual([second])
  })

  test('is enough, for the server that runs and for the next start', async () => {
    for (const again of [async () => {}, story.restart]) {
      await again()
      await story.charge(home)
      expect(await story.openQuestions()).toBe(0)
      await story.oldCar()
      await story.charge(station)
      await story.map.gets(2)
    }
  })

  test('costs a place where it is dropped by force: its owner is asked again', async () => {
    await story.beside.told(['keys', 'rotate'])
    const out = await story.beside.told(['keys', 'drop', second, '--force'])
    expect(out).toMatch(/lost +owners are asked again at 1 place\n$/)

    await story.charge(home)
    expect(await story.openQuestions()).toBe(1)
    await story.restart()
    await story.oldCar()
  })
})

describe('many rows', () => {
  const CARS = 50
  beforeAll(async () => {
    story = await openKeyStory()
    for (let i = 0; i < CARS; i++) {
      const password = `password of ${i}`
      await story.ann.asks('POST', '/v1/vehicles', { vehicleId: `CAR-${i}`, password })
    }
    await story.charge(market)
  })
  afterAll(close)

  test('are moved by a process of its own while every message is taken', async () => {
    const load = { isOn: true, sent: 0 }
    const turned = story.beside.child(program, 'keys', 'rotate').finally(() => (load.isOn = false))
    while (load.isOn) {
      await story.oldCar()
      await story.charge(home)
      load.sent++
    }
    await turned

    expect(load.sent).toBeGreaterThan(5)
    expect(await story.openQuestions()).toBe(1)
    const [current] = story.keysInFile()
    for (const sql of SEALS) expect(new Set(story.column(sql)), sql).toEqual(new Set([current]))
    expect(story.column(SEALS[0]!)).toHaveLength(CARS + 2)
  })

  test('that a rotation did not come to are moved by the next command', async () => {
    const [old] = story.keysInFile()
    story.house.ring.rotate()
    expect(await story.listed(old!)).toMatchObject({
      neededBy: expect.stringContaining('52 module secrets'),
    })

    const out = await story.beside.told(['keys', 'reseal'])
    expect(out).toMatch(
      new RegExp(`${story.keysInFile()[0]} +current +[0-9]+ .* 52 module secrets`),
    )
    for (const sql of SEALS) expect(story.column(sql), sql).not.toContain(old)
  })
})

describe('a mistake with keys', () => {
  beforeEach(open)
  afterEach(close)

  test('is refused with a line where the environment gives the key', async () => {
    await story.house.close()
    const env = { CHARGESHARE_SECRET_KEY: fs.readFileSync(story.keyFile, 'utf8').trim() }
    const before = story.keysInFile()
    const { code, err } = await story.beside.run(['keys', 'rotate'], { env })

    expect(code).toBe(1)
    expect(err).toMatch(/^error: CHARGESHARE_SECRET_KEY gives the keys: .* keys reseal\n$/)
    expect(story.keysInFile()).toEqual(before)
  })

  test('is none where the environment gives two keys, and what the old one made is moved', async () => {
    await story.house.close()
    const fresh = Buffer.alloc(32, 5)
    const both = `${fresh.toString('base64')} ${fs.readFileSync(story.keyFile, 'utf8').trim()}`
    await story.beside.told(['keys', 'reseal'], { env: { CHARGESHARE_SECRET_KEY: both } })

    for (const sql of SEALS) {
      for (const id of story.column(sql)) expect(id).toBe(keyIdOf(fresh))
    }
  })

  test('of two operators who turn the key at once loses no key', async () => {
    await Promise.all(['one', 'other'].map(() => story.beside.child(program, 'keys', 'rotate')))
    const keys = story.keysInFile()
    expect(new Set(keys).size).toBe(3)
    for (const sql of SEALS) {
      for (const id of story.column(sql)) expect(keys).toContain(id)
    }
    await story.restart()
    await story.oldCar()
  })
})

describe('a backup', () => {
  beforeAll(open)
  afterAll(close)

  test('by hand or by the clock holds no key in any spelling, neither the new nor the old', async () => {
    await story.beside.told(['keys', 'rotate'])
    const settings = { data: story.data, backup: { cron: null, keep: 9 } }
    const copies = [
      fact(await story.beside.told(['backup']), 'copy'),
      fact(await story.beside.told(['backup', join(story.data, 'copy.db')]), 'copy'),
      await backupTo(story.house.world.store, settings, Date.now()),
    ]
    const keys = story.house.ring.keys()
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
    expect(fs.readFileSync(story.keyFile).includes(keys[0]!.toString('base64').slice(0, 42))).toBe(
      true,
    )
  })
})
