/** Leads a charger's transactions on: the store lends what is known, the domain says what it makes. */
import { type Beginning, causeOf } from '../../../domain/chargers/course/cause.ts'
import type { When } from '../../../domain/chargers/course/clock.ts'
import { type Clue, fitting, givingWay, isStill } from '../../../domain/chargers/course/fit.ts'
import type { Metered } from '../../../domain/chargers/course/meter.ts'
import { doubted, odder, read, unstarted } from '../../../domain/chargers/course/steps.ts'
import { isInTurn, together } from '../../../domain/chargers/course/tally.ts'
import type { Reading, Transaction } from '../../../domain/chargers/transaction.ts'
import { keepTransaction } from './kept.ts'
import type { Around } from '../said/handler.ts'

/** So many of a charger's last transactions, and of commands to it, may be meant by what it says. */
const RECENT = { after: null, limit: 20 }

/** A charger's last transactions, the newest first. */
export function recentOf({ tables, charger }: Around): Promise<Transaction[]> {
  return tables.transactions.of(charger.id, RECENT)
}

/** A transaction of which nothing is kept yet, with a number of its own. */
export async function newTransaction(
  { tables, charger, now, world }: Around,
  when: When,
  reference: string | null = null,
): Promise<Transaction> {
  const number = await tables.transactions.nextNumber()
  const names = { id: world.ids.next(), number, charger: charger.id, reference, alias: null }
  return unstarted(names, when, now)
}

/** The command that a transaction was begun by, or null. */
export async function commandFor(
  { tables, charger }: Around,
  begun: Beginning,
): Promise<string | null> {
  return causeOf(await tables.commands.of(charger.id, RECENT), begun)
}

/** All readings that are known of a transaction, with fresh ones among them. */
export async function withAll(
  { tables }: Around,
  { id }: Transaction,
  fresh: Reading[],
): Promise<Reading[]> {
  return together(await tables.transactions.readings(id), fresh)
}

/** Meter values of a transaction that is known, and that its charger calls by this number. */
export async function keepReadings(
  around: Around,
  before: Transaction,
  meter: Metered,
  number: number | null,
): Promise<void> {
  const isNext = isInTurn(before, meter.readings)
  const all = isNext ? null : await withAll(around, before, meter.readings)
  const after = read(called(before, number), meter, all)
  await keepTransaction(around, before, heard(after, around), meter.readings)
}

/** It was heard of now. */
export function heard(transaction: Transaction, { now }: Pick<Around, 'now'>): Transaction {
  return { ...transaction, heardAt: now }
}

/**
 * The transaction that a charger of 1.6 means by a number, on a connector where it tells one: ours,
 * the one that it has called so before, or the one that fits. null: none that is known.
 */
export async function meantBy(
  around: Around,
  number: number | null,
  clue: Clue,
): Promise<Transaction | null> {
  const { tables, charger } = around
  const ours = number !== null && number > 0 ? await tables.transactions.byNumber(number) : null
  // Another charger's: this one calls its own by a number that some other server gave it.
  if (ours?.charger === charger.id) return ours
  if (number === null) return fitting(await ofNumbers(around), clue)
  const known = number > 0 ? await tables.transactions.byAlias(charger.id, number) : null
  if (known && isStill(known, clue.at)) return known
  return fitting(await ofNumbers(around), clue)
}

/** The same with the number that its charger calls it by, where that is not ours. */
export function called(transaction: Transaction, number: number | null): Transaction {
  if (number === null || number === transaction.number) return transaction
  return odder({ ...transaction, alias: transaction.alias ?? number }, 'foreign-number')
}

async function ofNumbers(around: Around): Promise<Transaction[]> {
  return (await recentOf(around)).filter(({ reference }) => reference === null)
}

/** One that a charger calls by a number which says nothing to us, and of whose start it told nothing. */
export async function orphanOf(
  around: Around,
  alias: number,
  when: When,
  told: Partial<Pick<Transaction, 'evse' | 'idTag' | 'owner'>>,
): Promise<Transaction> {
  const orphan = await newTransaction(around, when)
  return called({ ...orphan, ...told, connector: told.evse ? 1 : 0 }, alias)
}

/** On a connector only one can charge: whoever is older is thought to have ended. */
export async function makeRoom(around: Around, told: Transaction): Promise<Transaction> {
  const open = await around.tables.transactions.open(around.charger.id)
  const late = givingWay(open, told)
  for (const one of late) {
    if (one.id !== told.id) await keepTransaction(around, one, doubted(one, 'superseded', null))
  }
  return late.some(({ id }) => id === told.id) ? doubted(told, 'superseded', null) : told
}

/** Whether the charger says that the connector of a transaction has a fault. */
export async function isFaulted(
  around: Around,
  { evse, connector }: Transaction,
): Promise<boolean> {
  const all = await around.tables.chargers.connectors(around.charger.id)
  return all.some(
    (one) =>
      one.status === 'Faulted' &&
      (one.evse === 0 || (one.evse === evse && (connector === 0 || one.connector === connector))),
  )
}
