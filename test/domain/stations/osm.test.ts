/** OpenStreetMap's charging stations, as exporters write them to GeoJSON. */
import { describe, expect, test } from 'vitest'
import { featureOf } from '../../../src/domain/stations/osm.ts'

const tags = { amenity: 'charging_station' }
const point = { type: 'Point', coordinates: [16.37, 48.2] }
const feature = (told: object = {}, properties: object = {}) => ({
  ...{ type: 'Feature', id: 'node/123', geometry: point, ...told },
  properties: { ...tags, ...properties },
})
const listing = (entry: unknown) => {
  const arrival = featureOf(entry)
  if (arrival.is !== 'listing') throw new Error(JSON.stringify(arrival))
  return arrival.listing
}

describe('a feature of OpenStreetMap', () => {
  test('is a listing, by its usual tags', () => {
    const told = {
      ...{ name: 'Rathaus', operator: 'Stadtwerke', brand: 'Volt', capacity: '4', access: 'yes' },
      ...{ ref: '1;2', fee: 'no', check_date: '2026-01-02' },
      ...{ 'socket:type2': '4', 'socket:type2:output': '11 kW;22 kW', 'socket:chademo': 'no' },
      ...{ 'socket:type2_combo': 'yes', 'socket:type2_combo:output': '50000 W' },
    }
    expect(listing(feature({}, told))).toEqual({
      source: 'osm',
      ref: 'node/123',
      name: 'Rathaus',
      operator: 'Stadtwerke',
      position: { lat: 48.2, lon: 16.37 },
      posts: { count: 4, refs: ['1', '2'] },
      plugs: [
        { type: 'IEC_62196_T2', powerKw: 22, quantity: 4 },
        { type: 'IEC_62196_T2_COMBO', powerKw: 50, quantity: null },
      ],
      access: 'public',
      price: 'free',
      provider: expect.objectContaining({ licence: 'ODbL-1.0', mayPass: false }) as object,
      checkedAt: Date.parse('2026-01-02'),
    })
  })

  test('is known by little', () => {
    expect(listing(feature())).toMatchObject({
      name: null,
      operator: null,
      posts: { count: null, refs: [] },
      plugs: [],
      access: 'unknown',
      checkedAt: null,
    })
    expect(listing(feature({}, { brand: 'Volt' }))).toMatchObject({
      name: 'Volt',
      operator: 'Volt',
    })
  })

  test.each([
    ['permissive', 'public'],
    ['customers', 'restricted'],
    ['private', 'private'],
    ['no', 'private'],
    ['maybe', 'unknown'],
  ])('lets in whom its access says: %s', (access, who) => {
    expect(listing(feature({}, { access })).access).toBe(who)
  })

  test.each([
    [{ id: 'way/5' }, {}, 'way/5'],
    [{ id: 'relation/6' }, {}, 'relation/6'],
    [{ id: undefined }, { '@id': 'node/7' }, 'node/7'],
    [{ id: undefined }, { osm_type: 'way', osm_id: 8 }, 'way/8'],
    [{ id: 9 }, { '@type': 'node' }, 'node/9'],
  ])('has an id however its exporter writes it: %j %j', (told, properties, ref) => {
    expect(listing(feature(told, properties)).ref).toBe(ref)
  })

  test('that is an area lies in its middle', () => {
    const ring = [
      [10, 50],
      [10.002, 50],
      [10.002, 50.004],
      [10, 50.004],
      [10, 50],
    ]
    const middle = { lat: 50.002, lon: 10.001 }
    for (const coordinates of [[ring], [[ring]], ring]) {
      const { position } = listing(feature({ geometry: { type: 'Polygon', coordinates } }))
      expect(position.lat).toBeCloseTo(middle.lat, 9)
      expect(position.lon).toBeCloseTo(middle.lon, 9)
    }
  })

  test('may have an outline of any length, and none that is nested without end', () => {
    const coordinates = Array.from({ length: 200_000 }, (_, i) => [10 + (i % 3), 50])
    const { position } = listing(feature({ geometry: { type: 'LineString', coordinates } }))
    expect(position).toEqual({ lat: 50, lon: 11 })
    let nested: unknown[] = [10, 50]
    for (let i = 0; i < 100_000; i++) nested = [nested]
    const deep = feature({ geometry: { type: 'Polygon', coordinates: nested } })
    expect(featureOf(deep)).toMatchObject({ is: 'bad', ref: 'node/123' })
  })

  test('that is no charging station, or not for cars, is passed over', () => {
    expect(featureOf(feature({}, { amenity: 'fuel' }))).toMatchObject({ is: 'passed' })
    expect(featureOf(feature({}, { motorcar: 'no' }))).toMatchObject({
      is: 'gone',
      ref: 'node/123',
    })
    expect(featureOf(feature({}, { bicycle: 'designated' }))).toMatchObject({ is: 'gone' })
    expect(featureOf(feature({}, { bicycle: 'yes', motorcar: 'yes' }))).toMatchObject({
      is: 'listing',
    })
  })

  test.each([
    [{ id: 'house/1' }, null],
    [{ geometry: { type: 'Point', coordinates: [] } }, 'node/123'],
    [{ geometry: { type: 'Point', coordinates: [200, 95] } }, 'node/123'],
    [{ geometry: null }, null],
    [{ type: 'Point' }, null],
  ])('is bad where it cannot be placed or told apart: %j', (told, ref) => {
    expect(featureOf(feature(told))).toMatchObject({ is: 'bad', ref })
  })
})
