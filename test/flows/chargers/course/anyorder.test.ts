/** What chargers tell of a day makes the same transactions, in whatever order and however often. */
import fc from 'fast-check'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { Payload } from '../../../../src/domain/chargers/ocpp.ts'
import type { Transaction } from '../../../../src/domain/chargers/transaction.ts'
import { openTestHouse, type TestHouse } from '../../../house.ts'
import { aStation, type Station } from '../station.ts'

let house: TestHouse
const now = Date.parse('2026-11-22T00:00:00Z')
beforeAll(async () => {
  house = await openTestHouse({ clock: () => now, timer: false })
})
afterAll(() => house.close())

/** A charge: minutes since midnight, watt-hours, watts. */
type Visit = {
  evse: number
  startsAt: number
  endsAt: number | null
  meterStart: number
  steps: { wh: number; powerW: number }[]
  reason: string | null
}

/** Charges that follow one another at two connectors; the last one may still go on. */
const days = fc
  .tuple(...[1, 2].map((evse) => fc.array(visitsAt(evse), { minLength: 1, maxLength: 3 })))
  .map((places) => places.flatMap(inARow))

function visitsAt(evse: number) {
  return fc.record({
    evse: fc.constant(evse),
    pause: fc.integer({ min: 2, max: 60 }),
    steps: fc.array(
      fc.record({ wh: fc.integer({ min: 0, max: 900 }), powerW: fc.constantFrom(0, 90, 7000) }),
      { maxLength: 5 },
    ),
    reason: fc.constantFrom(null, 'Local', 'EVDisconnected', 'PowerLoss', 'DeAuthorized'),
    goesOn: fc.boolean(),
  })
}

function inARow(visits: Drawn[]): Visit[] {
  let [at, meter] = [0, 5000]
  return visits.map(({ evse, pause, steps, reason, goesOn }, i) => {
    const [startsAt, meterStart] = [at + pause, meter]
    at = startsAt + steps.length * 10 + 10
    meter += steps.reduce((sum, { wh }) => sum + wh, 0)
    const endsAt = goesOn && i === visits.length - 1 ? null : at
    return { evse, startsAt, endsAt, meterStart, steps, reason }
  })
}

type Drawn = Pick<Visit, 'evse' | 'steps' | 'reason'> & { pause: number; goesOn: boolean }

const clockAt = (minutes: number) =>
  new Date(Date.parse('2026-11-21T00:00:00Z') + minutes * 60_000).toISOString()

function registersOf({ meterStart, steps }: Visit): number[] {
  let wh = meterStart
  return steps.map((step) => (wh += step.wh))
}

type Said = { action: string; payload: Payload }

/** The same, some of it more than once, in an order of chance. */
function jumbled<T>(all: T[]) {
  return fc
    .tuple(fc.constant(all), fc.array(fc.constantFrom(...all), { maxLength: 10 }))
    .chain(([once, again]) => {
      const both = [...once, ...again]
      return fc.shuffledSubarray(both, { minLength: both.length })
    })
}

/** All that is told at once is taken in its order. */
async function tell({ says }: Station, told: Said[]): Promise<Payload[]> {
  return Promise.all(told.map(({ action, payload }) => says(action, payload)))
}

/** What has become of it, but for how and when it came to our ears. */
async function madeAt({ id }: Station) {
  const page = { after: null, limit: 100 }
  const { transactions } = house.world.store.read
  const all = await transactions.of(id, page)
  const made = await Promise.all(
    all.map(async (one) => ({ ...plain(one), readings: await transactions.readings(one.id) })),
  )
  return made.sort((a, b) => a.evse - b.evse || a.startedAt - b.startedAt)
}

const WAYS = ['late-end', 'repeated-start', 'foreign-number']

function plain({ id: _, ...one }: Transaction) {
  const oddities = one.oddities.filter((odd) => !WAYS.includes(odd))
  return { ...one, number: 0, alias: null, charger: '', heardAt: 0, oddities }
}

