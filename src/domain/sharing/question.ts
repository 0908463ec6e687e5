/** What owners are asked about a charge, how long it waits for them, and when they are reminded. */
import type { Session } from '../charging/session.ts'
import { AbortReason, Choice } from './flag.ts'

export type QuestionKind = 'share' | 'abort'
export type QuestionState = 'open' | 'answered' | 'expired'

export type Question = {
  id: string
  kind: QuestionKind
  owner: string
  vehicle: string
  session: string
  state: QuestionState
  choice: Choice | AbortReason | null
  askedAt: number
  remindAt: number
  expiresAt: number
  answeredAt: number | null
}

/** How often an unanswered question is pushed again, and after how long it expires; milliseconds. */
export type Patience = { remindMs: number; expireMs: number }

/** A question about a session, as it is first asked. */
export function asked(
  kind: QuestionKind,
  about: { owner: string; vehicle: string; session: string },
  id: string,
  now: number,
  patience: Patience,
): Question {
  return {
    id,
    kind,
    ...about,
    state: 'open',
    choice: null,
    askedAt: now,
    remindAt: now + patience.remindMs,
    expiresAt: now + patience.expireMs,
    answeredAt: null,
  }
}

/** A question whose answer was undone: it waits for its owner once more. */
export function reopened(question: Question, now: number, patience: Patience): Question {
  const remindAt = now + patience.remindMs
  const expiresAt = Math.max(question.expiresAt, remindAt)
  return { ...question, state: 'open', choice: null, answeredAt: null, remindAt, expiresAt }
}

/** What a car says where somebody asked it to stop (OVMS: substate `onrequest`). */
export const ON_REQUEST = 'stopped on request'

/** Who knows why a charge stopped, and what he says. */
export type Suggestion = { reason: AbortReason; by: 'vehicle' | 'charger' }

/**
 * The answer that a charger which failed, or else the car itself, gives to why a charge stopped;
 * null where neither knows.
 */
export function suggested({
  witness,
  endReason,
}: Pick<Session, 'witness' | 'endReason'>): Suggestion | null {
  if (witness?.isFault) return { reason: 'station', by: 'charger' }
  return endReason === ON_REQUEST ? { reason: 'user', by: 'vehicle' } : null
}

/** The answers to a question, in the order of offering them: what is said already stands first. */
export function answersTo(
  kind: QuestionKind,
  session: Pick<Session, 'witness' | 'endReason'>,
): (Choice | AbortReason)[] {
  if (kind === 'share') return [...Choice.options]
  const first = suggested(session)?.reason ?? 'user'
  return [...new Set([first, ...AbortReason.options])]
}

/** What time does to an open question: it expires, or its owner is reminded. */
export function aged(question: Question, now: number, patience: Patience): Question {
  if (now >= question.expiresAt) return { ...question, state: 'expired' }
  return { ...question, remindAt: now + patience.remindMs }
}
