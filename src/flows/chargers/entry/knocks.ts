/** Who knocked lately and was turned away: what a host asks first where a charger does not come. */
import type { World } from '../../ports.ts'

/** `status` is what it was answered (HTTP), `isEnded`: because its certificate has ended. */
type Refusal = { status: number; why: string; isEnded: boolean }
/** `count`: how often in a row. */
export type Knock = Refusal & { identity: string; at: number; count: number }

/** So many are remembered, in this process alone. */
const MOST = 50

/** Remembers them, the newest first. */
export function openKnocks({ clock, log }: Pick<World, 'clock' | 'log'>) {
  const knocks = new Map<string, Knock>()
  return {
    turnedAway: (identity: string, { status, why, isEnded }: Refusal): void => {
      const before = knocks.get(identity)
      const isSame = before?.status === status && before.isEnded === isEnded
      const count = isSame ? before.count + 1 : 1
      if (!isSame) log.info({ identity, status, why }, 'a charger was turned away')
      knocks.delete(identity)
      knocks.set(identity, { identity, at: clock(), status, why, isEnded, count })
      if (knocks.size > MOST) knocks.delete(knocks.keys().next().value!)
    },
    /** It has come in since. */
    cameIn: (identity: string): void => void knocks.delete(identity),
    listKnocks: (): Knock[] => [...knocks.values()].reverse(),
  }
}
