/** Chargers that have their certificates signed here, and come by them. */
import { createPrivateKey, X509Certificate } from 'node:crypto'
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import { requestFor } from '../../csr.ts'
import { type Json, text } from '../../people.ts'
import { openSigning } from './signing.ts'

const DAY = 86_400_000
let now = Date.now()
let signing: Awaited<ReturnType<typeof openSigning>>
beforeAll(async () => {
  signing = await openSigning({ clock: () => now })
})
afterEach(() => {
  now = Date.now()
})
afterAll(() => signing.close())

describe('a charger that asks for a certificate', () => {
  it.each([
    ['ocpp1.6', {}],
    ['ocpp2.0.1', { certificateType: 'ChargingStationCertificate' }],
  ])(
    'over TLS gets it, comes by it, and by nothing less from then on: %s',
    async (protocol, more) => {
      const { site, comes, certified, certificatesOf } = signing
      const identity = `UP-${protocol}`
      const { said, password, cert, key, payload } = await certified(identity, { protocol })
      expect(said).toEqual({ status: 'Accepted' })
      expect(payload).toEqual({ certificateChain: cert, ...more })
      const charger = await comes(identity, { protocol, cert, key })
      await charger.call('Heartbeat')
      await charger.close()
      expect(await site.asks('GET', `/v1/chargers/${identity}`)).toMatchObject({ profile: 3 })
      await expect(comes(identity, { protocol, password })).rejects.toThrow('HTTP 403')
      await expect(comes('UP-other', { protocol, cert, key })).rejects.toThrow('HTTP 404')
      const [shown] = await certificatesOf(identity)
      expect(shown).toMatchObject({ name: identity, said: 'Accepted', revokedAt: null })
      expect(shown!['usedAt']).not.toBeNull()
    },
  )

  it('gets one for its key alone, for a year, for nothing but to come here', async () => {
    const { cert, key } = await signing.certified('LEAF')
    const [leaf, issuer] = cert.split(/(?<=-----END CERTIFICATE-----\n)(?=.)/)
    const own = new X509Certificate(leaf!)
    expect(own.toLegacyObject().subject).toEqual({ O: 'Operator', CN: 'LEAF' })
    expect(own.verify(new X509Certificate(issuer!).publicKey)).toBe(true)
    expect(own.checkIssued(new X509Certificate(issuer!))).toBe(true)
    expect(own.checkPrivateKey(createPrivateKey(key))).toBe(true)
    expect(own.ca).toBe(false)
    expect(own.keyUsage).toEqual(['1.3.6.1.5.5.7.3.2'])
    const [from, until] = [Date.parse(own.validFrom), Date.parse(own.validTo)]
    expect(until - from).toBe(365 * DAY + 3_600_000)
    expect(from).toBeLessThan(now - 3_500_000)
  })

  it('may be called by the serial number that it booted with, and by no other charger so', async () => {
    const { site, comes, brought } = signing
    const password = await site.register('SER-1', { profile: 2 })
    await site.register('SER-9', { profile: 2 })
    const charger = await comes('SER-1', { password })
    const boot = { chargePointVendor: 'V', chargePointModel: 'M' }
    await charger.call('BootNotification', { ...boot, chargePointSerialNumber: 'SN-77' })
    const { csr, key } = await requestFor(['SN-77'])
    expect(await charger.call('SignCertificate', { csr })).toEqual({ status: 'Accepted' })
    const cert = text(await brought(charger), 'certificateChain')
    // Whoever says that another's identity is its serial number is not signed that.
    await charger.call('BootNotification', { ...boot, chargePointSerialNumber: 'SER-9' })
    const stolen = await requestFor(['SER-9'])
    expect(await charger.call('SignCertificate', { csr: stolen.csr })).toEqual({
      status: 'Rejected',
    })
    await charger.close()
    await (await comes('SER-1', { cert, key })).close()
    await site.register('SN-77', { profile: 2 })
    await expect(comes('SN-77', { cert, key })).rejects.toThrow('HTTP 401')
  })
})

describe('a certificate', () => {
  it('that was revoked opens no door, and whoever came by it is cut off', async () => {
    const { site, comes, certified, certificatesOf } = signing
    const { cert, key } = await certified('REV')
    const charger = await comes('REV', { cert, key })
    const [{ number }] = (await certificatesOf('REV')) as [{ number: string }]
    await site.asks('DELETE', `/v1/chargers/REV/certificates/${number}`)
    expect(await charger.closed).toMatchObject({ code: 1008 })
    await expect(comes('REV', { cert, key })).rejects.toThrow(/HTTP 401.*revoked/)
    const other = site.asks('DELETE', `/v1/chargers/LEAF/certificates/${number}`)
    await expect(other).rejects.toThrow('404')
  })

  it('of a charger that was removed is nobody’s, also where another one is called so', async () => {
    const { site, comes, certified, certificatesOf } = signing
    const { cert, key } = await certified('GONE')
    await site.asks('DELETE', '/v1/chargers/GONE')
    await expect(comes('GONE', { cert, key })).rejects.toThrow('HTTP 404')
    await site.register('GONE', { profile: 2 })
    await expect(comes('GONE', { cert, key })).rejects.toThrow('HTTP 401')
    expect(await certificatesOf('GONE')).toEqual([])
  })

  it('of another organisation than the operator’s opens no door', async () => {
    const { site, comes, older } = signing
    await site.register('ORG', { profile: 3 })
    await expect(comes('ORG', older.give('ORG'))).rejects.toThrow(/HTTP 401.*organisation/)
  })

  it('that ends within thirty days is told of once, and asked to be renewed once', async () => {
    const { comes, certified, eventsOf } = signing
    const { cert, key } = await certified('OLD')
    const charger = await comes('OLD', { cert, key })
    const asked: Json[] = []
    charger.answers('ExtendedTriggerMessage', (payload) => {
      asked.push(payload)
      return { status: 'Accepted' }
    })
    await charger.call('Heartbeat')
    const { renewCertificates, sendCommands } = signing.site.service.chargers
    const told = async () => (await eventsOf('OLD')).filter(({ why }) => why !== undefined)
    await renewCertificates(now + 334 * DAY)
    expect(await told()).toEqual([])
    now += 336 * DAY
    await renewCertificates(now)
    await renewCertificates(now)
    await sendCommands(now)
    await charger.call('Heartbeat')
    expect(asked).toEqual([{ requestedMessage: 'SignChargePointCertificate' }])
    expect(await told()).toMatchObject([{ why: 'its certificate ends soon' }])
    await charger.close()
  })
})
