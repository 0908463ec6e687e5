/** Telemetry as it is kept: charges are made of it durably, and nothing is kept that need not be. */
import { cpSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import type { Reading } from '../../../src/domain/telemetry/reading.ts'
import type { Module } from '../../../src/flows/service.ts'
import { openTestHouse, type TestHouse } from '../../house.ts'
import { signUp } from '../../inbound/http/visitors.ts'
import { openPushService } from '../../outbound/pushservice.ts'
import { tracesIn } from '../../traces.ts'

const start = Date.parse('2026-11-21T12:00:00Z')
const DAY = 86_400_000
const post = { lat: 52.370216, lon: 4.895168 }
const charging = { state: 'charging', substate: 'onrequest', isCharging: true, soc: 41.5 }
const done = { state: 'done', substate: 'stopped', isCharging: false, soc: 80, energyKwh: 17.2 }

let house: TestHouse
let now: number
let ann: Awaited<ReturnType<typeof signUp>>
let module: Module

beforeEach(async () => {
  now = start
  house = await openTestHouse({ clock: () => now, timer: false })
  ann = await signUp(house, 'ann@example.org')
  const { token } = await ann.addCar('ANN')
  module = await house.service.moduleOf('ANN', token)
})
afterEach(() => house.close())

const told = (...readings: Omit<Reading, 'at'>[]) =>
  house.service.observe(module, { readings: readings.map((one) => ({ at: now, ...one })) }, 'ovms')
const line = (data: string, lifetimeS = 86_400) => {
  const record = { type: '*-LOG-Grid', number: 2, at: now, lifetimeS, data }
  return house.service.observe(module, { readings: [], records: [record] }, 'ovms')
}
const charges = async () => (await ann.get('/v1/charges/mine')).body.items
const after = (seconds: number) => (now += seconds * 1000)

describe('a charge that is read out of telemetry', () => {
  test('is kept at once, asked about, and ends once nothing has taken its end back', async () => {
    expect(await told({ ...charging, position: post })).toEqual({
      ...{ isOptedIn: true, isCharging: true, isLost: false },
    })
    expect(await charges()).toMatchObject([{ status: 'charging', soc: { start: 41.5 } }])
    expect((await ann.get('/v1/questions')).body.items).toHaveLength(1)
    after(3600)
    expect(await told(done)).toMatchObject({ isCharging: true })
    after(89)
    expect(await house.service.settleEnds(now)).toBe(0)
    expect(await charges()).toMatchObject([{ status: 'charging' }])
    after(1)
    expect(await house.service.settleEnds(now)).toBe(1)
    expect(await charges()).toMatchObject([{ status: 'completed', energyKwh: 17.2 }])
    expect(await house.service.chargingOf(['ann'])).toEqual(new Set())
    expect(await house.service.settleEnds(now)).toBe(0)
  })

  test('lives through a restart of the server, its held end too', async () => {
    await told({ ...charging, position: post })
    after(3600)
    await told(done)
    const copy = join(mkdtempSync(join(tmpdir(), 'chargeshare-')), 'data')
    cpSync(house.data, copy, { recursive: true })
    const again = await openTestHouse(
      { clock: () => now, timer: false },
      { CHARGESHARE_DATA: copy },
    )
    after(100)
    await again.service.settleEnds(now)
    const { owner } = await again.service.signIn('ann@example.org', 'a long pass phrase')
    const page = { after: null, limit: 10 }
    expect(await again.service.listCharges(owner.id, null, page)).toMatchObject([
      { session: { status: 'completed', endedAt: start + 3_600_000 } },
    ])
    await again.close()
    rmSync(copy, { recursive: true })
  })

  test('is one charge though both channels of the car tell it at once', async () => {
    const both = (reading: Omit<Reading, 'at'>) =>
      Promise.all(['ovms', 'mqtt'].map(() => told(reading)))
    await both({ ...charging, position: post })
    after(3600)
    await both(done)
    after(100)
    await house.service.settleEnds(now)
    expect(await charges()).toHaveLength(1)
  })

  test('is asked about with the answer that the car itself gives', async () => {
    await told({ ...charging, position: post })
    const [share] = (await ann.get('/v1/questions')).body.items
    expect(share.suggested).toBeNull()
    await ann.post(`/v1/questions/${share.id}/answer`).send({ choice: 'once' }).expect(200)
    after(600)
    await told({ state: 'stopped', substate: 'onrequest', isCharging: false })
    after(100)
    await house.service.settleEnds(now)
    const [why] = (await ann.get('/v1/questions')).body.items
    expect(why).toMatchObject({ kind: 'abort', suggested: 'user' })
  })

  test('has no place until the car tells one, and the server says so', async () => {
    expect(await told(charging)).toMatchObject({ isCharging: true, isLost: true })
    expect((await ann.get('/v1/locations')).body.items).toHaveLength(0)
    after(240)
    expect(await told({ position: post })).toMatchObject({ isLost: false })
    expect((await ann.get('/v1/locations')).body.items).toHaveLength(1)
  })
})

describe('telemetry', () => {
  test('of a vehicle that is not opted in leaves nothing', async () => {
    const sharing = { optedIn: false, handle: { kind: 'anonymous' } }
    await ann.put('/v1/vehicles/ANN/sharing').send(sharing).expect(200)
    expect(await told({ ...charging, position: post })).toEqual({
      ...{ isOptedIn: false, isCharging: false, isLost: false },
    })
    expect(await house.world.store.read.watches.get('ann')).toBeNull()
    expect(await charges()).toEqual([])
  })

  test('is forgotten when its vehicle opts out', async () => {
    await told({ ...charging, position: post })
    expect(await house.world.store.read.watches.get('ann')).not.toBeNull()
    const sharing = { optedIn: false, handle: { kind: 'anonymous' } }
    await ann.put('/v1/vehicles/ANN/sharing').send(sharing).expect(200)
    expect(await house.world.store.read.watches.get('ann')).toBeNull()
  })

  test('is refused once the secret of the module is another', async () => {
    await ann.post('/v1/vehicles/ANN/token').expect(201)
    await expect(told(charging)).rejects.toMatchObject({ kind: 'unauthorized' })
    expect(await charges()).toEqual([])
  })

  test('is forgotten after a day of silence, with an open charge after two', async () => {
    await told({ state: 'stopped', position: post })
    after(86_401)
    await house.service.forgetOld(now)
    expect(await house.world.store.read.watches.get('ann')).toBeNull()
    await told({ ...charging, position: post })
    after(86_401)
    await house.service.forgetOld(now)
    expect(await house.world.store.read.watches.get('ann')).not.toBeNull()
    after(86_401)
    await house.service.forgetOld(now)
    expect(await house.world.store.read.watches.get('ann')).toBeNull()
  })
})

describe('a line of the log', () => {
  const grid = `1,${post.lat},${post.lon},3.1,Home,type2,charging,onrequest,standard`

  test('is kept once, without its position, as long as the module wants', async () => {
    await line(grid)
    await line(grid)
    expect(
      await house.service.listRecords('ANN', { type: '*-LOG-Grid', since: 0, limit: 9 }),
    ).toEqual([
      {
        ...{ type: '*-LOG-Grid', number: 2, at: now, lifetimeS: 86_400 },
        data: '1,,,,,type2,charging,onrequest,standard',
      },
    ])
    await line('never kept', 0)
    expect(await house.service.sumRecords('ANN', 0)).toMatchObject([{ lines: 1 }])
    now += DAY + 1
    await house.service.forgetOld(now)
    expect(await house.service.sumRecords('ANN', 0)).toEqual([])
  })

  test('is acknowledged but not kept once the shelf of its vehicle is full', async () => {
    for (let i = 0; i < 9; i++) await line(`${i} ${'x'.repeat(1_000_000)}`)
    expect(await house.service.sumRecords('ANN', 0)).toMatchObject([{ lines: 7 }])
    now += 3_600_000
    await line('one more')
    expect(await house.service.sumRecords('ANN', 0)).toMatchObject([{ lines: 8 }])
  })

  test('leaves no position anywhere, nor does all the rest that a car tells', async () => {
    await line(grid)
    await told({ ...charging, position: post, odometerKm: 57_823.1 })
    after(3600)
    await told(done)
    after(100)
    await house.service.settleEnds(now)
    for (const name of readdirSync(house.data).filter((file) => file.includes('.db'))) {
      expect(tracesIn(readFileSync(join(house.data, name)), { post }), name).toEqual([])
    }
  })
})

test('an owner learns once that his module encrypts all it tells', async () => {
  const phones = await openPushService()
  const phone = phones.subscribe(house.service.pushKey)
  await ann.post('/v1/push/subscriptions').send(phone).expect(201)
  await house.service.setParanoid(module, true)
  await house.service.setParanoid(module, true)
  expect((await ann.get('/v1/vehicles')).body.items).toMatchObject([{ trouble: 'paranoid' }])
  expect(phones.drain().map(({ payload }) => JSON.parse(payload).title)).toEqual([
    'Your charges cannot be shared',
  ])
  await house.service.setParanoid(module, false)
  const notifications = { discreet: true }
  await ann.patch('/v1/owners/me').send({ language: 'de', notifications }).expect(200)
  await house.service.setParanoid(module, true)
  const [discreet] = phones.drain().map(({ payload }) => JSON.parse(payload))
  expect(discreet).toMatchObject({ kind: 'waiting', title: 'Neues vom Auto', web_push: 8030 })
  expect(discreet.body).not.toContain('ANN')
  phones.answer(phone.endpoint, 410)
  await house.service.setParanoid(module, false)
  await house.service.setParanoid(module, true)
  expect((await ann.get('/v1/push/subscriptions')).body.items).toEqual([])
  await house.service.setParanoid(module, false)
  expect((await ann.get('/v1/vehicles')).body.items).toMatchObject([{ trouble: null }])
  expect(phones.drain()).toEqual([])
  await phones.close()
})
