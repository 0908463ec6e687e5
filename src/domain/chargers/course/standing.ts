/** What a charger of 2.x says of a transaction of which it had not spoken since it came back. */
import type { OcppAnswer } from '../ocpp.ts'
import type { Asked } from '../commands/driving.ts'
import type { Charger } from '../charger.ts'
import type { Transaction } from '../transaction.ts'
import type { Doubted } from './doubt.ts'
import { doubted } from './steps.ts'

/** A question that it was asked, with what came of it. */
export type Inquiry = Asked & { at: number; state: string; answer: OcppAnswer | null }

/**
 * `going`: it charges; `queued`: more is to come; `over`: nothing more will. `mute`: nobody knows, for
 * it does not answer that, or not whether it goes on.
 */
type Standing = 'unasked' | 'waiting' | 'going' | 'queued' | 'over' | 'mute'

/** What it has told by itself comes first, after a bad line or a reboot. */
const PATIENCE_MS = 60_000
/** What is to come comes within this time, or not at all. */
const QUEUE_MS = 30 * 60_000
/** A charge that went on so long ago may have ended since. */
const GOING_MS = 30 * 60_000

/** The question (2.0.1, E14). */
export function inquiryFor(reference: string): Asked {
  return { action: 'GetTransactionStatus', payload: { transactionId: reference } }
}

/** Whether it charges here and its charger is back and has said nothing of it for a while. */
export function isUnheard(
  { heardAt, reference }: Transaction,
  { connectedAt, holder }: Pick<Charger, 'connectedAt' | 'holder'>,
  now: number,
): boolean {
  if (reference === null || holder === null || connectedAt === null) return false
  return heardAt < connectedAt && now - connectedAt >= PATIENCE_MS
}

/** What is to be done about a transaction, after what its charger was asked, the newest first. */
export function reconsidered(
  before: Transaction,
  around: {
    doubted: Doubted | null
    charger: Pick<Charger, 'connectedAt' | 'holder'>
    now: number
  },
  asked: Inquiry[],
): { after: Transaction; ask: boolean } {
  const { doubted: found, charger, now } = around
  const since = Math.max(
    isUnheard(before, charger, now) ? charger.connectedAt! : 0,
    found?.since ?? 0,
  )
  const last = before.reference === null ? null : lastOf(asked, before.reference, since)
  const standing = last ? standingOf(last, now) : 'unasked'
  const end = found ?? (standing === 'over' ? { doubt: 'lost' as const, at: null } : null)
  const isOver = standing === 'over' || standing === 'mute'
  if (isOver && end) return { after: doubted(before, end.doubt, end.at), ask: false }
  const isLater = standing === 'going' && last!.at > before.heardAt
  return { after: isLater ? { ...before, heardAt: last!.at } : before, ask: standing === 'unasked' }
}

/** What was not asked after all is asked again. */
function lastOf(asked: Inquiry[], reference: string, since: number): Inquiry | null {
  const isMeant = ({ action, payload, at, state }: Inquiry) =>
    action === 'GetTransactionStatus' &&
    payload['transactionId'] === reference &&
    at >= since &&
    state !== 'away'
  return asked.find(isMeant) ?? null
}

function standingOf({ state, answer, at }: Inquiry, now: number): Standing {
  if (state === 'waiting' || state === 'sent') return 'waiting'
  if (!answer || 'error' in answer) return 'mute'
  const { ongoingIndicator, messagesInQueue } = answer.result
  if (ongoingIndicator === true) return now - at > GOING_MS ? 'unasked' : 'going'
  if (messagesInQueue === true && now - at <= QUEUE_MS) return 'queued'
  // Who does not know it says no (E14.FR.01); who leaves that out has said nothing.
  return ongoingIndicator === false ? 'over' : 'mute'
}
