/** What partners see: the whole state of a shared session after a change. */
import { z } from 'zod'
import type { Session } from '../charging/session.ts'
import { Position } from '../places/position.ts'
import { rfc3339 } from '../text.ts'
import { AbortReason, Moment } from './flag.ts'
import type { Vehicle } from './vehicle.ts'

/** The licence of everything published. */
export const LICENSE = 'CC-BY-4.0'

const DAY_MS = 86_400_000
const zoned = z.string().meta({ format: 'date-time', example: '2026-11-21T08:15:02.000Z' })

export const EventType = z.enum([
  'charge.started',
  'charge.updated',
  'charge.completed',
  'charge.aborted',
  'charge.withdrawn',
])
export type EventType = z.infer<typeof EventType>

export const PublicSession = z
  .strictObject({
    id: z.string().meta({ description: 'Random; a new one each time a session is shared anew' }),
    revision: z.number().int(),
    status: Moment,
    vehicle: z.strictObject({
      handle: z.string().nullable(),
      make: z.string().nullable(),
      model: z.string().nullable(),
    }),
    location: z.strictObject({
      position: Position,
      station: z
        .strictObject({
          id: z.string().nullable(),
          name: z.string().nullable(),
          post: z.string().nullable(),
        })
        .nullable(),
    }),
    startedAt: zoned,
    endedAt: zoned.nullable(),
    soc: z.strictObject({ start: z.number().nullable(), end: z.number().nullable() }),
    energyKwh: z.number().nullable(),
    maxPowerKw: z.number().nullable(),
    abort: z.strictObject({ reason: AbortReason.nullable(), confirmed: z.boolean() }).nullable(),
    comment: z.string().nullable(),
    evidence: z.array(z.enum(['vehicle', 'charger'])),
  })
  .meta({ id: 'PublicSession' })
export type PublicSession = z.infer<typeof PublicSession>

const withdrawn = z.strictObject({ id: z.string(), revision: z.number().int() })

/** An event on the wire; the last one per session wins. */
export const Event = z
  .strictObject({
    cursor: z.string(),
    type: EventType,
    publishedAt: zoned,
    license: z.string(),
    session: z.union([PublicSession, withdrawn]).meta({
      description: 'A charge.withdrawn event carries id and revision alone',
    }),
  })
  .meta({ id: 'Event' })

/** An event before it has its place in the feed. `body` is its JSON text without the cursor. */
export type Draft = {
  type: EventType
  publishedAt: number
  session: string
  revision: number
  body: string
}

/** All that partners may know of a session, but for its key and revision. */
export type View = Omit<PublicSession, 'id' | 'revision'>

/** What partners may see of a session at a place. */
export function viewOf(session: Session, position: Position, vehicle: Vehicle): View {
  const day = vehicle.timing === 'day'
  const told = (at: number) => rfc3339(day ? at - (at % DAY_MS) : at)
  return {
    status: session.status,
    vehicle: {
      handle: vehicle.nickname,
      make: vehicle.showModel ? vehicle.make : null,
      model: vehicle.showModel ? vehicle.model : null,
    },
    location: {
      position: { lat: position.lat, lon: position.lon },
      station: session.post === null ? null : { id: null, name: null, post: session.post },
    },
    startedAt: told(session.startedAt),
    endedAt: session.endedAt === null ? null : told(session.endedAt),
    soc: { start: session.socStart, end: session.socEnd },
    energyKwh: session.energyKwh,
    maxPowerKw: session.maxPowerKw,
    abort:
      session.status === 'aborted'
        ? { reason: session.abortReason, confirmed: session.abortReason !== null }
        : null,
    comment: session.comment,
    evidence: ['vehicle'],
  }
}

/** The event that tells partners of a session as it stands now. */
export function eventOf(view: View, publicId: string, revision: number, now: number): Draft {
  // The view is by far the longest part: it is written once, and the rest put around it.
  const session = `{"id":"${publicId}","revision":${revision},${JSON.stringify(view).slice(1)}`
  return draft(typeOf(view.status, revision), publicId, revision, now, session)
}

/** The event that takes a session back. */
export function withdrawalOf(publicId: string, revision: number, now: number): Draft {
  const session = `{"id":"${publicId}","revision":${revision}}`
  return draft('charge.withdrawn', publicId, revision, now, session)
}

function typeOf(status: Moment, revision: number): EventType {
  if (status === 'charging') return revision === 1 ? 'charge.started' : 'charge.updated'
  return status === 'unknown' ? 'charge.updated' : `charge.${status}`
}

function draft(type: EventType, id: string, revision: number, now: number, session: string): Draft {
  const body = `{"type":"${type}","publishedAt":"${rfc3339(now)}","license":"${LICENSE}","session":${session}}`
  return { type, publishedAt: now, session: id, revision, body }
}
