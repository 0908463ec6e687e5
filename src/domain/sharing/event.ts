/** What partners see: the whole state of a shared session after a change. */
import { z } from 'zod'
import { energyOf, postOf, type Session } from '../charging/session.ts'
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
          id: z
            .string()
            .nullable()
            .meta({ description: 'The station that the session counts for' }),
          name: z
            .string()
            .nullable()
            .meta({ description: 'Where a source lists the station, or its charger tells it' }),
          post: z.string().nullable().meta({
            description:
              'Of the charger where it told its part, with the connector where it has several (A3/2); else as the owner told it',
          }),
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
export type Event = z.infer<typeof Event>

/** All that partners may know of a session, but for its key and revision. */
export type View = Omit<PublicSession, 'id' | 'revision'>

/** An event before it has its place in the feed. `body` is its JSON text without the cursor. */
export type Draft = {
  type: EventType
  publishedAt: number
  session: string
  revision: number
  body: string
}

/**
 * What partners are to be told; `view` is null where the session is taken back. `listing` is the
 * one at which its owner said that it was.
 */
export type Publication = Omit<Draft, 'body'> & { view: View | null; listing: string | null }

/** Where an event says that a session was. */
export type PublicStation = { id: string; name: string | null; position: Position }

/** What partners may see of a session at a place, but for its station. */
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
      station: stationOf(session),
    },
    startedAt: told(session.startedAt),
    endedAt: session.endedAt === null ? null : told(session.endedAt),
    soc: { start: session.socStart, end: session.socEnd },
    energyKwh: energyOf(session),
    maxPowerKw: session.maxPowerKw,
    abort: session.status === 'aborted' ? abortOf(session) : null,
    comment: session.comment,
    evidence: session.witness ? ['vehicle', 'charger'] : ['vehicle'],
  }
}

/**
 * Until a source lists the station, its name is what the charger's host calls it. What a private
 * charger is called is not the driver's to share.
 */
function stationOf(session: Session): View['location']['station'] {
  const witness = session.witness?.access === 'public' ? session.witness : null
  const [name, post] = [witness?.stationName ?? null, postOf({ ...session, witness })]
  return name === null && post === null ? null : { id: null, name, post }
}

/** Where the charger itself has failed, that is the reason until the owner says another. */
function abortOf({ abortReason, witness }: Session): View['abort'] {
  if (abortReason !== null) return { reason: abortReason, confirmed: true }
  return { reason: witness?.isFault ? 'station' : null, confirmed: false }
}

/** What tells partners of a session as it stands now. */
export function publicationOf(
  view: View,
  { publicId, revision, listing }: { publicId: string; revision: number; listing: string | null },
  now: number,
): Publication {
  const type = typeOf(view.status, revision)
  return { type, publishedAt: now, session: publicId, revision, view, listing }
}

/** What takes a session back. */
export function withdrawalOf(publicId: string, revision: number, now: number): Publication {
  const told = { type: 'charge.withdrawn', publishedAt: now, session: publicId, revision } as const
  return { ...told, view: null, listing: null }
}

/** The event of a publication, with the station that its session belongs to. */
export function draftOf(
  { type, publishedAt, session, revision, view }: Publication,
  station: PublicStation | null,
): Draft {
  // The view is by far the longest part: it is written once, and the rest put around it.
  const rest = view ? `,${JSON.stringify(placedAt(view, station)).slice(1)}` : '}'
  const body =
    `{"type":"${type}","publishedAt":"${rfc3339(publishedAt)}","license":"${LICENSE}",` +
    `"session":{"id":"${session}","revision":${revision}${rest}}`
  return { type, publishedAt, session, revision, body }
}

/**
 * The position is the station's, the same for all who charge there: the centre of a vehicle's own
 * place, the same to the last digit each time, would tie its sessions together.
 */
function placedAt(view: View, station: PublicStation | null): View {
  if (!station) return view
  const { id, name, position } = station
  const { lat, lon } = position
  const said = view.location.station
  const told = { id, name: name ?? said?.name ?? null, post: said?.post ?? null }
  return { ...view, location: { position: { lat, lon }, station: told } }
}

function typeOf(status: Moment, revision: number): EventType {
  if (status === 'charging') return revision === 1 ? 'charge.started' : 'charge.updated'
  return status === 'unknown' ? 'charge.updated' : `charge.${status}`
}
