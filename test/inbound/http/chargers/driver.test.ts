/** An owner whose idTag is known starts and stops at a charger from his app, and looks on. */
import { afterAll, beforeAll, expect, test } from 'vitest'
import { openTestHouse, type TestHouse } from '../../../house.ts'
import type { TestCharger } from '../../ocpp/charger.ts'
import { signUp } from '../visitors.ts'
import { type Operator, operatorOf, plugged } from './operator.ts'

let house: TestHouse
let operator: Operator
let old: TestCharger
let young: TestCharger
let jim: Awaited<ReturnType<typeof signUp>>
let ann: Awaited<ReturnType<typeof signUp>>
beforeAll(async () => {
  house = await openTestHouse({ timer: false })
  operator = operatorOf(house)
  old = await plugged(house, 'OLD')
  young = await plugged(house, 'YOUNG', 'ocpp2.0.1')
  await operator
    .patch('/v1/chargers/OLD')
    .send({ access: 'public', name: 'Mr Market', stationName: 'Market', post: 'A3' })
    .expect(200)
  await operator.patch('/v1/chargers/YOUNG').send({ access: 'public' }).expect(200)
  jim = await signUp(house, 'jim@example.org')
  ann = await signUp(house, 'ann@example.org')
  await give('04A22B33', 'jim@example.org')
})
afterAll(() => house.close())

async function give(tag: string, owner: string, more: object = {}) {
  const body = { status: 'Accepted', owner, ...more }
  await operator.put(`/v1/tokens/${tag}`).send(body)
}

const at = (minute: number) => new Date(house.world.clock() + minute * 60_000).toISOString()

async function boots(charger: TestCharger) {
  await charger.call('BootNotification', { chargePointVendor: 'V', chargePointModel: 'M' })
  await charger.call('StatusNotification', {
    ...{ connectorId: 1, errorCode: 'NoError', status: 'Preparing', timestamp: at(-5) },
  })
}

/** The story of one charge on 1.6, as the app sees it. */
test('he starts, sees power and energy, stops, and sees the end', async () => {
  await boots(old)
  const { body: chargers } = await jim.get('/v1/owners/me/chargers').expect(200)
  expect(chargers.items).toContainEqual({
    identity: 'OLD',
    stationName: 'Market',
    post: 'A3',
    isConnected: true,
    connectors: [{ evse: 1, status: 'Preparing', isReady: true }],
  })

  const asked: object[] = []
  old.answers('RemoteStartTransaction', (payload) => {
    asked.push(payload)
    return { status: 'Accepted' }
  })
  const start = await jim.post('/v1/owners/me/chargers/OLD/start').send({ evse: 1 }).expect(200)
  expect(start.body).toEqual({ answer: 'Accepted' })
  expect(asked).toEqual([{ connectorId: 1, idTag: '04A22B33' }])

  const { transactionId, idTagInfo } = await old.call('StartTransaction', {
    ...{ connectorId: 1, idTag: '04a22b33', meterStart: 1000, timestamp: at(-4) },
  })
  expect(idTagInfo).toMatchObject({ status: 'Accepted' })
  const meter = (minute: number, value: number) => ({
    timestamp: at(minute),
    sampledValue: [
      { value: String(value), unit: 'Wh' },
      { value: '7.4', measurand: 'Power.Active.Import', unit: 'kW' },
      { value: '55', measurand: 'SoC', unit: 'Percent' },
    ],
  })
  const meterValue = [meter(-2, 3500)]
  const measuredAt = meterValue[0]!.timestamp
  await old.call('MeterValues', { connectorId: 1, transactionId, meterValue })
  const { body: now } = await jim.get('/v1/owners/me/chargings?active=true').expect(200)
  const [charging] = now.items
  expect(charging).toMatchObject({
    ...{
      charger: { identity: 'OLD', stationName: 'Market', post: 'A3' },
      evse: 1,
      status: 'charging',
    },
    ...{ energyKwh: 2.5, powerKw: 7.4, soc: 55, endedAt: null },
    lastAt: measuredAt,
  })

  old.answers('RemoteStopTransaction', (payload) => ({
    status: payload['transactionId'] === transactionId ? 'Accepted' : 'Rejected',
  }))
  const path = `/v1/owners/me/chargings/${charging.id}`
  const stop = await jim.post(`${path}/stop`).expect(200)
  expect(stop.body).toEqual({ answer: 'Accepted' })
  await old.call('StopTransaction', {
    ...{ transactionId, meterStop: 4000, timestamp: at(-1), reason: 'Remote' },
  })
  const { body: done } = await jim.get(path).expect(200)
  expect(done).toMatchObject({ status: 'completed', energyKwh: 3, powerKw: null })
  expect(done.meterStartWh).toBe(1000)
  expect(done.series).toHaveLength(1)
  const again = await jim.post(`${path}/stop`).expect(409)
  expect(again.body.code).toBe('ended')
  await ann.get(path).expect(404)
  await ann.post(`${path}/stop`).expect(404)
})

