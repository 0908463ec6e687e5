/** Reading what peers send: the faults of real servers, and what cannot be mended. */
import { describe, expect, it } from 'vitest'
import { credentialsIn, endpointsIn, unwrapped, versionsIn } from '../../../src/domain/ocpi/read.ts'

const good = { version: '2.2.1', url: 'https://a.example/2.2.1' }
const endpoint = { identifier: 'sessions', role: 'RECEIVER', url: 'https://a.example/s' }
const role = { role: 'CPO', country_code: 'NL', party_id: 'ABC', business_details: { name: 'A' } }
const credentials = { token: 'b', url: 'https://a.example/versions', roles: [role] }

describe('an answer', () => {
  it('is taken out of its envelope', () => {
    const envelope = { data: [1], status_code: 1000, status_message: 'ok', timestamp: 'x' }
    expect(unwrapped(envelope)).toEqual({ code: 1000, message: 'ok', data: [1] })
  })

  it.each([
    ['a bare list', [good], { code: null, data: [good] }],
    ['a bare object', good, { code: null, data: good }],
    ['a code that is a text', { status_code: '1000', data: 1 }, { code: 1000, data: 1 }],
    ['an envelope without a code', { data: [1], timestamp: 'now' }, { code: null, data: [1] }],
    ['a message that is none', { status_code: 2001, status_message: 5 }, { code: 2001 }],
    ['nulls', { status_code: 1000, status_message: null, data: null }, { code: 1000 }],
    ['nothing', null, { code: null, data: null }],
    ['a text', 'hello', { code: null, data: 'hello' }],
  ])('may come as %s', (_, json, said) => {
    expect(unwrapped(json)).toEqual({ message: null, data: undefined, ...said })
  })

  it('holds no nulls inside: they stand for what is not there', () => {
    const data = [null, { a: null, b: [{ c: null, d: 0 }, null] }]
    expect(unwrapped({ status_code: 1000, data }).data).toEqual([{ b: [{ d: 0 }] }])
  })
})

describe('versions and endpoints', () => {
  it('are read, and the broken ones among them passed over', () => {
    const numbered = { version: 2.2, url: 'https://a.example/2.2', extra: true }
    const broken = [{ version: '2.3.0' }, { ...good, url: 'here' }, 'x', null, 5]
    expect(versionsIn([...broken, good, numbered])).toEqual([
      good,
      { version: '2.2', url: 'https://a.example/2.2' },
    ])
    expect(versionsIn({ versions: [good] })).toEqual([])
  })

  it('are read with roles and names in whatever case, but for roles that nobody knows', () => {
    const list = [
      { ...endpoint, role: 'receiver', identifier: 'Sessions' },
      { ...endpoint, role: 'BOTH' },
      { ...endpoint, role: undefined },
      { ...endpoint, url: 'file:///etc/passwd' },
    ]
    expect(endpointsIn({ version: '2.2.1', endpoints: list })).toEqual([endpoint])
    expect(endpointsIn({ version: '2.2.1' })).toBeNull()
    expect(endpointsIn([endpoint])).toBeNull()
  })
})

describe('credentials', () => {
  const [party] = [{ countryCode: 'NL', partyId: 'ABC', name: 'A' }]

  it('are read with all that real servers add, leave out or write in their own way', () => {
    const told = { ...credentials, hub_party_id: null, extra: {} }
    expect(credentialsIn(told)).toEqual({
      token: 'b',
      url: 'https://a.example/versions',
      parties: [party],
    })
    const roles = [
      { ...role, role: 'WHATEVER', country_code: 'nl', party_id: 'abc' },
      { ...role, country_code: 'NLD', business_details: null },
      { ...role, party_id: 'TOOLONG' },
      null,
    ]
    expect(credentialsIn({ ...credentials, roles })).toMatchObject({
      parties: [party, { countryCode: 'NLD', partyId: 'ABC', name: '' }],
    })
  })

  it.each([
    ['token', { ...credentials, token: undefined }],
    ['token', { ...credentials, token: 'two words' }],
    ['token', { ...credentials, token: 'x'.repeat(65) }],
    ['url', { ...credentials, url: 'ftp://a.example' }],
    ['url', { ...credentials, url: null }],
    ['roles', { ...credentials, roles: [] }],
    ['roles', { ...credentials, roles: 'CPO' }],
    ['', null],
    ['', []],
  ])('are no use without a good %s', (field, told) => {
    expect(credentialsIn(told)).toEqual(expect.stringContaining(field))
  })
})
