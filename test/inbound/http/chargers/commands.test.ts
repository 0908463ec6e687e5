/** The operator has chargers do things, over HTTP, and learns what became of it. */
import { afterAll, beforeAll, expect, test } from 'vitest'
import { openTestHouse, type TestHouse } from '../../../house.ts'
import type { TestCharger } from '../../ocpp/charger.ts'
import { isConnected, type Operator, operatorOf, plugged } from './operator.ts'

let house: TestHouse
let operator: Operator
let old: TestCharger
let young: TestCharger
beforeAll(async () => {
  house = await openTestHouse({ timer: false })
  operator = operatorOf(house)
  old = await plugged(house, 'OLD')
  young = await plugged(house, 'YOUNG', 'ocpp2.0.1')
})
afterAll(() => house.close())

const tag = { connectorId: 1, idTag: '04A22B33' }
/** As it stands in a public article, with the transaction that is only to begin. */
const printed = {
  connectorId: 1,
  idTag: 'remote-11902',
  chargingProfile: {
    transactionId: 11902,
    chargingProfileId: 1,
    stackLevel: 1,
    chargingProfilePurpose: 'TxProfile',
    chargingProfileKind: 'Relative',
    chargingSchedule: { chargingRateUnit: 'A', chargingSchedulePeriod: [] },
  },
}

test('a remote start reaches the charger as it was said, and its answer comes back', async () => {
  const seen: object[] = []
  old.answers('RemoteStartTransaction', (payload) => {
    seen.push(payload)
    return { status: 'Accepted' }
  })
  const { body } = await operator.asks('OLD', 'RemoteStartTransaction', tag).expect(200)
  expect(body).toEqual({ response: { status: 'Accepted' } })
  expect(seen).toEqual([tag])
  const [last] = await operator.commands('OLD')
  expect(last).toMatchObject({
    action: 'RemoteStartTransaction',
    payload: tag,
    askedBy: 'operator',
    state: 'answered',
    answer: { result: { status: 'Accepted' } },
  })
  expect(last.sentAt).not.toBeNull()
  expect(last.answeredAt).not.toBeNull()
})

test('a payload is left out where there is none, and 2.0.1 has its own words', async () => {
  young.answers('RequestStopTransaction', ({ transactionId }) => ({
    status: transactionId === 'a' ? 'Accepted' : 'Rejected',
  }))
  young.answers('ClearCache', () => ({ status: 'Accepted' }))
  const stop = { transactionId: 'a' }
  const { body } = await operator.asks('YOUNG', 'RequestStopTransaction', stop).expect(200)
  expect(body.response).toEqual({ status: 'Accepted' })
  await operator.asks('YOUNG', 'ClearCache').expect(200)
})

test('an error of the charger is 502, with what it said', async () => {
  old.answers('UnlockConnector', (_, id) =>
    JSON.stringify([4, id, 'NotSupported', 'no lock here', {}]),
  )
  const { body } = await operator.asks('OLD', 'UnlockConnector', { connectorId: 1 }).expect(502)
  expect(body.ocppError).toEqual({ code: 'NotSupported', description: 'no lock here' })
  expect((await operator.commands('OLD'))[0]).toMatchObject({ state: 'answered' })
})

test('one that is not connected is 409, and one that nobody knows 404', async () => {
  await operator.register('AWAY')
  const { body } = await operator.asks('AWAY', 'ClearCache').expect(409)
  expect(body.code).toBe('notConnected')
  await operator.asks('NOBODY', 'ClearCache').expect(404)
  expect(await operator.commands('AWAY')).toEqual([])
  await operator.get('/v1/chargers/NOBODY/commands').expect(404)
})

test.each([
  ['OLD', 'RequestStartTransaction', {}, '/action', /there it is RemoteStartTransaction/],
  ['YOUNG', 'ChangeConfiguration', {}, '/action', /there it is SetVariables/],
  ['OLD', 'BootNotification', {}, '/action', /cannot be asked/],
  ['OLD', 'RemoteStartTransaction', { connectorId: 1 }, '/payload/idTag', /is missing/],
  ['OLD', 'Reset', { type: 'Gentle' }, '/payload/type', /one of Hard, Soft/],
  ['OLD', 'ClearCache', { why: 1 }, '/payload/why', /unknown key/],
  [
    'OLD',
    'RemoteStartTransaction',
    { ...tag, connectorId: '1' },
    '/payload/connectorId',
    /integer/,
  ],
])('%s %s %j is 422 and not sent', async (identity, action, payload, pointer, words) => {
  const before = await operator.commands(identity)
  const { body } = await operator.asks(identity, action, payload).expect(422)
  expect(body.errors[0]).toMatchObject({ pointer, detail: expect.stringMatching(words) })
  expect(await operator.commands(identity)).toEqual(before)
})

