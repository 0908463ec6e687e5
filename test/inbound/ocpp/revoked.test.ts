/** What was revoked opens no door, wherever its charger is connected and however many it has. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { admitCharger } from '../../../src/flows/chargers/entry/admit.ts'
import { requestFor } from '../../csr.ts'
import { itemsOf, text } from '../../people.ts'
import { openSigning } from './signing.ts'

const DAY = 86_400_000
let now = Date.now()
let signing: Awaited<ReturnType<typeof openSigning>>
beforeAll(async () => {
  signing = await openSigning({ clock: () => now })
})
afterAll(() => signing.close())

/** As another process does, which holds no line to this charger. */
async function revokeElsewhere(number: string) {
  await signing.site.world.store.write(async ({ certificates }) => {
    const known = await certificates.get(number)
    await certificates.set({ ...known!, revokedAt: now })
  })
}
const newestOf = async (identity: string) =>
  text((await signing.certificatesOf(identity))[0]!, 'number')

describe('a certificate that was revoked at another process', () => {
  it('brings its charger no other one, and ends its line with the next look', async () => {
    const { site, comes, certified } = signing
    const { cert, key } = await certified('FAR')
    const charger = await comes('FAR', { cert, key })
    await charger.call('Heartbeat')
    await revokeElsewhere(await newestOf('FAR'))
    const { csr } = await requestFor(['FAR'])
    expect(await charger.call('SignCertificate', { csr })).toEqual({ status: 'Rejected' })
    const [{ why }] = (await signing.eventsOf('FAR')) as [{ why: string }]
    expect(why).toBe('the certificate that it came by was revoked')
    await site.service.chargers.keepHolding(now)
    const ended = { code: 1008, reason: 'its certificate was revoked' }
    expect(await charger.closed).toEqual(ended)
  })

  it('lets nobody in who was judged before, nor stay who arrives after', async () => {
    const { site, certified } = signing
    await certified('RACE')
    const number = await newestOf('RACE')
    const { store } = site.world
    const late = {
      ...store,
      write: (async (work) => {
        await revokeElsewhere(number)
        return store.write(work)
      }) as typeof store.write,
    }
    const shown = { number, names: ['RACE'], organisations: ['Operator'], until: now + DAY }
    const knock = { identity: 'RACE', password: null, isSecure: true, isEnded: false }
    const admit = admitCharger({ ...site.world, store: late })
    expect(await admit({ ...knock, certificate: shown, mayEnrol: true })).toMatchObject({
      admission: 'wrong',
      certificate: null,
    })
    const [{ usedAt }] = (await signing.certificatesOf('RACE')) as [{ usedAt: unknown }]
    expect(usedAt).toBeNull()
    const closed: unknown[] = []
    const close = (...how: unknown[]) => void closed.push(how)
    await site.service.chargers.connected('RACE', { version: '1.6', certificate: number, close })
    expect(closed).toEqual([[1008, 'its certificate was revoked']])
  })
})

describe('a charger with many certificates', () => {
  it('shows them by the page, and loses all of them together', async () => {
    const { site, comes, certified, brought, certificatesOf } = signing
    const { cert, key } = await certified('MANY')
    const charger = await comes('MANY', { cert, key })
    for (let i = 0; i < 8; i++) {
      const { csr } = await requestFor(['MANY'])
      expect(await charger.call('SignCertificate', { csr })).toEqual({ status: 'Accepted' })
      await brought(charger)
    }
    const path = '/v1/chargers/MANY/certificates'
    const page = await site.asks('GET', `${path}?limit=5`)
    const rest = await site.asks('GET', `${path}?limit=5&after=${text(page, 'next')}`)
    const all = [...itemsOf(page), ...itemsOf(rest)].map(({ number }) => number)
    expect([new Set(all).size, rest['next']]).toEqual([9, null])
    await site.asks('DELETE', path)
    expect(await charger.closed).toMatchObject({ code: 1008 })
    expect((await certificatesOf('MANY')).filter(({ revokedAt }) => !revokedAt)).toEqual([])
    await expect(comes('MANY', { cert, key })).rejects.toThrow(/HTTP 40\d.*revoked/)
    await expect(site.asks('DELETE', '/v1/chargers/NONE/certificates')).rejects.toThrow('404')
  })
})

describe('an authority near its end', () => {
  it('is told of, and nobody is asked for what would end no later', async () => {
    const { site, comes, certified } = signing
    const { until } = site.world.authority!
    const { cert, key } = await certified('LAST')
    const charger = await comes('LAST', { cert, key })
    await charger.call('Heartbeat')
    const state = async () => (await site.asks('GET', '/v1/operator/health'))['authority']
    expect(await state()).toMatchObject({ state: 'good' })
    const start = now
    const number = await newestOf('LAST')
    await site.world.store.write(async ({ certificates }) => {
      const { validUntil: _, ...known } = (await certificates.get(number))!
      await certificates.add({
        ...known,
        ...{ number: `${number}00`, charger: 'LAST', validUntil: until, said: 'Accepted' },
      })
    })
    now = until - DAY
    let asked = 0
    charger.answers('ExtendedTriggerMessage', () => {
      asked++
      return { status: 'Accepted' }
    })
    await site.service.chargers.renewCertificates(now)
    await site.service.chargers.sendCommands(now)
    await charger.call('Heartbeat')
    expect(asked).toBe(0)
    const [{ why }] = (await signing.eventsOf('LAST')) as [{ why: string }]
    expect(why).toMatch(/another authority is needed/)
    expect(await state()).toMatchObject({ state: 'soon' })
    now = start
    await charger.close()
  })
})
