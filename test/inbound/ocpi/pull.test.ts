/** What peers pull: sessions of a span of time, in pages, in both versions and in our own words. */
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { type Json, text } from '../../people.ts'
import { header, type OcpiPeer, type Version } from './peer.ts'
import { Session } from './schemas.ts'
import { openStage, type Stage } from './stage.ts'

let stage: Stage
let peer: OcpiPeer
let car: Awaited<ReturnType<Stage['car']>>
const DAY = 'date_from=2026-11-21T00:00:00Z'

beforeAll(async () => {
  stage = await openStage()
  car = await stage.car()
  const told = { soc: 80, energyKwh: 17.2, powerKw: 6.6 }
  for (let i = 0; i < 4; i++) {
    await car.says('started', { energyKwh: 0, soc: 41.5 })
    await car.says('completed', { ...told, energyKwh: i })
    stage.tick(10)
  }
  peer = (await stage.registered({}, '2.2.1', { observations: true })).peer
})
afterAll(() => stage.close())

const url = (path: string) => `${stage.house.url}/ocpi/${path}`
const pull = async (query: string, version: Version = '2.2.1', module = 'sessions') =>
  peer.ask('GET', url(`${version}/${module}?${query}`))
const pulled = async (...told: Parameters<typeof pull>) => {
  const { data } = await pull(...told)
  return data as Json[]
}
const share = (handle: Json) =>
  car.put('/v1/vehicles/SHARER/sharing').send({ optedIn: true, handle }).expect(200)

describe('sessions that are pulled', () => {
  test.each(['2.2.1', '2.3.0'] as const)('are what OCPI %s says that they are', async (version) => {
    const sessions = await pulled(DAY, version)
    expect(sessions).toHaveLength(5)
    for (const session of sessions) Session[version].parse(session)
    expect(sessions.at(-1)).toMatchObject({
      status: 'COMPLETED',
      kwh: 3,
      currency: 'XXX',
      auth_method: 'WHITELIST',
      cdr_token: { type: 'AD_HOC_USER', contract_id: '#NA' },
      evse_uid: '#NA',
      connector_id: '#NA',
    })
    const dimensions = [
      { type: 'ENERGY', volume: 3 },
      { type: 'MAX_POWER', volume: 6.6 },
      { type: 'STATE_OF_CHARGE', volume: 80 },
    ]
    expect(sessions.at(-1)).toMatchObject({ charging_periods: [{ dimensions }] })
    const users = new Set(sessions.map(({ cdr_token: token }) => (token as Json)['uid']))
    expect(users.size).toBe(5)
  })

  test('carry what OCPI has no word for in 2.3.0 alone', async () => {
    const [old] = await pulled(DAY)
    expect(old).not.toHaveProperty('chargeshare')
    const [session] = await pulled(DAY, '2.3.0')
    expect(session?.['chargeshare']).toMatchObject({ license: 'CC-BY-4.0', outcome: 'completed' })
  })

  test('come in pages whose links lead to every one of them, once and in order', async () => {
    const all = (await pulled(DAY)).map(({ id }) => id)
    const seen: unknown[] = []
    let next: string | undefined = url(`2.2.1/sessions?${DAY}&limit=2`)
    while (next !== undefined) {
      const { headers, data } = await peer.ask('GET', next)
      expect(headers.get('x-total-count')).toBe('5')
      expect(Number(headers.get('x-limit'))).toBeGreaterThanOrEqual(500)
      seen.push(...(data as Json[]).map(({ id }) => id))
      next = /^<(\S+)>; rel="next"$/.exec(headers.get('link') ?? '')?.[1]
    }
    expect(seen).toEqual(all)
    expect((await pull(`${DAY}&offset=3&limit=2`)).headers.get('link')).toBeNull()
  })

  test('are those that changed in the span: its start included, its end not', async () => {
    const sessions = await pulled(DAY)
    const [, second, third] = sessions.map((one) => text(one, 'last_updated'))
    const span = `date_from=${second}&date_to=${third}`
    expect(await pulled(span)).toEqual([sessions[1]])
    expect((await pull(span)).headers.get('x-total-count')).toBe('1')
    const bare = span.replaceAll('Z', '')
    expect(await pulled(bare)).toEqual([sessions[1]])
    expect(await pulled('date_from=2026-11-22T00:00:00.123456Z')).toEqual([])
  })

  test.each([
    ['no beginning', '', 'date_from is missing'],
    ['a beginning with an offset', 'date_from=2026-11-21T00:00:00%2B00:00', 'date_from must be'],
    ['a beginning that is no time', 'date_from=yesterday', 'date_from must be'],
    ['an end that is none', `${DAY}&date_to=2026-13-01T00:00:00Z`, 'date_to must be'],
    ['a negative offset', `${DAY}&offset=-1`, 'offset must not be negative'],
    ['an offset that is no number', `${DAY}&offset=x`, 'offset'],
    ['a limit of nothing', `${DAY}&limit=0`, 'limit must be at least 1'],
  ])('are refused for %s, by an error of OCPI alone', async (_, query, words) => {
    const { status, code, said } = await pull(query)
    expect([status, code]).toEqual([200, 2001])
    expect(said).toContain(words)
  })

  test('are not told of while their energy is not known', async () => {
    const before = await pulled(DAY)
    await car.says('started', { soc: 20 })
    expect(await pulled(DAY)).toEqual(before)
    expect((await pull(DAY)).headers.get('x-total-count')).toBe('5')
    await car.says('completed', { soc: 90, energyKwh: 30 })
    expect((await pulled(DAY)).at(-1)).toMatchObject({ kwh: 30, status: 'COMPLETED' })
  })

  test('are active while the car charges, and ended when it broke off', async () => {
    await car.says('started', { energyKwh: 0 })
    const [active] = (await pulled(DAY)).slice(-1)
    expect(active).toMatchObject({ status: 'ACTIVE', kwh: 0 })
    expect(active).not.toHaveProperty('end_date_time')
    await car.says('aborted', { energyKwh: 1.23456, reason: 'cable pulled' })
    stage.tick(10)
    const [aborted] = (await pulled(DAY, '2.3.0')).slice(-1)
    Session['2.3.0'].parse(aborted)
    expect(aborted).toMatchObject({
      status: 'COMPLETED',
      kwh: 1.2346,
      chargeshare: { outcome: 'aborted', abort: { confirmed: false } },
    })
  })
})

