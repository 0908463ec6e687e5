/** The four simple questions about chargers: active, last energy, last heard, and how the month ended. */
import { z } from 'zod'
import { type Cell, csvRow, MARK } from '../../../domain/csv.ts'
import { Identity } from '../../../domain/chargers/charger.ts'
import { Month } from '../../../domain/chargers/log/month.ts'
import type { Transaction } from '../../../domain/chargers/transaction.ts'
import { Moment } from '../../../domain/sharing/flag.ts'
import { rfc3339 } from '../../../domain/text.ts'
import type { Activity, Service } from '../../../flows/service.ts'
import { listed, listOf, ListQuery, pageOf } from '../lists.ts'
import { Problem } from '../problem.ts'
import { type AnyRoute, route } from '../route.ts'
import { sendParts } from '../stream.ts'
import { zoned, zonedOrNull } from '../views.ts'
import { cursorOf, identityAt } from './cursor.ts'

const CSV = 'text/csv'
/** So many rows are read at a time for a table. */
const PAGE = 1000

const kwh = z.number().nullable()
const EndedView = z
  .strictObject({
    charger: z.string(),
    id: z.string(),
    number: z.number().int(),
    connectorId: z.number().int(),
    idTag: z.string().nullable(),
    startedAt: zoned,
    endedAt: zoned.nullable(),
    energyKwh: kwh,
    meterStopWh: z.number().nullable(),
    stopReason: z.string().nullable(),
    status: Moment,
  })
  .meta({ id: 'EndedTransaction' })
const sums = { transactions: z.number().int(), energyKwh: z.number() }
const Totals = z.strictObject(sums).meta({ id: 'Totals', description: 'Of the whole month' })
const DayView = z.strictObject({ day: z.iso.date(), ...sums }).meta({ id: 'DayTotals' })
const EnergyView = z
  .strictObject({
    charger: z.string(),
    id: z.string(),
    number: z.number().int(),
    connectorId: z.number().int(),
    status: Moment,
    startedAt: zoned,
    endedAt: zoned.nullable(),
    energyKwh: kwh.meta({ description: 'Dispensed so far, or in all; null: not told yet' }),
    meterWh: z.number().nullable().meta({ description: 'The register as it was told last' }),
    at: zoned.meta({ description: 'When that was, by the charger’s clock' }),
    isFinal: z.boolean().meta({ description: 'The charger has told its end' }),
  })
  .meta({ id: 'LastEnergy' })
const ActivityView = z
  .strictObject({
    charger: Identity,
    isActive: z.boolean().meta({ description: 'It is connected now' }),
    charging: z.number().int().meta({ description: 'Transactions that are charging there' }),
    lastHeardAt: zoned.nullable(),
    connectedAt: zoned.nullable(),
    disconnectedAt: zoned.nullable(),
  })
  .meta({ id: 'ChargerActivity' })

/** The routes of reports. */
export function reportRoutes(service: Service): AnyRoute[] {
  return [activityRoute(service), energyRoute(service), monthRoute(service), daysRoute(service)]
}

function activityRoute({ chargers }: Service): AnyRoute {
  return route({
    method: 'get',
    path: '/v1/reports/active',
    tag: 'Chargers',
    summary: 'Which chargers are active, and when each was last heard of',
    auth: 'operator',
    query: ListQuery.extend({ active: z.stringbool().optional().meta({ type: 'boolean' }) }),
    answers: { 200: { description: 'By identity', schema: listOf(ActivityView) } },
    handle: async ({ query }) => {
      const { after, limit } = pageOf(query)
      const rows = await chargers.listActive({ after: identityAt(after), limit }, query.active)
      const body = listed(rows, query, ({ charger }) => cursorOf(charger.id), showActivity)
      return { status: 200, body }
    },
  })
}

function energyRoute({ chargers }: Service): AnyRoute {
  return route({
    method: 'get',
    path: '/v1/reports/last-energy',
    tag: 'Chargers',
    summary: 'The last known energy of a transaction, or of a charger’s latest one',
    auth: 'operator',
    query: z.object({
      charger: Identity,
      transaction: z.string().min(1).max(64).optional().meta({
        description: 'Its id here, its number, or the charger’s own name for it',
      }),
    }),
    answers: { 200: { description: 'What was dispensed', schema: EnergyView } },
    handle: async ({ query: { charger, transaction = null } }) => ({
      status: 200,
      body: showEnergy(await chargers.lastEnergy(charger, transaction)),
    }),
  })
}

