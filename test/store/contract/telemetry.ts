/** What cars told last and the logs of modules, as the store promises to keep them. */
import { expect, it } from 'vitest'
import type { LogRecord } from '../../../src/domain/telemetry/reading.ts'
import { unwatched, type Watch } from '../../../src/domain/telemetry/watch.ts'
import { openVault } from '../../../src/outbound/vault.ts'
import { openStore } from '../../../src/store/open.ts'
import { central, motorist } from '../samples.ts'
import type { Home } from './home.ts'

const open: Watch = {
  ...unwatched,
  known: { at: 5000, state: 'charging', soc: 41.5 },
  fix: { at: 4000, position: central, odometerKm: 48_211.3, jump: null },
  charge: {
    ...{ startedAt: 4500, position: central, placeDueAt: null },
    ...{ toldAt: 5000, toldSoc: 41.5, toldKwh: null, earlierKwh: 0 },
  },
}
const ending: Watch = {
  ...open,
  ending: {
    ...{ at: 9000, dueAt: 99_000, seenAt: 9000, type: 'charge.completed', reason: null },
    ...{ certainty: 3, soc: 80, energyKwh: 17.2 },
  },
}
const line: LogRecord = {
  ...{
    type: '*-LOG-Grid',
    number: 2,
    at: 10_000_000,
    lifetimeS: 600,
    data: '1,,,,,type2,charging',
  },
}
const END = 10_600_000
const key = (byte: number) => new Uint8Array(32).fill(byte)

export function telemetry(home: Home): void {
  const aCar = async () => (await home.store.write((tables) => motorist(tables))).vehicle.id

  it('gives back what a car told last, and knows whether it charges', async () => {
    const [one, other] = [await aCar(), await aCar()]
    expect(await home.store.read.watches.get(one)).toBeNull()
    await home.store.write(({ watches }) => watches.keep(one, open, 5000))
    await home.store.write(({ watches }) => watches.keep(other, { ...open, charge: null }, 5000))
    expect(await home.store.read.watches.get(one)).toEqual(open)
    expect(await home.store.read.watches.charging([one, other, 'nobody'])).toEqual([one])
    await home.store.write(({ watches }) => watches.keep(one, ending, 9000))
    expect(await home.store.read.watches.get(one)).toEqual(ending)
    await home.store.write(({ watches }) => watches.remove(one))
    expect(await home.store.read.watches.get(one)).toBeNull()
  })

  it('names the cars with something that is final by now', async () => {
    const car = await aCar()
    await home.store.write(({ watches }) => watches.keep(car, ending, 9000))
    expect(await home.store.read.watches.due(98_999, 100)).not.toContain(car)
    expect(await home.store.read.watches.due(99_000, 100)).toContain(car)
    await home.store.write(({ watches }) => watches.remove(car))
  })

  it('forgets cars that were not heard of, those with an open charge later', async () => {
    const [idle, charging] = [await aCar(), await aCar()]
    const keep = (car: string, watch: Watch, at: number) =>
      home.store.write(({ watches }) => watches.keep(car, watch, at))
    await keep(idle, { ...open, charge: null }, 1000)
    await keep(charging, open, 1000)
    await home.store.write(({ watches }) => watches.removeBefore(1001, 500))
    expect(await home.store.read.watches.get(idle)).toBeNull()
    expect(await home.store.read.watches.get(charging)).toEqual(open)
    expect(await home.store.write(({ watches }) => watches.removeBefore(1001, 1001))).toBe(1)
  })

  it('keeps a line of a log once, however often the module sends it', async () => {
    const car = await aCar()
    const add = (id: string, record: LogRecord) =>
      home.store.write(({ records }) => records.add(`${car} ${id}`, car, record, END))
    expect(await add('a', line)).toBe(true)
    expect(await add('b', { ...line, at: line.at + 60_000 })).toBe(false)
    expect(await add('c', { ...line, data: '1,,,,,type2,done' })).toBe(true)
    expect(await add('d', { ...line, at: line.at + 300_000 })).toBe(true)
    const kept = await home.store.read.records.of(car, line.type, 0, 10)
    expect(kept.map(({ at, data }) => [at - line.at, data])).toEqual([
      [0, line.data],
      [0, '1,,,,,type2,done'],
      [300_000, line.data],
    ])
    expect(await home.store.read.records.of(car, line.type, line.at, 10)).toHaveLength(1)
    expect(await home.store.read.records.of(car, 'another', 0, 10)).toEqual([])
    expect(await home.store.read.records.held(car)).toHaveLength(3)
    expect(await home.store.read.records.sums(car, 0)).toMatchObject([
      { type: line.type, lines: 3, characters: 56, firstAt: line.at, lastAt: line.at + 300_000 },
    ])
  })

  it('forgets lines whose time is over, and all with their vehicle', async () => {
    const car = await aCar()
    await home.store.write(async ({ records, watches }) => {
      await records.add(`${car} e`, car, line, END)
      await records.add(`${car} f`, car, { ...line, data: 'later' }, END + 1)
      await watches.keep(car, open, 1000)
      await records.removeBefore(END + 1)
    })
    expect(await home.store.read.records.held(car)).toMatchObject([{ data: 'later' }])
    await home.store.write(({ vehicles }) => vehicles.remove(car))
    expect(await home.store.read.records.held(car)).toEqual([])
    expect(await home.store.read.watches.get(car)).toBeNull()
  })

  it('moves both to a new key, and forgets what cannot be opened any more', async () => {
    const where = await home.fresh()
    const before = await openStore(
      where,
      openVault(() => [key(7)]),
    )
    const { vehicle } = await before.write((tables) => motorist(tables))
    await before.write(async ({ records, watches }) => {
      await records.add('line', vehicle.id, line, END)
      await watches.keep(vehicle.id, open, 1000)
    })
    await before.close()
    const between = await openStore(
      where,
      openVault(() => [key(8), key(7)]),
    )
    await between.write(async ({ records, watches }) => {
      expect(await records.reseal({ after: null, limit: 10 })).toEqual(['line'])
      expect(await watches.reseal({ after: null, limit: 10 })).toEqual([vehicle.id])
      expect(await records.reseal({ after: null, limit: 10 })).toEqual([])
      expect(await watches.reseal({ after: null, limit: 10 })).toEqual([])
    })
    await between.close()
    const after = await openStore(
      where,
      openVault(() => [key(8)]),
    )
    expect(await after.read.watches.get(vehicle.id)).toEqual(open)
    expect(await after.read.records.held(vehicle.id)).toMatchObject([{ data: line.data }])
    await after.close()
    const lost = await openStore(
      where,
      openVault(() => [key(9)]),
    )
    expect(await lost.read.watches.get(vehicle.id)).toBeNull()
    expect(await lost.read.records.held(vehicle.id)).toEqual([])
    await lost.close()
  })
}
