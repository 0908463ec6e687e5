/** The server is a peer of a car while it charges, and no longer: a peer costs its owner mobile data. */
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import type { Observed } from '../../../src/flows/service.ts'
import type { TestModule } from './module.ts'
import { openStand, sharer, type Stand, stranger } from './stand.ts'

const charging: Observed = { ...sharer, isCharging: true }
const HINT_MS = 120_000

let stand: Stand
/** Which cars the house says are charging. */
let open: Set<string>

beforeAll(async () => void (stand = await openStand()))
afterAll(() => stand.close())
beforeEach(async () => {
  await stand.renews()
  open = new Set()
  stand.observes = () => sharer
  stand.service.chargingOf = async (ids) => new Set(ids.filter((id) => open.has(id)))
})

/** All that a car has heard of peers once all that it said is kept. */
async function peersOf(car: TestModule): Promise<string[]> {
  car.says('hdone,0')
  while ((await car.next()) !== 'hdone');
  return car.lines.filter((line) => line.startsWith('Z'))
}

const grid = 'h1,-2,*-LOG-Grid,2,60,1,52.370216,4.895168,3.1,,type2,charging,onrequest'

describe('a hint', () => {
  test.each([
    'PIStandard - Charging\r230.0V/31.8A',
    'PIRange - Topping off\r230.0V',
    'D4,8',
    'D8,8',
    'D16,8',
    'S45,K,0,0,prepare',
    'S45,K,230,31,charging',
    'S45,K,230,31,topoff',
    grid,
  ])('of %j makes the server a peer', async (message) => {
    const car = await stand.connects('C')
    car.says(message)
    expect(await peersOf(car)).toEqual(['Z0', 'Z1'])
  })

  test.each([
    'PINot charging\rSOC: 80%',
    'PIStandard - Charge Done\rCharged: 20kWh',
    'PAStandard - Charge Stopped\rCharging took long',
    'PEcharging,1,2',
    'D224,8',
    'S45,K,0,0,done',
    'S45,K,0,0,stopped',
    'S45,K,0,0,timerwait',
    'L52,4',
    'h1,-2,*-LOG-Trip,1,60,charging',
  ])('is not %j', async (message) => {
    const car = await stand.connects('C')
    car.says(message)
    expect(await peersOf(car)).toEqual(['Z0'])
  })

  test('of a car that does not share is none', async () => {
    stand.observes = () => stranger
    const car = await stand.connects('C')
    car.says('PIStandard - Charging', 'D124', 'S45,K,230,31,charging')
    expect(await peersOf(car)).toEqual(['Z0'])
  })

  test('of a paranoid module is none: nothing could be read', async () => {
    const car = await stand.connects('C')
    car.says('ETtoken', 'PIStandard - Charging')
    expect(await peersOf(car)).toEqual(['Z0'])
  })

  test('that no charge follows is given up after two minutes', async () => {
    const car = await stand.connects('C')
    car.says('D4,8')
    await peersOf(car)
    await stand.passes(HINT_MS - 1)
    expect(await peersOf(car)).toEqual(['Z0', 'Z1'])
    await stand.passes(5000)
    expect(await peersOf(car)).toEqual(['Z0', 'Z1', 'Z0'])
  })

  test('is news: a cable that stays plugged in is none, one that is plugged in again is', async () => {
    const car = await stand.connects('C')
    car.says('D12,8', 'S80,K,0,0,done')
    await peersOf(car)
    await stand.passes(HINT_MS)
    car.says('D12,8', 'S80,K,0,0,done', 'D8,8')
    expect(await peersOf(car)).toEqual(['Z0', 'Z1', 'Z0'])
    car.says('D0,8')
    car.says('D12,8')
    expect(await peersOf(car)).toEqual(['Z0', 'Z1', 'Z0', 'Z1'])
  })
})

describe('a charge', () => {
  test('is attended to until its end', async () => {
    const car = await stand.connects('C')
    stand.observes = () => charging
    open.add('demo')
    car.says('S45,K,230,31,charging')
    await peersOf(car)
    for (let i = 0; i < 20; i++) {
      await stand.passes(HINT_MS)
      car.says('A')
      await car.next()
    }
    expect(await peersOf(car)).toEqual(['Z0', 'Z1'])
    open.clear()
    stand.observes = () => sharer
    await stand.passes(HINT_MS)
    expect(await peersOf(car)).toEqual(['Z0', 'Z1', 'Z0'])
  })

  test('that is open when the car comes makes it tell all it knows', async () => {
    open.add('demo')
    const car = await stand.connects('C')
    expect(await peersOf(car)).toEqual(['Z0', 'Z1'])
  })

  test('counts beside apps', async () => {
    open.add('demo')
    const app = await stand.connects('A')
    const car = await stand.connects('C')
    expect(await peersOf(car)).toEqual(['Z0', 'Z2'])
    await app.close()
    while ((await car.next()) !== 'Z1');
    open.clear()
    await stand.passes(HINT_MS)
    expect(await peersOf(car)).toEqual(['Z0', 'Z2', 'Z1', 'Z0'])
  })

  test('stays attended to while the house cannot say whether it is open', async () => {
    open.add('demo')
    const car = await stand.connects('C')
    stand.service.chargingOf = async () => {
      throw new Error('no connection')
    }
    await expect(stand.passes(HINT_MS)).rejects.toThrow('no connection')
    expect(await peersOf(car)).toEqual(['Z0', 'Z1'])
  })

  test('of another car is its own affair', async () => {
    await stand.adds('OTHER')
    open.add('other')
    const car = await stand.connects('C')
    const other = await stand.connects('C', { vehicleId: 'OTHER' })
    expect([await peersOf(car), await peersOf(other)]).toEqual([['Z0'], ['Z0', 'Z1']])
  })
})
