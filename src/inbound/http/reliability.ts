/** How well a station works, as it looks on the wire. */
import { z } from 'zod'
import { type Reliability, VEHICLES_MAX, VEHICLES_MIN } from '../../domain/stations/station.ts'
import { rfc3339 } from '../../domain/text.ts'

const zoned = z.string().meta({ format: 'date-time' })
const withheld = `; null before ${VEHICLES_MIN} to ${VEHICLES_MAX} distinct vehicles were there`
const count = (description: string) =>
  z
    .number()
    .int()
    .nullable()
    .meta({ description: description + withheld })

/** What stands in a station. */
export const reliable = {
  inUse: count('Shared sessions that go on now'),
  sessions: count('Shared sessions so far'),
  successRate: z
    .strictObject({
      rate: z.number(),
      low: z.number(),
      high: z.number(),
      of: z.number().int().meta({ description: 'Sessions that the rate is of' }),
    })
    .nullable()
    .meta({
      description:
        'Completed sessions and those that their owner ended, of these and those that the ' +
        "station broke off; others are left out. low and high: Wilson's interval, 95 %" +
        withheld,
    }),
  lastSuccessAt: zoned.nullable(),
  faults: z
    .array(z.strictObject({ at: zoned.nullable(), post: z.string().nullable() }))
    .nullable()
    .meta({ description: `The last sessions that the station broke off${withheld}` }),
  typicalPowerKw: z
    .number()
    .nullable()
    .meta({ description: `The median of what sessions drew at most${withheld}` }),
}
type Reliable = { [key in keyof typeof reliable]: z.infer<(typeof reliable)[key]> }

/** The same of what the flows know; all null where it is withheld. */
export function showReliability(reliability: Reliability | null): Reliable {
  const { inUse = null, sessions = null, typicalPowerKw = null } = reliability ?? {}
  const { success = null, lastSuccessAt = null, faults } = reliability ?? {}
  const successRate = success && {
    ...{ rate: share(success.rate), low: share(success.low), high: share(success.high) },
    of: success.of,
  }
  return {
    ...{ inUse, sessions, successRate, lastSuccessAt: timeOf(lastSuccessAt) },
    faults: faults?.map(({ at, post }) => ({ at: timeOf(at), post })) ?? null,
    typicalPowerKw,
  }
}

/** To the ten-thousandth. */
export function share(value: number): number {
  return Math.round(value * 10_000) / 10_000
}

function timeOf(at: number | null): string | null {
  return at === null ? null : rfc3339(at)
}
