/** An owner's devices: where questions are pushed to. */
import type { Language } from '../../domain/notices/wishes.ts'
import type { World } from '../ports.ts'
import type { Subscription, Tables } from '../tables.ts'
import { conflict, found, invalid, Refusal } from '../refusal.ts'

type Needs = Pick<World, 'store' | 'clock' | 'ids' | 'webhook' | 'push'>

/** What a browser's `PushSubscription.toJSON()` tells (RFC 8291 keys), and what to call it. */
export type Device = {
  endpoint: string
  keys: { p256dh: string; auth: string }
  label?: string | undefined
  language?: Language | undefined
}

/** More than anybody carries about; each question is pushed to all of them. */
const MOST = 30

/** Adds a device; the same endpoint again replaces the older entry. */
export function addDevice({ store, clock, ids, webhook }: Needs) {
  return (owner: string, { endpoint, keys, label, language }: Device): Promise<Subscription> => {
    const detail = webhook.refusal(endpoint)
    if (detail) throw invalid('/endpoint', 'address', detail)
    const said = { label: label ?? null, language: language ?? null }
    const heard = { createdAt: clock(), lastShownAt: null, unshown: 0, unshownSince: null }
    return store.write(async (tables) => {
      const others = await tables.subscriptions.of(owner)
      if (others.length >= MOST && !others.some((other) => other.endpoint === endpoint)) {
        throw conflict('tooManyDevices', `${MOST} devices are the most: remove one first`)
      }
      return tables.subscriptions.add({
        id: ids.next(),
        owner,
        endpoint,
        ...keys,
        ...said,
        ...heard,
      })
    })
  }
}

/** The owner's devices, oldest first. */
export function listDevices({ store }: Pick<World, 'store'>) {
  return (owner: string): Promise<Subscription[]> => store.read.subscriptions.of(owner)
}

/** Removes a device of the owner's. */
export function removeDevice({ store }: Needs) {
  return (owner: string, id: string): Promise<void> =>
    store.write(async (tables) => {
      await ownDevice(tables, owner, id)
      await tables.subscriptions.remove(id)
    })
}

/** The owner's device; someone else's is refused. */
export async function ownDevice(tables: Tables, owner: string, id: string): Promise<Subscription> {
  const device = found(await tables.subscriptions.get(id), 'subscription')
  if (device.owner !== owner) throw new Refusal('forbidden', 'not your subscription')
  return device
}
