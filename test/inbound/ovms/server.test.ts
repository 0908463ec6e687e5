/** The life of a line: what cars, apps and batch clients hear of each other, and when a line ends. */
import { once } from 'node:events'
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { openStand, type Stand } from './stand.ts'

const MINUTE_MS = 60_000
const S = 'S45.0,K,230,31.80,charging,standard,160,150,32'

let stand: Stand
beforeAll(async () => void (stand = await openStand()))
beforeEach(() => stand.renews())
afterAll(() => stand.close())

describe('a car and its apps', () => {
  test('hear of each other', async () => {
    const car = await stand.connects('C')
    const app = await stand.connects('A')
    const batch = await stand.connects('B')
    expect(await app.next()).toBe('Z1')
    expect(await batch.next()).toBe('Z1')
    await app.close()
    expect(await car.gets(3)).toEqual(['Z0', 'Z1', 'Z0'])
    await car.close()
    expect(await batch.next()).toBe('Z0')
  })

  test('each message of the car reaches its apps as it is', async () => {
    const car = await stand.connects('C')
    const app = await stand.connects('A')
    const told = [S, 'W29,2,40,6', 'Y4,FL,FR', 'X0,0', 'V1.2', 'qwhat', 'PIhello, world']
    car.says(...told, 'gGROUP,1', 'h1,0,x,0,0,y', 'H*,0,0,z', 'A', 'a', 'F3.3.006,VIN')
    expect(await app.gets(17)).toEqual([
      'Z1',
      ...told.flatMap((message) => (message.startsWith('P') ? [message] : [message, 'T0'])),
      'F3.3.006,VIN',
      'f1.2.3',
      'T0',
    ])
  })

  test('of one vehicle hear nothing of another', async () => {
    await stand.adds('OTHER')
    const other = await stand.connects('A', { vehicleId: 'OTHER' })
    const car = await stand.connects('C')
    const app = await stand.connects('A')
    car.says(S)
    await app.gets(3)
    other.says('A')
    expect(await other.gets(2)).toEqual(['Z0', 'a'])
  })

  test('an app that comes later is told all that is known, and how old it is', async () => {
    const car = await stand.connects('C')
    car.says('D124,8', 'L52,4', S, 'F3.3.006', 'A')
    await car.gets(2)
    await car.close()
    stand.now += 61_499
    const app = await stand.connects('A')
    expect(await app.gets(6)).toEqual(['Z0', 'F3.3.006', S, 'D124,8', 'L52,4', 'T61'])
  })

  test('a car that comes again ends its former line', async () => {
    const app = await stand.connects('A')
    const first = await stand.connects('C')
    const second = await stand.connects('C')
    await first.closed
    expect(await app.gets(4)).toEqual(['Z0', 'Z1', 'Z0', 'Z1'])
    second.says(S)
    expect(await app.next()).toBe(S)
  })

  test('words are UTF-8, and where they are not, Latin 1', async () => {
    const car = await stand.connects('C')
    const app = await stand.connects('A')
    car.says('PIGrüße, 世界\r2 Zeilen')
    expect(await app.gets(2)).toEqual(['Z1', 'PIGrüße, 世界\r2 Zeilen'])
    car.saysBytes(Buffer.from('PIGrüße', 'latin1'))
    expect(await app.next()).toBe('PIGrüße')
  })
})

test('a caller over HTTP who stays away is no peer any more', async () => {
  const car = await stand.connects('C')
  stand.garage.visit('demo', 'guest', MINUTE_MS)
  await stand.passes(MINUTE_MS)
  expect(await car.gets(3)).toEqual(['Z0', 'Z1', 'Z0'])
})