test('the remote start that was printed is sent without the transaction that is not there yet', async () => {
  const seen: object[] = []
  old.answers('RemoteStartTransaction', (payload) => {
    seen.push(payload)
    return { status: 'Accepted' }
  })
  const { body } = await operator.asks('OLD', 'RemoteStartTransaction', printed).expect(200)
  expect(body.repairs).toEqual([
    { rule: 'transaction-in-start', path: '/chargingProfile/transactionId', was: '11902' },
  ])
  expect(JSON.stringify(seen)).not.toContain('transactionId')
  expect(seen[0]).toMatchObject({ chargingProfile: { chargingProfilePurpose: 'TxProfile' } })
  const profile = { ...printed.chargingProfile, chargingProfilePurpose: 'TxDefaultProfile' }
  const other = { ...printed, chargingProfile: profile }
  await operator.asks('OLD', 'RemoteStartTransaction', other).expect(422)
})

test('a charger that says nothing is 504 in time, and its late answer is recorded', async () => {
  let late = () => {}
  young.answers('Reset', (_, id) => {
    late = () => young.sendRaw(JSON.stringify([3, id, { status: 'Scheduled' }]))
    return null
  })
  const reset = { type: 'OnIdle' }
  await operator.asks('YOUNG', 'Reset', reset, { timeoutS: 1 }).expect(504)
  expect((await operator.commands('YOUNG'))[0]).toMatchObject({ state: 'sent', answer: null })
  late()
  await expect
    .poll(async () => (await operator.commands('YOUNG'))[0], { interval: 10 })
    .toMatchObject({ state: 'answered', answer: { result: { status: 'Scheduled' } } })
})

test('a charger is asked one thing at a time, and who stands before it goes first', async () => {
  const charger = await plugged(house, 'BUSY')
  const order: string[] = []
  const held: { answer?: () => void } = {}
  const asked = new Promise<void>((resolve) => {
    charger.answers('GetDiagnostics', (_, id) => {
      order.push('GetDiagnostics')
      held.answer = () => charger.sendRaw(JSON.stringify([3, id, {}]))
      resolve()
      return null
    })
  })
  for (const action of ['ClearCache', 'UnlockConnector']) {
    charger.answers(action, () => {
      order.push(action)
      return { status: action === 'ClearCache' ? 'Accepted' : 'Unlocked' }
    })
  }
  const slow = operator.asks('BUSY', 'GetDiagnostics', { location: 'ftp://depot.example/x' })
  const first = slow.then(({ status }) => status)
  await asked
  const others = [
    operator.asks('BUSY', 'ClearCache').then(({ status }) => status),
    operator.asks('BUSY', 'UnlockConnector', { connectorId: 1 }).then(({ status }) => status),
  ]
  await expect.poll(async () => (await operator.commands('BUSY')).length).toBe(3)
  expect(order).toEqual(['GetDiagnostics'])
  held.answer?.()
  expect(await Promise.all([first, ...others])).toEqual([200, 200, 200])
  expect(order).toEqual(['GetDiagnostics', 'UnlockConnector', 'ClearCache'])
})

test('a charger that goes away in the middle is told at once, not after half a minute', async () => {
  const charger = await plugged(house, 'FLEETING')
  charger.answers('ClearCache', () => {
    charger.socket.terminate()
    return null
  })
  const { body } = await operator.asks('FLEETING', 'ClearCache').expect(409)
  expect(body.code).toBe('notConnected')
  await isConnected(operator, 'FLEETING', false)
  expect((await operator.commands('FLEETING'))[0]).toMatchObject({ state: 'away' })
})

test('all that can be asked is told with its schemas, each without what it does not need', async () => {
  const { body } = await operator.get('/v1/ocpp/actions?version=2.1').expect(200)
  const { items } = body as { items: { action: string; schema: { definitions?: object } }[] }
  expect(items.map(({ action }) => action)).toContain('SetDisplayMessage')
  const reset = items.find(({ action }) => action === 'Reset')!
  expect(Object.keys(reset.schema.definitions ?? {})).toEqual(['CustomDataType', 'ResetEnumType'])
  expect(JSON.stringify(body).length).toBeLessThan(300_000)
  await operator.get('/v1/ocpp/actions?version=1.5').expect(422)
})

test('nobody but the operator commands chargers', async () => {
  const path = `${house.url}/v1/chargers/OLD/commands`
  expect((await fetch(path, { method: 'POST', body: '{}' })).status).toBe(401)
})
