/** What the operator does about partners: looks how they fare, suspends them and lifts that again. */
import type { Partner } from '../../domain/partners/partner.ts'
import type { World } from '../ports.ts'
import { found } from '../refusal.ts'
import type { Page } from '../tables.ts'
import { hurry, type PushState, showPush } from './push.ts'

/** All partners, the oldest first, each with how its pushes fare. */
export function listPartners(world: Pick<World, 'store' | 'webhook'>) {
  const show = showPush(world)
  return async (page: Page): Promise<PushState[]> =>
    Promise.all((await world.store.read.partners.all(page)).map(show))
}

/** How one partner's pushes fare; refused as missing where there is none of this id. */
export function showPartner(world: Pick<World, 'store' | 'webhook'>) {
  const show = showPush(world)
  return async (id: string): Promise<PushState> =>
    show(found(await world.store.read.partners.get(id), 'partner'))
}

/**
 * Nothing is pushed to a suspended partner and it may read nothing; where that is lifted its pushes
 * go on from where they were. A second suspension leaves the time of the first.
 */
export function suspendPartner(world: Pick<World, 'store' | 'clock' | 'bell'>) {
  return async (id: string, isSuspended: boolean): Promise<Partner> => {
    const now = world.clock()
    const partner = await world.store.write(async (tables) => {
      const before = found(await tables.partners.lock(id), 'partner')
      const suspendedAt = isSuspended ? (before.suspendedAt ?? now) : null
      await tables.partners.set({ ...before, suspendedAt })
      if (!isSuspended) await hurry(tables, id)
      return { ...before, suspendedAt }
    })
    world.bell.ring()
    return partner
  }
}