describe('a command', () => {
  test('reaches the car, and its answer the app that asked', async () => {
    const car = await stand.connects('C')
    const [one, two] = [await stand.connects('A'), await stand.connects('B')]
    one.says('C7,stat')
    two.says('C1')
    expect(await car.gets(4)).toEqual(['Z0', 'Z1', 'C7,stat', 'C1'])
    car.says('c1,0,0,2,on', 'c1,0,1,2,off', 'c7,0,Not charging\rSOC: 80%')
    expect(await one.gets(2)).toEqual(['Z1', 'c7,0,Not charging\rSOC: 80%'])
    expect(await two.gets(3)).toEqual(['Z1', 'c1,0,0,2,on', 'c1,0,1,2,off'])
  })

  test('to a car that is not here is dropped', async () => {
    const app = await stand.connects('A')
    app.says('C7,stat', 'A')
    expect(await app.gets(2)).toEqual(['Z0', 'a'])
  })

  test('longer than a module can take is refused', async () => {
    const car = await stand.connects('C')
    const app = await stand.connects('A')
    app.says(`C7,${'x'.repeat(700)}`)
    expect(await app.gets(2)).toEqual(['Z1', 'c7,1,Command too long'])
    app.says(`C7,${'x'.repeat(696)}`)
    await car.gets(3)
    expect(car.raw.at(-1)!.length).toBeLessThan(1000)
  })

  test('may be long in its answer: a shell prints whole pages', async () => {
    const car = await stand.connects('C')
    const app = await stand.connects('A')
    app.says('C7,config list')
    await car.gets(3)
    const page = `c7,0,${'line\r'.repeat(4000)}`
    car.says(page)
    expect(await app.gets(2)).toEqual(['Z1', page])
  })

  test('that the server cannot read is passed on, and so is its answer', async () => {
    const car = await stand.connects('C')
    const [one, two] = [await stand.connects('A'), await stand.connects('A')]
    one.says('EMCc2VjcmV0')
    expect((await car.gets(4)).at(-1)).toBe('EMCc2VjcmV0')
    car.says('EMcYW5zd2Vy', 'W1')
    expect(await one.gets(2)).toEqual(['Z1', 'EMcYW5zd2Vy'])
    expect(await two.gets(2)).toEqual(['Z1', 'W1'])
  })

  test('of an app alone is passed on: nothing else that it says', async () => {
    const car = await stand.connects('C')
    const app = await stand.connects('A')
    app.says('Z9', S, 'PIhello', 'Gsomething', 'papp,gcm,production,DEMO,DEMO,key', 'C', 'Cx', 'h1')
    app.says('EMS1', 'C11')
    expect(await car.gets(3)).toEqual(['Z0', 'Z1', 'C11'])
    expect(stand.garage.recall('demo')).toEqual(['Z1'])
  })
})

describe('a line that is silent', () => {
  test.each([
    ['C', 960_000],
    ['A', 1_200_000],
    ['B', 300_000],
  ] as const)('of type %s ends after %i ms', async (type, ms) => {
    const one = await stand.connects(type)
    await stand.passes(ms - 1)
    one.says('A')
    while ((await one.next()) !== 'a');
    await stand.passes(ms - 1)
    expect(one.socket.destroyed).toBe(false)
    await stand.passes(1)
    await one.closed
  })

  test('a car that was told nothing for a quarter of an hour is told that we are here', async () => {
    const car = await stand.connects('C')
    await stand.passes(14 * MINUTE_MS)
    car.says('W1', 'h1,0,x,0,0,y')
    expect(await car.gets(2)).toEqual(['Z0', 'h1'])
    await stand.passes(15 * MINUTE_MS)
    expect(await car.next()).toBe('AFA')
    await stand.passes(1000)
    car.says('a', 'A')
    expect(await car.next()).toBe('a')
  })

  test('and does not take its end is cut off', async () => {
    const app = await stand.connects('B')
    app.socket.allowHalfOpen = true
    const ended = once(app.socket, 'end')
    await stand.passes(300_000)
    await ended
    expect(stand.garage.glance('demo').batches).toBe(0)
    await stand.passes(10_000)
    // Only now is nobody there any more to take a word.
    const reset = once(app.socket, 'error')
    while (!app.socket.destroyed) {
      app.says('A')
      await new Promise((resolve) => setImmediate(resolve))
    }
    expect(String(await reset)).toMatch(/EPIPE|ECONNRESET/)
  })
})
