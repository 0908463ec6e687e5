/** The log of chargers' messages as the operator reads it: searched, page by page, and as a whole. */
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { readLog } from '../../../../src/flows/chargers/log/log.ts'
import { openTestHouse, type TestHouse } from '../../../house.ts'
import { connect, type TestCharger } from '../../ocpp/charger.ts'
import { as } from '../visitors.ts'

let house: TestHouse
let operator: ReturnType<typeof as>
let charger: TestCharger
let other: TestCharger

beforeAll(async () => {
  house = await openTestHouse({ timer: false })
  operator = as(house, house.secrets.operatorToken)
  charger = await plugIn('CP-1')
  other = await plugIn('CP-2')
  const boot = { chargePointVendor: 'Vendor', chargePointModel: 'Model' }
  await charger.call('BootNotification', boot)
  await charger.call('Heartbeat')
  await other.call('Heartbeat')
  // Without a zone: understood, and not forgotten.
  const status = { connectorId: 1, errorCode: 'NoError', status: 'Available' }
  await charger.call('StatusNotification', { ...status, timestamp: '2026-11-21T10:00:00' })
  charger.sendRaw('[2,"x')
  charger.answers('ChangeConfiguration', () => ({ status: 'Accepted' }))
  const payload = { key: 'AuthorizationKey', value: 'S3CRETS3CRETS3CRETS3' }
  await operator
    .post('/v1/chargers/CP-1/commands')
    .send({ action: 'ChangeConfiguration', payload })
    .expect(200)
  // What is noted beside a call is kept a moment later.
  while ((await items('/v1/chargers/CP-1/messages?direction=out')).length === 0);
})
afterAll(async () => {
  await charger.close()
  await other.close()
  await house.close()
})

async function plugIn(identity: string): Promise<TestCharger> {
  const { body } = await operator.post('/v1/chargers').send({ identity }).expect(201)
  return connect(house, identity, { password: String(body.password) })
}

type Item = { [name: string]: unknown }

async function items(path: string): Promise<Item[]> {
  return (await operator.get(path).expect(200)).body.items as Item[]
}

async function actions(query: string): Promise<unknown[]> {
  return (await items(`/v1/ocpp/messages?${query}`)).map(({ action }) => action)
}

describe('the log', () => {
  test('shows each call with its answer, to the letter, newest first', async () => {
    const [heartbeat] = await items('/v1/chargers/CP-2/messages?action=Heartbeat')
    expect(heartbeat).toMatchObject({
      charger: 'CP-2',
      direction: 'in',
      version: '1.6',
      messageId: 'Heartbeat-1',
      request: '[2,"Heartbeat-1","Heartbeat",{}]',
      answer: expect.stringMatching(/^\[3,"Heartbeat-1",\{"currentTime":"/),
      error: null,
      ms: expect.any(Number),
      deviations: [],
    })
    const all = (await items('/v1/chargers/CP-1/messages')).map(({ id }) => String(id))
    expect(all).toEqual([...all].sort().reverse())
  })

  test('shows what was no call, and what was not as it should be', async () => {
    const [broken] = await items('/v1/ocpp/messages?text=%5B2%2C%22x')
    expect(broken).toMatchObject({ charger: 'CP-1', action: null, request: '[2,"x' })
    const [odd] = await items('/v1/chargers/CP-1/messages?deviating=true&action=StatusNotification')
    expect(odd!['deviations']).toEqual([
      { rule: expect.any(String), path: '/timestamp', was: '2026-11-21T10:00:00' },
    ])
    const { body } = await operator.get('/v1/chargers/CP-1').expect(200)
    const { rule } = (odd!['deviations'] as { rule: string }[])[0]!
    expect(body.deviations).toContainEqual({ rule, count: 1, lastAt: expect.any(String) })
  })

  test('holds no secret', async () => {
    const [set] = await items('/v1/chargers/CP-1/messages?action=ChangeConfiguration')
    expect(set!['request']).toContain('{"key":"AuthorizationKey","value":"***"}')
    expect(await actions('text=S3CRET')).toEqual([])
  })

  test('is searched by charger, action, direction, text and time', async () => {
    expect(await actions('charger=CP-2')).toEqual(['Heartbeat'])
    expect(await actions('action=BootNotification')).toEqual(['BootNotification'])
    expect(await actions('text=CHARGEPOINTvendor')).toEqual(['BootNotification'])
    const [{ at } = {}] = await items('/v1/ocpp/messages?action=BootNotification')
    const before = encodeURIComponent(String(at))
    expect(await actions(`to=${before}`)).toEqual([])
    expect(await actions(`from=${before}&direction=in`)).toContain('BootNotification')
    expect(await actions('backends=true')).toEqual([])
    expect(await actions('backends=false&action=BootNotification')).toEqual(['BootNotification'])
  })

  test('is read on page by page until its end', async () => {
    const all = (await items('/v1/ocpp/messages')).map(({ id }) => id)
    const seen: unknown[] = []
    for (let next: string | null = ''; next !== null;) {
      const page = await operator.get(`/v1/ocpp/messages?limit=2${next}`).expect(200)
      const { items, next: after } = page.body as { items: Item[]; next: string | null }
      seen.push(...items.map(({ id }) => id))
      next = after === null ? null : `&after=${after}`
    }
    expect(seen).toEqual(all)
  })

  test('is exported as lines of JSON, oldest first, of one charger or of all', async () => {
    const lines = async (path: string) => {
      const { text, headers } = await operator
        .get(path)
        .set('accept', 'application/x-ndjson')
        .buffer()
        .parse((res, done) => {
          let text = ''
          res.on('data', (part) => (text += String(part))).on('end', () => done(null, text))
        })
        .expect(200)
        .then(({ body, headers }) => ({ text: String(body), headers }))
      expect(headers['content-type']).toBe('application/x-ndjson')
      return text.trimEnd().split('\n')
    }
    const own = await items('/v1/chargers/CP-1/messages')
    const exported = await lines('/v1/chargers/CP-1/messages')
    expect(exported.map((line) => JSON.parse(line) as Item)).toEqual([...own].reverse())
    const some = await lines('/v1/ocpp/messages?action=Heartbeat')
    expect(some.map((line) => (JSON.parse(line) as Item)['charger'])).toEqual(['CP-1', 'CP-2'])
  })

  test('refuses what it does not understand, and strangers', async () => {
    await operator.get('/v1/chargers/NOBODY/messages').expect(404)
    await operator
      .get('/v1/chargers/NOBODY/messages')
      .set('accept', 'application/x-ndjson')
      .expect(404)
    await operator.get('/v1/ocpp/messages').set('accept', 'text/html').expect(406)
    const span = 'from=2026-11-21T12:00:00Z&to=2026-11-21T11:00:00Z'
    const { body } = await operator.get(`/v1/ocpp/messages?direction=up&${span}`).expect(422)
    expect(JSON.stringify(body)).toContain('direction')
    await as(house, 'csa_wrong').get('/v1/ocpp/messages').expect(401)
  })
})

test('a long search gives up in time, and can be gone on with', async () => {
  const search = readLog(house.world, 2, 2)
  const all = await search(null, { after: null, limit: 100 }, {})
  expect(all.entries).toHaveLength(4)
  const found = []
  let after: string | null = null
  let looks = 0
  do {
    const page = await search(null, { after, limit: 1 }, { action: 'BootNotification' })
    found.push(...page.entries)
    after = page.next
    looks++
  } while (after !== null)
  expect(found).toHaveLength(1)
  expect(looks).toBeGreaterThan(1)
})
