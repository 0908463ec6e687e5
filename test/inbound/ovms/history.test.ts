/** The commands 30, 31 and 32: the log of a module, read again by its owner's apps. */
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import type { LogRecord } from '../../../src/domain/telemetry/reading.ts'
import { openStand, type Stand } from './stand.ts'

let stand: Stand
beforeAll(async () => void (stand = await openStand()))
beforeEach(() => stand.renews())
afterAll(() => stand.close())

const AT = Date.parse('2026-05-20T08:15:02Z')
const record = (given: Partial<LogRecord> = {}): LogRecord => {
  return { type: '*-LOG-Trip', number: 1, at: AT, lifetimeS: 86_400, data: 'a,b', ...given }
}

test('an empty log says so, in the words of the public server', async () => {
  const app = await stand.connects('A')
  app.says('C31', 'C32,*-LOG-Trip', 'C30')
  expect(await app.gets(4)).toEqual([
    'Z0',
    'c31,1,No historical data available',
    'c32,1,No historical data available',
    'c30,1,No GPRS utilisation data available',
  ])
})

test('what a module tells is found again, through the whole house', async () => {
  delete stand.service.observe
  stand.now = AT + 2000
  const car = await stand.connects('C')
  car.says('h1,-2,*-Test-Mine,7,86400,one,two', 'h2,-1,*-Test-Mine,7,86400,three')
  await car.gets(3)
  const app = await stand.connects('A')
  app.says('C31', 'C32,*-Test-Mine', 'C32,*-Test-Mine,2026-05-20 08:15:02', 'C31,2026-05-21')
  expect((await app.gets(6)).slice(1)).toEqual([
    expect.stringMatching(
      /^c31,0,1,1,\*-Test-Mine,2,2,\d+,2026-05-20 08:15:02,2026-05-20 08:15:03$/,
    ),
    'c32,0,1,2,*-Test-Mine,2026-05-20 08:15:02,7,one,two',
    'c32,0,2,2,*-Test-Mine,2026-05-20 08:15:03,7,three',
    'c32,0,1,1,*-Test-Mine,2026-05-20 08:15:03,7,three',
    'c31,1,No historical data available',
  ])
})

test('bytes from and to car and apps are summed up for each day', async () => {
  const used = (hours: number, data: string) =>
    record({ type: '*-OVM-Utilisation', at: AT + hours * 3_600_000, data })
  stand.service.listRecords = async () => [
    used(0, '1,2,3,4'),
    used(1, '10,20,x'),
    used(24, '5,5,5,5'),
  ]
  const app = await stand.connects('B')
  app.says('C30')
  expect((await app.gets(3)).slice(1)).toEqual([
    'c30,0,1,2,2026-05-20,11,22,3,4',
    'c30,0,2,2,2026-05-21,5,5,5,5',
  ])
})

test('a long log waits for an app that reads slowly, and does not cut it off', async () => {
  const data = 'x'.repeat(20_000)
  stand.service.listRecords = async () =>
    Array.from({ length: 100 }, (_, i) => record({ number: i, data }))
  const app = await stand.connects('A')
  app.socket.pause()
  app.says('C32,*-LOG-Trip')
  const other = await stand.connects('A')
  other.says('A')
  await other.gets(2)
  app.socket.resume()
  const lines = await app.gets(101)
  expect(lines[100]).toBe(`c32,0,100,100,*-LOG-Trip,2026-05-20 08:15:02,99,${data}`)
})

test('where it cannot be read now, the app is told to try again', async () => {
  stand.service.sumRecords = async () => {
    throw new Error('no connection')
  }
  const app = await stand.connects('A')
  app.says('C31')
  expect(await app.gets(2)).toEqual(['Z0', 'c31,1,Try again later'])
  expect(stand.notes).toEqual(['the log of a module could not be read'])
})
