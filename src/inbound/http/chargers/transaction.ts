/** How a charger's transaction looks on the wire. */
import { z } from 'zod'
import type { Reading } from '../../../domain/chargers/transaction.ts'
import { Contradiction, type Witnessed } from '../../../domain/chargers/meeting/witness.ts'
import { Moment } from '../../../domain/sharing/flag.ts'
import { rfc3339 } from '../../../domain/text.ts'
import { zoned, zonedOrNull } from '../views.ts'

/** One meter reading; what was not told is null. */
export const ReadingView = z
  .strictObject({
    at: zoned,
    energyWh: z.number().nullable().meta({ description: 'Energy register' }),
    powerKw: z.number().nullable(),
    soc: z.number().nullable(),
    currentA: z.number().nullable(),
    voltageV: z.number().nullable(),
  })
  .meta({ id: 'MeterReading' })

/** What was answered about its card. */
export const Verdict = z.string().nullable().meta({
  description: 'What was answered about its idTag when it began; null: it was not judged',
})

export const TransactionView = z
  .strictObject({
    id: z.string(),
    number: z.number().int().meta({ description: 'What OCPP 1.6 calls it by' }),
    charger: z.string(),
    connectorId: z.number().int().meta({ description: '1.6: the connector; 2.x: the EVSE' }),
    connector: z.number().int(),
    reference: z.string().nullable().meta({ description: "2.x: the charger's own name for it" }),
    idTag: z.string().nullable(),
    verdict: Verdict,
    acceptedBy: z.string().nullable().meta({
      description: 'The other backend whose word let it charge, and on whose account it is',
    }),
    status: Moment,
    startedAt: zoned,
    endedAt: zoned.nullable(),
    heardAt: zoned,
    meterStartWh: z.number().nullable(),
    meterStopWh: z.number().nullable(),
    energyKwh: z.number().nullable(),
    powerKw: z.number().nullable(),
    soc: z.number().nullable(),
    lastValue: ReadingView.nullable(),
    stopReason: z.string().nullable(),
    isProvisional: z.boolean().meta({ description: 'Its end was not told and may be corrected' }),
    isFault: z.boolean().meta({ description: 'The charger itself failed' }),
    oddities: z.array(z.string()),
    startedBy: z.string().nullable(),
    evidence: z.array(z.enum(['vehicle', 'charger'])),
    contradictions: z.array(Contradiction).meta({ description: 'In what the car says otherwise' }),
  })
  .meta({ id: 'ChargerTransaction' })

/** A transaction as the operator sees it. */
export function showTransaction(one: Witnessed): z.infer<typeof TransactionView> {
  const { id, number, charger, reference, idTag, verdict, acceptedBy, status, last } = one
  const { meterStartWh, meterStopWh, stopReason, isProvisional, isFault, oddities } = one
  return {
    ...{ id, number, charger, reference, idTag, verdict, acceptedBy, status },
    connectorId: one.evse,
    connector: one.connector,
    startedAt: rfc3339(one.startedAt),
    endedAt: zonedOrNull(one.endedAt),
    heardAt: rfc3339(one.heardAt),
    ...{ meterStartWh, meterStopWh, stopReason, isProvisional, isFault, oddities },
    energyKwh: inThousands(one.energyWh),
    powerKw: inThousands(last?.powerW ?? null),
    soc: last?.soc ?? null,
    lastValue: last && showReading(last),
    startedBy: one.startedBy,
    evidence: one.contradictions ? ['vehicle', 'charger'] : ['charger'],
    contradictions: one.contradictions ?? [],
  }
}

/** A meter reading as the operator sees it. */
export function showReading(reading: Reading): z.infer<typeof ReadingView> {
  const { at, wh, powerW, soc, currentA, voltageV } = reading
  const powerKw = inThousands(powerW)
  return { at: rfc3339(at), energyWh: wh, powerKw, soc, currentA, voltageV }
}

/** Kilowatts of watts, or kilowatt-hours of watt-hours. */
export function inThousands(value: number | null): number | null {
  return value === null ? null : value / 1000
}

/** To the watt-hour; sums of fractions would show digits that nobody has measured. */
export function inKwh(wh: number): number {
  return Math.round(wh) / 1000
}
