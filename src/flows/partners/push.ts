/** Where a partner's pushes go, how it wants them, what signs them, and how they fare. */
import type { Delivery, Lane, Note, Partner, Secrets } from '../../domain/partners/partner.ts'
import { refreshed } from '../../domain/partners/verdict.ts'
import { unasked, type Wishes } from '../../domain/partners/wishes.ts'
import type { World } from '../ports.ts'
import { found, invalid, Refusal } from '../refusal.ts'
import type { DeliverySieve, Page, Tables } from '../tables.ts'
import { post } from './deliver.ts'
import { challengeTo, greeting } from './parcels.ts'

type Needs = Pick<
  World,
  'store' | 'webhook' | 'clock' | 'ids' | 'policy' | 'bell' | 'meter' | 'holder'
>

/** Undefined leaves a thing as it is; null takes a wish back. */
export type PushWish = {
  url?: string | null | undefined
  enabled?: boolean | undefined
} & { [Wish in keyof Wishes]?: Wishes[Wish] | null | undefined }

/** How a partner's pushes fare, and the key that v1a signatures are checked by. */
export type PushState = {
  partner: Partner
  lane: Lane
  deadLetters: number
  publicKey: string | null
  /** How far its pushes are behind the end of the feed, in numbers of the feed. */
  behind: number
}

export function showPush({ store, webhook }: Pick<Needs, 'store' | 'webhook'>) {
  return async (partner: Partner): Promise<PushState> => {
    const { lanes, letters, feed } = store.read
    const lane = found(await lanes.get(partner.id), 'partner')
    const deadLetters = await letters.countDead(partner.id)
    const key = partner.secrets?.current.key
    const publicKey = key ? webhook.publicKeyOf(key) : null
    const behind = Math.max(0, (await feed.last()) - lane.cursorSeq)
    return { partner, lane, deadLetters, publicKey, behind }
  }
}

/** Changes where pushes go, whether and how; a new address is proven before it gets data. */
export function setPush(world: Needs) {
  return async (id: string, wish: PushWish): Promise<Partner> => {
    const partner = await world.store.write(async (tables) => {
      const before = found(await tables.partners.lock(id), 'partner')
      const after = wishing(world, before, wish)
      await tables.partners.set(after)
      // A message that was begun may be cut otherwise now.
      await hurry(tables, id, { aimSeq: null })
      return after
    })
    world.bell.ring()
    return partner
  }
}

/** The partner as it wishes to be; what cannot be is thrown. */
export function wishing(
  { webhook }: Pick<Needs, 'webhook'>,
  before: Partner,
  wish: PushWish,
): Partner {
  const { url = before.pushUrl, enabled = wish.url ? true : before.pushEnabled, ...how } = wish
  const detail = url === null ? null : webhook.refusal(url)
  if (detail) throw invalid('/push/url', 'address', detail)
  if (url === null && enabled) {
    throw invalid('/push/url', 'required', 'an address is needed to enable push')
  }
  // Whoever failed for days, or said that he is gone, proves anew that he is there.
  const isOff = before.pushState === 'gone' || before.pushState === 'disabled'
  const isNew = url !== before.pushUrl || (isOff && enabled)
  const pushState = url === null ? 'none' : isNew ? 'unproven' : before.pushState
  const given = Object.entries(how).filter(([, value]) => value !== undefined)
  const told = given.map(([name, value]) => [name, value ?? unasked[name as keyof Wishes]])
  const wishes = { ...before.wishes, ...(Object.fromEntries(told) as Partial<Wishes>) }
  return { ...before, pushUrl: url, pushEnabled: enabled, pushState, wishes }
}

/** Whatever waits is tried at once. */
export async function hurry(
  { lanes, letters }: Tables,
  id: string,
  change: Partial<Lane> = {},
): Promise<void> {
  await lanes.set({ ...refreshed(found(await lanes.lock(id), 'partner')), ...change })
  await letters.hurry(id)
}

/**
 * A new secret and key for signing pushes; the ones before sign too for the grace time, so that a
 * receiver can change over when it suits him.
 */
export function renewPushSecret(world: Needs) {
  return async (id: string): Promise<{ partner: Partner; pushSecret: string }> => {
    const now = world.clock()
    const current = world.webhook.newSigning()
    const partner = await world.store.write(async (tables) => {
      const before = found(await tables.partners.lock(id), 'partner')
      const until = now + world.policy.tokenGraceMs
      const old: Secrets['old'] = before.secrets && { ...before.secrets.current, until }
      const after = { ...before, secrets: { current, old } }
      await tables.partners.set(after)
      await tables.notes.add(
        { id: world.ids.next(), partner: id, kind: 'secret.renewed', at: now },
        null,
      )
      await hurry(tables, id)
      return after
    })
    world.bell.ring()
    return { partner, pushSecret: current.secret }
  }
}

/**
 * Sends a signed test message now, or the proof of the address where it is still to be given. Where
 * it is taken, what waits is tried at once.
 */
export function testPush(world: Needs) {
  return async (id: string): Promise<Delivery> => {
    const partner = found(await world.store.read.partners.get(id), 'partner')
    if (partner.pushUrl === null) throw new Refusal('conflict', 'no push address is set')
    const isProof = partner.pushState !== 'proven'
    const { delivery } = await post(world, partner, isProof ? challengeTo(world) : greeting(world))
    await world.store.write(async (tables) => {
      await tables.deliveries.add(delivery)
      const now = await tables.partners.lock(id)
      if (delivery.error !== null || now?.pushUrl !== partner.pushUrl) return
      if (isProof) await tables.partners.set({ ...now, pushState: 'proven' })
      await hurry(tables, id)
    })
    world.bell.ring()
    return delivery
  }
}

/** The attempts to push to a partner, newest first. */
export function listDeliveries({ store }: Pick<Needs, 'store'>) {
  return (id: string, page: Page, sieve: DeliverySieve): Promise<Delivery[]> =>
    store.read.deliveries.of(id, page, sieve)
}

export function showDelivery({ store }: Pick<Needs, 'store'>) {
  return async (partner: string, id: string): Promise<Delivery> =>
    found(await store.read.deliveries.get(partner, id), 'delivery')
}

/** What a partner was told of its pushes, newest first. */
export function listNotes({ store }: Pick<Needs, 'store'>) {
  return (id: string, page: Page): Promise<Note[]> => store.read.notes.of(id, page)
}
