/** What stands in the way of sharing in the module itself, and that its owner learns of it. */
import { quietUntil } from '../../domain/notices/quiet.ts'
import type { Vehicle } from '../../domain/sharing/vehicle.ts'
import type { Module } from '../group.ts'
import type { World } from '../ports.ts'
import { Refusal } from '../refusal.ts'

type Needs = Pick<World, 'store' | 'push' | 'policy' | 'meter' | 'clock'>

/** News of yesterday: after that a push about it is not delivered any more; seconds. */
const TTL_S = 86_400

/**
 * Notes whether a module encrypts what it tells (OVMS paranoid mode), so that nothing can be read
 * out of it. The owner of a vehicle that is to be shared is told once.
 */
export function setParanoid(world: Needs) {
  return async (module: Module, isParanoid: boolean): Promise<void> => {
    const trouble = isParanoid ? 'paranoid' : null
    const vehicle = await world.store.write(async (tables) => {
      const vehicle = await tables.vehicles.lock(module.id)
      if (!vehicle || !module.holds(vehicle.secretHash)) {
        throw new Refusal('unauthorized', 'no or wrong credential')
      }
      if (vehicle.trouble === trouble) return null
      await tables.vehicles.setTrouble(vehicle.id, trouble)
      return vehicle
    })
    if (vehicle?.optedIn && isParanoid) await tell(world, vehicle)
  }
}

/** A push that nobody waits for, nor is woken by: the app shows the same as long as it is so. */
async function tell(world: Needs, vehicle: Vehicle): Promise<void> {
  const { store, push, policy, meter, clock } = world
  const owner = await store.read.owners.get(vehicle.owner)
  if (!owner || quietUntil(owner.notifications.quiet, clock()) !== null) return
  const payload = JSON.stringify({
    kind: 'waiting',
    title: 'Your charges cannot be shared',
    body: `${vehicle.name ?? vehicle.label} is in paranoid mode: switch that off in its module to share charges.`,
    url: `${policy.publicUrl}/`,
    actions: [],
  })
  const topic = `paranoid-${vehicle.id}`.slice(0, 32)
  for (const subscription of await store.read.subscriptions.of(vehicle.owner)) {
    const { status } = await push.send(subscription, payload, { ttlS: TTL_S, topic })
    meter.push(status !== null && status < 300 ? 'sent' : 'failed')
  }
}
