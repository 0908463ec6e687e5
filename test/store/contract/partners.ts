/** Partners, their tokens and deliveries, as the store promises to keep them. */
import { expect, it } from 'vitest'
import type { Partner } from '../../../src/domain/partners/partner.ts'
import { openVault } from '../../../src/outbound/vault.ts'
import { openStore } from '../../../src/store/open.ts'
import { testVault } from '../engines.ts'
import { aDelivery, anEvent, aPartner } from '../samples.ts'
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
      pushSecret: 'whsec_bmV3',
      cursorSeq: 2 ** 40,
      tries: 3,
      dueAt: 4000,
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
    expect(unread).toEqual({ ...partner, pushSecret: '' })
    await stranger.write((tables) => tables.partners.set({ ...unread, tries: 1 }))
    await stranger.close()

    const again = await openStore(where, testVault)
    expect(await again.read.partners.get(partner.id)).toEqual({ ...partner, tries: 1 })
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

  it('tells which partners something is due for', async () => {
    await home.store.write((tables) => tables.feed.append(anEvent()))
    const cursorSeq = await home.store.read.feed.last()
    const due = {
      behind: await joined({ cursorSeq: cursorSeq - 1 }),
      retried: await joined({ cursorSeq: 0, tries: 2, dueAt: 500 }),
      unproven: await joined({ pushState: 'unproven', cursorSeq }),
    }
    const others = [
      await joined({ cursorSeq }),
      await joined({ cursorSeq: 0, dueAt: 501 }),
      await joined({ cursorSeq: 0, pushEnabled: false }),
      await joined({ cursorSeq: 0, pushState: 'gone' }),
      await joined({ cursorSeq: 0, pushUrl: null, pushState: 'none' }),
      await joined({ pushState: 'unproven', dueAt: 501 }),
    ]
    const found = await home.store.read.partners.due(500)
    for (const partner of Object.values(due)) expect(found).toContainEqual(partner)
    const ids = found.map(({ id }) => id)
    for (const { id } of others) expect(ids).not.toContain(id)
  })

  it('keeps every attempt to push, newest first, page by page', async () => {
    const partner = await joined()
    const first = aDelivery({ partner: partner.id })
    const failed = aDelivery({
      partner: partner.id,
      kind: 'verification',
      firstSeq: null,
      lastSeq: null,
      events: 0,
      status: null,
      error: 'timeout',
    })
    await home.store.write(async ({ partners }) => {
      await partners.addDelivery(first)
      await partners.addDelivery(failed)
    })
    const { deliveries } = home.store.read.partners
    expect(await deliveries(partner.id, { after: null, limit: 10 })).toEqual([failed, first])
    expect(await deliveries(partner.id, { after: null, limit: 1 })).toEqual([failed])
    expect(await deliveries(partner.id, { after: failed.id, limit: 9 })).toEqual([first])
  })

  it('forgets old attempts', async () => {
    const partner = await joined()
    const forgotten = await home.store.write(async ({ partners }) => {
      for (const at of [-30, -20, -10]) {
        await partners.addDelivery(aDelivery({ partner: partner.id, at }))
      }
      return partners.removeDeliveriesBefore(-10)
    })
    expect(forgotten).toBe(2)
    const left = await home.store.read.partners.deliveries(partner.id, { after: null, limit: 9 })
    expect(left.map(({ at }) => at)).toEqual([-10])
  })
}
