/** Identifiers over HTTP: registered, changed, listed, forgotten, and brought to chargers. */
import { afterAll, beforeAll, expect, test } from 'vitest'
import { openTestHouse, type TestHouse } from '../../../house.ts'
import type { Json } from '../../../people.ts'
import { signUp } from '../visitors.ts'
import { type Operator, operatorOf, plugged } from './operator.ts'

let house: TestHouse
let operator: Operator
beforeAll(async () => {
  house = await openTestHouse({ timer: false }, { CHARGESHARE_OCPP_UNKNOWN_TAGS: 'refuse' })
  operator = operatorOf(house)
})
afterAll(() => house.close())

const put = (idTag: string, wish: object) =>
  operator.put(`/v1/tokens/${encodeURIComponent(idTag)}`).send(wish)

test('an identifier is registered, found in any case, changed and forgotten', async () => {
  await signUp(house, 'ann@example.org')
  const { body } = await put('04A22B33', {
    status: 'Accepted',
    parent: 'FAMILY',
    expiresAt: '2030-01-01T00:00:00+01:00',
    owner: 'ann@example.org',
  }).expect(201)
  expect(body).toMatchObject({
    idTag: '04A22B33',
    status: 'Accepted',
    parent: 'FAMILY',
    expiresAt: '2029-12-31T23:00:00.000Z',
    owner: 'ann@example.org',
    isUnknown: false,
  })
  const { body: found } = await operator.get('/v1/tokens/04a22b33').expect(200)
  expect(found).toEqual(body)
  const { body: blocked } = await put('04a22B33', { status: 'Blocked', owner: null }).expect(200)
  expect(blocked).toMatchObject({ idTag: '04A22B33', status: 'Blocked', parent: 'FAMILY' })
  expect(blocked.owner).toBeNull()
  await operator.delete('/v1/tokens/04A22B33').expect(204)
  await operator.get('/v1/tokens/04A22B33').expect(404)
  await operator.delete('/v1/tokens/04A22B33').expect(404)
})

test.each([
  ['an unknown status', 'A', { status: 'Fine' }, '/status'],
  ['no status', 'A', {}, '/status'],
  [
    'a time without a zone',
    'A',
    { status: 'Accepted', expiresAt: '2030-01-01T00:00:00' },
    '/expiresAt',
  ],
  ['an owner whom nobody knows', 'A', { status: 'Accepted', owner: 'x@example.org' }, '/owner'],
  ['nothing but blanks', '  ', { status: 'Accepted' }, '/idTag'],
  ['what is unknown', 'A', { status: 'Accepted', colour: 'red' }, '/colour'],
])('%s is refused', async (_, idTag, wish, pointer) => {
  const { body } = await put(idTag, wish).expect(422)
  expect(body.errors[0].pointer).toBe(pointer)
  await operator.get('/v1/tokens/A').expect(404)
})

test('who came along unregistered is listed for the operator, who registers him', async () => {
  const charger = await plugged(house, 'CP-1')
  expect(await charger.call('Authorize', { idTag: 'STRANGER/1' })).toEqual({
    idTagInfo: { status: 'Invalid' },
  })
  const unknown = async () => (await operator.get('/v1/tokens?unknown=true').expect(200)).body.items
  expect(await unknown()).toMatchObject([
    { idTag: 'STRANGER/1', isUnknown: true, status: 'Invalid', seenOn: 'CP-1' },
  ])
  await put('STRANGER/1', { status: 'Accepted' }).expect(201)
  expect(await unknown()).toEqual([])
  expect(await charger.call('Authorize', { idTag: 'stranger/1' })).toMatchObject({
    idTagInfo: { status: 'Accepted' },
  })
})

test('identifiers are listed in pages, however long and odd they are', async () => {
  const odd = ['ü'.repeat(200), 'tag with blanks', '~']
  for (const idTag of odd) await put(idTag, { status: 'Accepted' }).expect(201)
  const seen: string[] = []
  let after = ''
  do {
    const { body } = await operator.get(`/v1/tokens?limit=1${after}`).expect(200)
    seen.push(...body.items.map(({ idTag }: { idTag: string }) => idTag))
    after = body.next === null ? '' : `&after=${body.next}`
  } while (after !== '')
  expect(seen).toEqual(expect.arrayContaining(odd))
  expect(new Set(seen).size).toBe(seen.length)
})

test('the local list is sent on demand, and what came of it is told', async () => {
  const charger = await plugged(house, 'CP-2')
  const lists: Json[] = []
  charger.answers('SendLocalList', (payload) => {
    lists.push(payload)
    return { status: 'Accepted' }
  })
  const send = (identity: string, body: object) =>
    operator.post(`/v1/chargers/${identity}/local-list`).send(body)
  await put('LISTED', { status: 'Accepted' }).expect(201)
  const { body } = await send('CP-2', { mode: 'full' }).expect(200)
  expect(body.response).toEqual({ status: 'Accepted' })
  expect(body.listVersion).toBeGreaterThan(0)
  expect(JSON.stringify(lists)).toContain('LISTED')
  expect((await send('CP-2', { mode: 'differential' }).expect(200)).body.response).toBeNull()
  await send('CP-2', { mode: 'half' }).expect(422)
  await operator.register('AWAY')
  await send('AWAY', { mode: 'full' }).expect(409)
  await send('NOBODY', { mode: 'full' }).expect(404)
})

test('what a charger tells of itself is read: its settings, masked, and what happened', async () => {
  const charger = await plugged(house, 'CP-3')
  charger.answers('GetConfiguration', () => ({
    configurationKey: [
      { key: 'HeartbeatInterval', readonly: false, value: '300' },
      { key: 'AuthorizationKey', readonly: false, value: 'ab'.repeat(20) },
    ],
  }))
  await operator.asks('CP-3', 'GetConfiguration').expect(200)
  const { body } = await operator.get('/v1/chargers/CP-3/variables').expect(200)
  const values = body.items.map(({ variable, value }: Json) => [variable, value])
  expect(values).toEqual(
    expect.arrayContaining([
      ['HeartbeatInterval', '300'],
      ['AuthorizationKey', '***'],
    ]),
  )
  await charger.call('BootNotification', { chargePointModel: 'M', chargePointVendor: 'V' })
  const events = await operator.get('/v1/chargers/CP-3/events').expect(200)
  expect(events.body.items.length).toBeGreaterThan(0)
  const [{ kind }] = events.body.items
  const some = await operator.get(`/v1/chargers/CP-3/events?kind=${kind}`).expect(200)
  expect(some.body.items[0]).toEqual(events.body.items[0])
  for (const what of ['variables', 'events']) {
    await operator.get(`/v1/chargers/NOBODY/${what}`).expect(404)
  }
})

test('nobody but the operator sees identifiers', async () => {
  for (const path of ['/v1/tokens', '/v1/tokens/A', '/v1/chargers/CP-3/variables']) {
    expect((await fetch(house.url + path)).status, path).toBe(401)
  }
})
