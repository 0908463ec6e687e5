/** The locations that sessions name: peers can look up every one of them. */
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { Provider } from '../../../src/domain/stations/listing.ts'
import { type Json, text } from '../../people.ts'
import type { OcpiPeer, Version } from './peer.ts'
import { Location } from './schemas.ts'
import { openStage, type Stage } from './stage.ts'

const provider: Provider = {
  ...{ source: 'ocm', id: '1', title: 'Open Charge Map Contributors', licence: 'CC-BY-4.0' },
  ...{ attribution: 'Open Charge Map', url: null, mayPass: true },
}
const listing = {
  ...({ source: 'ocm', ref: '15497', name: 'Pier 7', operator: 'Harbour Power' } as const),
  ...{ position: { lat: 22.2809, lon: 114.1588 }, posts: { count: 2, refs: [] }, plugs: [] },
  ...({ access: 'public', price: null, provider, checkedAt: null } as const),
}

let stage: Stage
let peer: OcpiPeer
let car: Awaited<ReturnType<Stage['car']>>

beforeAll(async () => {
  stage = await openStage()
  await stage.house.world.store.write((tables) => tables.listings.keep([listing], 'round'))
  peer = (await stage.registered()).peer
  car = await stage.car()
})
afterAll(() => stage.close())

const ask = (path: string, version: Version = '2.2.1') =>
  peer.ask('GET', `${stage.house.url}/ocpi/${version}/${path}`)
const pull = async (query = '', version: Version = '2.2.1') =>
  (await ask(`locations${query}`, version)).data as Json[]

describe.each(['2.2.1', '2.3.0'] as const)('locations of OCPI %s', (version) => {
  test('are where sessions were shared, and nothing is told that is not known', async () => {
    const locations = await pull('', version)
    expect(locations).toHaveLength(1)
    Location[version].parse(locations[0])
    expect(locations[0]).toMatchObject({
      ...{ publish: true, name: 'Pier 7', operator: { name: 'Harbour Power' } },
      ...{ address: '#NA', city: '#NA', country: '#NA' },
      coordinates: { latitude: '22.280900', longitude: '114.158800' },
    })
    expect(locations[0]).not.toHaveProperty('evses')
  })

  test('are found by the name that sessions have for them', async () => {
    const { data } = await ask('sessions?date_from=2026-11-21T00:00:00Z', version)
    const [session] = data as Json[]
    const found = await ask(`locations/${text(session!, 'location_id')}`, version)
    expect(found.data).toEqual((await pull('', version))[0])
  })
})

describe('locations', () => {
  test('owe thanks to their source where there is a field for it', async () => {
    const [location] = await pull('', '2.3.0')
    expect(location?.['chargeshare']).toEqual({
      license: 'CC-BY-4.0',
      attribution: 'Open Charge Map',
    })
  })

  test('are pulled with and without a span of time', async () => {
    const [location] = await pull()
    const at = text(location!, 'last_updated')
    expect(await pull(`?date_from=${at}`)).toHaveLength(1)
    expect(await pull(`?date_to=${at}`)).toEqual([])
    const { headers } = await ask(`locations?date_from=${at}&offset=1`)
    expect([headers.get('x-total-count'), headers.get('link')]).toEqual(['1', null])
  })

  test('are missing where there are none', async () => {
    const answer = await ask('locations/nowhere')
    expect([answer.status, answer.code]).toEqual([404, 2003])
    expect((await ask('locations/nowhere/1/1')).status).toBe(404)
  })

  test('are gone when the last session there was taken back', async () => {
    const [location] = await pull()
    await car.patch(`/v1/locations/${car.placeId}`).send({ flag: 'never' }).expect(200)
    expect(await pull()).toEqual([])
    expect((await ask(`locations/${text(location!, 'id')}`)).status).toBe(404)
  })
})
