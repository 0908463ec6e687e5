/** Chargers' transactions and readings, as the store promises to keep them. */
import { beforeAll, expect, it } from 'vitest'
import type { Transaction } from '../../../src/domain/chargers/transaction.ts'
import { timeOrdered } from '../../../src/domain/ids.ts'
import { unseen } from '../../../src/flows/chargers/entry/register.ts'
import type { Store } from '../../../src/flows/ports.ts'
import { openStore } from '../../../src/store/open.ts'
import { testVault } from '../engines.ts'
import { aReading, aTransaction, after, nine } from '../../domain/chargers/course/samples.ts'
import { anOwner } from '../samples.ts'
import type { Home } from './home.ts'

export function metering(home: Home): void {
  const read = () => home.store.read.transactions
  const page = { after: null, limit: 100 }
  let charger = ''
  let chargers = 0
  const aCharger = async () => {
    const id = `metered-${++chargers}`
    await home.store.write((tables) => tables.chargers.add(unseen(id, nine)))
    return id
  }
  beforeAll(async () => {
    charger = await aCharger()
  })

  const add = (told: Partial<Transaction> = {}) =>
    home.store.write(async ({ transactions }) => {
      const number = await transactions.nextNumber()
      const one = aTransaction({ charger, ...told, number })
      await transactions.add(one)
      return one
    })
  const named = (rows: Transaction[]) => rows.map(({ id }) => id)

  const whole: Partial<Transaction> = {
    ...{ evse: 2, connector: 3, reference: 'tx-1', alias: -1, startKey: 'key', idTag: 'Card' },
    ...{
      verdict: 'Unknown',
      acceptedBy: 'their backend',
      status: 'aborted',
      endedAt: after(5),
      meterStartWh: 0.5,
    },
    ...{ meterStopWh: 2 ** 40, energyWh: 12.25, last: aReading(5, { wh: 7, soc: 41.5 }) },
    ...{ maxPowerW: 7000.5, socStart: 41.5, stopReason: 'Other', isProvisional: true },
    ...{ isFault: true, seqNo: 2 ** 40, seen: [[0, 2 ** 40]], startedBy: 'command-1' },
    oddities: ['gap', 'no-start'],
  }

  it('gives a transaction back as it is', async () => {
    for (const one of [await add(), await add({ ...whole, charger: await aCharger() })]) {
      expect(await read().get(one.id)).toEqual(one)
    }
    expect(await read().get('nobody')).toBeNull()
  })

  it('keeps all that may change about it, or only what a reading changes', async () => {
    const charger = await aCharger()
    const [one, other] = [await add({ charger }), await add({ charger })]
    const { reference: _, ...changes } = whole
    const grown = { ...one, ...changes, heardAt: after(9) }
    await home.store.write(async ({ transactions }) => {
      await transactions.set({ ...one, ...changes })
      await transactions.grow({ ...other, ...changes, startKey: null, heardAt: after(9) }, [])
    })
    expect(await read().get(one.id)).toEqual({ ...one, ...changes })
    const { energyWh, last, maxPowerW, socStart, seqNo, seen, oddities, heardAt } = grown
    const growth = { energyWh, last, maxPowerW, socStart, seqNo, seen, oddities, heardAt }
    expect(await read().get(other.id)).toEqual({ ...other, ...growth })
  })

  it('finds it by whatever it is called', async () => {
    const charger = await aCharger()
    const one = await add({ charger, reference: 'a', startKey: 'k', alias: 7 })
    const newer = await add({ charger, reference: 'b', alias: 7 })
    expect(await read().byNumber(one.number)).toEqual(one)
    expect(await read().byReference(charger, 'a')).toEqual([one])
    expect(await read().byStart(charger, 'k')).toEqual(one)
    expect(await read().byAlias(charger, 7)).toEqual(newer)
    const stranger = await aCharger()
    const found = [
      await read().byNumber(2 ** 31 - 1),
      await read().byReference(stranger, 'a'),
      await read().byStart(stranger, 'k'),
      await read().byAlias(stranger, 7),
    ]
    expect(found).toEqual([null, [], null, null])
  })

  it('has one of each start', async () => {
    const charger = await aCharger()
    await add({ charger, startKey: 'k' })
    await expect(add({ charger, startKey: 'k' })).rejects.toThrow(/unique|duplicate/i)
    await add({ charger: await aCharger(), startKey: 'k' })
  })

  it('has the last ones of a name that a charger uses again, the newest first', async () => {
    const charger = await aCharger()
    const made: Transaction[] = []
    for (let i = 0; i < 21; i++) made.push(await add({ charger, reference: '1' }))
    expect(await read().byReference(charger, '1')).toEqual(made.slice(1).toReversed())
  })

  it('tells which are charging: at a charger, at several, and by a tag in whatever case', async () => {
    const [here, there] = [await aCharger(), await aCharger()]
    const first = await add({ charger: here, idTag: 'Tag-Of-These' })
    const over = await add({
      charger: here,
      status: 'completed',
      endedAt: nine,
      idTag: 'Tag-Of-These',
    })
    const second = await add({ charger: here, idTag: null })
    const third = await add({ charger: there, idTag: 'TAG-OF-THESE' })
    expect(named(await read().open(here))).toEqual([second.id, first.id])
    expect(named(await read().openOf([here, there]))).toEqual([third.id, second.id, first.id])
    expect(named(await read().openBy('tag-of-these'))).toEqual([third.id, first.id])
    const odd = await add({ charger: await aCharger(), idTag: 'KÄRT' })
    expect(named(await read().openBy(' kärt '))).toEqual([odd.id])
    const charging = await read().charging({ after: null, limit: 1000 })
    expect(charging.filter((id) => id === here || id === there)).toEqual([here, there].sort())
    expect(await read().charging({ after: charging.at(-1)!, limit: 10 })).toEqual([])
    expect(named(await read().of(here, page))).toEqual([second.id, over.id, first.id])
    expect(named(await read().of(here, page, { active: true }))).toEqual([second.id, first.id])
    expect(named(await read().of(here, page, { active: false }))).toEqual([over.id])
    const next = { after: second.id, limit: 1 }
    expect(named(await read().of(here, next))).toEqual([over.id])
  })

  it('lists those that ended in a stretch of time, by their end', async () => {
    const far = Date.parse('2031-01-01T00:00:00Z')
    const endedAt = (ms: number) => add({ status: 'completed', endedAt: far + ms })
    const [late, early, same] = [await endedAt(20), await endedAt(10), await endedAt(10)]
    await endedAt(30)
    await endedAt(-1)
    const list = (cursor: string | null, limit: number) =>
      read().endedIn(far, far + 30, { after: cursor, limit })
    expect(named(await list(null, 10))).toEqual([early.id, same.id, late.id])
    expect(named(await list(early.id, 10))).toEqual([same.id, late.id])
    expect(named(await list(early.id, 1))).toEqual([same.id])
    const back = (after: string | null, limit: number) =>
      read().endedIn(far, far + 30, { after, limit }, true)
    expect(named(await back(null, 10))).toEqual([late.id, same.id, early.id])
    expect(named(await back(late.id, 1))).toEqual([same.id])
  })

  it('never gives a number twice, though many ask at once and some fail', async () => {
    const draw = (fails: boolean) =>
      home.store.write(async ({ transactions }) => {
        const number = await transactions.nextNumber()
        if (fails) throw new Error('the flow changed its mind')
        return number
      })
    const drawn = await Promise.allSettled(Array.from({ length: 30 }, (_, i) => draw(i % 3 === 0)))
    const numbers = drawn.flatMap((one) => (one.status === 'fulfilled' ? [one.value] : []))
    expect(numbers).toHaveLength(20)
    expect(new Set(numbers).size).toBe(20)
    expect(Math.min(...numbers)).toBeGreaterThan(0)
  })

  it('leaves out the numbers that may have been given after a copy of it was made', async () => {
    const where = await home.fresh()
    const draw = async (then: (store: Store) => Promise<unknown>) => {
      const store = await openStore(where, testVault)
      const number = await store.write(({ transactions }) => transactions.nextNumber())
      await then(store).finally(() => store.close())
      return number
    }
    const copy = (store: Store) => store.write(({ meta }) => meta.set('home', 'another one'))
    expect([await draw(async () => {}), await draw(copy)]).toEqual([1, 2])
    expect(await draw(async () => {})).toBe(100_003)
  })

  it('keeps readings by time; a later one of the same time adds what the first has not told', async () => {
    const { id } = await add()
    const many = Array.from({ length: 60 }, (_, i) => aReading(i, { wh: i }))
    await home.store.write(async ({ transactions }) => {
      await transactions.addReadings(id, many.toReversed())
      await transactions.addReadings(id, [aReading(3, { wh: 99, soc: 40.5 }), aReading(90)])
      await transactions.addReadings(id, [])
    })
    const kept = await read().readings(id)
    expect(kept).toHaveLength(61)
    expect(kept[3]).toEqual(aReading(3, { wh: 3, soc: 40.5 }))
    expect(kept.filter((_, i) => i !== 3)).toEqual([
      ...many.filter((_, i) => i !== 3),
      aReading(90),
    ])
  })

  it('gives back in their order all readings that a transaction has grown by', async () => {
    const one = await add()
    const many = Array.from({ length: 100 }, (_, i) => aReading(i * 2, { wh: i, soc: i / 8 }))
    await home.store.write(async ({ transactions }) => {
      await transactions.addReadings(one.id, many.slice(0, 2))
      for (const reading of many.slice(2)) await transactions.grow(one, [reading])
    })
    expect(await read().readings(one.id)).toEqual(many)
    const late = [aReading(21, { wh: 10 }), aReading(198, { wh: 1, powerW: 7 })]
    await home.store.write(async ({ transactions }) => {
      await transactions.addReadings(one.id, late)
      await transactions.grow(one, [aReading(200), aReading(201)])
    })
    const filled = { ...many[99]!, powerW: 7 }
    const all = [...many.slice(0, 11), late[0], ...many.slice(11, 99), filled]
    expect(await read().readings(one.id)).toEqual([...all, aReading(200), aReading(201)])
  })

  it('forgets of an ended transaction also what it has grown by last', async () => {
    const one = await add({ id: timeOrdered(nine, 99, new Uint8Array(12)) })
    await home.store.write(async ({ transactions }) => {
      await transactions.grow(one, [aReading(1), aReading(2)])
      await transactions.set({ ...one, status: 'completed', endedAt: after(3) })
    })
    expect(await read().readings(one.id)).toEqual([aReading(1), aReading(2)])
    await home.store.write(({ transactions }) => transactions.forgetReadings(after(4)))
    expect(await read().readings(one.id)).toEqual([])
  })

  it('forgets readings of transactions that ended long ago, and keeps the transactions', async () => {
    const ended = (minutes: number | null, made = 0) =>
      add({
        id: timeOrdered(after(made), ++count, new Uint8Array(12)),
        status: minutes === null ? 'charging' : 'completed',
        endedAt: minutes === null ? null : after(minutes),
      })
    let count = 0
    const [old, young, open] = [await ended(10), await ended(20), await ended(null)]
    const all = [old, young, open]
    await home.store.write(async ({ transactions }) => {
      for (const { id } of all) await transactions.addReadings(id, [aReading(1), aReading(2)])
      expect(await transactions.forgetReadings(after(20))).toBe(2)
    })
    const left = await Promise.all(all.map(({ id }) => read().readings(id)))
    expect(left.map((readings) => readings.length)).toEqual([0, 2, 2])
    expect(await read().get(old.id)).toEqual(old)
  })

  it('knows whose tag it was, until he is forgotten or gone', async () => {
    const [ann, bob] = [anOwner(), anOwner()]
    await home.store.write(async ({ owners }) => {
      for (const owner of [ann, bob]) await owners.add(owner)
    })
    const first = await add({ idTag: 'Gift', owner: ann.id, status: 'completed', endedAt: nine })
    const second = await add({ idTag: 'GIFT', owner: ann.id })
    const other = await add({ idTag: 'gift', owner: bob.id })
    const nobodys = await add({ idTag: 'gift' })
    expect(await read().byOwner(ann.id, page)).toEqual([second, first])
    expect(await read().byOwner(ann.id, page, { active: true })).toEqual([second])
    expect(await read().byOwner(ann.id, page, { active: false })).toEqual([first])
    expect(await read().byOwner(ann.id, { after: second.id, limit: 1 })).toEqual([first])
    expect(await read().tagsOf(ann.id)).toEqual(['gift'])
    await home.store.write(({ transactions }) => transactions.unname(ann.id))
    expect(named(await read().openBy('gift'))).toEqual([nobodys.id, other.id])
    await home.store.write(async ({ idTokens, owners }) => {
      await idTokens.forget('GIFT')
      await owners.remove(bob.id)
    })
    expect(await read().get(first.id)).toEqual({ ...first, idTag: null, owner: null })
    expect(await read().get(nobodys.id)).toEqual({ ...nobodys, idTag: null })
    expect(await read().get(other.id)).toEqual({ ...other, owner: null })
    expect(named(await read().openBy('gift'))).toEqual([other.id])
  })

  it('leaves nothing of a charger that is removed', async () => {
    const gone = await aCharger()
    const { id } = await add({ charger: gone })
    await home.store.write(async ({ transactions, chargers }) => {
      await transactions.addReadings(id, [aReading(1)])
      await chargers.remove(gone)
    })
    expect(await read().get(id)).toBeNull()
    expect(await read().readings(id)).toEqual([])
  })
}
