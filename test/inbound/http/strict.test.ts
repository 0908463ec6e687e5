/** What is wrong with a request is said field by field, in the same words at every route of the API document. */
import request from 'supertest'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { openTestHouse, type TestHouse } from '../../house.ts'
import { join, signUp } from './visitors.ts'

type Fault = { pointer: string; detail: string; code: string }
type Schema = { $ref?: string; properties?: object }
type Operation = {
  security?: Record<string, unknown>[]
  parameters?: { name: string; in: string }[]
  requestBody?: { content: Record<string, { schema?: Schema }> }
  responses: Record<string, unknown>
}
type Door = { method: 'get' | 'post' | 'put' | 'patch' | 'delete'; path: string; told: Operation }

let house: TestHouse
let tokens: Record<string, string>
let schemas: Record<string, Schema>
let doors: Door[]
beforeAll(async () => {
  house = await openTestHouse({ timer: false })
  const owner = (await signUp(house, 'jim@example.org')).token
  const partner = (await join(house)).token
  tokens = { owner, partner, operator: house.secrets.operatorToken }
  const { body } = await request(house.url).get('/openapi.json').expect(200)
  schemas = body.components.schemas
  doors = Object.entries(body.paths as Record<string, Record<string, Operation>>)
    .filter(([path]) => path.startsWith('/v1/'))
    .flatMap(([path, methods]) =>
      Object.entries(methods).map(([method, told]) => ({ method, path, told }) as Door),
    )
})
afterAll(() => house.close())

/** Whose token opens it; undefined: a car's, or that of one question. */
function keyOf({ told }: Door): string | undefined {
  const names = (told.security ?? []).flatMap((one) => Object.keys(one))
  return names.length === 0 ? '' : names.map((name) => tokens[name]).find(Boolean)
}

const isOpened = (door: Door) => keyOf(door) !== undefined && !door.path.endsWith('/live')

function knock({ method, path, told }: Door, query = '') {
  const at = path.replaceAll(/\{\w+\}/g, 'none') + query
  const token = keyOf({ method, path, told }) ?? ''
  return request(house.url)[method](at).set('authorization', `Bearer ${token}`)
}

/** The faults that are told; each in words of its own, with a code. */
function faultsIn(body: { errors?: Fault[] }): Fault[] {
  const faults = body.errors ?? []
  for (const { detail, code } of faults) {
    expect(detail).not.toMatch(/^Invalid|expected|received|undefined|NaN|Too (small|big)/)
    expect(code).toMatch(/^[a-z]\w+$/)
    expect([detail, code]).toEqual([detail, detail === 'is missing' ? 'required' : code])
  }
  return faults
}

/** Faults but those of what was not sent at all. */
const wrong = (faults: Fault[]) => faults.filter(({ code }) => code !== 'required')

function propertiesOf(schema: Schema = {}): string[] {
  const { properties = {} } = schema.$ref ? schemas[schema.$ref.split('/').at(-1)!]! : schema
  return Object.keys(properties)
}

test('the document names many routes, and who opens them is known', () => {
  expect(doors.length).toBeGreaterThan(100)
  expect(doors.filter(isOpened).length).toBeGreaterThan(doors.length * 0.9)
})

test('without a credential nobody is let in where one is asked for', async () => {
  for (const { method, path, told } of doors.filter(({ told }) => told.security?.length)) {
    const { status } = await request(house.url)[method](path.replaceAll(/\{\w+\}/g, 'none'))
    expect([status, `${method} ${path}`]).toEqual([401, `${method} ${path}`])
    expect(told.responses).toHaveProperty('401')
  }
})

test('a key of the query told twice is one fault, at that key', async () => {
  for (const door of doors.filter((one) => isOpened(one) && one.method === 'get')) {
    const keys = (door.told.parameters ?? []).filter((one) => one.in === 'query')
    for (const { name } of keys) {
      const { status, body } = await knock(door, `?${name}=a&${name}=b`)
      const at = `${door.method} ${door.path}?${name}`
      expect([at, status, wrong(faultsIn(body)).map(({ pointer }) => pointer)]).toEqual([
        ...[at, 422],
        [`/${name}`],
      ])
    }
  }
})

