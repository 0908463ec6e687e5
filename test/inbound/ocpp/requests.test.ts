/** Requests for certificates that are not signed: each is refused, and the operator reads why. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { requestFor } from '../../csr.ts'
import { connect, type TestCharger } from './charger.ts'
import { openSigning } from './signing.ts'
import { openSite } from './site.ts'

let signing: Awaited<ReturnType<typeof openSigning>>
let password: string
let now = Date.now()
let charger: TestCharger
beforeAll(async () => {
  signing = await openSigning({ clock: () => now })
  password = await signing.site.register('CP-1', { profile: 1 })
  charger = await signing.comes('CP-1', { password })
})
afterAll(async () => {
  await charger.close()
  await signing.close()
})

/** Asks, is refused, and goes on as if nothing had been; resolves to what the operator reads. */
async function refused(payload: object, by = charger, identity = 'CP-1'): Promise<string> {
  // Who asks too often is not looked at.
  now += 3_600_000
  expect(await by.call('SignCertificate', payload)).toMatchObject({ status: 'Rejected' })
  expect(await by.call('Heartbeat')).toHaveProperty('currentTime')
  const [event] = await signing.eventsOf(identity)
  expect(await signing.certificatesOf(identity)).toEqual([])
  return JSON.stringify(event!['why'] ?? event!['beginsWith'])
}

const pem = (der: Buffer, label = 'CERTIFICATE REQUEST') =>
  `-----BEGIN ${label}-----\n${der.toString('base64')}\n-----END ${label}-----\n`
const derOf = (csr: string) => Buffer.from(csr.replace(/-----[^-]+-----/g, ''), 'base64')

/** Its last byte is of its signature. */
function broken(csr: string): string {
  const der = derOf(csr)
  der[der.length - 1]! ^= 1
  return pem(der)
}

/** Sequences in sequences, as deep as there is room. */
function nested(levels: number): Buffer {
  let der = Buffer.alloc(0)
  for (let i = 0; i < levels; i++) {
    const { length } = der
    const size =
      length < 128 ? [length] : length < 256 ? [0x81, length] : [0x82, length >> 8, length & 255]
    der = Buffer.concat([Buffer.from([0x30, ...size]), der])
  }
  return der
}

