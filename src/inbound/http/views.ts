/** How an owner's things look on the wire: vehicles, locations, charges and questions. */
import { z } from 'zod'
import { Contradiction, differencesOf } from '../../domain/chargers/meeting/witness.ts'
import { energyOf, postOf, type Session } from '../../domain/charging/session.ts'
import { Position } from '../../domain/places/position.ts'
import { Price } from '../../domain/places/price.ts'
import { AbortReason, Choice, Flag, Moment } from '../../domain/sharing/flag.ts'
import { answersTo, suggested } from '../../domain/sharing/question.ts'
import { Channel, Handle, Timing } from '../../domain/sharing/vehicle.ts'
import { rfc3339 } from '../../domain/text.ts'
import type { Charge, Location, QuestionInFull, VehicleInFull } from '../../flows/service.ts'
import { known, showKnown } from './known.ts'

export const zoned = z.string().meta({ format: 'date-time' })

export const VehicleView = z
  .strictObject({
    vehicleId: z.string(),
    name: z.string().nullable(),
    make: z.string().nullable(),
    model: z.string().nullable(),
    sharing: z.strictObject({
      optedIn: z.boolean(),
      handle: Handle,
      timing: Timing,
      showModel: z.boolean(),
    }),
    trouble: z.enum(['paranoid']).nullable().meta({
      description:
        'Why charges of the module cannot be read; paranoid: it encrypts all it tells (OVMS v2)',
    }),
    channels: z.record(Channel, zoned.nullable()).meta({
      description: 'When the car was last heard of by each way in, to the minute; opted in or not',
      example: { ovms: '2026-11-21T08:15:02.000Z', mqtt: null, http: null, abrp: null },
    }),
    createdAt: zoned,
  })
  .meta({ id: 'Vehicle' })

export const LocationView = z
  .strictObject({
    id: z.string(),
    vehicleId: z.string(),
    position: Position.nullable(),
    radiusM: z.number(),
    flag: Flag,
    name: z.string().nullable(),
    ...known,
    lastCharge: z
      .strictObject({ startedAt: zoned, endedAt: zoned.nullable(), result: Moment })
      .nullable(),
    charges: z.number().int(),
    forgetCharges: z.boolean(),
    months: z
      .array(z.strictObject({ month: z.string(), charges: z.number().int() }))
      .meta({ description: 'What is left of forgotten charges' }),
    price: Price.nullable(),
  })
  .meta({ id: 'Location' })

const WitnessView = z
  .strictObject({
    station: z.string().nullable(),
    post: z.string().nullable(),
    status: Moment,
    startedAt: zoned.nullable(),
    endedAt: zoned.nullable(),
    energyKwh: z.number().nullable(),
    stopReason: z.string().nullable().meta({ description: 'As the charger told it (OCPP)' }),
    isFault: z.boolean().meta({ description: 'The charger itself failed' }),
    contradictions: z.array(Contradiction).meta({
      description: 'In what the car says otherwise',
    }),
    vehicle: z
      .strictObject({ energyKwh: z.number().nullable(), post: z.string().nullable() })
      .meta({
        description: 'What the car and its owner told, which the charger has told better',
      }),
  })
  .meta({ id: 'ChargerWitness' })

export const ChargeView = z
  .strictObject({
    id: z.string(),
    vehicleId: z.string(),
    locationId: z.string().nullable(),
    flag: Flag,
    status: Moment,
    startedAt: zoned,
    endedAt: zoned.nullable(),
    soc: z.strictObject({ start: z.number().nullable(), end: z.number().nullable() }),
    energyKwh: z.number().nullable(),
    maxPowerKw: z.number().nullable(),
    endReason: z.string().nullable(),
    abortReason: AbortReason.nullable(),
    post: z.string().nullable(),
    charger: WitnessView.nullable().meta({
      description: 'What the charger told of the same charge; null: none did',
    }),
    comment: z.string().nullable(),
    /** The session's id at partners; null where it is not shared. */
    sharedAs: z.string().nullable(),
  })
  .meta({ id: 'Charge' })