describe('our own module', () => {
  test('is named to those who agreed to it, and there for nobody else', async () => {
    const details = async (one: OcpiPeer) => {
      const { data } = await one.ask('GET', url('2.2.1'))
      return (data as { endpoints: { identifier: string; url: string }[] }).endpoints
    }
    expect(await details(peer)).toContainEqual({
      identifier: 'xxcsh-observations',
      role: 'SENDER',
      url: url('2.2.1/observations'),
    })
    const { peer: other } = await stage.registered()
    expect(JSON.stringify(await details(other))).not.toContain('observations')
    expect((await other.ask('GET', url(`2.2.1/observations?${DAY}`))).status).toBe(404)
  })

  test('has what OCPI 2.2.1 has no word for, also where the energy is not known', async () => {
    await share({ kind: 'nickname', nickname: 'Jimbo' })
    await car.says('started', { soc: 12 })
    const [last] = (await pulled(DAY, '2.2.1', 'observations')).slice(-1)
    expect(last).toMatchObject({ outcome: 'charging', handle: 'Jimbo', soc_start: 12 })
    expect(last).not.toHaveProperty('kwh')
    const { headers } = await pull(`${DAY}&limit=1`, '2.2.1', 'observations')
    expect(headers.get('link')).toContain('/ocpi/2.2.1/observations?')
  })
})

describe('every answer', () => {
  test('echoes the ids of the request, or makes some', async () => {
    const { headers } = await pull(DAY)
    expect(headers.get('x-request-id')).toBe('request-1')
    expect(headers.get('x-correlation-id')).toBe('correlation-1')
    const bare = await fetch(url('versions'), { headers: { authorization: header(peer.theirs) } })
    expect(bare.headers.get('x-request-id')).toMatch(/^[0-9a-f-]{36}$/)
    const refused = await peer.ask('GET', url('versions'), undefined, 'guessed')
    expect(refused.headers.get('x-correlation-id')).toBe('correlation-1')
  })

  test('comes whichever way the token was written', async () => {
    const ask = async (text: string) =>
      (await fetch(url('versions'), { headers: { authorization: text } })).status
    const base64 = (text: string) => Buffer.from(text).toString('base64')
    expect(await ask(`Token ${base64(peer.theirs)}`)).toBe(200)
    expect(await ask(`Token ${base64(`${peer.theirs}\n`)}`)).toBe(200)
    expect(await ask(`Token ${peer.theirs}`)).toBe(200)
    expect(await ask(`token ${peer.theirs}`)).toBe(200)
    expect(await ask(`Bearer ${peer.theirs}`)).toBe(401)
    expect(await ask(`Token ${base64(`${peer.theirs} x`)}`)).toBe(401)
    expect(await ask('Token')).toBe(401)
  })

  test('says what is not there, and what may not be done there', async () => {
    expect((await peer.ask('GET', url('2.1.1'))).status).toBe(404)
    expect((await peer.ask('GET', url('2.2.1/cdrs'))).status).toBe(404)
    const put = await peer.ask('PUT', url('2.2.1/sessions'), {})
    expect([put.status, put.headers.get('allow')]).toEqual([405, 'GET'])
  })
})
