/** What a car tells is kept before it is acknowledged, in order, and told again where nothing could be kept. */
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { type Observed, Refusal, Unavailable } from '../../../src/flows/service.ts'
import { openStand, type Stand, stranger } from './stand.ts'

const S = 'S45.0,M,230,31.80,charging,standard,160,150,32,14,0,0,3,1'
const D = 'D124,8,4,31,28,22,0,1000,0'
const L = 'L52.370216,4.895168,181.2,3.1,1,1'

let stand: Stand
beforeAll(async () => void (stand = await openStand()))
beforeEach(() => stand.renews())
afterAll(() => stand.close())

/** A promise and its key. */
function door(): { opened: Promise<Observed>; open: () => void } {
  let open = () => {}
  const opened = new Promise<Observed>((resolve) => (open = () => resolve(stranger)))
  return { opened, open: () => open() }
}

const unavailable = () => {
  throw new Unavailable('disk full')
}

describe('a burst', () => {
  test('is told at once and in order, in the words of the car', async () => {
    const car = await stand.connects('C')
    car.says('F1.5.0,VIN', S, D, L, 'W1')
    await stand.isTold(1)
    expect(stand.told).toMatchObject([
      {
        vehicle: 'demo',
        records: [],
        readings: [
          { at: stand.now, soc: 45, state: 'charging' },
          { at: stand.now, isCharging: true, odometerKm: expect.closeTo(160.93, 1) },
          { at: stand.now, position: { lat: 52.370216, lon: 4.895168 } },
        ],
      },
    ])
  })

  test('tells what firmware and units the car has for all that follows', async () => {
    const car = await stand.connects('C')
    car.says('F3.3.006,VIN')
    car.says(S)
    await stand.isTold(1)
    car.says(D)
    await stand.isTold(2)
    expect(stand.told[0]!.readings).toMatchObject([{ chargingS: 14 }])
    expect(stand.told[1]!.readings).toMatchObject([{ odometerKm: expect.closeTo(160.93, 1) }])
  })

  test('without anything to keep tells nothing', async () => {
    const car = await stand.connects('C')
    car.says('F3.3', 'W1', 'PIhello', 'A', 'gX,1')
    await car.gets(2)
    expect(stand.told).toEqual([])
  })

  test('waits until the one before it is kept', async () => {
    const { opened, open } = door()
    stand.observes = () => opened
    const car = await stand.connects('C')
    car.says(S)
    await stand.isTold(1)
    for (let i = 0; i < 2000; i++) car.says(D, L)
    const app = await stand.connects('A')
    app.says('A')
    await app.gets(3)
    expect(stand.told).toHaveLength(1)
    open()
    car.says('h9,0,x,0,0,y')
    while ((await car.next()) !== 'h9');
    expect(stand.told.flatMap(({ readings }) => readings)).toHaveLength(4001)
  })
})

describe('a line of the log', () => {
  const grid = 'h17,-2,*-LOG-Grid,2,2592000,1,52.370216,4.895168,3.1,,type2,charging,onrequest'

  test('is acknowledged once it is kept', async () => {
    const { opened, open } = door()
    stand.observes = () => opened
    const car = await stand.connects('C')
    car.says(grid)
    await stand.isTold(1)
    expect(stand.told[0]).toMatchObject({
      records: [{ type: '*-LOG-Grid', number: 2, at: stand.now - 2000, lifetimeS: 2_592_000 }],
      readings: [{ isLogged: true, at: stand.now - 2000, state: 'charging' }],
    })
    expect(car.lines).toEqual([])
    open()
    expect(await car.gets(2)).toEqual(['Z0', 'h17'])
  })

  test('is acknowledged again when it comes again, and so is one that nobody understands', async () => {
    const car = await stand.connects('C')
    car.says(grid, grid, 'h18,0', 'h19,x,,,', 'h20,0,Mine,1,60,{"a":[1,2]}')
    expect(await car.gets(6)).toEqual(['Z0', 'h17', 'h17', 'h18', 'h19', 'h20'])
  })

  test('that wants no acknowledgement is kept all the same', async () => {
    const car = await stand.connects('C')
    car.says('H*-OVM-Utilisation,0,100,1,2,3,4', 'A')
    await stand.isTold(1)
    expect(stand.told[0]!.records).toMatchObject([{ type: '*-OVM-Utilisation', data: '1,2,3,4' }])
    expect(await car.gets(2)).toEqual(['Z0', 'a'])
  })
})