test('2.0.1 is asked in its own words, by the tag that he names', async () => {
  await give('second', 'jim@example.org', { type: 'ISO14443' })
  const asked: object[] = []
  young.answers('RequestStartTransaction', (payload) => {
    asked.push(payload)
    return { status: 'Rejected' }
  })
  const start = { evse: 2, idTag: 'SECOND' }
  const { body } = await jim.post('/v1/owners/me/chargers/YOUNG/start').send(start).expect(200)
  expect(body).toEqual({ answer: 'Rejected' })
  expect(asked).toEqual([
    {
      evseId: 2,
      idToken: { idToken: 'second', type: 'ISO14443' },
      remoteStartId: expect.any(Number) as number,
    },
  ])
})

test('a private charger is its owner’s alone to see and to start; nobody is told its name', async () => {
  const site = { name: 'Annenweg 7', post: 'Carport', owner: 'ann@example.org' }
  const box = await plugged(house, 'BOX')
  box.answers('RemoteStartTransaction', () => ({ status: 'Accepted' }))
  const { body: made } = await operator.get('/v1/chargers/BOX').expect(200)
  expect(made).toMatchObject({ access: 'private', owner: null })
  const wrong = await operator.patch('/v1/chargers/BOX').send({ owner: 'nobody@example.org' })
  expect([wrong.status, wrong.body.errors[0].pointer]).toEqual([422, '/owner'])
  const { body: set } = await operator.patch('/v1/chargers/BOX').send(site).expect(200)
  expect(set).toMatchObject({ ...site, access: 'private' })
  await give('ANN-1', 'ann@example.org')
  const seenBy = async (who: typeof jim) => {
    const { body } = await who.get('/v1/owners/me/chargers').expect(200)
    expect(JSON.stringify(body)).not.toMatch(/Annenweg|Mr Market/)
    return body.items.map(({ identity }: { identity: string }) => identity)
  }
  expect(await seenBy(jim)).toEqual(['OLD', 'YOUNG'])
  expect(await seenBy(ann)).toEqual(['BOX', 'OLD', 'YOUNG'])
  const start = (who: typeof jim) => who.post('/v1/owners/me/chargers/BOX/start').send({ evse: 1 })
  await start(jim).expect(404)
  await start(ann).expect(200)
  await operator.delete('/v1/tokens/ANN-1').expect(204)
  await box.close()
})

test('who has no tag sees no chargers and starts none', async () => {
  expect((await ann.get('/v1/owners/me/chargers').expect(200)).body.items).toEqual([])
  expect((await ann.get('/v1/owners/me/tags').expect(200)).body.items).toEqual([])
  expect((await ann.get('/v1/owners/me/chargings').expect(200)).body.items).toEqual([])
  const start = await ann.post('/v1/owners/me/chargers/OLD/start').send({ evse: 1 }).expect(409)
  expect(start.body.code).toBe('noTag')
})

test('a tag that is blocked, over or somebody else’s lets nobody start', async () => {
  await give('blocked', 'ann@example.org', { status: 'Blocked' })
  await give('over', 'ann@example.org', { expiresAt: at(-1) })
  const start = (idTag: string) =>
    ann.post('/v1/owners/me/chargers/OLD/start').send({ evse: 1, idTag })
  for (const tag of ['blocked', 'over', '04A22B33', 'nothing']) await start(tag).expect(409)
  const { body } = await ann.get('/v1/owners/me/tags').expect(200)
  expect(body.items).toEqual([
    { idTag: 'blocked', status: 'Blocked', expiresAt: null },
    { idTag: 'over', status: 'Accepted', expiresAt: expect.any(String) as string },
  ])
  expect((await ann.get('/v1/owners/me/chargers').expect(200)).body.items).toEqual([])
})

test('a charger that is away, unknown or not let in yet is not started', async () => {
  await operator.register('AWAY')
  await operator.patch('/v1/chargers/AWAY').send({ access: 'public' }).expect(200)
  const start = (id: string) => jim.post(`/v1/owners/me/chargers/${id}/start`).send({ evse: 1 })
  expect((await start('AWAY').expect(409)).body.code).toBe('notConnected')
  await start('NOBODY').expect(404)
  await operator.patch('/v1/chargers/AWAY').send({ registration: 'pending' }).expect(200)
  await start('AWAY').expect(404)
  const { body } = await jim.get('/v1/owners/me/chargers').expect(200)
  expect(body.items.map(({ identity }: { identity: string }) => identity)).not.toContain('AWAY')
})
