/** A charge session: the life of a charge, its owner's decision, and what partners know of it. */
import type { AbortReason, Flag } from '../sharing/flag.ts'
import type { Witness } from '../chargers/meeting/witness.ts'
import type { Course } from './course.ts'

export type Session = Course & {
  id: string
  vehicle: string
  /** This session's own standing; see `standingAt`. */
  flag: Flag
  /** The answer that the flag comes from, by its place or of its own; see `Place`. */
  flagBy: string | null
  /** Server time of its last message. */
  heardAt: number
  abortReason: AbortReason | null
  /** The charging post's number or name, as the owner told it. */
  post: string | null
  /**
   * The listing (`ocm:15497`) at which its owner said that it was; only of what is shared, since it
   * tells where the car stood.
   */
  listing: string | null
  comment: string | null
  /** The key partners know it by; null while they know nothing of it. */
  publicId: string | null
  /** Number of the last event partners were given; 0 before the first. */
  revision: number
  /** The day (its first moment, UTC) on which it was taken back from partners; else null. */
  withdrawnOn: number | null
  /**
   * The day (its first moment, UTC) of the last change that partners, who know the session, have not
   * been told; null: they know all of it.
   */
  untoldOn: number | null
  /** What a charger told of the same charge; null: none did. */
  witness: Witness | null
}

/** What was drawn, in kWh: a charger's meter goes before what the car told. */
export function energyOf({ witness, energyKwh }: Pick<Session, 'witness' | 'energyKwh'>) {
  return witness?.energyKwh ?? energyKwh
}

/** The post: the charger's own name goes before what the owner told. */
export function postOf({ witness, post }: Pick<Session, 'witness' | 'post'>): string | null {
  return witness?.post ?? post
}

/** A session as it begins: undecided or as its place says, and unknown to partners. */
export function opened(
  course: Course,
  id: string,
  vehicle: string,
  flag: Flag,
  heardAt: number,
  flagBy: string | null = null,
): Session {
  // Spelled out: a copy in the midst of other keys makes an object that is slow for all its life.
  return {
    id,
    vehicle,
    place: course.place,
    flag,
    flagBy,
    status: course.status,
    startedAt: course.startedAt,
    firstAt: course.firstAt,
    seenAt: course.seenAt,
    endedAt: course.endedAt,
    heardAt,
    socStart: course.socStart,
    socEnd: course.socEnd,
    energyKwh: course.energyKwh,
    maxPowerKw: course.maxPowerKw,
    odometerKm: course.odometerKm,
    endReason: course.endReason,
    abortReason: null,
    post: null,
    listing: null,
    comment: null,
    publicId: null,
    revision: 0,
    withdrawnOn: null,
    untoldOn: null,
    witness: null,
  }
}
