/** A driver's chargings are his who had the tag then; when he leaves nothing tells of them. */
import { join } from 'node:path'
import Database from 'better-sqlite3'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { openTestHouse, type TestHouse } from '../../../house.ts'
import type { TestCharger } from '../../ocpp/charger.ts'
import { signUp } from '../visitors.ts'
import { type Operator, operatorOf, plugged } from './operator.ts'

const now = Date.parse('2026-11-20T12:00:00Z')
let house: TestHouse
let operator: Operator
let old: TestCharger
let young: TestCharger
beforeAll(async () => {
  house = await openTestHouse({ clock: () => now, timer: false })
  operator = operatorOf(house)
  old = await plugged(house, 'OLD')
  young = await plugged(house, 'YOUNG', 'ocpp2.0.1')
  // Who has booted is not asked for his state.
  await old.call('BootNotification', { chargePointVendor: 'V', chargePointModel: 'M' })
  await operator.patch('/v1/chargers/OLD').send({ access: 'public', name: 'Clinic' }).expect(200)
})
afterAll(() => house.close())

const give = (tag: string, owner: string) =>
  operator.put(`/v1/tokens/${encodeURIComponent(tag)}`).send({ status: 'Accepted', owner })
const time = (minute: number) => new Date(now + minute * 60_000).toISOString()
const startOf = (idTag: string, minute: number) => ({
  ...{ connectorId: 1, idTag, meterStart: 1000, timestamp: time(minute) },
})

async function charges(idTag: string, minute: number): Promise<void> {
  const { transactionId } = await old.call('StartTransaction', startOf(idTag, minute))
  const meter = { timestamp: time(minute + 1), sampledValue: [{ value: '1500' }] }
  await old.call('MeterValues', { connectorId: 1, transactionId, meterValue: [meter] })
  const stop = { transactionId, idTag, meterStop: 4000, timestamp: time(minute + 2) }
  await old.call('StopTransaction', stop)
}

type Calls = Awaited<ReturnType<typeof signUp>>
const chargings = async ({ get }: Calls) =>
  (await get('/v1/owners/me/chargings').expect(200)).body.items

test('a card that goes to another driver takes nothing with it of what the first one charged', async () => {
  const [ann, bob] = [
    await signUp(house, 'ann@example.org'),
    await signUp(house, 'bob@example.org'),
  ]
  await give('CARD-7', 'ann@example.org')
  await charges('CARD-7', -90)
  await operator.delete('/v1/tokens/CARD-7').expect(204)
  await give('CARD-7', 'bob@example.org')
  await charges('CARD-7', -60)
  const [[hers], [his]] = [await chargings(ann), await chargings(bob)]
  expect([await chargings(ann), await chargings(bob)]).toEqual([[hers], [his]])
  expect(Date.parse(hers.startedAt)).toBeLessThan(Date.parse(his.startedAt))
  await bob.get(`/v1/owners/me/chargings/${hers.id}`).expect(404)
  await ann.post(`/v1/owners/me/chargings/${his.id}/stop`).expect(404)
})

test('a tag is the same one in any case, also with letters beyond ASCII', async () => {
  const cleo = await signUp(house, 'cleo@example.org')
  await give('kärt', 'cleo@example.org')
  const event = (evse: number) => ({
    ...{ eventType: 'Started', timestamp: time(-1), triggerReason: 'Authorized', seqNo: 0 },
    transactionInfo: { transactionId: `t${evse}` },
    idToken: { idToken: ' KÄRT ', type: 'Central' },
    evse: { id: evse, connectorId: 1 },
  })
  const status = async (evse: number) =>
    (await young.call('TransactionEvent', event(evse)))['idTokenInfo']
  expect(await status(1)).toEqual({ status: 'Accepted' })
  expect(await status(2), 'it is charging elsewhere').toEqual({ status: 'ConcurrentTx' })
  expect(await chargings(cleo)).toHaveLength(2)
})

/** Rows of any table that say one of these words. */
function rowsWith(...words: string[]): string[] {
  const database = new Database(join(house.data, 'chargeshare.db'), { readonly: true })
  try {
    const tables = database.prepare("select name from sqlite_master where type = 'table'")
    return tables
      .pluck()
      .all()
      .flatMap((table) => {
        const rows = database.prepare(`select * from ${String(table)}`).all()
        const texts = rows.map((row) => `${String(table)}: ${JSON.stringify(row)}`)
        return texts.filter((text) => words.some((word) => text.toLowerCase().includes(word)))
      })
  } finally {
    database.close()
  }
}

test('all that he charged and asked for is in his export, and gone when he leaves', async () => {
  const dan = await signUp(house, 'dan@example.org')
  await give('DANTAG77', 'dan@example.org')
  old.answers('RemoteStartTransaction', () => ({ status: 'Accepted' }))
  await dan.post('/v1/owners/me/chargers/OLD/start').send({ evse: 1 }).expect(200)
  await operator.asks('OLD', 'RemoteStartTransaction', { idTag: 'dantag77' }).expect(200)
  await charges('DANTAG77', -30)
  await old.call('Authorize', { idTag: 'DANTAG77' })
  const { body } = await dan.get('/v1/owners/me/export').expect(200)
  expect(body.chargings).toMatchObject([
    { charger: { identity: 'OLD' }, idTag: 'DANTAG77', energyKwh: 3, series: [{ energyWh: 1500 }] },
  ])
  expect(body.commands).toMatchObject([
    { charger: 'OLD', action: 'RemoteStartTransaction', payload: { idTag: 'DANTAG77' } },
  ])
  const { id } = (await house.world.store.read.owners.byEmail('dan@example.org'))!
  expect(rowsWith('dantag77', id)).not.toEqual([])

  await dan.delete('/v1/owners/me').expect(204)
  expect(rowsWith('dantag77', id)).toEqual([])
  expect((await operator.commands('OLD')).map((one: { askedBy: string }) => one.askedBy)).toEqual(
    expect.arrayContaining(['owner', 'operator']),
  )
  const count = async () =>
    (await operator.get('/v1/chargers/OLD/transactions').expect(200)).body.items.length
  const before = await count()
  await old.call('StartTransaction', startOf('DANTAG77', -30))
  expect(await count(), 'a start that is told again is the same one').toBe(before)
})
