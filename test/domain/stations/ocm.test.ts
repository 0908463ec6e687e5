/** Open Charge Map's entries, as they come out of its export and its API. */
import { readFileSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import { noReference, poiOf, referenceIn } from '../../../src/domain/stations/ocm.ts'

type Poi = Record<string, unknown> & { ID: number }
const pois = JSON.parse(
  readFileSync(new URL('../../samples/ocm-pois.json', import.meta.url), 'utf8'),
) as Poi[]
const stanley = pois.find(({ ID }) => ID === 15497)!
const read = (entry: unknown, allowed: number[] = []) => poiOf(entry, noReference, new Set(allowed))
const listing = (entry: unknown) => {
  const arrival = read(entry)
  if (arrival.is !== 'listing') throw new Error(JSON.stringify(arrival))
  return arrival.listing
}

describe('an entry of Open Charge Map', () => {
  test('is a listing, in its compact form', () => {
    expect(listing(stanley)).toEqual({
      source: 'ocm',
      ref: '15497',
      name: 'Stanley Plaza Car Park',
      operator: null,
      position: { lat: 22.220325469970703, lon: 114.20899200439453 },
      posts: { count: 1, refs: [] },
      plugs: [{ type: 'CHADEMO', powerKw: 60, quantity: 1 }],
      access: 'public',
      price: null,
      provider: {
        source: 'ocm',
        id: '1',
        title: 'Open Charge Map contributors',
        licence: 'CC-BY-4.0',
        attribution: 'Open Charge Map contributors (CC BY 4.0)',
        url: 'https://openchargemap.org',
        mayPass: true,
      },
      checkedAt: Date.parse('2015-01-19T05:27:00Z'),
    })
  })

  test('is one in every sample there is', () => {
    expect(pois.map((poi) => read(poi).is)).toEqual(pois.map(() => 'listing'))
    expect(pois.map((poi) => listing(poi).access)).toEqual([
      ...['restricted', 'public', 'public', 'public', 'public', 'public'],
    ])
    expect(listing(pois[5]).price).toBe('Included in parking charge')
    expect(listing(pois[4]).name).toBe('嘉豐花園時租停車場')
    expect(listing(pois[3]).plugs).toEqual([
      { type: 'DOMESTIC_G', powerKw: 2, quantity: 30 },
      { type: 'IEC_62196_T2', powerKw: 7, quantity: 12 },
      { type: 'IEC_62196_T1', powerKw: 7, quantity: null },
    ])
  })

  test('is the same in full, where types come by name', () => {
    const { DataProviderID, OperatorID, UsageTypeID, SubmissionStatusTypeID, ...rest } = stanley
    const full = {
      ...rest,
      DataProvider: { ID: DataProviderID, Title: 'Open Charge Map Contributors', License: 'any' },
      OperatorInfo: { ID: OperatorID, Title: 'CLP' },
      UsageType: { ID: UsageTypeID, Title: 'Public' },
      SubmissionStatus: { ID: SubmissionStatusTypeID },
      Connections: [{ ConnectionType: { ID: 2 }, PowerKW: 60, Quantity: 1 }],
    }
    expect(listing(full)).toEqual({ ...listing(stanley), operator: 'CLP' })
  })

  test.each([
    [{ SubmissionStatusTypeID: 1010 }, 'a private residence'],
    [{ SubmissionStatusTypeID: 1001 }, 'not published, or delisted'],
    [{ SubmissionStatusTypeID: 1 }, 'not published, or delisted'],
    [{ StatusTypeID: 200 }, 'planned, or removed'],
    [{ StatusTypeID: 150 }, 'planned, or removed'],
  ])('is gone where it says so: %j', (told, why) => {
    expect(read({ ...stanley, ...told })).toEqual({ is: 'gone', ref: '15497', why })
  })

  test.each([
    [{ AddressInfo: undefined }, /^AddressInfo/],
    [{ AddressInfo: { Title: 'x', Latitude: 91, Longitude: 0 } }, /^AddressInfo\.Latitude/],
    [{ AddressInfo: { Title: 'x', Latitude: 0, Longitude: 0 } }, /0,0/],
  ])('is bad, and named, where it cannot be placed: %j', (told, why) => {
    expect(read({ ...stanley, ...told })).toEqual({
      is: 'bad',
      ref: '15497',
      why: expect.stringMatching(why) as string,
    })
  })

  test.each([[null], ['text'], [[]], [{}], [{ ID: 'x' }]])(
    'is bad where it is none: %j',
    (entry) => {
      expect(read(entry)).toMatchObject({ is: 'bad', ref: null })
    },
  )

  test('keeps what is readable of one whose details are not', () => {
    const odd = {
      ...stanley,
      NumberOfPoints: -3,
      Connections: 'none',
      UsageCost: 7,
      UsageTypeID: 99,
    }
    expect(listing(odd)).toMatchObject({
      posts: { count: null, refs: [] },
      plugs: [],
      price: null,
      access: 'unknown',
    })
  })

  test('has no texts that turn a line around or break it', () => {
    const AddressInfo = { Title: '  A\u202eB\n\u0000C ', Latitude: 1, Longitude: 1 }
    expect(listing({ ...stanley, AddressInfo }).name).toBe('A B C')
  })
})

describe('a provider of Open Charge Map', () => {
  const of = (id: number, License: string | null) => ({
    ...stanley,
    DataProvider: {
      ID: id,
      Title: 'Some Registry',
      License,
      WebsiteURL: 'http://registry.example',
    },
  })

  test.each([
    ['Licensed under Attribution-NonCommercial-ShareAlike 3.0 : http://x/by-nc-sa/3.0/'],
    ['Public Data redistributed by agreement'],
    [null],
  ])('whose terms are not known to allow it is not taken: %s', (license) => {
    expect(read(of(26, license))).toEqual({
      is: 'gone',
      ref: '15497',
      why: 'provider 26: its terms are not known to allow it',
    })
  })

  test.each([
    [
      'licensed under a Creative Commons Attribution 4.0 International (CC BY 4.0)',
      'CC-BY-4.0',
      true,
    ],
    ['http://creativecommons.org/licenses/by/3.0', 'CC-BY-3.0', false],
    ['Creative Commons Attribution-ShareAlike 4.0 (CC BY-SA 4.0)', 'CC-BY-SA-4.0', false],
    ['licensed under the Open Government Licence v2.0.', 'OGL-UK-2.0', true],
    ['Licence Ouverte / Open Licence', 'etalab-2.0', true],
    ['may be used for any purpose whatsoever.', 'LicenseRef-any-purpose', true],
  ])('is known by its licence: %s', (license, licence, mayPass) => {
    const { provider } = listing(of(77, license))
    expect(provider).toMatchObject({ id: '77', licence, mayPass, url: 'http://registry.example' })
    expect(provider.attribution).toMatch(/^Some Registry by Open Charge Map \(/)
  })

  test('is taken by leave of the operator, and its names are not passed on', () => {
    const arrival = read(of(26, null), [26])
    expect(arrival).toMatchObject({
      listing: { provider: { licence: 'LicenseRef-agreed', mayPass: false } },
    })
  })

  test('is known by the reference data, where entries are compact', () => {
    const reference = referenceIn({
      Operators: [{ ID: 3, Title: 'E-Move' }, { ID: 4, Title: '(Unknown Operator)' }, 'odd'],
      DataProviders: [
        { ID: 88, Title: 'Région', License: 'Licence Ouverte', WebsiteURL: null },
        {},
      ],
    })!
    const entry = { ...stanley, DataProviderID: 88, OperatorID: 3 }
    expect(poiOf(entry, reference)).toMatchObject({
      listing: { operator: 'E-Move', provider: { title: 'Région', licence: 'etalab-2.0' } },
    })
    expect(poiOf({ ...entry, OperatorID: 4 }, reference)).toMatchObject({
      listing: { operator: null },
    })
    expect(referenceIn(stanley)).toBeNull()
  })
})
