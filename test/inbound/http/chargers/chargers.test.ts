/** The operator registers chargers, sees what they do, changes and removes them. */
import { readFileSync } from 'node:fs'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { openTestHouse, type TestHouse } from '../../../house.ts'
import { connect } from '../../ocpp/charger.ts'
import { isConnected, type Operator, operatorOf, plugged } from './operator.ts'

let house: TestHouse
let operator: Operator
beforeAll(async () => {
  house = await openTestHouse({ timer: false }, { CHARGESHARE_OCPP_ENROL: 'accept' })
  operator = operatorOf(house)
})
afterAll(() => house.close())

const register = (identity: string, more: object = {}) =>
  operator.post('/v1/chargers').send({ identity, ...more })

test('a charger is registered with a password that fits every version and is shown once', async () => {
  const { body } = await register('CP-1', {
    name: 'Yard',
    position: { lat: 22.2, lon: 114.1 },
    stationName: 'Harbour',
    post: 'A3',
  }).expect(201)
  expect(body.password).toMatch(/^[0-9a-f]{40}$/)
  expect(body.charger).toMatchObject({
    identity: 'CP-1',
    name: 'Yard',
    position: { lat: 22.2, lon: 114.1 },
    stationName: 'Harbour',
    post: 'A3',
    profile: 1,
    registration: 'accepted',
    isConnected: false,
    hasPassword: true,
    connectors: [],
    active: [],
  })
  const { body: shown } = await operator.get('/v1/chargers/CP-1').expect(200)
  expect(shown).toEqual({ ...body.charger, deviations: [] })
  expect(JSON.stringify(shown)).not.toContain(body.password)
})

test.each([
  ['a slash', { identity: 'a/b' }, '/identity'],
  ['no identity', {}, '/identity'],
  ['a short password', { identity: 'X', password: 'short' }, '/password'],
  ['no place', { identity: 'X', position: { lat: 0, lon: 0 } }, '/position'],
  ['a profile of its own', { identity: 'X', profile: 4 }, '/profile'],
  ['what is unknown', { identity: 'X', colour: 'red' }, '/colour'],
])('what has %s is refused', async (_, body, pointer) => {
  const answer = await operator.post('/v1/chargers').send(body).expect(422)
  expect(answer.body.errors[0].pointer).toBe(pointer)
  await operator.get('/v1/chargers/X').expect(404)
})

test('an identity is taken once, and nobody but the operator sees any', async () => {
  await register('TWICE').expect(201)
  const { body } = await register('TWICE').expect(409)
  expect(body.code).toBe('chargerTaken')
  const twin = await operator.post('/v1/chargers').send({ identity: 'twice' })
  expect([twin.status, twin.body.code]).toEqual([409, 'chargerTaken'])
  expect((await fetch(`${house.url}/v1/chargers/TWICE`)).status).toBe(401)
  expect((await fetch(`${house.url}/v1/chargers`)).status).toBe(401)
})

test('profile 0 comes without a password, and profile 3 by its certificate', async () => {
  for (const [identity, profile] of [
    ['OPEN', 0],
    ['CERTIFIED', 3],
  ] as const) {
    const { body } = await register(identity, { profile }).expect(201)
    expect(body).toMatchObject({ password: null, charger: { profile, hasPassword: false } })
  }
  const open = await connect(house, 'OPEN')
  await open.close()
  await expect(connect(house, 'CERTIFIED')).rejects.toThrow(/401/)
})

test('what is said of a charger is changed, and what is not named stays', async () => {
  await register('CHANGED', { name: 'Before', post: 'A1', position: { lat: 1, lon: 2 } })
  const change = (body: object) => operator.patch('/v1/chargers/CHANGED').send(body)
  const { body } = await change({ name: 'After', position: null }).expect(200)
  expect(body).toMatchObject({ name: 'After', post: 'A1', position: null, profile: 1 })
  await change({ profile: 2, stationName: 'Quay' }).expect(200)
  expect(await operator.seen('CHANGED')).toMatchObject({ profile: 2, stationName: 'Quay' })
  await change({ identity: 'OTHER' }).expect(422)
  await operator.patch('/v1/chargers/NOBODY').send({ name: 'X' }).expect(404)
})

test('where a charger stands is sealed in the database', async () => {
  await register('SEALED', { name: 'Behind the blue door', position: { lat: 12.34567, lon: 89 } })
  const { store, vault } = house.world
  expect((await store.read.chargers.get('SEALED'))?.site.name).toBe('Behind the blue door')
  const uses = await store.read.keys.uses()
  const [key] = vault.keyIds()
  expect(uses).toContainEqual({ key, kind: 'charger site', rows: expect.any(Number) })
  for (const name of ['chargeshare.db', 'chargeshare.db-wal']) {
    const bytes = readFileSync(`${house.data}/${name}`).toString('latin1')
    expect(bytes).not.toContain('blue door')
    expect(bytes).not.toContain('12.34567')
  }
})

test('chargers are listed by their identity, in pages, and those that are connected', async () => {
  for (const identity of ['list:e', 'list+1', 'list~2']) {
    await register(identity).expect(201)
  }
  const seen: string[] = []
  let after = ''
  do {
    const { body } = await operator.get(`/v1/chargers?limit=2${after}`).expect(200)
    seen.push(...body.items.map(({ identity }: { identity: string }) => identity))
    after = body.next === null ? '' : `&after=${body.next}`
  } while (after !== '')
  expect(seen).toEqual([...seen].sort())
  expect(new Set(seen).size).toBe(seen.length)
  expect(seen).toEqual(expect.arrayContaining(['list+1', 'list:e', 'list~2']))
  await plugged(house, 'HERE')
  const { body } = await operator.get('/v1/chargers?active=true').expect(200)
  expect(body.items).toMatchObject([{ identity: 'HERE', version: '1.6', isConnected: true }])
  const { body: rest } = await operator.get('/v1/chargers?active=false&limit=1000').expect(200)
  expect(rest.items.map(({ identity }: { identity: string }) => identity)).not.toContain('HERE')
  await operator.get('/v1/chargers?active=perhaps').expect(422)
  await operator.get('/v1/chargers?limit=0').expect(422)
})

test('one that came by itself waits for the operator, and boots again once he lets it in', async () => {
  const charger = await connect(house, 'STRANGER')
  await isConnected(operator, 'STRANGER')
  expect(await operator.seen('STRANGER')).toMatchObject({ registration: 'pending', profile: 0 })
  const asked = new Promise<object>((resolve) => {
    charger.answers('TriggerMessage', (payload) => {
      resolve(payload)
      return { status: 'Accepted' }
    })
  })
  const change = (registration: string) =>
    operator.patch('/v1/chargers/STRANGER').send({ registration }).expect(200)
  expect((await change('accepted')).body.registration).toBe('accepted')
  expect(await asked).toEqual({ requestedMessage: 'BootNotification' })
  await change('rejected')
  expect((await charger.closed).code).toBe(1008)
  await expect(connect(house, 'STRANGER')).rejects.toThrow(/403/)
})

test('a charger that is removed is gone at once, with its line', async () => {
  const charger = await plugged(house, 'GONE')
  await operator.delete('/v1/chargers/GONE').expect(204)
  expect((await charger.closed).code).toBe(1008)
  await operator.get('/v1/chargers/GONE').expect(404)
  await operator.delete('/v1/chargers/GONE').expect(404)
})
