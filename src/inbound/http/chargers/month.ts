/** How the transactions of a month ended: each with its final time and energy, by the day, and as a table. */
import type { Response } from 'express'
import { z } from 'zod'
import { Month } from '../../../domain/chargers/log/month.ts'
import type { Transaction } from '../../../domain/chargers/transaction.ts'
import { Moment } from '../../../domain/sharing/flag.ts'
import { rfc3339 } from '../../../domain/text.ts'
import type { Service } from '../../../flows/service.ts'
import { listed, listOf, ListQuery, pageOf } from '../lists.ts'
import { Problem } from '../problem.ts'
import { type AnyRoute, route } from '../route.ts'
import { sendTable } from '../stream.ts'
import { zoned, zonedOrNull } from '../views.ts'
import { inKwh, Verdict } from './transaction.ts'

const CSV = 'text/csv'

const wh = z.number().nullable()
const EndedView = z
  .strictObject({
    charger: z.string(),
    id: z.string(),
    number: z.number().int(),
    connectorId: z.number().int(),
    idTag: z.string().nullable(),
    verdict: Verdict,
    startedAt: zoned,
    endedAt: zoned.nullable(),
    energyKwh: z.number().nullable().meta({ description: 'null: the charger has not told it' }),
    meterStartWh: wh.meta({ description: 'Its register as it began, in watt-hours' }),
    meterStopWh: wh.meta({ description: 'Its register as it ended' }),
    stopReason: z.string().nullable(),
    status: Moment,
  })
  .meta({
    id: 'EndedTransaction',
    example: {
      ...{ charger: 'CP-1', id: '01m7zt3c4v', number: 7, connectorId: 1, idTag: '04A22B33' },
      verdict: 'Accepted',
      startedAt: '2026-11-21T17:05:00.000Z',
      endedAt: '2026-11-21T19:40:12.000Z',
      ...{ energyKwh: 17.24, meterStartWh: 120400, meterStopWh: 137640 },
      ...{ stopReason: 'EVDisconnected', status: 'completed' },
    },
  })
const sums = { transactions: z.number().int(), energyKwh: z.number() }
const Totals = z.strictObject(sums).meta({ id: 'Totals', description: 'Of the whole month' })
const DayView = z.strictObject({ day: z.iso.date(), ...sums }).meta({ id: 'DayTotals' })
const MonthView = z.strictObject({
  days: z.array(DayView),
  totals: Totals,
  months: z.array(Month).meta({ description: 'All in which transactions ended, newest first' }),
})

/** The routes of months. */
export function monthRoutes(service: Service): AnyRoute[] {
  return [monthRoute(service), daysRoute(service)]
}

function monthRoute(service: Service): AnyRoute {
  const { chargers } = service
  return route({
    method: 'get',
    path: '/v1/reports/transactions',
    tag: 'Chargers',
    summary: 'Final time and energy of every transaction that ended in a month; also as text/csv',
    auth: 'operator',
    query: ListQuery.extend({
      month: Month,
      newest: z.stringbool().optional().meta({
        type: 'boolean',
        description: 'As JSON, those that ended last come first',
      }),
    }),
    answers: {
      200: {
        description: 'A page, by their end, and the sums of the whole month',
        schema: listOf(EndedView).extend({ totals: Totals }),
        also: { [CSV]: z.string() },
      },
    },
    refusals: { 406: `Served here: JSON, ${CSV}` },
    handle: async ({ query, req, res }) => {
      const format = req.accepts(['application/json', CSV])
      if (!format) throw new Problem(406, `served here: application/json, ${CSV}`)
      if (format === CSV) return sendMonth(service, res, query.month)
      const rows = await chargers.reportMonth(query.month, pageOf(query), query.newest)
      const page = listed(rows, query, ({ id }) => id, showEnded)
      const totals = totalsOf(await chargers.sumDays(query.month))
      return { status: 200, body: { ...page, totals }, headers: { vary: 'Accept' } }
    },
  })
}

function daysRoute({ chargers }: Service): AnyRoute {
  return route({
    method: 'get',
    path: '/v1/reports/months',
    tag: 'Chargers',
    summary: 'How many transactions ended on each day (UTC) of a month, and their energy',
    auth: 'operator',
    query: z.object({ month: Month }),
    answers: {
      200: { description: 'Every day of the month, and which months there are', schema: MonthView },
    },
    handle: async ({ query }) => {
      const sums = await chargers.sumDays(query.month)
      const days = sums.map(({ day, transactions, energyWh }) => ({
        day,
        transactions,
        energyKwh: inKwh(energyWh),
      }))
      const months = await chargers.listMonths()
      return { status: 200, body: { days, totals: totalsOf(sums), months } }
    },
  })
}

type Sum = { transactions: number; energyWh: number }

function totalsOf(days: Sum[]): z.infer<typeof Totals> {
  const transactions = days.reduce((sum, day) => sum + day.transactions, 0)
  return { transactions, energyKwh: inKwh(days.reduce((sum, day) => sum + day.energyWh, 0)) }
}

function sendMonth({ chargers }: Service, res: Response, month: Month): Promise<null> {
  const columns = Object.keys(EndedView.shape) as (keyof z.infer<typeof EndedView>)[]
  return sendTable(res, {
    name: `transactions-${month}.csv`,
    columns,
    read: (page) => chargers.reportMonth(month, page),
    keyOf: ({ id }) => id,
    cellsOf: (one) => {
      const row = showEnded(one)
      return columns.map((name) => row[name])
    },
  })
}

function showEnded(one: Transaction): z.infer<typeof EndedView> {
  const { charger, id, number, idTag, verdict, startedAt, endedAt } = one
  const { energyWh, meterStartWh, meterStopWh, stopReason, status } = one
  return {
    ...{ charger, id, number, connectorId: one.evse, idTag, verdict },
    startedAt: rfc3339(startedAt),
    endedAt: zonedOrNull(endedAt),
    energyKwh: energyWh === null ? null : inKwh(energyWh),
    ...{ meterStartWh, meterStopWh, stopReason, status },
  }
}
