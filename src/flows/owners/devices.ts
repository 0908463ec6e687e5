/** An owner's devices: where questions are pushed to. */
import type { World } from '../ports.ts'
import type { Subscription } from '../tables.ts'
import { found, Refusal } from '../refusal.ts'

type Needs = Pick<World, 'store' | 'clock' | 'ids' | 'webhook' | 'push'>

/** What a browser's `PushSubscription.toJSON()` tells (RFC 8291 keys). */
export type Device = { endpoint: string; keys: { p256dh: string; auth: string } }

/** Adds a device; the same endpoint again replaces the older entry. */
export function addDevice({ store, clock, ids, webhook }: Needs) {
  return (owner: string, { endpoint, keys }: Device): Promise<Subscription> => {
    const detail = webhook.refusal(endpoint)
    if (detail) throw new Refusal('invalid', detail, [{ pointer: '/endpoint', detail }])
    const subscription = { id: ids.next(), owner, endpoint, ...keys, createdAt: clock() }
    return store.write((tables) => tables.subscriptions.add(subscription))
  }
}

/** Removes a device of the owner's. */
export function removeDevice({ store }: Needs) {
  return (owner: string, id: string): Promise<void> =>
    store.write(async (tables) => {
      const subscription = found(await tables.subscriptions.get(id), 'subscription')
      if (subscription.owner !== owner) throw new Refusal('forbidden', 'not your subscription')
      await tables.subscriptions.remove(id)
    })
}
