/** What time does to telemetry: ends of charging that nothing took back become final. */
import type { World } from '../ports.ts'
import { settleOne } from './observe.ts'

const AT_ONCE = 1000

/** Tells the ends that are final by now; returns how many cars were looked at. */
export function settleEnds(world: World) {
  return async (now: number): Promise<number> => {
    const due = await world.store.read.watches.due(now, AT_ONCE)
    if (due.length === 0) return 0
    const owners = new Set<string>()
    const news = await world.store.write(async (tables) => {
      let news = false
      for (const id of due.sort()) {
        const vehicle = await tables.vehicles.lock(id)
        if (!vehicle) continue
        news = (await settleOne(world, tables, vehicle, now)) || news
        owners.add(vehicle.owner)
      }
      return news
    })
    if (news) world.bell.ring()
    for (const owner of owners) world.bell.stir(owner)
    return due.length
  }
}

/** Which of these vehicles are charging, or have just ended. */
export function chargingOf({ store }: Pick<World, 'store'>) {
  return async (vehicles: string[]): Promise<Set<string>> =>
    new Set(await store.read.watches.charging(vehicles))
}
