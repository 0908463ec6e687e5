/** The four simple questions: who is active, what was dispensed, when was he heard, and how did each end. */
import { setImmediate as others } from 'node:timers/promises'
import type { Charger } from '../../../domain/chargers/charger.ts'
import {
  DAY_MS,
  daysOf,
  type Month,
  monthAt,
  stretchOf,
} from '../../../domain/chargers/log/month.ts'
import type { Transaction } from '../../../domain/chargers/transaction.ts'
import type { Page } from '../../page.ts'
import type { Witnessed } from '../../../domain/chargers/meeting/witness.ts'
import type { World } from '../../ports.ts'
import { found } from '../../refusal.ts'
import type { Dispensed } from './logbook.ts'
import { witnessed } from '../meeting/evidence.ts'

type Needs = Pick<World, 'store'>

/** Transactions that ended in a month, by their end. */
export function reportMonth({ store }: Needs) {
  return (month: Month, page: Page, newestFirst = false): Promise<Transaction[]> => {
    const { from, to } = stretchOf(month)
    return store.read.transactions.endedIn(from, to, page, newestFirst)
  }
}

/** The months in which transactions ended, the newest first: a look for each, from one to the next. */
export function listMonths({ store: { read } }: Needs) {
  return async (): Promise<Month[]> => {
    const months: Month[] = []
    for (let from = 0; ;) {
      const [next] = await read.transactions.endedIn(from, LATEST, { after: null, limit: 1 })
      if (!next) return months.reverse()
      const month = monthAt(next.endedAt!)
      months.push(month)
      from = stretchOf(month).to
    }
  }
}

/** Months are written with four digits. */
const LATEST = Date.UTC(2100, 0)

/**
 * All days of a month, also those on which nothing ended. A day at a time: to add up a whole month
 * of a busy server would hold up the chargers' answers.
 */
export function sumDays({ store }: Needs) {
  return async (month: Month): Promise<(Dispensed & { day: string })[]> => {
    const days: (Dispensed & { day: string })[] = []
    for (const day of daysOf(month)) {
      const from = Date.parse(day)
      days.push({ day, ...(await store.read.reports.sum(from, from + DAY_MS)) })
      await others()
    }
    return days
  }
}

/**
 * A charger's transaction, by our id, our number or the charger's own name for it; without one its
 * latest. What it has dispensed so far stands in it.
 */
export function lastEnergy({ store: { read } }: Needs) {
  return async (charger: string, transaction: string | null): Promise<Transaction> => {
    found(await read.chargers.get(charger), 'charger')
    if (transaction === null) {
      const [latest = null] = await read.transactions.of(charger, { after: null, limit: 1 })
      return found(latest, 'transaction: the charger has told of none yet')
    }
    const known = /^[1-9]\d{0,9}$/.test(transaction)
      ? await read.transactions.byNumber(Number(transaction))
      : await read.transactions.get(transaction)
    const own = known?.charger === charger ? known : null
    const [named = null] = own ? [own] : await read.transactions.byReference(charger, transaction)
    return found(named, 'transaction of this charger')
  }
}

/** A charger with how many transactions are charging there. */
export type Activity = { charger: Charger; charging: number }

/** Which chargers are asked about: those that are connected, or are not; one by its identity. */
type Wanted = { active?: boolean | undefined; charger?: string | undefined }

/** Chargers by their identity. */
export function listActive({ store: { read } }: Needs) {
  return async (page: Page, { active, charger }: Wanted): Promise<Activity[]> => {
    const one = charger === undefined ? null : found(await read.chargers.get(charger), 'charger')
    const isWanted = active === undefined || active === (one !== null && one.holder !== null)
    const chargers = one ? [one].filter(() => isWanted) : await read.chargers.all(page, { active })
    const open = await read.transactions.openOf(chargers.map(({ id }) => id))
    const counts = new Map<string, number>()
    for (const { charger } of open) counts.set(charger, (counts.get(charger) ?? 0) + 1)
    return chargers.map((charger) => ({ charger, charging: counts.get(charger.id) ?? 0 }))
  }
}

/** Transactions, newest first, of a charger or of all; `active`: those that are charging. */
export function listTransactions({ store: { read } }: Needs) {
  return async (
    charger: string | null,
    page: Page,
    active: boolean | undefined,
  ): Promise<Witnessed[]> => {
    if (charger === null) return witnessed(read, await read.transactions.all(page, { active }))
    found(await read.chargers.get(charger), 'charger')
    return witnessed(read, await read.transactions.of(charger, page, { active }))
  }
}

/** A charger's transaction with its readings by time. */
export function showTransaction({ store: { read } }: Needs) {
  return async (charger: string, id: string) => {
    const known = await read.transactions.get(id)
    const own = known?.charger === charger ? known : null
    if (!own) found(await read.chargers.get(charger), 'charger')
    const transaction = found(own, 'transaction of this charger')
    const [one] = await witnessed(read, [transaction])
    return { transaction: one!, series: await read.transactions.readings(id) }
  }
}
