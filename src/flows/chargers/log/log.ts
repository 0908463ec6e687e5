/** What went over the lines to chargers, a page at a time. */
import { setImmediate as others } from 'node:timers/promises'
import type { World } from '../../ports.ts'
import { found } from '../../refusal.ts'
import type { Page } from '../../tables.ts'
import type { LogEntry, LogSieve } from './logbook.ts'

/** `next` is where to go on; a page may hold few entries, or none, although there is more. */
export type LogPage = { entries: LogEntry[]; next: string | null }

/** So many entries are searched at a time, for the database may hold up everybody meanwhile. */
const STEP = 5000
/** A search that finds little gives up after so many steps, and can be gone on with. */
const STEPS = 40

/** Entries of a charger, or null of all; newest first where the sieve does not say otherwise. */
export function readLog({ store }: Pick<World, 'store'>, step = STEP, steps = STEPS) {
  const log = store.read.ocppLog
  return async (
    charger: string | null,
    { after, limit }: Page,
    sieve: LogSieve,
  ): Promise<LogPage> => {
    if (charger !== null) found(await store.read.chargers.get(charger), 'charger')
    const entries: LogEntry[] = []
    let from = after
    for (let i = 0; i < steps; i++) {
      const until = await log.edge(charger, { after: from, limit: step }, sieve)
      // One more than asked for, to know whether there are more.
      const page = { after: from, limit: limit + 1 - entries.length }
      entries.push(...(await log.of(charger, page, { ...sieve, until: until ?? undefined })))
      if (entries.length > limit) {
        return { entries: entries.slice(0, limit), next: entries[limit - 1]!.id }
      }
      if (until === null) return { entries, next: null }
      from = until
      await others()
    }
    return { entries, next: from }
  }
}

/** So many rows are deleted in one transaction: chargers wait for their answers meanwhile. */
const PORTION = 1000

/** Deletes all entries from before a time; returns how many. */
export function forgetLog({ store }: Pick<World, 'store'>, before: number): Promise<number> {
  return inPortions(() => store.write(({ ocppLog }) => ocppLog.removeBefore(before, PORTION)))
}

/** Deletes the log of a charger that is no more. */
export function forgetCharger({ store }: Pick<World, 'store'>, charger: string): Promise<number> {
  return inPortions(() => store.write(({ ocppLog }) => ocppLog.forget(charger, PORTION)))
}

async function inPortions(portion: () => Promise<number>): Promise<number> {
  for (let deleted = 0; ;) {
    const some = await portion()
    deleted += some
    if (some < PORTION) return deleted
    await others()
  }
}