function monthRoute(service: Service): AnyRoute {
  const { chargers } = service
  return route({
    method: 'get',
    path: '/v1/reports/transactions',
    tag: 'Chargers',
    summary: 'Final time and energy of every transaction that ended in a month; also as text/csv',
    auth: 'operator',
    query: ListQuery.extend({ month: Month }),
    answers: {
      200: {
        description: 'A page, by their end, and the sums of the whole month',
        schema: listOf(EndedView).extend({ totals: Totals }),
        also: { [CSV]: z.string() },
      },
    },
    handle: async ({ query, req, res }) => {
      const format = req.accepts(['application/json', CSV])
      if (!format) throw new Problem(406, `served here: application/json, ${CSV}`)
      if (format === CSV) {
        const name = `transactions-${query.month}.csv`
        const headers = {
          'content-type': `${CSV}; charset=utf-8; header=present`,
          'content-disposition': `attachment; filename="${name}"`,
        }
        return sendParts(res, headers, tableOf(service, query.month))
      }
      const rows = await chargers.reportMonth(query.month, pageOf(query))
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
      200: {
        description: 'Every day of the month',
        schema: z.strictObject({ days: z.array(DayView), totals: Totals }),
      },
    },
    handle: async ({ query }) => {
      const sums = await chargers.sumDays(query.month)
      const days = sums.map(({ day, transactions, energyWh }) => ({
        day,
        transactions,
        energyKwh: inKwh(energyWh),
      }))
      return { status: 200, body: { days, totals: totalsOf(sums) } }
    },
  })
}

type Sum = { transactions: number; energyWh: number }

function totalsOf(days: Sum[]): z.infer<typeof Totals> {
  const transactions = days.reduce((sum, day) => sum + day.transactions, 0)
  return { transactions, energyKwh: inKwh(days.reduce((sum, day) => sum + day.energyWh, 0)) }
}

async function* tableOf({ chargers }: Service, month: Month): AsyncGenerator<string> {
  const columns = Object.keys(EndedView.shape) as (keyof z.infer<typeof EndedView>)[]
  let head = MARK + csvRow(columns)
  let after: string | null = null
  do {
    const rows: Transaction[] = await chargers.reportMonth(month, { after, limit: PAGE })
    const table = rows.map(showEnded).map((row) => csvRow(columns.map((name): Cell => row[name])))
    yield head + table.join('')
    head = ''
    after = rows.length < PAGE ? null : rows.at(-1)!.id
  } while (after !== null)
}

function showEnded(one: Transaction): z.infer<typeof EndedView> {
  const { charger, id, number, idTag, startedAt, endedAt } = one
  const { energyWh, meterStopWh, stopReason, status } = one
  return {
    ...{ charger, id, number, connectorId: one.evse, idTag },
    startedAt: rfc3339(startedAt),
    endedAt: zonedOrNull(endedAt),
    energyKwh: energyWh === null ? null : inKwh(energyWh),
    ...{ meterStopWh, stopReason, status },
  }
}

function showEnergy(one: Transaction): z.infer<typeof EnergyView> {
  const { charger, id, number, status, startedAt, endedAt, energyWh, meterStopWh, last } = one
  return {
    ...{ charger, id, number, connectorId: one.evse, status },
    startedAt: rfc3339(startedAt),
    endedAt: zonedOrNull(endedAt),
    energyKwh: energyWh === null ? null : inKwh(energyWh),
    meterWh: meterStopWh ?? last?.wh ?? one.meterStartWh,
    at: rfc3339(endedAt ?? last?.at ?? startedAt),
    isFinal: endedAt !== null && !one.isProvisional,
  }
}

function showActivity({ charger, charging }: Activity): z.infer<typeof ActivityView> {
  return {
    charger: charger.id,
    isActive: charger.holder !== null,
    charging,
    lastHeardAt: zonedOrNull(charger.seenAt),
    connectedAt: zonedOrNull(charger.connectedAt),
    disconnectedAt: zonedOrNull(charger.disconnectedAt),
  }
}

/** To the watt-hour; sums of fractions would show digits that nobody has measured. */
function inKwh(wh: number): number {
  return Math.round(wh) / 1000
}