export const QuestionView = z
  .strictObject({
    id: z.string(),
    kind: z.enum(['share', 'abort']),
    vehicleId: z.string(),
    session: ChargeView.pick({
      id: true,
      status: true,
      startedAt: true,
      endedAt: true,
      soc: true,
      energyKwh: true,
      charger: true,
    }),
    location: z
      .strictObject({
        id: z.string(),
        position: Position.nullable(),
        ...known,
        postKnown: z.boolean().nullable().meta({
          description:
            'Whether the station has the post that was told; null: its source names none, or none was told',
        }),
        name: z.string().nullable(),
        visits: z.number().int().meta({ description: 'Charges of the vehicle there so far' }),
      })
      .nullable(),
    askedAt: zoned,
    expiresAt: zoned,
    state: z.enum(['open', 'answered', 'expired']),
    suggested: AbortReason.nullable().meta({
      description:
        'The answer that the charger or the car itself gives; the owner may choose another',
    }),
    suggestedBy: z.enum(['vehicle', 'charger']).nullable(),
    answers: z.array(z.union([Choice, AbortReason])).meta({
      description:
        'All that may be answered, in the order to offer it: what is suggested stands first',
    }),
    answer: z.union([Choice, AbortReason]).nullable(),
    undoUntil: zoned.nullable().meta({
      description:
        'Until when the answer can be undone; the position that never has erased does not come back',
    }),
  })
  .meta({ id: 'Question' })

export function showVehicle(vehicle: VehicleInFull): z.infer<typeof VehicleView> {
  const { label, name, make, model, optedIn, nickname, timing, showModel, createdAt } = vehicle
  const handle: z.infer<typeof Handle> =
    nickname === null ? { kind: 'anonymous' } : { kind: 'nickname', nickname }
  return {
    vehicleId: label,
    name,
    make,
    model,
    sharing: { optedIn, handle, timing, showModel },
    trouble: vehicle.trouble,
    channels: showWords(vehicle.words),
    createdAt: rfc3339(createdAt),
  }
}

function showWords(words: VehicleInFull['words']) {
  const { ovms = null, mqtt = null, http = null, abrp = null } = words
  return {
    ovms: zonedOrNull(ovms),
    mqtt: zonedOrNull(mqtt),
    http: zonedOrNull(http),
    abrp: zonedOrNull(abrp),
  }
}

export function showLocation(location: Location): z.infer<typeof LocationView> {
  const { place, vehicle, charges, last, forgotten } = location
  return {
    id: place.id,
    vehicleId: vehicle.label,
    position: place.position,
    radiusM: place.radiusM,
    flag: place.flag,
    name: place.name,
    ...showKnown(location.known),
    lastCharge: last && {
      startedAt: rfc3339(last.startedAt),
      endedAt: zonedOrNull(last.endedAt),
      result: last.status,
    },
    charges,
    forgetCharges: place.forgetful,
    months: forgotten.map(({ month, charges }) => ({ month, charges })),
    price: place.price,
  }
}

export function showCharge({ session, vehicle }: Charge): z.infer<typeof ChargeView> {
  return {
    ...outline(session),
    vehicleId: vehicle.label,
    locationId: session.place,
    flag: session.flag,
    maxPowerKw: session.maxPowerKw,
    endReason: session.endReason,
    abortReason: session.abortReason,
    post: postOf(session),
    charger: showWitness(session),
    comment: session.comment,
    sharedAs: session.publicId,
  }
}

/** Neither its name nor that of its transaction: they are the operator's. */
function showWitness(session: Session): z.infer<typeof WitnessView> | null {
  if (!session.witness) return null
  const { stationName, post, status, startedAt, endedAt, ...told } = session.witness
  const { energyKwh, stopReason, isFault } = told
  const contradictions = differencesOf(session.witness, session.post)
  return {
    station: stationName,
    post,
    status,
    startedAt: zonedOrNull(startedAt),
    endedAt: zonedOrNull(endedAt),
    ...{ energyKwh, stopReason, isFault, contradictions },
    vehicle: { energyKwh: session.energyKwh, post: session.post },
  }
}

export function showQuestion(asked: QuestionInFull): z.infer<typeof QuestionView> {
  const { question, session, vehicle, place, known, visits, undoUntil } = asked
  const suggestion = question.kind === 'abort' ? suggested(session) : null
  return {
    id: question.id,
    kind: question.kind,
    vehicleId: vehicle.label,
    session: outline(session),
    location: place && {
      id: place.id,
      position: place.position,
      ...showKnown(known),
      postKnown: known.postKnown,
      name: place.name,
      visits,
    },
    askedAt: rfc3339(question.askedAt),
    expiresAt: rfc3339(question.expiresAt),
    state: question.state,
    suggested: suggestion?.reason ?? null,
    suggestedBy: suggestion?.by ?? null,
    answers: answersTo(question.kind, session),
    answer: question.choice,
    undoUntil: zonedOrNull(undoUntil),
  }
}

function outline(session: Session) {
  const { id, status, startedAt, endedAt, socStart, socEnd } = session
  return {
    id,
    status,
    startedAt: rfc3339(startedAt),
    endedAt: zonedOrNull(endedAt),
    soc: { start: socStart, end: socEnd },
    energyKwh: energyOf(session),
    charger: showWitness(session),
  }
}

export function zonedOrNull(at: number | null): string | null {
  return at === null ? null : rfc3339(at)
}
