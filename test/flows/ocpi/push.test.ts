/** What peers are told by themselves: each session as it stands, once they can hear it. */
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import type { Json } from '../../people.ts'
import { type OcpiPeer } from '../../inbound/ocpi/peer.ts'
import { openStage, type Stage } from '../../inbound/ocpi/stage.ts'

let stage: Stage
let car: Awaited<ReturnType<Stage['car']>>
beforeEach(async () => {
  stage = await openStage({ chance: () => 1 })
  car = await stage.car()
})
afterEach(() => stage.close())

const told = ({ sessions }: OcpiPeer) => [...sessions.values()]
/** What was asked of the sessions module, since the last look. */
function since(peer: OcpiPeer) {
  return peer.heard.splice(0).flatMap(({ method, path }) => {
    return path.includes('/sessions/') ? [method] : []
  })
}
const started = () => car.says('started', { energyKwh: 0 })
const completed = (energyKwh = 12) => car.says('completed', { energyKwh })

describe.each(['2.2.1', '2.3.0'] as const)('a peer of OCPI %s', (version) => {
  test('is told of a session when it starts, as it grows and when it ends', async () => {
    const { peer } = await stage.registered({}, version)
    await started()
    await stage.tell()
    expect(told(peer)).toMatchObject([{ status: 'ACTIVE', kwh: 0 }])
    await car.says('updated', { energyKwh: 7 })
    await stage.tell()
    expect(told(peer)).toMatchObject([{ status: 'ACTIVE', kwh: 7 }])
    await completed()
    stage.tick(10)
    await stage.tell()
    expect(told(peer)).toMatchObject([{ status: 'COMPLETED', kwh: 12 }])
    expect(since(peer)).toEqual(['PUT', 'PATCH', 'PUT'])
    expect(peer.faults).toEqual([])
    await stage.tell()
    expect(since(peer)).toEqual([])
  })
})

describe('a peer', () => {
  test('is told by whom and to whom, under our own name', async () => {
    const { peer } = await stage.registered()
    await started()
    await stage.tell()
    const { path, headers } = peer.heard.at(-1)!
    expect(path).toMatch(/^\/2\.2\.1\/sessions\/XX\/CSH\/[a-z0-9]{26}$/)
    expect(headers).toMatchObject({
      'ocpi-from-country-code': 'XX',
      'ocpi-from-party-id': 'CSH',
      'ocpi-to-country-code': 'NL',
      'ocpi-to-party-id': 'MAP',
      'x-request-id': expect.stringMatching(/^[0-9a-f-]{36}$/),
      'x-correlation-id': expect.stringMatching(/^[0-9a-f-]{36}$/),
    })
  })

  test('that never heard of a session is told the whole instead of what grew', async () => {
    await started()
    const { peer } = await stage.registered()
    await car.says('updated', { energyKwh: 7 })
    await stage.tell()
    expect(since(peer)).toEqual(['PATCH', 'PUT'])
    expect(told(peer)).toMatchObject([{ status: 'ACTIVE', kwh: 7 }])
  })

  test('is not told of what was shared before it registered', async () => {
    const { peer } = await stage.registered()
    await stage.tell()
    expect(since(peer)).toEqual([])
  })

  test('is not told of a session whose energy is not known', async () => {
    const { peer } = await stage.registered()
    await car.says('started', { soc: 20 })
    await stage.tell()
    expect(since(peer)).toEqual([])
    await completed()
    await stage.tell()
    expect(since(peer)).toEqual(['PUT'])
  })

  test('keeps nothing of a session that was taken back but that it is void', async () => {
    const { peer } = await stage.registered()
    await started()
    await completed()
    await stage.tell()
    const [before] = told(peer)
    await car.patch(`/v1/locations/${car.placeId}`).send({ flag: 'never' }).expect(200)
    since(peer)
    await stage.tell()
    // The first one was told before the peer registered: it is asked after, and left alone.
    expect(since(peer).sort()).toEqual(['GET', 'GET', 'PUT'])
    const [after] = told(peer) as [Json]
    expect(after).toMatchObject({ id: before?.['id'], status: 'INVALID', kwh: 0 })
    expect(after).toMatchObject({ location_id: '#NA', start_date_time: after['last_updated'] })
    for (const emptied of ['charging_periods', 'end_date_time', 'chargeshare']) {
      expect(after).not.toHaveProperty(emptied)
    }
    expect(peer.sessions.size).toBe(1)
    expect(peer.faults).toEqual([])
  })

  test('that is slow is not told any more what is taken back meanwhile', async () => {
    const other = await stage.car('OTHER')
    let takeBack = async () => {}
    const before = ({ path }: { path: string }) =>
      path.includes('/sessions/') ? takeBack() : Promise.resolve()
    const { peer } = await stage.registered({ before })
    const never = async ({ patch, placeId }: typeof car) => {
      takeBack = async () => {}
      await patch(`/v1/locations/${placeId}`).send({ flag: 'never' }).expect(200)
    }
    await started()
    await other.says('started', { energyKwh: 0 })
    takeBack = () => never(other)
    await stage.tell()
    expect(peer.sessions.size, 'the next one of the page').toBe(1)
    await car.says('updated', { energyKwh: 7 })
    peer.sessions.clear()
    takeBack = () => never(car)
    await stage.tell()
    expect(told(peer), 'the whole of one whose growth was refused').toEqual([])
  })

  test('that takes no sessions in is left alone, and may pull', async () => {
    const { peer } = await stage.registered({ endpoints: [] })
    await started()
    await stage.tell()
    expect(since(peer)).toEqual([])
    const pulled = await peer.ask(
      'GET',
      `${stage.house.url}/ocpi/2.2.1/sessions?date_from=2026-11-21T00:00:00`,
    )
    expect(pulled.data).toHaveLength(2)
  })
})

