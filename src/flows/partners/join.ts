/** Partners: signing up under the licence, tokens, and where their pushes go. */
import { randomBytes } from 'node:crypto'
import type { Delivery, Partner } from '../../domain/partners/partner.ts'
import { LICENSE } from '../../domain/sharing/event.ts'
import { newToken, tokenHash } from '../credentials.ts'
import type { World } from '../ports.ts'
import type { Page, Tables } from '../tables.ts'
import { found, invalid } from '../refusal.ts'

type Needs = Pick<World, 'store' | 'vault' | 'clock' | 'ids' | 'policy' | 'bell' | 'webhook'>

export type PushWish = { url?: string | null | undefined; enabled?: boolean | undefined }
export type NewPartner = {
  name: string
  email: string
  acceptLicense: string
  push?: PushWish | undefined
}
export type Joined = { partner: Partner; token: string; pushSecret: string }

/** A new partner. Its pushes begin with what is published from now on; the past is pulled. */
export function joinPartner(world: Needs) {
  return async ({ name, email, acceptLicense, push = {} }: NewPartner): Promise<Joined> => {
    if (acceptLicense !== LICENSE) {
      const detail = `must be the id of the licence, ${LICENSE}`
      throw invalid('/acceptLicense', 'choice', detail)
    }
    const token = newToken('csp')
    const partner = await world.store.write(async (tables) => {
      const fresh: Partner = {
        id: world.ids.next(),
        name,
        email,
        license: LICENSE,
        createdAt: world.clock(),
        pushUrl: null,
        pushEnabled: false,
        pushState: 'none',
        pushSecret: newSecret(),
        cursorSeq: await tables.feed.last(),
        tries: 0,
        dueAt: null,
      }
      const partner = redirected(world, fresh, push)
      await tables.partners.add(partner)
      await addToken(world, tables, partner, token)
      return partner
    })
    world.bell.ring()
    return { partner, token, pushSecret: partner.pushSecret }
  }
}

/** Changes where pushes go and whether they go; a new address is proven before it gets data. */
export function setPush(world: Needs) {
  return async (id: string, wish: PushWish): Promise<Partner> => {
    const partner = await change(world, id, (before) => redirected(world, before, wish))
    world.bell.ring()
    return partner
  }
}

/** A new token; the ones before work on for the grace time. */
export function renewPartnerToken(world: Needs) {
  return async (id: string): Promise<{ partner: Partner; token: string }> => {
    const token = newToken('csp')
    const partner = await world.store.write(async (tables) => {
      const partner = found(await tables.partners.get(id), 'partner')
      await tables.partners.expireTokens(id, world.clock() + world.policy.tokenGraceMs)
      await addToken(world, tables, partner, token)
      return partner
    })
    return { partner, token }
  }
}

/** A new secret for signing pushes, which are tried with it at once. */
export function renewPushSecret(world: Needs) {
  return async (id: string): Promise<{ partner: Partner; pushSecret: string }> => {
    const pushSecret = newSecret()
    const anew = { pushSecret, tries: 0, dueAt: null }
    const partner = await change(world, id, (before) => ({ ...before, ...anew }))
    world.bell.ring()
    return { partner, pushSecret }
  }
}

/** The attempts to push to a partner, newest first. */
export function listDeliveries({ store }: Needs) {
  return (id: string, page: Page): Promise<Delivery[]> => store.read.partners.deliveries(id, page)
}

function redirected(world: Needs, before: Partner, wish: PushWish): Partner {
  const { url = before.pushUrl, enabled = wish.url ? true : before.pushEnabled } = wish
  const detail = url === null ? null : world.webhook.refusal(url)
  if (detail) throw invalid('/push/url', 'address', detail)
  if (url === null && enabled) {
    const missing = 'an address is needed to enable push'
    throw invalid('/push/url', 'required', missing)
  }
  const moved = url !== before.pushUrl || before.pushState === 'gone'
  const pushState = url === null ? 'none' : moved ? 'unproven' : before.pushState
  return { ...before, pushUrl: url, pushEnabled: enabled, pushState, tries: 0, dueAt: null }
}

/** Changes a partner's row under the transaction that read it. */
function change(
  { store }: Needs,
  id: string,
  make: (before: Partner) => Partner,
): Promise<Partner> {
  return store.write(async (tables) => {
    const after = make(found(await tables.partners.get(id), 'partner'))
    await tables.partners.set(after)
    return after
  })
}

function addToken(world: Needs, tables: Tables, { id: partner }: Partner, token: string) {
  const kept = { tokenHash: tokenHash('partner', token), partner, expiresAt: null }
  return tables.partners.addToken(kept, world.clock())
}

/** Standard Webhooks: 24 to 64 random bytes, base64, behind `whsec_`. */
function newSecret(): string {
  return `whsec_${randomBytes(32).toString('base64')}`
}
