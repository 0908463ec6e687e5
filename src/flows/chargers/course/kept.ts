/** The one place where a changed transaction is stored. */
import { isInTurn } from '../../../domain/chargers/course/tally.ts'
import type { Reading, Transaction } from '../../../domain/chargers/transaction.ts'
import { meetTransaction, type Needs } from '../meeting/meet.ts'
import type { Around } from '../said/handler.ts'

/** What a reading in its turn changes. */
type Grown =
  | 'heardAt'
  | 'energyWh'
  | 'last'
  | 'maxPowerW'
  | 'socStart'
  | 'seqNo'
  | 'seen'
  | 'oddities'

/** All the rest, none left out. */
const REST: Record<Exclude<keyof Transaction, Grown>, true> = {
  id: true,
  number: true,
  charger: true,
  evse: true,
  connector: true,
  reference: true,
  alias: true,
  startKey: true,
  idTag: true,
  owner: true,
  verdict: true,
  acceptedBy: true,
  status: true,
  startedAt: true,
  endedAt: true,
  meterStartWh: true,
  meterStopWh: true,
  stopReason: true,
  isProvisional: true,
  isFault: true,
  startedBy: true,
}
const KEYS = Object.keys(REST) as (keyof typeof REST)[]

/** What is needed to keep a transaction; `met` gathers for whom the bell is to be rung. */
export type Keeping = Pick<Around, 'tables' | 'now' | 'met'> & {
  /** Its charger, where that is held. */
  charger?: Around['charger']
  world: Needs
}

/**
 * Keeps a transaction that has changed, or is new (`before` is null), and its new readings; and
 * finds out whose charge it is.
 */
export async function keepTransaction(
  around: Keeping,
  before: Transaction | null,
  after: Transaction,
  readings: Reading[] = [],
): Promise<void> {
  const { met } = around
  await store(around.tables, before, after, readings)
  const { news, owners } = await meetTransaction(around, before, after)
  met.news ||= news
  for (const owner of owners) met.owners.add(owner)
  // Who shows a tag of his looks at his phone, not at the charger.
  if (before?.status !== after.status && after.owner !== null) met.owners.add(after.owner)
}

async function store(
  { transactions }: Around['tables'],
  before: Transaction | null,
  after: Transaction,
  readings: Reading[],
): Promise<void> {
  const isGrowth = before !== null && hasOnlyGrown(before, after)
  if (isGrowth && isInTurn(before, readings)) return transactions.grow(after, readings)
  if (!before) await transactions.add(after)
  else if (isGrowth) await transactions.grow(after, [])
  else await transactions.set(after)
  if (readings.length > 0) await transactions.addReadings(after.id, readings)
}

function hasOnlyGrown(before: Transaction, after: Transaction): boolean {
  return KEYS.every((key) => before[key] === after[key])
}
