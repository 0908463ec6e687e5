/** Certificates of chargers are renewed in time, whatever goes wrong once; and what their end is called. */
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import { requestFor } from '../../csr.ts'
import { itemsOf, text } from '../../people.ts'
import type { TestCharger } from './charger.ts'
import { openSigning } from './signing.ts'

const DAY = 86_400_000
const DAYS = 15
let now = Date.now()
let signing: Awaited<ReturnType<typeof openSigning>>
beforeAll(async () => {
  const env = { CHARGESHARE_OCPP_CERTIFICATE_DAYS: String(DAYS) }
  signing = await openSigning({ clock: () => now }, env)
})
afterEach(() => {
  now = Date.now()
})
afterAll(() => signing.close())

/** The job that looks for what ends, and what it asks. */
async function looks(charger: TestCharger | null) {
  const { renewCertificates, sendCommands } = signing.site.service.chargers
  await renewCertificates(now)
  await sendCommands(now)
  await charger?.call('Heartbeat')
}

/** Counts how often it is asked, and what it says to that. */
function asked(charger: TestCharger, status = 'Accepted') {
  const count = { times: 0 }
  charger.answers('ExtendedTriggerMessage', () => {
    count.times++
    return { status }
  })
  return count
}

describe('a certificate of fifteen days', () => {
  it('is renewed every ten days, and its charger never locked out', async () => {
    const { comes, certified, brought, certificatesOf } = signing
    const { cert, key } = await certified('LOOP')
    const charger = await comes('LOOP', { cert, key })
    const count = asked(charger)
    await charger.call('Heartbeat')
    for (let hours = 0; hours < 31 * 24; hours += 6) {
      now += DAY / 4
      const before = count.times
      await looks(charger)
      if (count.times === before) continue
      const { csr } = await requestFor(['LOOP'])
      expect(await charger.call('SignCertificate', { csr })).toEqual({ status: 'Accepted' })
      await brought(charger)
    }
    await charger.close()
    expect(count.times).toBe(3)
    const [newest] = await certificatesOf('LOOP')
    expect(Date.parse(text(newest!, 'validUntil'))).toBeGreaterThan(now)
  })

  it.each(['Rejected', 'away'])(
    'is asked to be renewed each day until there is a new one: %s',
    async (how) => {
      const { comes, certified, brought, eventsOf } = signing
      const identity = `AGAIN-${how}`
      const { cert, key } = await certified(identity)
      let charger = await comes(identity, { cert, key })
      await charger.call('Heartbeat')
      const count = asked(charger, how)
      now += 11 * DAY
      await signing.site.service.chargers.renewCertificates(now)
      if (how === 'away') {
        await charger.close()
        now += 400_000
        charger = await comes(identity, { cert, key })
        await charger.call('Heartbeat')
      }
      await looks(charger)
      expect(count.times).toBe(how === 'away' ? 0 : 1)
      const again = asked(charger)
      now += DAY
      await looks(charger)
      await looks(charger)
      expect(again.times).toBe(1)
      const { csr } = await requestFor([identity])
      await charger.call('SignCertificate', { csr })
      await brought(charger)
      now += DAY
      await looks(charger)
      expect(again.times).toBe(1)
      await charger.close()
      const warned = (await eventsOf(identity)).filter(({ why }) => why !== undefined)
      expect(warned).toHaveLength(1)
    },
  )

  it('that has ended says so at the door, and its charger comes back by profile 2 and a new password', async () => {
    const { site, comes, certified } = signing
    const { cert, key, password } = await certified('ENDED')
    await (await comes('ENDED', { cert, key })).close()
    now += 16 * DAY
    const words = /its certificate has ended.* lower its profile to 2 and give it a new password/
    await expect(comes('ENDED', { cert, key })).rejects.toThrow(/HTTP 401/)
    await expect(comes('ENDED', { cert, key })).rejects.toThrow(words)
    await expect(comes('ENDED', { cert, key, password })).rejects.toThrow(/HTTP 403/)
    await expect(comes('ENDED', { cert, key, password })).rejects.toThrow(words)
    const knocks = itemsOf(await site.asks('GET', '/v1/ocpp/knocks'))
    expect(knocks[0]).toMatchObject({ identity: 'ENDED', status: 403, isEnded: true })
    await site.asks('PATCH', '/v1/chargers/ENDED', { profile: 2 })
    const renewed = await site.asks('POST', '/v1/chargers/ENDED/password', {})
    const charger = await comes('ENDED', { cert, key, password: text(renewed, 'password') })
    // TLS goes by its own clock, and takes none that begins in the future.
    now = Date.now()
    const { csr, key: newKey } = await requestFor(['ENDED'])
    await charger.call('SignCertificate', { csr })
    const brought = await signing.brought(charger)
    await charger.close()
    const cert2 = text(brought, 'certificateChain')
    await (await comes('ENDED', { cert: cert2, key: newKey })).close()
    expect(await site.asks('GET', '/v1/chargers/ENDED')).toMatchObject({ profile: 3 })
  })
})