describe('a charger of 2.x', () => {
  /** What it calls a transaction: each by a name of its own, or all by the one it begins to count with. */
  type Naming = (visit: Visit) => string
  const once: Naming = ({ evse, startsAt }) => `${evse}-${startsAt}`

  function eventsOf(visit: Visit, naming: Naming = once): Said[] {
    const { evse, startsAt, endsAt, steps, reason } = visit
    const wh = registersOf(visit)
    const sampled = (at: number, values: object[]) => [
      { timestamp: clockAt(at), sampledValue: values },
    ]
    const event = (seqNo: number, eventType: string, at: number, told: Payload): Said => ({
      action: 'TransactionEvent',
      payload: {
        ...{ eventType, seqNo, timestamp: clockAt(at), offline: true, triggerReason: 'Trigger' },
        ...{ transactionInfo: { transactionId: naming(visit) }, evse: { id: evse } },
        ...told,
      },
    })
    const updates = steps.map(({ powerW }, i) => {
      const at = startsAt + 10 * (i + 1)
      const power = { value: powerW, measurand: 'Power.Active.Import' }
      const meterValue = sampled(at, [{ value: wh[i] }, power])
      return event(i + 1, 'Updated', at, { meterValue })
    })
    const begin = sampled(startsAt, [{ value: visit.meterStart, context: 'Transaction.Begin' }])
    const idToken = { idToken: `card${evse}`, type: 'ISO14443' }
    const started = event(0, 'Started', startsAt, { meterValue: begin, idToken })
    if (endsAt === null) return [started, ...updates]
    const end = sampled(endsAt, [{ value: wh.at(-1) ?? visit.meterStart }])
    const other = { idToken: 'who ended it', type: 'ISO14443' }
    const transactionInfo = {
      transactionId: naming(visit),
      ...(reason !== null && { stoppedReason: reason }),
    }
    const told = { meterValue: end, transactionInfo, idToken: other }
    return [started, ...updates, event(steps.length + 1, 'Ended', endsAt, told)]
  }

  test('tells its transactions in any order', async () => {
    const told = days
      .map((visits) => visits.flatMap((visit) => eventsOf(visit)))
      .chain((events) => fc.tuple(fc.constant(events), jumbled(events)))
    await fc.assert(
      fc.asyncProperty(told, async ([inOrder, inAny]) => {
        const [one, other] = [await aStation(house, '2.0.1'), await aStation(house, '2.0.1')]
        await tell(one, inOrder)
        await tell(other, inAny)
        expect(await madeAt(other)).toEqual(await madeAt(one))
      }),
      { numRuns: 12 },
    )
  })

  test('calls all of them by one name, if it tells their starts first', async () => {
    const told = days.chain((visits) => {
      const events = visits.map((visit) => eventsOf(visit, ({ evse }) => `${evse}`))
      const [starts, rest] = [
        events.map(([start]) => start!),
        events.flatMap((all) => all.slice(1)),
      ]
      const again = jumbled([...starts, ...rest])
      return fc.tuple(fc.constant(visits), jumbled(starts), again)
    })
    await fc.assert(
      fc.asyncProperty(told, async ([visits, starts, rest]) => {
        const [one, other] = [await aStation(house, '2.0.1'), await aStation(house, '2.0.1')]
        for (const visit of visits) await tell(one, eventsOf(visit))
        await tell(other, [...starts, ...rest])
        expect(unnamed(await madeAt(other))).toEqual(unnamed(await madeAt(one)))
      }),
      { numRuns: 12 },
    )
  })

  const unnamed = (made: Awaited<ReturnType<typeof madeAt>>) =>
    made.map((one) => ({ ...one, reference: '' }))
})

describe('a charger of 1.6', () => {
  const start = ({ evse, startsAt, meterStart }: Visit): Said => ({
    action: 'StartTransaction',
    payload: {
      ...{ connectorId: evse, idTag: `card${evse}`, meterStart },
      timestamp: clockAt(startsAt),
    },
  })
  const rest = (visit: Visit, transactionId: number): Said[] => {
    const { evse: connectorId, startsAt, endsAt, steps, reason } = visit
    const wh = registersOf(visit)
    const values = steps.map(({ powerW }, i) => {
      const power = { value: `${powerW}`, measurand: 'Power.Active.Import' }
      const sampledValue = [{ value: `${wh[i]}` }, power]
      const meterValue = [{ timestamp: clockAt(startsAt + 10 * (i + 1)), sampledValue }]
      return { action: 'MeterValues', payload: { connectorId, transactionId, meterValue } }
    })
    if (endsAt === null) return values
    const meterStop = wh.at(-1) ?? visit.meterStart
    const told = {
      transactionId,
      meterStop,
      timestamp: clockAt(endsAt),
      idTag: `card${connectorId}`,
    }
    const payload = { ...told, ...(reason !== null && { reason }) }
    return [...values, { action: 'StopTransaction', payload }]
  }

  test('tells all but the starts in any order: those it has to wait for', async () => {
    const told = days.chain((visits) => {
      const places = visits.map((_, i) => i)
      const all = visits.flatMap((visit, i) => [-1, ...rest(visit, i).keys()].map((j) => [i, j]))
      return fc.tuple(fc.constant(visits), jumbled(places), jumbled(all))
    })
    await fc.assert(
      fc.asyncProperty(told, async ([visits, starts, others]) => {
        const tellOf = async (station: Station, first: number[], then: number[][]) => {
          const answers = await tell(
            station,
            first.map((i) => start(visits[i]!)),
          )
          const numbers = new Map(first.map((i, k) => [i, answers[k]!['transactionId'] as number]))
          const saidBy = ([i = 0, j = 0]: number[]) =>
            j < 0 ? start(visits[i]!) : rest(visits[i]!, numbers.get(i)!)[j]!
          await tell(station, then.map(saidBy))
        }
        const [one, other] = [await aStation(house, '1.6'), await aStation(house, '1.6')]
        for (const [i, visit] of visits.entries()) {
          await tellOf(
            one,
            [i],
            [...rest(visit, 0).keys()].map((j) => [i, j]),
          )
        }
        await tellOf(other, starts, others)
        expect(await madeAt(other)).toEqual(await madeAt(one))
      }),
      { numRuns: 12 },
    )
  })

  test('calls its transactions as it likes, if it tells them in their order', async () => {
    const names = fc.constantFrom('none', 'zero', 'own')
    await fc.assert(
      fc.asyncProperty(days, names, fc.boolean(), async (visits, name, twice) => {
        const [one, other] = [await aStation(house, '1.6'), await aStation(house, '1.6')]
        for (const [i, visit] of visits.entries()) {
          const [answer] = await tell(one, [start(visit)])
          await tell(one, rest(visit, answer!['transactionId'] as number))
          const number = { none: -1, zero: 0, own: 1_000_000 + i }[name]
          const said = [start(visit), ...rest(visit, number)]
          await tell(other, twice ? said.flatMap((once) => [once, once]) : said)
        }
        expect(await madeAt(other)).toEqual(await madeAt(one))
      }),
      { numRuns: 12 },
    )
  })
})
