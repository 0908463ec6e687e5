/** Chargers that are not ours live a day: clients of other makers, on the wire as they are. */
import { OcppClient as Extrawest } from '@extrawest/node-ts-ocpp'
import { RPCClient } from 'ocpp-rpc'
import { OcppClient as OcppTs } from 'ocpp-ts'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { openTestHouse, type TestHouse } from '../house.ts'
import { type Operator, operatorOf } from '../inbound/http/chargers/operator.ts'
import type { Json } from '../people.ts'

/** A charger of another maker, reduced to what a story needs. */
type Charger = {
  call: (action: string, payload: object) => Promise<Json>
  close: () => unknown
}
type Maker = (identity: string, password: string) => Promise<Charger>

let house: TestHouse
let operator: Operator
beforeAll(async () => {
  house = await openTestHouse({ timer: false })
  operator = operatorOf(house)
  await operator.put('/v1/tokens/04A22B33').send({ status: 'Accepted' })
})
afterAll(() => house.close())

const endpoint = () => `${house.url.replace('http', 'ws')}/ocpp`

function rpc(protocol: string): Maker {
  return async (identity, password) => {
    // Its types ask for what it has defaults for.
    const options = {
      endpoint: endpoint(),
      identity,
      password,
      protocols: [protocol],
      strictMode: protocol !== 'ocpp2.1',
      reconnect: false,
    } as unknown as ConstructorParameters<typeof RPCClient>[0]
    const client = new RPCClient(options)
    await client.connect()
    return {
      call: async (action, payload) => (await client.call(action, payload)) as Json,
      close: () => client.close({ code: 1000 }),
    }
  }
}

type Emitting = {
  on: (event: string, hear: (said: Error) => void) => unknown
  connect: (url: string, headers: Record<string, string>) => void
  callRequest: (action: string, payload: object) => Promise<unknown>
}

function emitting(make: (identity: string) => unknown): Maker {
  return async (identity, password) => {
    const client = make(identity) as Emitting
    const shown = Buffer.from(`${identity}:${password}`).toString('base64')
    await new Promise<void>((resolve, reject) => {
      client.on('connect', () => resolve())
      client.on('error', reject)
      client.connect(`${endpoint()}/`, { authorization: `Basic ${shown}` })
    })
    return {
      call: async (action, payload) => (await client.callRequest(action, payload)) as Json,
      // It knows no way to hang up.
      close: () => undefined,
    }
  }
}

const ocppTs = emitting((identity) => new OcppTs(identity))
const extrawest = emitting((identity) => new Extrawest(identity))

async function come(maker: Maker, identity: string): Promise<Charger> {
  const { body } = await operator.post('/v1/chargers').send({ identity })
  return maker(identity, body.password)
}

const at = (minute: number) => new Date(Date.UTC(2026, 10, 20, 8, minute)).toISOString()

async function transactionsOf(identity: string) {
  return (await operator.get(`/v1/chargers/${identity}/transactions`).expect(200)).body.items
}

/** Start, meter values and stop of 1.6, as a charger has them in its queue. */
async function charges16({ call }: Charger): Promise<void> {
  const start = { connectorId: 1, idTag: '04A22B33', meterStart: 1000, timestamp: at(0) }
  const { transactionId, idTagInfo } = await call('StartTransaction', start)
  expect(idTagInfo).toMatchObject({ status: 'Accepted' })
  for (const minute of [10, 20]) {
    const sampledValue = [{ value: String(1000 + minute * 100), unit: 'Wh' }]
    const meterValue = [{ timestamp: at(minute), sampledValue }]
    await call('MeterValues', { connectorId: 1, transactionId, meterValue })
  }
  await call('StopTransaction', { transactionId, meterStop: 4200, timestamp: at(32) })
}

