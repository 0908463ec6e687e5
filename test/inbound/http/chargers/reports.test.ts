/** The four simple questions, asked of chargers that have lived through the turn of a month. */
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { openTestHouse, type TestHouse } from '../../../house.ts'
import { connect, type TestCharger } from '../../ocpp/charger.ts'
import { as } from '../visitors.ts'

let house: TestHouse
let operator: ReturnType<typeof as>
let now = Date.parse('2026-10-31T22:00:00Z')
let chargers: TestCharger[] = []
let numbers: number[] = []

beforeAll(async () => {
  house = await openTestHouse({ timer: false, clock: () => now })
  operator = as(house, house.secrets.operatorToken)
  await operator.put('/v1/tokens/TAG').send({ status: 'Accepted' }).expect(201)
  await operator.put('/v1/tokens/=1+1').send({ status: 'Accepted' }).expect(201)
  chargers = [await plugIn('CP-1'), await plugIn('CP-2')]
  await operator.post('/v1/chargers').send({ identity: 'CP-3' }).expect(201)
  numbers = [
    await charge(0, '2026-10-31T22:00:00Z', '2026-10-31T23:59:59Z', 1000),
    await charge(0, '2026-10-31T23:59:59Z', '2026-11-01T00:00:00Z', 2500),
    await charge(1, '2026-11-21T10:00:00Z', '2026-11-21T11:00:00Z', 333.3, '=1+1'),
    await charge(1, '2026-11-21T12:00:00Z', null, 700),
  ]
})
afterAll(async () => {
  for (const charger of chargers) await charger.close()
  await house.close()
})

async function plugIn(identity: string): Promise<TestCharger> {
  const { body } = await operator.post('/v1/chargers').send({ identity }).expect(201)
  return connect(house, identity, { password: String(body.password) })
}

/** One charge; without an end it goes on. Returns its number. */
async function charge(
  at: number,
  from: string,
  to: string | null,
  wh: number,
  idTag = 'TAG',
): Promise<number> {
  const charger = chargers[at]!
  now = Date.parse(from)
  const start = { connectorId: 1, idTag, meterStart: 5000, timestamp: from }
  const { transactionId } = await charger.call('StartTransaction', start)
  const timestamp = new Date((now += 1000)).toISOString()
  const meterValue = [{ timestamp, sampledValue: [{ value: String(5000 + Math.floor(wh)) }] }]
  await charger.call('MeterValues', { connectorId: 1, transactionId, meterValue })
  if (to === null) return Number(transactionId)
  now = Date.parse(to)
  const stop = { transactionId, meterStop: 5000 + Math.floor(wh), timestamp: to, reason: 'Local' }
  await charger.call('StopTransaction', stop)
  return Number(transactionId)
}

const get = async (path: string) => (await operator.get(path).expect(200)).body

describe('which chargers are active', () => {
  test('is told by identity, with when each was last heard of', async () => {
    const { items, next } = await get('/v1/reports/active')
    expect(next).toBeNull()
    expect(items).toMatchObject([
      { charger: 'CP-1', isActive: true, charging: 0, lastHeardAt: '2026-11-01T00:00:00.000Z' },
      { charger: 'CP-2', isActive: true, charging: 1, lastHeardAt: '2026-11-21T12:00:01.000Z' },
      { charger: 'CP-3', isActive: false, charging: 0, lastHeardAt: null, connectedAt: null },
    ])
    expect((await get('/v1/reports/active?active=false')).items).toHaveLength(1)
  })

  test('is told of one alone, heard of or not', async () => {
    const one = async (query: string) => (await get(`/v1/reports/active?${query}`)).items
    const lastHeardAt = '2026-11-21T12:00:01.000Z'
    expect(await one('charger=CP-2')).toMatchObject([{ charger: 'CP-2', lastHeardAt }])
    expect(await one('charger=CP-2&active=false')).toEqual([])
    expect(await one('charger=CP-3')).toMatchObject([{ charger: 'CP-3', lastHeardAt: null }])
    const { body } = await operator.get('/v1/reports/active?charger=CP-9').expect(404)
    expect(body.code).toBe('unknownCharger')
  })

  test('is told page by page', async () => {
    const first = await get('/v1/reports/active?limit=2')
    const second = await get(`/v1/reports/active?limit=2&after=${first.next}`)
    expect(second).toMatchObject({ items: [{ charger: 'CP-3' }], next: null })
  })
})

