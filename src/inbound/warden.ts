/** Sees to it that nobody stays connected whose proof has lost its worth: a secret renewed, a car removed, a sign-out. */
import type { Log } from '../flows/ports.ts'
import type { Service } from '../flows/service.ts'
import type { Garage } from './ovms/garage.ts'

/** Somebody who was let in and stays. */
export type Guarded = {
  /** The vehicle or the owner whose proof he has shown. */
  of: string
  /** False once what he has shown is no longer valid. */
  stands: () => Promise<boolean>
  end: () => void
}

export type Warden = {
  /** Guards one more; returns what to call when he leaves. */
  guard: (one: Guarded) => () => void
  /** Looks at those of one vehicle or owner now, or at all. */
  look: (of?: string) => Promise<void>
  /** To be called often. */
  tick: (now: number) => Promise<void>
}

/** Other processes change locks too: so everybody is looked at this often. */
const LOOK_MS = 60_000

export function openWarden(service: Pick<Service, 'editionsOf'>, garage: Garage, log: Log): Warden {
  const guarded = new Set<Guarded>()
  const editions = new Map<string, string>()
  let last = Number.NEGATIVE_INFINITY

  /** A car that is gone leaves nothing behind for who takes its id after it. */
  async function clear(ids: string[]): Promise<void> {
    const current = await service.editionsOf(ids)
    for (const id of ids) {
      const [now, before] = [current.get(id), editions.get(id)]
      if (now === undefined || (before !== undefined && before !== now)) garage.forget(id)
      if (now === undefined) editions.delete(id)
      else editions.set(id, now)
    }
  }

  async function judge(one: Guarded): Promise<void> {
    // While the database does not speak nobody is sent away.
    const stands = await one.stands().catch(() => true)
    if (stands || !guarded.delete(one)) return
    log.info({ of: one.of }, 'a connection was ended: what it was opened with is no longer valid')
    one.end()
  }

  async function look(of?: string): Promise<void> {
    const all = garage.ids()
    for (const id of editions.keys()) if (!all.includes(id)) editions.delete(id)
    for (const one of guarded) if (of === undefined || one.of === of) await judge(one)
    await clear(of === undefined ? all : all.filter((id) => id === of))
  }

  return {
    guard: (one) => {
      guarded.add(one)
      return () => void guarded.delete(one)
    },
    look,
    tick: async (now) => {
      if (Math.abs(now - last) < LOOK_MS) return
      last = now
      await look()
    },
  }
}
