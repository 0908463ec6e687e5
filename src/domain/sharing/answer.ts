/** What an owner's decision changes: an answer to a question, or a new flag for a place. */
import { z } from 'zod'
import type { Session } from '../charging/session.ts'
import type { Place } from '../places/place.ts'
import { ListingId } from '../stations/listing.ts'
import { line } from '../text.ts'
import { AbortReason, Choice, type Flag, verdicts } from './flag.ts'
import type { Question } from './question.ts'
import { type Around, type Changes, noChanges, settle, together } from './settle.ts'

/** The owner's answer to "share this charge?", with what else he knows of the place. */
export const ShareAnswer = z.strictObject({
  choice: Choice,
  post: line(40).optional().meta({ description: 'The charging post', example: 'A3' }),
  station: ListingId.optional().meta({
    description: 'Which of the stations near the place it was; only what is shared keeps it',
  }),
  comment: line(500).optional(),
  everyVisit: z.boolean().optional().meta({
    description: 'The answer is for all open questions about this place (always and never are)',
  }),
  seen: Choice.nullable().optional().meta({
    description: 'The answer that the device saw; where another one stands now: 409',
  }),
})
/** The owner's answer to "why did this charge stop?". */
export const AbortAnswer = z.strictObject({
  reason: AbortReason,
  comment: line(500).optional(),
  seen: AbortReason.nullable().optional(),
})
export const Answer = z.union([ShareAnswer, AbortAnswer])
export type ShareAnswer = z.infer<typeof ShareAnswer>
export type AbortAnswer = z.infer<typeof AbortAnswer>
export type Answer = z.infer<typeof Answer>

/** What an answer says of the charge, whatever its device saw before. */
export type ShareReply = Omit<ShareAnswer, 'seen' | 'station'>
export type AbortReply = Omit<AbortAnswer, 'seen'>
export type Reply = ShareReply | AbortReply

/** A decision about a place that no question asked for. */
export type Decision = {
  flag: Flag
  place: Place
  /** The session that is charging there now. */
  current: Session | null
  /** The other sessions there that are to be shared or still have an open question. */
  others: Session[]
}

/** Why an answer cannot be taken (any more), or null if it can. */
export function refusal(
  question: Question,
  given: Choice | AbortReason,
  session: Session,
  place: Place | null,
): { code: string; detail: string } | null {
  const because = (code: string, detail: string) => ({ code, detail })
  if (question.state === 'expired') return because('expired', 'the question has expired')
  if (place?.flag === 'never' && question.kind === 'share' && given !== 'never') {
    return because('positionErased', 'the position of this place was erased')
  }
  if (place?.position === null && (given === 'always' || given === 'once')) {
    const detail = 'the position of this place is lost: the next charge there is asked about again'
    return because('positionLost', detail)
  }
  if (question.choice === given) return null
  if (question.kind === 'abort') {
    const isShared = verdicts[session.flag].aborted.publish
    return isShared ? null : because('notShared', 'the charge is not shared any more')
  }
  return place ? null : because('placeGone', 'the place was deleted')
}

/**
 * Decides for a place. `always` and `never` are kept for the place and settle all that is open
 * there, `never` also erases its position and takes back what was shared; the other flags settle
 * the session that charges there now.
 */
export function decided(decision: Decision, around: Omit<Around, 'place'>): Changes {
  const { flag, current, others } = decision
  const position = flag === 'never' ? null : decision.place.position
  const forgetful = decision.place.forgetful && flag === 'never'
  const place = { ...decision.place, flag, flagBy: null, position, forgetful }
  const spread = flag === 'never' ? others : others.filter((other) => other.flag === 'pending')
  const isForAll = flag === 'always' || flag === 'never'
  const meant = [...(current ? [current] : []), ...(isForAll ? spread : [])]
  return together(
    { ...noChanges, places: [place] },
    ...meant.map((session) =>
      settle(session, { ...session, flag, flagBy: null }, { ...around, place }),
    ),
  )
}