describe('the last known energy', () => {
  const energy = (query: string) => get(`/v1/reports/last-energy?${query}`)

  test('of a charger is that of its latest transaction, which may go on', async () => {
    expect(await energy('charger=CP-2')).toMatchObject({
      number: numbers[3],
      energyKwh: 0.7,
      meterWh: 5700,
      at: '2026-11-21T12:00:01.000Z',
      status: 'charging',
      isFinal: false,
    })
  })

  test('of a transaction is final once it has ended', async () => {
    const final = { number: numbers[0], energyKwh: 1, meterWh: 6000, isFinal: true }
    const told = await energy(`charger=CP-1&transaction=${numbers[0]}`)
    expect(told).toMatchObject({ ...final, at: '2026-10-31T23:59:59.000Z' })
    expect(await energy(`charger=CP-1&transaction=${told.id}`)).toEqual(told)
  })

  test('of a 2.x transaction is found by the charger’s own name for it', async () => {
    const { body } = await operator.post('/v1/chargers').send({ identity: 'CP-4' }).expect(201)
    const password = String(body.password)
    const charger = await connect(house, 'CP-4', { protocol: 'ocpp2.0.1', password })
    await charger.call('TransactionEvent', {
      eventType: 'Started',
      timestamp: new Date(now).toISOString(),
      triggerReason: 'CablePluggedIn',
      seqNo: 0,
      transactionInfo: { transactionId: 'own name' },
    })
    await charger.close()
    expect(await energy('charger=CP-4&transaction=own name')).toMatchObject({
      charger: 'CP-4',
      energyKwh: null,
      isFinal: false,
    })
    await operator.delete('/v1/chargers/CP-4').expect(204)
  })

  test('is not told of what is not there', async () => {
    await operator.get('/v1/reports/last-energy?charger=CP-9').expect(404)
    await operator.get('/v1/reports/last-energy?charger=CP-3').expect(404)
    // Somebody else's.
    const other = `charger=CP-2&transaction=${numbers[0]}`
    await operator.get(`/v1/reports/last-energy?${other}`).expect(404)
  })
})

