/** What of an owner's own is told twice, by his car and by a charger: each leads him to the other. */
import type { Transaction } from '../../../domain/chargers/transaction.ts'
import type { Session } from '../../../domain/charging/session.ts'
import type { Tables } from '../../tables.ts'

type Needs = Pick<Tables, 'meetings' | 'sessions' | 'vehicles'>

/** The charges of this owner's cars that these transactions are one with, by the transactions' ids. */
export async function chargesOf(
  { meetings, sessions, vehicles }: Needs,
  owner: string,
  transactions: Pick<Transaction, 'id'>[],
): Promise<Map<string, string>> {
  const ties = await meetings.tied(transactions.map(({ id }) => id))
  if (ties.size === 0) return ties
  const told = await sessions.these([...new Set(ties.values())])
  const cars = await vehicles.these([...new Set(told.map(({ vehicle }) => vehicle))])
  const his = new Set(cars.flatMap((car) => (car.owner === owner ? [car.id] : [])))
  const own = new Set(told.flatMap(({ id, vehicle }) => (his.has(vehicle) ? [id] : [])))
  return new Map([...ties].filter(([, session]) => own.has(session)))
}

/** The transaction that a charge of this owner's is one with, where it was by a tag of his; else null. */
export async function chargingOf(
  { transactions }: Pick<Tables, 'transactions'>,
  owner: string,
  { witness }: Pick<Session, 'witness'>,
): Promise<string | null> {
  const transaction = witness && (await transactions.get(witness.transaction))
  return transaction?.owner === owner ? transaction.id : null
}
