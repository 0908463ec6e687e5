/** Bad input and rough weather: whatever one line does, no other notices, and memory stays bounded. */
import fc from 'fast-check'
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import type { TestModule, Wire } from './module.ts'
import { openStand, type Stand } from './stand.ts'

const RUNS = Number(process.env['CHARGESHARE_PROPERTY_RUNS'] ?? 50)

let stand: Stand
beforeAll(async () => {
  stand = await openStand()
  await stand.adds('CALM')
})
beforeEach(() => stand.renews())
afterAll(() => stand.close())

/** A car that goes its way meanwhile. */
async function calm(): Promise<TestModule> {
  const car = await stand.connects('C', { vehicleId: 'CALM' })
  await car.next()
  return car
}

async function isCalm(car: TestModule): Promise<boolean> {
  car.says('S80,K', 'h1,0,x,0,0,y')
  return (await car.next()) === 'h1'
}

test.each([
  ['a megabyte without an end', Buffer.alloc(1_000_000, 'A')],
  ['what is no base64', Buffer.from('MP-0 S45.0\r\n')],
  ['what decrypts to noise', Buffer.from('AAAAAAAAAAAAAAAA\r\n')],
  ['too short a line', Buffer.from('AAAA\n')],
  ['bytes of all kinds', Buffer.from(Array.from({ length: 2560 }, (_, i) => i & 255))],
])('after a login, %s ends the line, and no other', async (_, bytes) => {
  const other = await calm()
  const car = await stand.connects('C')
  car.socket.write(bytes)
  await car.closed
  expect(await isCalm(other)).toBe(true)
  expect(stand.garage.glance('demo').isConnected).toBe(false)
})

test('what was said before a line went wrong counts', async () => {
  const car = await stand.connects('C')
  car.socket.cork()
  car.says('S80,K')
  car.socket.write('noise\r\n')
  car.socket.uncork()
  await car.closed
  await stand.isTold(1)
  expect(stand.told).toMatchObject([{ vehicle: 'demo', readings: [{ soc: 80 }] }])
})

test('empty lines, unknown codes and messages without a word are passed over', async () => {
  const car = await calm()
  car.socket.write('\r\n\n\r\n')
  car.says('', '\u00e9t\u00e9', '?', '1', '\u0000', ' ')
  expect(await isCalm(car)).toBe(true)
})

test('a line in a hundred pieces is a line', async () => {
  const car = await calm()
  const app = await stand.connects('A', { vehicleId: 'CALM' })
  const write = car.socket.write.bind(car.socket)
  const sent: string[] = []
  car.socket.write = (text: string) => sent.push(text) > 0
  car.says('W29,2,40,6,29,2,40,6,1')
  for (const piece of sent.join('')) {
    write(piece)
    await new Promise((resolve) => setImmediate(resolve))
  }
  expect(await app.gets(2)).toEqual(['Z1', 'W29,2,40,6,29,2,40,6,1'])
})

test('a thousand who say nothing, or stop half-way, hold up nobody', async () => {
  const idle: Wire[] = []
  while (idle.length < 1000) {
    idle.push(...(await Promise.all(Array.from({ length: 100 }, () => stand.dials()))))
  }
  for (const wire of idle.slice(500)) wire.sends('MP-C 0 AbCdEf')
  const car = await calm()
  expect(await isCalm(car)).toBe(true)
  await stand.passes(119_000)
  expect(idle.some(({ socket }) => socket.destroyed)).toBe(false)
  await stand.passes(1000)
  await Promise.all(idle.map(({ closed }) => closed))
  expect(await isCalm(car)).toBe(true)
})

test('when all log in at once, each is let in', async () => {
  const cars = await Promise.all(
    Array.from({ length: 300 }, (_, i) => stand.connects(i % 2 === 0 ? 'A' : 'B')),
  )
  const car = await stand.connects('C')
  expect(await car.next()).toBe('Z150')
  await Promise.all(cars.map((app) => app.gets(2)))
  expect(new Set(cars.flatMap(({ lines }) => lines))).toEqual(new Set(['Z0', 'Z1']))
})

test('two cars with one name take turns, and the last one stays', async () => {
  const cars: TestModule[] = []
  for (let i = 0; i < 20; i++) cars.push(await stand.connects('C'))
  const last = cars.pop()!
  await Promise.all(cars.map(({ closed }) => closed))
  last.says('A')
  expect(await last.gets(2)).toEqual(['Z0', 'a'])
})

test('an app that does not read is cut off; the car and its other apps go on', async () => {
  const car = await calm()
  const [deaf, app] = [
    await stand.connects('A', { vehicleId: 'CALM' }),
    await stand.connects('A', { vehicleId: 'CALM' }),
  ]
  deaf.socket.pause()
  const long = `W${'x'.repeat(3000)}`
  let heard = 0
  while (stand.garage.glance('calm').apps === 2) {
    car.says(...Array.from({ length: 100 }, () => long))
    for (let i = 0; i < 200; i++) heard += Number((await app.next()) === 'T0')
  }
  expect(heard).toBeGreaterThan(90)
  car.says('W1')
  while ((await app.next()) !== 'W1');
  deaf.socket.resume()
  await deaf.closed
})

test('whatever is said, in and out of step, the server lives', async () => {
  const other = await calm()
  const car = await stand.connects('C')
  const words = fc.oneof(
    fc.uint8Array({ maxLength: 40 }).map((bytes) => Buffer.from(bytes).toString('latin1')),
    fc
      .tuple(
        fc.constantFrom(...'SDLFPhHcCEAaZTWXYVgGpqRr'.split('')),
        fc.array(fc.oneof(fc.string(), fc.double().map(String)), { maxLength: 48 }),
      )
      .map(([code, fields]) => code + fields.join(',')),
  )
  const message = words.map((text) => text.replaceAll('\n', ' '))
  const apps = [await stand.connects('A'), await stand.connects('B')]
  const lines: TestModule[] = [car, ...apps]
  await fc.assert(
    fc.asyncProperty(fc.array(message, { maxLength: 20 }), fc.nat(2), async (messages, who) => {
      const line = lines[who]!
      line.says(...messages, 'A')
      while ((await line.next()) !== 'a');
    }),
    { numRuns: RUNS },
  )
  await fc.assert(
    fc.asyncProperty(fc.uint8Array({ minLength: 1, maxLength: 200 }), async (bytes) => {
      const wire: Pick<Wire, 'socket' | 'close'> = await stand.connects('B')
      await new Promise<void>((resolve) => wire.socket.write(bytes, () => resolve()))
      await wire.close()
    }),
    { numRuns: Math.ceil(RUNS / 4) },
  )
  expect(await isCalm(other)).toBe(true)
  expect(stand.notes.filter((note) => note !== 'an OVMS login was refused')).toEqual([])
})
