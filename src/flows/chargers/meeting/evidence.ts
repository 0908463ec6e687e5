/** Which transactions a car has told of as well: that it did, never which, and not of what is not shared. */
import type { Transaction } from '../../../domain/chargers/transaction.ts'
import type { Witnessed } from '../../../domain/chargers/meeting/witness.ts'
import type { Tables } from '../../tables.ts'

export async function witnessed(
  { meetings }: Pick<Tables, 'meetings'>,
  transactions: Transaction[],
): Promise<Witnessed[]> {
  const known = await meetings.known(transactions.map(({ id }) => id))
  return transactions.map((one) => ({ ...one, contradictions: known.get(one.id) ?? null }))
}
