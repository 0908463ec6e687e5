/** Where a question is asked about, Open Charge Map is asked what is known; it learns of a town, not of a house. */
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { openTestHouse, type TestHouse } from '../../house.ts'
import { openOcmServer, type OcmServer } from '../../outbound/ocmserver.ts'
import { openPushService, type PushService } from '../../outbound/pushservice.ts'
import { at, type Json, type Motorist, motorist, text } from '../../people.ts'

const DAY_MS = 86_400_000
const spot = { lat: 22.2204, lon: 114.2091 }
const stanley = {
  ID: 15497,
  DataProviderID: 1,
  OperatorInfo: { ID: 3, Title: 'CLP' },
  UsageType: { ID: 1 },
  AddressInfo: { Title: 'Stanley Plaza Car Park', Latitude: 22.2203, Longitude: 114.209 },
  Connections: [],
}

let ocm: OcmServer
let pushes: PushService
let house: TestHouse
let bob: Motorist
let now: number

const open = async (env: Record<string, string> = {}) => {
  house = await openTestHouse(
    { clock: () => now, timer: false },
    {
      CHARGESHARE_OCM_URL: ocm.url,
      CHARGESHARE_OCM_KEY: ocm.key,
      CHARGESHARE_OCM_LOOK_UP: 'true',
      ...env,
    },
  )
  bob = await motorist(house.url, 'BOB-1', undefined, pushes)
}
/** A charge, and what the phone shows of it. */
const charges = async (position = spot): Promise<Json> => {
  now += 600_000
  await bob.says({ type: 'charge.started', at: new Date(now).toISOString(), position, soc: 40 })
  await house.service.notifyOwners(now)
  return JSON.parse((await pushes.next()).payload) as Json
}
const lookUps = () => ocm.asked.filter(({ path }) => path.startsWith('/v3/poi/'))

beforeEach(async () => {
  now = Date.parse('2026-11-21T12:00:00Z')
  ocm = await openOcmServer()
  ocm.points.push(stanley)
  pushes = await openPushService()
})
afterEach(async () => {
  await house.close()
  await pushes.close()
  await ocm.close()
})

describe('a look-up', () => {
  test('names the station in the push, with the answers for a public place', async () => {
    await open()
    const push = await charges()
    expect(push).toMatchObject({
      title: 'Charging at Stanley Plaza Car Park. Share this charge?',
      actions: [
        { action: 'always', title: 'Always here' },
        { action: 'skip', title: 'Not now' },
      ],
    })
    await bob.answers(push, { choice: 'always' })
    const { items } = await house.service.pullFeed({}, 10, 0)
    const event = JSON.parse(items[0]!) as Json
    expect(text(event, 'session', 'location', 'station', 'name')).toBe('Stanley Plaza Car Park')
  })

  test('tells no more than a square of kilometres, and who is asking', async () => {
    await open()
    await charges()
    const [{ path, headers }] = lookUps() as [OcmServer['asked'][number]]
    const query = new URLSearchParams(path.split('?')[1])
    expect(query.get('boundingbox')).toBe('(22.19,114.19),(22.31,114.31)')
    expect(path).not.toMatch(/22\.22|114\.209|latitude|longitude/)
    expect(headers['user-agent']).toMatch(/^ovms-charge-share\/\d.*\(\+http/)
  })

  test('is made once for a square, until it is old', async () => {
    await open()
    await charges()
    await charges({ lat: 22.29, lon: 114.22 })
    expect(lookUps()).toHaveLength(1)
    now += 32 * DAY_MS
    await charges({ lat: 22.25, lon: 114.23 })
    expect(lookUps()).toHaveLength(2)
  })

  test('is not made where nothing is asked: never-places, and with the switch off', async () => {
    await open()
    await bob.answers(await charges(), { choice: 'never' })
    now += 40 * DAY_MS
    await bob.says({ type: 'charge.started', at: new Date(now).toISOString(), position: spot })
    await house.service.notifyOwners(now)
    expect(lookUps()).toHaveLength(1)
    await house.close()
    await open({ CHARGESHARE_OCM_LOOK_UP: 'false' })
    await charges()
    expect(lookUps()).toHaveLength(1)
  })

  test.each([
    [{ status: 503, body: 'requests by robots' }],
    [{ status: 200, body: 'Error: Validation Failed' }],
    [{ drop: true }],
  ])('that fails is quiet, and not tried again at once: %j', async (failure) => {
    await open()
    ocm.answer(failure)
    const push = await charges()
    expect(text(push, 'title')).toBe('Share this charge?')
    const actions = at(push, 'actions') as Json[]
    expect(actions.map(({ action }) => action)).toEqual(['never', 'more'])
    ocm.answer(null)
    await charges({ lat: 22.25, lon: 114.23 })
    expect(lookUps()).toHaveLength(1)
  })
})

test('what is switched on without a key is refused, and so is an unknown address', async () => {
  await open()
  const start = (env: Record<string, string>) => openTestHouse({}, env)
  await expect(start({ CHARGESHARE_OCM_LOOK_UP: 'true' })).rejects.toThrow(/CHARGESHARE_OCM_KEY/)
  await expect(start({ CHARGESHARE_OCM_CHECK_INS: 'true' })).rejects.toThrow(/CHARGESHARE_OCM_KEY/)
  await expect(start({ CHARGESHARE_OCM_URL: 'ocm' })).rejects.toThrow(/CHARGESHARE_OCM_URL/)
})
