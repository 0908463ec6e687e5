/** Sessions in the words of OCPI: nothing that is not known, nothing that is not so. */
import { describe, expect, it } from 'vitest'
import {
  growthOf,
  locationIdOf,
  observationOf,
  sessionOf,
} from '../../../src/domain/ocpi/session.ts'
import type { PublicSession } from '../../../src/domain/sharing/event.ts'
import { Patch, Session } from '../../inbound/ocpi/schemas.ts'

const us = { countryCode: 'XX', partyId: 'CSH', name: 'We' }
const updatedAt = Date.UTC(2026, 10, 21, 9)

function aSession(told: Partial<PublicSession> = {}): PublicSession {
  return {
    id: '0'.repeat(26),
    revision: 2,
    status: 'completed',
    vehicle: { handle: 'Jimbo', make: null, model: null },
    location: {
      position: { lat: 22.2809, lon: 114.1588 },
      station: { id: 'ab12', name: null, post: 'A3' },
    },
    startedAt: '2026-11-21T08:15:02.000Z',
    endedAt: '2026-11-21T08:45:02.000Z',
    soc: { start: 41.5, end: 80 },
    energyKwh: 17.2,
    maxPowerKw: 6.6,
    abort: null,
    comment: null,
    evidence: ['vehicle'],
    ...told,
  }
}

function told(session: Partial<PublicSession> | null = {}) {
  return { id: '0'.repeat(26), updatedAt, session: session && aSession(session) }
}
const shown = (session?: Partial<PublicSession> | null) => {
  const one = sessionOf(told(session), us, '2.3.0')
  if (one) Session['2.3.0'].parse(one)
  return one
}

describe('a session in OCPI', () => {
  it('stands at its station and post, by times that every reader takes', () => {
    expect(shown()).toMatchObject({
      location_id: 'ab12',
      evse_uid: 'A3',
      connector_id: '#NA',
      start_date_time: '2026-11-21T08:15:02.000Z',
      end_date_time: '2026-11-21T08:45:02.000Z',
      last_updated: '2026-11-21T09:00:00.000Z',
    })
  })

  it.each([
    ['that is not known', null],
    ['that is no printable ASCII', '三號'],
    ['that is too long', 'x'.repeat(37)],
    ['that is empty', ''],
  ])('has no EVSE for a post %s', (_, post) => {
    const { position } = aSession().location
    expect(
      shown({ location: { position, station: { id: 'ab12', name: null, post } } }),
    ).toMatchObject({ evse_uid: '#NA' })
  })

  it('is not there while its energy is not known: zero would be a lie', () => {
    expect(shown({ energyKwh: null })).toBeNull()
    expect(shown({ energyKwh: 0 })).toMatchObject({ kwh: 0 })
  })

  it.each([
    ['charging', 'ACTIVE'],
    ['completed', 'COMPLETED'],
    ['aborted', 'COMPLETED'],
    ['unknown', 'COMPLETED'],
  ] as const)('that is %s is %s, and says more in a field of our own', (status, ocpi) => {
    expect(shown({ status })).toMatchObject({ status: ocpi, chargeshare: { outcome: status } })
    expect(sessionOf(told({ status }), us, '2.2.1')).not.toHaveProperty('chargeshare')
  })

  it('does not end before it does, nor with what is not known', () => {
    expect(shown({ status: 'charging' })).not.toHaveProperty('end_date_time')
    expect(shown({ status: 'unknown', endedAt: null })).not.toHaveProperty('end_date_time')
    const bare = shown({ maxPowerKw: null, soc: { start: null, end: null } })
    expect(bare).toMatchObject({ charging_periods: [{ dimensions: [{ type: 'ENERGY' }] }] })
  })

  it('that was taken back is void and empty', () => {
    const { cdr_token: token, ...rest } = shown(null)!
    expect(token).toMatchObject({ type: 'AD_HOC_USER' })
    expect(rest).toEqual({
      ...{ country_code: 'XX', party_id: 'CSH', id: '0'.repeat(26), status: 'INVALID', kwh: 0 },
      ...{ location_id: '#NA', evse_uid: '#NA', connector_id: '#NA' },
      ...{ currency: 'XXX', auth_method: 'WHITELIST' },
      ...{ start_date_time: rest.last_updated, last_updated: '2026-11-21T09:00:00.000Z' },
    })
  })

  it('grows by a PATCH while it is active, and is told whole when it ends', () => {
    const growth = growthOf(shown({ status: 'charging' })!)
    expect(Patch['2.3.0'].parse(growth)).toEqual({
      ...{ kwh: 17.2, status: 'ACTIVE', location_id: 'ab12', evse_uid: 'A3' },
      chargeshare: expect.objectContaining({ outcome: 'charging' }),
      ...{ start_date_time: '2026-11-21T08:15:02.000Z', last_updated: '2026-11-21T09:00:00.000Z' },
    })
    Patch['2.2.1'].parse(growthOf(sessionOf(told({ status: 'charging' }), us, '2.2.1')!))
    expect(growthOf(shown()!)).toBeNull()
    expect(growthOf(shown(null)!)).toBeNull()
  })
})

describe('what OCPI has no word for', () => {
  it('is told apart, with nothing in place of what is not known', () => {
    const abort = { reason: 'station', confirmed: true } as const
    expect(observationOf(told({ status: 'aborted', abort, energyKwh: null }))).toEqual({
      ...{ session_id: '0'.repeat(26), withdrawn: false, location_id: 'ab12', revision: 2 },
      ...{ license: 'CC-BY-4.0', outcome: 'aborted', handle: 'Jimbo', soc_start: 41.5 },
      ...{ abort, evidence: ['vehicle'], last_updated: '2026-11-21T09:00:00.000Z' },
    })
    expect(observationOf(told(null))).toEqual({
      session_id: '0'.repeat(26),
      withdrawn: true,
      last_updated: '2026-11-21T09:00:00.000Z',
    })
  })
})

describe('the location of a session', () => {
  it('is made of its position where it has no station', () => {
    const { position } = aSession().location
    expect(locationIdOf({ location: { position, station: null } })).toBe('at22.28090,114.15880')
    const furthest = { lat: -89.123456, lon: -179.123456 }
    expect(locationIdOf({ location: { position: furthest, station: null } })).toHaveLength(22)
  })
})