describe('how the transactions of a month ended', () => {
  test('is listed by their end, with the sums of the month', async () => {
    const { items, next, totals } = await get('/v1/reports/transactions?month=2026-11')
    expect(items).toMatchObject([
      {
        charger: 'CP-1',
        number: numbers[1],
        connectorId: 1,
        idTag: 'TAG',
        startedAt: '2026-10-31T23:59:59.000Z',
        endedAt: '2026-11-01T00:00:00.000Z',
        energyKwh: 2.5,
        meterStartWh: 5000,
        meterStopWh: 7500,
        stopReason: 'Local',
        status: 'completed',
      },
      { number: numbers[2], energyKwh: 0.333 },
    ])
    expect({ next, totals }).toEqual({ next: null, totals: { transactions: 2, energyKwh: 2.833 } })
    const october = await get('/v1/reports/transactions?month=2026-10')
    expect(october).toMatchObject({ items: [{ number: numbers[0] }], totals: { transactions: 1 } })
  })

  test('is listed page by page, each with the sums of all', async () => {
    const first = await get('/v1/reports/transactions?month=2026-11&limit=1')
    const path = `/v1/reports/transactions?month=2026-11&limit=1&after=${first.next}`
    const second = await get(path)
    expect(second.items).toMatchObject([{ number: numbers[2] }])
    expect([second.next, second.totals]).toEqual([null, first.totals])
    const back = await get('/v1/reports/transactions?month=2026-11&newest=true')
    expect(back.items).toMatchObject([{ number: numbers[2] }, { number: numbers[1] }])
  })

  test('is a table for spreadsheets, in which nothing that a driver shows is run', async () => {
    const { text, headers } = await operator
      .get('/v1/reports/transactions?month=2026-11')
      .set('accept', 'text/csv')
      .expect(200)
    expect(headers['content-disposition']).toContain('transactions-2026-11.csv')
    const [head, first, second, end] = text.split('\r\n')
    expect(head).toBe(
      '\u{feff}charger,id,number,connectorId,idTag,verdict,startedAt,endedAt,energyKwh,meterStartWh,meterStopWh,stopReason,status',
    )
    expect(first).toMatch(/^CP-1,\w+,\d+,1,TAG,.*,2\.5,5000,7500,Local,completed$/)
    expect(second).toContain(",'=1+1,")
    expect(end).toBe('')
  })

  test('is summed up for each day', async () => {
    const { days, totals } = await get('/v1/reports/months?month=2026-11')
    expect(days).toHaveLength(30)
    expect(days[0]).toEqual({ day: '2026-11-01', transactions: 1, energyKwh: 2.5 })
    expect(days[20]).toEqual({ day: '2026-11-21', transactions: 1, energyKwh: 0.333 })
    expect(days[29]).toEqual({ day: '2026-11-30', transactions: 0, energyKwh: 0 })
    expect(totals).toEqual({ transactions: 2, energyKwh: 2.833 })
  })

  test('is asked for months of which the newest comes first, and in which something ended', async () => {
    const { months } = await get('/v1/reports/months?month=2026-12')
    expect(months).toEqual(['2026-11', '2026-10'])
  })

  test('is asked for a month that there is', async () => {
    for (const month of ['2026-13', '2026', 'November']) {
      await operator.get(`/v1/reports/transactions?month=${month}`).expect(422)
    }
    await operator.get('/v1/reports/months').expect(422)
  })
})

test('reports are the operator’s', async () => {
  const reports = ['active', 'last-energy?charger=CP-1', 'transactions?month=2026-11']
  for (const path of [...reports, 'months?month=2026-11']) {
    await as(house, 'csa_wrong').get(`/v1/reports/${path}`).expect(401)
  }
})

describe('transactions', () => {
  test('are listed newest first, of all chargers, of one, and those that are charging', async () => {
    const listed = async (path: string) =>
      (await get(path)).items.map(({ number }: { number: number }) => number)
    expect(await listed('/v1/transactions')).toEqual([...numbers].reverse())
    expect(await listed('/v1/transactions?active=true')).toEqual([numbers[3]])
    expect(await listed('/v1/transactions?active=false')).toEqual(
      [...numbers.slice(0, 3)].reverse(),
    )
    expect(await listed('/v1/chargers/CP-1/transactions')).toEqual([numbers[1], numbers[0]])
    expect(await listed('/v1/chargers/CP-2/transactions?active=true')).toEqual([numbers[3]])
    const { next } = await get('/v1/transactions?limit=3')
    expect(await listed(`/v1/transactions?limit=3&after=${next}`)).toEqual([numbers[0]])
    await operator.get('/v1/chargers/CP-9/transactions').expect(404)
  })

  test('are shown with their curve', async () => {
    const [one] = (await get('/v1/chargers/CP-2/transactions')).items
    const shown = await get(`/v1/chargers/CP-2/transactions/${one.id}`)
    expect(shown).toMatchObject({ ...one, lastValue: { energyWh: 5700 } })
    expect(shown.series).toContainEqual(
      expect.objectContaining({ at: '2026-11-21T12:00:01.000Z', energyWh: 5700 }),
    )
    await operator.get(`/v1/chargers/CP-1/transactions/${one.id}`).expect(404)
  })
})