describe('a peer that is away', () => {
  const away = { instead: () => 'hang up' as const }
  const back = { instead: undefined }

  test('gets the last state of each session when it is back, and nothing in between', async () => {
    const { peer, visitor } = await stage.registered()
    Object.assign(peer.options, away)
    await started()
    await stage.tell()
    const { push } = (await visitor.get('/v1/partners/me/ocpi').expect(200)).body
    expect(push).toMatchObject({ failures: 1, problem: 'no answer (reset)' })
    expect(push.nextTryAt).toBe(new Date(stage.now() + 5000).toISOString())
    for (let i = 0; i < 3; i++) {
      await car.says('updated', { energyKwh: i })
      await stage.tell()
    }
    await completed()
    await started()
    Object.assign(peer.options, back)
    since(peer)
    stage.tick(60)
    await stage.tell()
    expect(since(peer)).toEqual(['PUT', 'PUT'])
    expect(told(peer).map(({ status }) => status)).toEqual(['COMPLETED', 'ACTIVE'])
    const { body } = await visitor.get('/v1/partners/me/ocpi')
    expect(body.push).toMatchObject({ failures: 0, problem: null, nextTryAt: null })
  })

  test('is tried less and less often, and disturbs nobody', async () => {
    const { peer: gone } = await stage.registered()
    Object.assign(gone.options, away)
    const { peer: well } = await stage.registered()
    await started()
    await stage.tell()
    expect(told(well)).toHaveLength(1)
    since(gone)
    await stage.tell()
    expect(since(gone)).toEqual([])
    const tries: number[] = []
    for (let minute = 0; minute < 300; minute++) {
      stage.tick()
      await stage.tell()
      if (since(gone).length > 0) tries.push(minute)
    }
    const pauses = tries.slice(1).map((minute, i) => minute - tries[i]!)
    expect(pauses.slice(-2)).toEqual([60, 60])
    expect(tries.length).toBeLessThan(15)
  })

  test.each([401, 429, 500, 503])('by HTTP %i is told later', async (status) => {
    const { peer } = await stage.registered()
    peer.options.instead = () => ({ status })
    await started()
    await stage.tell()
    peer.options.instead = () => null
    stage.tick(60)
    await stage.tell()
    expect(told(peer)).toHaveLength(1)
  })

  test('by an error of its own in OCPI is told later too', async () => {
    const { peer } = await stage.registered()
    peer.options.twist = () => ({ status_code: 3000 })
    await started()
    await stage.tell()
    expect(since(peer)).toEqual(['PUT'])
    peer.options.twist = (envelope) => envelope
    stage.tick(60)
    await stage.tell()
    expect(since(peer)).toEqual(['PUT'])
  })

  test.each([
    ['by HTTP', { instead: () => ({ status: 400 }) }],
    ['by OCPI', { twist: () => ({ status_code: 2001, status_message: 'no thanks' }) }],
  ])('refuses one session %s and is told the next; the partner sees why', async (_, options) => {
    const { peer, visitor } = await stage.registered()
    Object.assign(peer.options, options)
    await started()
    await stage.tell()
    const { body } = await visitor.get('/v1/partners/me/ocpi')
    expect(body.push.problem).toMatch(/^session [a-z0-9]{26}: answered (HTTP 400|OCPI 2001)$/)
    Object.assign(peer.options, { instead: undefined, twist: undefined })
    peer.sessions.clear()
    await completed()
    await started()
    await stage.tell()
    expect(told(peer)).toHaveLength(2)
  })
})
