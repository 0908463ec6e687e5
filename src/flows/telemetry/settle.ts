/** What time does to telemetry: ends of charging that nothing took back become final. */
import type { World } from '../ports.ts'

/** Tells the ends that are final by now; returns how many. */
export function settleEnds(_world: World) {
  return async (_now: number): Promise<number> => 0
}

/** Which of these vehicles are charging, or have just ended. */
export function chargingOf({ store }: Pick<World, 'store'>) {
  return async (vehicles: string[]): Promise<Set<string>> =>
    new Set(await store.read.watches.charging(vehicles))
}
