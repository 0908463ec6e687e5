/** The decision table: what each sharing flag says at each moment in the life of a charge. */
import { z } from 'zod'

/** RFC "Server Changes" (b): what the owner decided, for a place and for one session there. */
export const Flag = z.enum(['pending', 'once', 'always', 'skip', 'never'])
export type Flag = z.infer<typeof Flag>

/** RFC "App Changes" a–d: the four answers to "share this charge?". */
export const Choice = z.enum(['always', 'once', 'skip', 'never'])
export type Choice = z.infer<typeof Choice>

/** RFC "App Changes": the three reasons of an interrupted charge. */
export const AbortReason = z.enum(['user', 'station', 'other'])
export type AbortReason = z.infer<typeof AbortReason>

/** How far a session has come; `unknown`: its end was never told. */
export const Moment = z.enum(['charging', 'completed', 'aborted', 'unknown'])
export type Moment = z.infer<typeof Moment>

/** What to do: may partners see the session, and what must the owner have been asked. */
export type Verdict = { publish: boolean; ask: 'share' | 'abort' | null }

const ask: Verdict = { publish: false, ask: 'share' }
const publish: Verdict = { publish: true, ask: null }
const publishAndAskWhy: Verdict = { publish: true, ask: 'abort' }
const silent: Verdict = { publish: false, ask: null }

/** One row per flag, one column per moment; a missing case does not compile. */
export const verdicts: Record<Flag, Record<Moment, Verdict>> = {
  pending: { charging: ask, completed: ask, aborted: ask, unknown: ask },
  once: { charging: publish, completed: publish, aborted: publishAndAskWhy, unknown: publish },
  always: { charging: publish, completed: publish, aborted: publishAndAskWhy, unknown: publish },
  skip: { charging: silent, completed: silent, aborted: silent, unknown: silent },
  never: { charging: silent, completed: silent, aborted: silent, unknown: silent },
}

/**
 * The standing a new session takes from its place: `always` and `never` are kept for the place,
 * `once` and `skip` settled an earlier session only, so that the owner is asked again.
 */
export function standingAt(placeFlag: Flag): Flag {
  return placeFlag === 'always' || placeFlag === 'never' ? placeFlag : 'pending'
}

/** How private a flag is; where two places blur into each other, the more private one wins. */
export const privacy: Record<Flag, number> = { never: 4, skip: 3, pending: 2, once: 1, always: 0 }
