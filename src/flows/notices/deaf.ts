/** Devices that show nothing any more: their owner is told by another way, once, and they are dropped. */
import { DEAF_MS, DEAF_PUSHES, isDeaf, rungs } from '../../domain/notices/ladder.ts'
import { quietUntil } from '../../domain/notices/quiet.ts'
import type { World } from '../ports.ts'
import type { Owner, Subscription } from '../tables.ts'
import { openChannels, push, tell } from './reach.ts'
import { deafness, languageOf } from './telling.ts'

type Needs = Pick<World, 'store' | 'vault' | 'push' | 'ntfy' | 'mail' | 'policy' | 'meter' | 'log'>

const AT_ONCE = 100
/** When it is tried again where no way worked. */
const AGAIN_MS = 3_600_000

/** Tells owners of devices that have fallen silent; returns how many were dropped. */
export function dropDeaf(world: Needs) {
  const { write } = world.store
  return async (now: number): Promise<number> => {
    const deaf = { pushes: DEAF_PUSHES, since: now - DEAF_MS }
    const silent = await write(({ subscriptions }) =>
      subscriptions.takeDeaf(deaf, now, now + AGAIN_MS, AT_ONCE),
    )
    let dropped = 0
    for (const device of silent) {
      if (!(await isTold(world, device, now))) continue
      await write(({ subscriptions }) => subscriptions.remove(device.id))
      world.log.info({ device: device.id }, 'a silent device was dropped')
      dropped++
    }
    return dropped
  }
}

/** Whether its owner has learned of it. Where there is no other way it is kept, and goes on. */
async function isTold(world: Needs, device: Subscription, now: number): Promise<boolean> {
  const { read, write } = world.store
  const owner = await read.owners.get(device.owner)
  if (!owner) return false
  const quiet = quietUntil(owner.notifications.quiet, now)
  if (quiet !== null) {
    await write(({ subscriptions }) => subscriptions.tellAt(device.id, quiet))
    return false
  }
  const devices = await read.subscriptions.of(owner.id)
  const others = devices.filter((other) => !isDeaf(other, now))
  // It has just spoken.
  if (others.some(({ id }) => id === device.id)) return false
  for (const send of waysTo(world, owner, device, others)) {
    const { result } = await send()
    if (result === 'sent') return true
  }
  return false
}

/** Every other way to the owner, in his order. */
function waysTo(world: Needs, owner: Owner, deaf: Subscription, others: Subscription[]) {
  const told = (said: Subscription[]) => deafness(deaf, { language: languageOf(owner, said) })
  const ladder = rungs(owner.notifications, openChannels(world, owner, others))
  return ladder.flatMap((channel) =>
    channel === 'push'
      ? others.map((device) => () => push(world, device, told([device]), 0))
      : [() => tell(world, owner, channel, told([deaf]))],
  )
}
