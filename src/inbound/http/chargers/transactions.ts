/** What the operator reads of chargers' transactions: the lists, and one with its curve. */
import { z } from 'zod'
import type { Service } from '../../../flows/service.ts'
import { listed, listOf, ListQuery, pageOf } from '../lists.ts'
import { type AnyRoute, route } from '../route.ts'
import { AtCharger, NO_CHARGER } from './path.ts'
import { ReadingView, showReading, showTransaction, TransactionView } from './transaction.ts'

const Listing = ListQuery.extend({
  active: z
    .stringbool()
    .optional()
    .meta({ type: 'boolean', description: 'Only those that are, or are no longer, charging' }),
})
const InFull = TransactionView.extend({
  series: z
    .array(ReadingView)
    .meta({ description: 'By time; none once its time to be kept is over' }),
}).meta({ id: 'ChargerTransactionInFull' })

/** The routes of transactions. */
export function transactionRoutes({ chargers }: Service): AnyRoute[] {
  return [
    route({
      method: 'get',
      path: '/v1/transactions',
      tag: 'Chargers',
      summary: 'Transactions of all chargers, newest first',
      auth: 'operator',
      query: Listing,
      answers: { 200: { description: 'A page', schema: listOf(TransactionView) } },
      handle: async ({ query }) => {
        const rows = await chargers.listTransactions(null, pageOf(query), query.active)
        return { status: 200, body: listed(rows, query, ({ id }) => id, showTransaction) }
      },
    }),
    route({
      method: 'get',
      path: '/v1/chargers/{identity}/transactions',
      tag: 'Chargers',
      summary: "A charger's transactions, newest first",
      auth: 'operator',
      params: AtCharger,
      query: Listing,
      answers: { 200: { description: 'A page', schema: listOf(TransactionView) } },
      refusals: NO_CHARGER,
      handle: async ({ params, query }) => {
        const page = pageOf(query)
        const rows = await chargers.listTransactions(params.identity, page, query.active)
        return { status: 200, body: listed(rows, query, ({ id }) => id, showTransaction) }
      },
    }),
    route({
      method: 'get',
      path: '/v1/chargers/{identity}/transactions/{id}',
      tag: 'Chargers',
      summary: 'One transaction with its last reading and its whole curve',
      auth: 'operator',
      params: AtCharger.extend({ id: z.string().max(64) }),
      answers: { 200: { description: 'The transaction', schema: InFull } },
      refusals: { 404: 'There is no such charger, or no such transaction of it' },
      handle: async ({ params }) => {
        const { identity, id } = params
        const { transaction, series } = await chargers.showTransaction(identity, id)
        const body = { ...showTransaction(transaction), series: series.map(showReading) }
        return { status: 200, body }
      },
    }),
  ]
}