test('a field of the wrong type is a fault at or below that field, and nowhere else', async () => {
  for (const door of doors.filter(isOpened)) {
    const { schema } = door.told.requestBody?.content['application/json'] ?? {}
    for (const name of propertiesOf(schema)) {
      const { status, body } = await knock(door).send({ [name]: { '\u0001': 1 }, noSuchKey: 1 })
      const at = `${door.method} ${door.path} ${name}`
      const pointers = wrong(faultsIn(body)).map(({ pointer }) => pointer.split('/')[1])
      expect([at, status, new Set(['noSuchKey', name, ...pointers]).size]).toEqual([at, 422, 2])
      expect(pointers).not.toEqual([])
      expect(door.told.responses).toHaveProperty('422')
    }
  }
})

test('what is no JSON, and no object, is said to be none', async () => {
  const withBody = doors.filter((door) => isOpened(door) && door.told.requestBody)
  for (const door of withBody.filter(({ told }) => told.requestBody?.content['application/json'])) {
    const json = { 'content-type': 'application/json' }
    await knock(door).set(json).send('{').expect(400)
    await knock(door).set('content-type', 'text/plain').send('{}').expect(415)
    const { body } = await knock(door).set(json).send('"a text"').expect(422)
    expect(faultsIn(body)).toHaveLength(1)
    expect(Object.keys(door.told.responses)).toEqual(expect.arrayContaining(['400', '413', '415']))
  }
})

test('a choice among numbers names them all, in the document and to who chose another', async () => {
  const properties = schemas['Charger']?.properties as { profile: { enum: number[] } }
  expect(properties.profile.enum).toEqual([0, 1, 2, 3])
  const { body } = await request(house.url)
    .post('/v1/chargers')
    .set('authorization', `Bearer ${tokens['operator']}`)
    .send({ identity: 'CP-1', profile: 9 })
    .expect(422)
  const detail = 'must be one of 0, 1, 2, 3'
  expect(faultsIn(body)).toEqual([{ pointer: '/profile', detail, code: 'choice' }])
})

test('nothing at all may be sent where all that could be sent has a default', async () => {
  const operator = (path: string) =>
    request(house.url).post(path).set('authorization', `Bearer ${tokens['operator']}`)
  await operator('/v1/chargers').send({ identity: 'CP-1' }).expect(201)
  await operator('/v1/chargers/CP-1/password').expect(200)
  await operator('/v1/chargers').expect(415)
  const { body } = await operator('/v1/chargers').send({ identity: 'cp-1' }).expect(409)
  expect(body.code).toBe('chargerTaken')
  expect(faultsIn(body)).toMatchObject([{ pointer: '/identity', code: 'chargerTaken' }])
})

test('a time that cannot be read is no reason to find fault with the other', async () => {
  const { body } = await request(house.url)
    .get('/v1/ocpp/messages?from=yesterday')
    .set('authorization', `Bearer ${tokens['operator']}`)
    .expect(422)
  expect(faultsIn(body).map(({ pointer }) => pointer)).toEqual(['/from'])
})

describe('the operator', () => {
  const ofOperator = () => doors.filter((door) => keyOf(door) === tokens['operator'])

  test('who misspells a key of the query is told so, and which there are', async () => {
    for (const door of ofOperator().filter(({ method }) => method === 'get')) {
      if (door.path.endsWith('/live')) continue
      const { body } = await knock(door, '?chager=CP-1').expect(422)
      expect(wrong(faultsIn(body))).toMatchObject([{ pointer: '/chager', code: 'unknown' }])
    }
    const { body } = await request(house.url)
      .get('/v1/chargers?chager=CP-1')
      .set('authorization', `Bearer ${tokens['operator']}`)
    expect(body.errors[0].detail).toBe('unknown key; known here: limit, after, active')
  })

  test('who asks for what there is not is told so by a code, as the document says', async () => {
    const ofOne = /^\/v1\/(chargers|tokens)\/\{\w+\}(\/\w+(\/\{id\})?)?$/
    const paths = ofOperator().filter(({ path }) => ofOne.test(path))
    expect(paths.length).toBeGreaterThan(12)
    for (const door of paths.filter(({ method }) => method === 'get' || method === 'delete')) {
      const { body } = await knock(door).expect(404)
      expect(body.code).toMatch(/^unknown(Charger|Identifier)$/)
      expect([door.path, ...Object.keys(door.told.responses)]).toContain('404')
    }
  })
})
