/** What chargers may have signed, and the calls that go with it. */
import { describe, expect, it } from 'vitest'
import {
  type CertificateRequest,
  renewalCall,
  signedCall,
  unfit,
  unfitUse,
} from '../../../../src/domain/chargers/entry/certificate.ts'

const holder = { identity: 'CP-1', serial: 'SN-1', organisation: null }
const request = (told: Partial<CertificateRequest> = {}): CertificateRequest => ({
  names: ['CP-1'],
  organisations: ['Operator'],
  key: { kind: 'ec', curve: 'P-256' },
  ...told,
})

describe('a request', () => {
  it.each<[Partial<CertificateRequest>]>([
    [{}],
    [{ names: ['SN-1'] }],
    [{ organisations: [] }],
    [{ key: { kind: 'ec', curve: 'P-521' } }],
    [{ key: { kind: 'rsa', bits: 2048 } }],
    [{ key: { kind: 'rsa', bits: 8192 } }],
  ])('is signed: %j', (told) => {
    expect(unfit(request(told), holder)).toBeNull()
  })

  it.each<[Partial<CertificateRequest>, string]>([
    [{ names: [] }, 'its subject must have one common name (CN)'],
    [{ names: ['CP-1', 'CP-1'] }, 'its subject must have one common name (CN)'],
    [{ names: ['cp-1'] }, "must be the charger's identity CP-1 or its serial number SN-1"],
    [{ organisations: ['A', 'B'] }, 'its subject may have one organisation (O) alone'],
    [{ organisations: ['x'.repeat(65)] }, 'its organisation (O) is too long'],
    [{ key: null }, 'its key must be RSA, or of one of the curves P-256, P-384, P-521'],
    [{ key: { kind: 'ec', curve: 'secp256k1' } }, 'the curve of its key must be P-256'],
    [{ key: { kind: 'rsa', bits: 2047 } }, 'its RSA key must have 2048 to 8192 bits'],
    [{ key: { kind: 'rsa', bits: 16_384 } }, 'its RSA key must have 2048 to 8192 bits'],
  ])('is not signed: %j', (told, why) => {
    expect(unfit(request(told), holder)).toContain(why)
  })

  it('must name the operator’s organisation where he has one', () => {
    const of = (organisations: string[]) =>
      unfit(request({ organisations }), { ...holder, organisation: 'Operator' })
    expect(of(['Operator'])).toBeNull()
    expect(of([])).toBe('its organisation (O) must be Operator')
    expect(of(['operator'])).toBe('its organisation (O) must be Operator')
  })

  it('is by no serial number of a charger that has told none', () => {
    const nameless = { ...holder, serial: null }
    expect(unfit(request({ names: ['SN-1'] }), nameless)).toMatch(/identity CP-1$/)
    expect(unfit(request({ names: [''] }), { ...holder, serial: '' })).not.toBeNull()
  })

  it('is for the way to this server alone', () => {
    expect([undefined, 'ChargingStationCertificate'].map(unfitUse)).toEqual([null, null])
    expect(unfitUse('V2GCertificate')).toMatch(/^this server signs for/)
  })
})

describe('a certificate', () => {
  it('is brought and renewed in the words of each version', () => {
    const certificateType = 'ChargingStationCertificate'
    expect(signedCall('1.6', 'PEM', 7).payload).toEqual({ certificateChain: 'PEM' })
    const brought = { certificateChain: 'PEM', certificateType }
    expect(signedCall('2.0.1', 'PEM', 7).payload).toEqual(brought)
    expect(signedCall('2.1', 'PEM', undefined).payload).toEqual(brought)
    expect(signedCall('2.1', 'PEM', 7).payload).toEqual({ ...brought, requestId: 7 })
    expect(renewalCall('2.1')).toEqual({
      action: 'TriggerMessage',
      payload: { requestedMessage: 'SignChargingStationCertificate' },
    })
  })
})
