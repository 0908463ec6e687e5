/** What stands in the way of sharing in the module itself, and that its owner learns of it. */
import { quietUntil } from '../../domain/notices/quiet.ts'
import type { Vehicle } from '../../domain/sharing/vehicle.ts'
import type { Module } from '../group.ts'
import { push } from '../notices/reach.ts'
import { languageOf, trouble } from '../notices/telling.ts'
import type { World } from '../ports.ts'
import { Refusal } from '../refusal.ts'

type Needs = Pick<
  World,
  'store' | 'vault' | 'push' | 'ntfy' | 'mail' | 'policy' | 'meter' | 'clock'
>

const MOST_ON_A_BADGE = 99

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
  const { read, write } = world.store
  const owner = await read.owners.get(vehicle.owner)
  if (!owner || quietUntil(owner.notifications.quiet, world.clock()) !== null) return
  const { discreet } = owner.notifications
  const page = { after: null, limit: MOST_ON_A_BADGE }
  const open = await read.questions.of(owner.id, 'open', page)
  for (const device of await read.subscriptions.of(owner.id)) {
    const telling = trouble(vehicle, { language: languageOf(owner, [device]), discreet })
    const { result } = await push(world, device, telling, open.length)
    if (result === 'gone') await write(({ subscriptions }) => subscriptions.remove(device.id))
    if (result === 'sent') {
      await write(({ subscriptions }) => subscriptions.pushed(device.id, world.clock()))
    }
  }
}