describe('a request for a certificate', () => {
  it.each([
    [
      'of another identity',
      ['CP-2'],
      {},
      "its common name (CN) must be the charger's identity CP-1",
    ],
    ['of two names', ['CP-1', 'CP-2'], {}, 'its subject must have one common name (CN)'],
    ['of none', [], {}, 'its subject must have one common name (CN)'],
    [
      'of another organisation',
      ['CP-1'],
      { organisation: 'X' },
      'its organisation (O) must be Operator',
    ],
    [
      'of no organisation',
      ['CP-1'],
      { organisation: null },
      'its organisation (O) must be Operator',
    ],
    ['of a weak key', ['CP-1'], { kind: 1024 }, 'its RSA key must have 2048 to 8192 bits'],
    [
      'of a strange key',
      ['CP-1'],
      { kind: 'Ed25519' as const },
      'its key must be RSA, or of one of',
    ],
  ])('%s is refused', async (_, names, how, why) => {
    const { csr } = await requestFor(names, how)
    expect(await refused({ csr })).toContain(why)
  })

  it('that its own key has not signed is refused', async () => {
    const { csr } = await requestFor(['CP-1'])
    expect(await refused({ csr: broken(csr) })).toContain(
      'it is not signed by the key that it is for',
    )
  })

  it.each([
    ['text', 'sign this, please'],
    ['another PEM', pem(Buffer.from('3000', 'hex'), 'CERTIFICATE')],
    ['base64 of nothing', pem(Buffer.from('3000', 'hex'))],
    ['no ASN.1', pem(Buffer.alloc(900, 0xff))],
    ['a length without an end', pem(Buffer.from(`3084ffffffff${'00'.repeat(900)}`, 'hex'))],
    ['lengths left open', pem(Buffer.from('3080'.repeat(1900), 'hex'))],
    ['a deep hole', pem(nested(1000))],
    ['dashes', '-----BEGIN CERTIFICATE REQUEST-----'.repeat(150)],
    ['a giant', 'A'.repeat(200_000)],
  ])('that is %s is refused', async (_, csr) => {
    expect(await refused({ csr })).toContain('it is no PKCS#10 request in PEM')
  })

  it('for a contract or V2G is refused, in the words of 2.x', async () => {
    const { site, comes, eventsOf } = signing
    const at = await comes('V2', { password: await site.register('V2', {}), protocol: 'ocpp2.1' })
    const { csr } = await requestFor(['V2'])
    const answer = await at.call('SignCertificate', { csr, certificateType: 'V2GCertificate' })
    const why = expect.stringContaining('this server signs for ChargingStationCertificate alone')
    const statusInfo = { reasonCode: 'InvalidCSR', additionalInfo: why }
    expect(answer).toEqual({ status: 'Rejected', statusInfo })
    expect(await eventsOf('V2')).toMatchObject([{ why, csr }])
    await at.close()
  })

  it('is signed for nobody who could be another: not without TLS, nor without a proof', async () => {
    const { site, comes } = signing
    const { csr } = await requestFor(['CP-1'])
    const plain = await comes('CP-1', { password }, site)
    const why = 'it did not come over TLS with its password or a certificate'
    expect(await refused({ csr }, plain)).toContain(why)
    await plain.close()
    await site.register('ANY', { profile: 0 })
    const any = await comes('ANY', {})
    expect(await refused({ csr: (await requestFor(['ANY'])).csr }, any, 'ANY')).toContain(why)
    await any.close()
  })

  it('is signed behind a proxy on this machine that ended the TLS', async () => {
    const { site, comes } = signing
    const headers = { 'x-forwarded-proto': 'https' }
    const given = { password: await site.register('PROXY', { profile: 2 }), headers }
    const at = await comes('PROXY', given, site)
    const { csr } = await requestFor(['PROXY'], { kind: 2048 })
    expect(await at.call('SignCertificate', { csr })).toEqual({ status: 'Accepted' })
    await at.close()
  })

  it('is signed ten times a day, and looked at twenty times an hour', async () => {
    const { site, comes, certificatesOf, eventsOf } = signing
    const at = await comes('GREEDY', { password: await site.register('GREEDY', { profile: 2 }) })
    const { csr } = await requestFor(['GREEDY'])
    const statuses = []
    for (let i = 0; i < 25; i++) {
      statuses.push((await at.call('SignCertificate', { csr }))['status'])
    }
    expect(statuses).toEqual([...Array(10).fill('Accepted'), ...Array(15).fill('Rejected')])
    const told = (await eventsOf('GREEDY')).map(({ why }) => why)
    expect(told).toEqual([
      ...Array(10).fill('it has had 10 certificates within a day'),
      ...Array(10).fill(undefined),
    ])
    expect(await certificatesOf('GREEDY')).toHaveLength(10)
    await at.close()
  })
})

describe('a server without a key to sign with', () => {
  it('refuses, keeps the request for its operator, and says why', async () => {
    const site = await openSite()
    const at = await connect(site, 'CP-1', { password: await site.register('CP-1') })
    const { csr } = await requestFor(['CP-1'])
    expect(await at.call('SignCertificate', { csr })).toEqual({ status: 'Rejected' })
    const why = expect.stringContaining('CHARGESHARE_OCPP_CLIENT_CA_KEY_FILE')
    expect(await site.asks('GET', '/v1/chargers/CP-1/events?kind=certificate')).toMatchObject({
      items: [{ about: { why, csr } }],
    })
    const shown = await site.asks('GET', '/v1/chargers/CP-1/certificates')
    expect(shown).toEqual({ items: [], next: null, canSign: false })
    await at.close()
    await site.close()
  })
})
