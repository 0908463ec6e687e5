/** Partners: signing up under the licence, and tokens. */
import { closed } from '../../domain/partners/breaker.ts'
import type { Lane, Partner } from '../../domain/partners/partner.ts'
import { unasked } from '../../domain/partners/wishes.ts'
import { LICENSE } from '../../domain/sharing/event.ts'
import { newToken, tokenHash } from '../credentials.ts'
import type { World } from '../ports.ts'
import type { Tables } from '../tables.ts'
import { found, invalid } from '../refusal.ts'
import { type PushWish, wishing } from './push.ts'

type Needs = Pick<World, 'store' | 'clock' | 'ids' | 'policy' | 'bell' | 'webhook'>

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
    const signing = world.webhook.newSigning()
    const fresh: Partner = {
      id: world.ids.next(),
      name,
      email,
      license: LICENSE,
      createdAt: world.clock(),
      pushUrl: null,
      pushEnabled: false,
      pushState: 'none',
      suspendedAt: null,
      wishes: unasked,
      secrets: { current: signing, old: null },
    }
    const partner = wishing(world, fresh, push)
    await world.store.write(async (tables) => {
      await tables.partners.add(partner)
      await tables.lanes.add(laneOf(partner.id, await tables.feed.last()))
      await addToken(world, tables, partner, token)
    })
    world.bell.ring()
    return { partner, token, pushSecret: signing.secret }
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

function laneOf(partner: string, cursorSeq: number): Lane {
  return {
    partner,
    cursorSeq,
    aimSeq: null,
    tries: 0,
    dueAt: null,
    failingSince: null,
    breaker: closed,
    allowedRate: null,
    paidUntil: 0,
  }
}

function addToken(world: Needs, tables: Tables, { id: partner }: Partner, token: string) {
  const kept = { tokenHash: tokenHash('partner', token), partner, expiresAt: null }
  return tables.partners.addToken(kept, world.clock())
}