describe('where nothing can be kept now', () => {
  test('lines of the log are not acknowledged, and readings are told again, in order', async () => {
    const car = await stand.connects('C')
    stand.observes = unavailable
    car.says(S, 'h1,0,Mine,1,60,x')
    await stand.isTold(1)
    stand.now += 1000
    car.says(D)
    car.says('A')
    expect(await car.gets(2)).toEqual(['Z0', 'a'])
    stand.observes = () => stranger
    await stand.passes(5000)
    await stand.isTold(4)
    const [, again, first, second] = stand.told
    expect(again).toMatchObject({ readings: [{ at: stand.now - 6000 }], records: [] })
    expect(first).toEqual(again)
    expect(second).toMatchObject({ readings: [{ at: stand.now - 5000, isCharging: true }] })
  })

  test('apps hear of the car all the same', async () => {
    const car = await stand.connects('C')
    const app = await stand.connects('A')
    stand.observes = unavailable
    car.says(L)
    expect(await app.gets(3)).toEqual(['Z1', L, 'T0'])
  })

  test('no more than the latest bursts are carried along', async () => {
    const car = await stand.connects('C')
    stand.observes = unavailable
    for (let i = 1; i <= 40; i++) {
      car.says(`S${i},K`)
      await stand.isTold(i)
    }
    car.says('A')
    await car.gets(2)
    stand.told.length = 0
    stand.observes = () => stranger
    await stand.passes(5000)
    await stand.isTold(32)
    expect(stand.told.map(({ readings }) => readings[0]!.soc)).toEqual(
      Array.from({ length: 32 }, (_, i) => i + 9),
    )
  })
})

test('a module whose secret holds no more is sent away', async () => {
  stand.observes = () => {
    throw new Refusal('unauthorized', 'no or wrong credential')
  }
  const car = await stand.connects('C')
  car.says(S)
  await car.closed
  expect(stand.garage.glance('demo').isConnected).toBe(false)
})

test('what fails for a reason of its own is noted, and the line goes on', async () => {
  stand.observes = () => {
    throw new Error('a fault')
  }
  const car = await stand.connects('C')
  car.says(S, 'h1,0,Mine,1,60,x')
  await stand.isTold(1)
  stand.observes = () => stranger
  car.says('h2,0,Mine,1,60,x')
  expect(await car.gets(2)).toEqual(['Z0', 'h2'])
  expect(stand.notes).toEqual(['telemetry could not be kept'])
  expect(stand.told).toHaveLength(2)
})

describe('a paranoid module', () => {
  let noted: [string, boolean][]
  let fails = false

  beforeEach(() => {
    noted = []
    fails = false
    stand.service.setParanoid = async ({ id }, isParanoid) => {
      noted.push([id, isParanoid])
      if (fails) throw new Unavailable('disk full')
    }
  })

  test('is noted once, and once more when it is open again', async () => {
    const car = await stand.connects('C')
    car.says('ETtoken', 'EMSabc', 'EMLabc', 'ETtoken', 'A')
    await car.gets(2)
    car.says('F3.3', 'D0', S, L, 'A')
    await car.next()
    expect(noted).toEqual([
      ['demo', true],
      ['demo', false],
    ])
  })

  test('tells nothing that could be kept', async () => {
    const car = await stand.connects('C')
    car.says('ETtoken', 'EMSabc', 'EMLabc', 'EMh1,0,x', 'PIStandard - Charging', 'A')
    await car.gets(2)
    expect(stand.told).toEqual([])
  })

  test('is noted again where that could not be kept', async () => {
    fails = true
    const car = await stand.connects('C')
    car.says('ETtoken', 'A')
    await car.gets(2)
    fails = false
    car.says('EMSabc', 'EMLabc', 'A')
    await car.next()
    expect(noted).toHaveLength(2)
  })

  test('that is known for it from an earlier day is noted only when that ends', async () => {
    await stand.adds('HIDDEN')
    await stand.house.service.setParanoid({ id: 'hidden', holds: () => true }, true)
    const car = await stand.connects('C', { vehicleId: 'HIDDEN' })
    car.says('ETtoken', 'EMSabc', 'A')
    await car.gets(2)
    expect(noted).toEqual([])
    car.says(S, 'A')
    await car.next()
    expect(noted).toEqual([['hidden', false]])
  })
})
