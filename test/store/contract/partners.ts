/** Partners and their tokens, as the store promises to keep them. */
import { expect, it } from 'vitest'
import type { Partner } from '../../../src/domain/partners/partner.ts'
import { unasked } from '../../../src/domain/partners/wishes.ts'
import { openVault } from '../../../src/outbound/vault.ts'
import { openStore } from '../../../src/store/open.ts'
import { testVault } from '../engines.ts'
import { aPartner } from '../samples.ts'
import type { Home } from './home.ts'

export function partners(home: Home): void {
  const joined = async (told: Partial<Partner> = {}) => {
    const partner = aPartner(told)
    await home.store.write((tables) => tables.partners.add(partner))
    return partner
  }

  it('gives a partner back as it joined, and as it changed', async () => {
    const partner = await joined({ pushUrl: null, pushEnabled: false, pushState: 'none' })
    expect(await home.store.read.partners.get(partner.id)).toEqual(partner)
    const changed: Partner = {
      ...partner,
      name: 'OCM',
      email: 'new@example.org',
      pushUrl: 'https://new.example.org',
      pushEnabled: true,
      pushState: 'unproven',
      suspendedAt: 7,
      wishes: { ...unasked, events: ['charge.completed'], rate: 1.5, retryS: [1, 2] },
      secrets: {
        current: { secret: 'whsec_bmV3', key: 'whsk_bmV3' },
        old: { secret: 'whsec_b2xk', key: 'whsk_b2xk', until: 5 },
      },
    }
    await home.store.write((tables) => tables.partners.set(changed))
    expect(await home.store.read.partners.get(partner.id)).toEqual(changed)
    expect(await home.store.read.partners.get('nothing')).toBeNull()
  })

  it('lists partners page by page', async () => {
    const [one, two] = [await joined(), await joined()]
    const { all } = home.store.read.partners
    expect(await all({ after: one.id, limit: 10 })).toEqual([two])
    expect(await all({ after: null, limit: 1 })).toHaveLength(1)
  })

  it('keeps the secret sealed, and does not lose it while its key is lost', async () => {
    const where = await home.fresh()
    const store = await openStore(where, testVault)
    const partner = aPartner()
    await store.write((tables) => tables.partners.add(partner))
    await store.close()

    const stranger = await openStore(
      where,
      openVault(() => [new Uint8Array(32).fill(8)]),
    )
    const unread = (await stranger.read.partners.get(partner.id))!
    expect(unread).toEqual({ ...partner, secrets: null })
    await stranger.write((tables) => tables.partners.set({ ...unread, name: 'Found' }))
    await stranger.close()

    const again = await openStore(where, testVault)
    expect(await again.read.partners.get(partner.id)).toEqual({ ...partner, name: 'Found' })
    await again.close()
  })

  it('knows a partner by each of its tokens until they end', async () => {
    const partner = await joined()
    const hash = (name: string) => `${name} of ${partner.id}`
    await home.store.write(async ({ partners }) => {
      await partners.addToken({ tokenHash: hash('a'), partner: partner.id, expiresAt: null }, 1)
      await partners.addToken({ tokenHash: hash('b'), partner: partner.id, expiresAt: 50 }, 1)
      await partners.expireTokens(partner.id, 100)
      await partners.addToken({ tokenHash: hash('c'), partner: partner.id, expiresAt: null }, 2)
    })
    const known = async (name: string, now: number) =>
      (await home.store.read.partners.byToken(hash(name), now))?.id ?? null
    expect(await known('a', 99)).toBe(partner.id)
    expect(await known('a', 100)).toBeNull()
    expect(await known('b', 49)).toBe(partner.id)
    expect(await known('b', 50)).toBeNull()
    expect(await known('c', 1e12)).toBe(partner.id)
    expect(await known('d', 0)).toBeNull()
  })
}
