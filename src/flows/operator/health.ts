/** Whether all is well, at one look: the store, what is owed to partners, and the chargers. */
import type { World } from '../ports.ts'
import { Unavailable } from '../ports.ts'
import type { Tally } from './ports.ts'

export type Health = Tally & {
  /** Whether the store takes writes. */
  storeOk: boolean
  lastBackupAt: number | null
  at: number
}

/** `since`: from when on deviations are counted. */
export function showHealth({ store, clock }: Pick<World, 'store' | 'clock'>) {
  return async (since: number): Promise<Health> => {
    const at = clock()
    const storeOk = await takesWrites(store, at)
    const tally = await store.read.tallies.count(since, at)
    const backup = await store.read.meta.get('backup')
    return { ...tally, storeOk, lastBackupAt: backup === null ? null : Number(backup), at }
  }
}

async function takesWrites(store: World['store'], now: number): Promise<boolean> {
  try {
    await store.write(({ meta }) => meta.set('checked', String(now)))
    return true
  } catch (error) {
    if (error instanceof Unavailable) return false
    throw error
  }
}
