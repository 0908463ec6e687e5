/** What a car says: one charge message, as it stands on the wire and as we keep it. */
import { z } from 'zod'
import { isFix, Position } from '../places/position.ts'
import { line, time } from '../text.ts'

/** How far ahead of the server's clock a car's clock may be. */
export const AHEAD_MS = 10 * 60_000
/** A receiver without a fix tells times of 1970 or 1980. */
const FIRST_AT = Date.UTC(2000, 0, 1)
/** The most messages in one batch. */
export const BATCH_MAX = 1000

export const MessageType = z.enum([
  'charge.started',
  'charge.updated',
  'charge.completed',
  'charge.aborted',
  'telemetry',
])
export type MessageType = z.infer<typeof MessageType>

/** Unknown keys are passed over: a newer module must not lose a charge to an older server. */
export const Message = z
  .object({
    id: line(64)
      .optional()
      .meta({ description: 'Unique per vehicle: makes the message idempotent', example: 'c-1001' }),
    type: MessageType,
    at: time
      .refine((at) => at >= FIRST_AT, 'is before 2000: the clock of the car is not set')
      .meta({ description: 'When it happened in the car' }),
    position: Position.strip().optional().meta({
      description: 'Absent or 0,0: the last fresh fix is used',
    }),
    soc: z.number().min(0).max(100).optional().meta({ description: 'Percent', example: 41.5 }),
    energyKwh: z.number().min(0).max(10_000).optional().meta({ example: 0 }),
    powerKw: z.number().min(-2000).max(2000).optional().meta({ example: 6.6 }),
    voltage: z.number().min(-5000).max(5000).optional().meta({ example: 230 }),
    current: z.number().min(-5000).max(5000).optional().meta({ example: 28.7 }),
    mode: line(32).optional().meta({ example: 'standard' }),
    durationS: z.number().min(0).max(31_536_000).optional().meta({ example: 0 }),
    odometerKm: z.number().min(0).max(10_000_000).optional().meta({ example: 48211.3 }),
    reason: line(200).optional().meta({
      description: 'Free text from the car, for charge.aborted',
      example: 'charge interrupted',
    }),
  })
  .meta({ id: 'Message' })
export type Message = z.infer<typeof Message>

/** The key that makes a message the same message when it comes again. */
export function keyOf(message: Message): string {
  return message.id === undefined ? `${message.type}@${message.at}` : `#${message.id}`
}

/** The position a message tells, or null where the car had no fix. */
export function positionOf(message: Message): Position | null {
  return message.position && isFix(message.position) ? message.position : null
}

/** What of a message counts for the life of a charge; `place` is filled in once it is known. */
export type Fact = {
  key: string
  type: MessageType
  at: number
  place: string | null
  soc: number | null
  energyKwh: number | null
  powerKw: number | null
  durationS: number | null
  odometerKm: number | null
  reason: string | null
}

/** A message without its position: all that is kept of it. */
export function factOf(message: Message, place: string | null): Fact {
  return {
    key: keyOf(message),
    type: message.type,
    at: message.at,
    place,
    soc: message.soc ?? null,
    energyKwh: message.energyKwh ?? null,
    powerKw: message.powerKw ?? null,
    durationS: message.durationS ?? null,
    odometerKm: message.odometerKm ?? null,
    reason: message.reason ?? null,
  }
}

const rank: Record<MessageType, number> = {
  telemetry: 0,
  'charge.started': 1,
  'charge.updated': 2,
  'charge.aborted': 3,
  'charge.completed': 4,
}

/** The one order in which messages tell their story, however they came in. */
export function inOrder(a: Fact, b: Fact): number {
  return a.at - b.at || rank[a.type] - rank[b.type] || (a.key < b.key ? -1 : a.key > b.key ? 1 : 0)
}