/** The same in the words of 2.0.1. */
async function charges201({ call }: Charger, transactionId: string): Promise<void> {
  const meterValue = (minute: number) => [
    { timestamp: at(minute), sampledValue: [{ value: 1000 + minute * 100 }] },
  ]
  const told = (eventType: string, seqNo: number, minute: number, more: object = {}) =>
    call('TransactionEvent', {
      ...{ eventType, seqNo, timestamp: at(minute), triggerReason: 'MeterValuePeriodic' },
      offline: true,
      ...{ transactionInfo: { transactionId }, meterValue: meterValue(minute), ...more },
    })
  const idToken = { idToken: '04A22B33', type: 'ISO14443' }
  const begun = await told('Started', 0, 0, { evse: { id: 1, connectorId: 1 }, idToken })
  expect(begun['idTokenInfo']).toMatchObject({ status: 'Accepted' })
  await told('Updated', 1, 10)
  await told('Updated', 2, 20)
  const transactionInfo = { transactionId, stoppedReason: 'Local' }
  await told('Ended', 3, 32, { transactionInfo })
}

describe.each([
  ['ocpp-rpc', rpc('ocpp1.6')],
  ['ocpp-ts', ocppTs],
])('a charger of OCPP 1.6 by %s', (name, maker) => {
  const identity = `OLD-${name}`

  test('boots, authorises, charges, and is seen by its operator', async () => {
    const charger = await come(maker, identity)
    const boot = { chargePointVendor: 'Vendor', chargePointModel: 'Model' }
    const { status, interval } = await charger.call('BootNotification', boot)
    expect([status, interval]).toEqual(['Accepted', 300])
    await charger.call('StatusNotification', {
      ...{ connectorId: 1, errorCode: 'NoError', status: 'Preparing', timestamp: at(0) },
    })
    const { idTagInfo } = await charger.call('Authorize', { idTag: '04A22B33' })
    expect(idTagInfo).toMatchObject({ status: 'Accepted' })
    await charges16(charger)
    const transactions = await transactionsOf(identity)
    expect(transactions).toMatchObject([
      { status: 'completed', energyKwh: 3.2, meterStartWh: 1000, meterStopWh: 4200 },
    ])
    expect(await operator.seen(identity)).toMatchObject({ vendor: 'Vendor', version: '1.6' })

    // The answers were lost: it tells all of it again, by a new connection.
    await charger.close()
    const again = await maker(identity, await renewed(identity))
    await charges16(again)
    expect(await transactionsOf(identity)).toEqual(
      transactions.map((one: Json) => retold(one, 'repeated-start')),
    )
    await again.close()
  })
})

describe.each([
  ['ocpp-rpc', rpc('ocpp2.0.1')],
  ['ocpp-rpc on 2.1', rpc('ocpp2.1')],
  ['node-ts-ocpp', extrawest],
])('a charger of OCPP 2 by %s', (name, maker) => {
  const identity = `NEW-${name.replaceAll(' ', '-')}`

  test('boots, authorises, charges, and is seen by its operator', async () => {
    const charger = await come(maker, identity)
    const chargingStation = { vendorName: 'Vendor', model: 'Model' }
    const boot = { reason: 'PowerUp', chargingStation }
    expect(await charger.call('BootNotification', boot)).toMatchObject({ status: 'Accepted' })
    await charger.call('StatusNotification', {
      ...{ timestamp: at(0), connectorStatus: 'Available', evseId: 1, connectorId: 1 },
    })
    const idToken = { idToken: '04A22B33', type: 'ISO14443' }
    const { idTokenInfo } = await charger.call('Authorize', { idToken })
    expect(idTokenInfo).toMatchObject({ status: 'Accepted' })
    await charges201(charger, 'tx-1')
    const transactions = await transactionsOf(identity)
    expect(transactions).toMatchObject([
      { status: 'completed', energyKwh: 3.2, reference: 'tx-1', stopReason: 'Local' },
    ])
    await charger.close()
    const again = await maker(identity, await renewed(identity))
    await charges201(again, 'tx-1')
    expect(await transactionsOf(identity)).toEqual(transactions.map((one: Json) => retold(one)))
    await again.close()
  })
})

/** A transaction that was told twice is the same one, heard of later. */
function retold(one: Json, ...oddities: string[]): object {
  const all = [...(one['oddities'] as string[]), ...oddities]
  return { ...one, heardAt: expect.any(String) as string, oddities: all }
}

/** Nobody knows a charger's password but itself: it is given a new one. */
async function renewed(identity: string): Promise<string> {
  const { body } = await operator.post(`/v1/chargers/${identity}/password`).send({})
  return body.password
}
