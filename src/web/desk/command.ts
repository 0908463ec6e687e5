/** A command to a charger, and what came of it in one sentence. */
import { call, Problem } from '../api.ts'
import { say, told } from '../parts/toast.tsx'
import type { Charger, Transaction, Version } from './wire.ts'
import { deskWords } from './words.ts'

/** `isGood`: the charger does it, or will try. */
export type Said = { isGood: boolean; text: string; answer: unknown }

export type Payload = { [key: string]: unknown }

/** The statuses that mean yes, of whatever action. */
export const YES = /^(Accepted|Scheduled|Unlocked|RebootRequired|Processing|AcceptedCanceled)$/

/** Never throws a `Problem`: what went wrong is an answer too. */
export async function command(identity: string, action: string, payload: Payload): Promise<Said> {
  const t = deskWords().deeds
  const path = `${chargerPath(identity)}/commands`
  try {
    const { response } = await call<{ response: Payload }>('POST', path, { action, payload })
    const { status } = response
    if (typeof status !== 'string') return { isGood: true, text: t.done, answer: response }
    const isGood = YES.test(status)
    return { isGood, text: (isGood ? t.yes : t.no)(status), answer: response }
  } catch (error) {
    if (!(error instanceof Problem)) throw error
    return refused(error)
  }
}

function refused(problem: Problem): Said {
  const t = deskWords().deeds
  const { ocppError } = problem.body as { ocppError?: { code: string; description: string } }
  if (ocppError) {
    const { code, description } = ocppError
    return { isGood: false, text: t.error(description || code), answer: ocppError }
  }
  const away = problem.status === 409 ? t.away : problem.status === 504 ? t.silent : null
  return { isGood: false, text: away ?? told(problem), answer: null }
}

/** Ends a transaction from afar. */
export function stop({ charger, number, reference }: Transaction, version: Version | null) {
  return speaks16(version)
    ? command(charger, 'RemoteStopTransaction', { transactionId: number })
    : command(charger, 'RequestStopTransaction', { transactionId: reference ?? '' })
}

/** Says for a moment what came of it; `good`: in words of one's own where it is yes. */
export function sayAnswer({ isGood, text }: Said, good = text): void {
  say(isGood ? good : text, null, { bad: !isGood })
}

/** What has not told its version yet is spoken to by the oldest one. */
export function speaks16(version: Version | null): boolean {
  return version === null || version === '1.6'
}

/** Where the server tells of a charger. */
export function chargerPath(identity: string): string {
  return `/v1/chargers/${encodeURIComponent(identity)}`
}

export function nameOf({ name, identity }: Pick<Charger, 'name' | 'identity'>): string {
  return name ?? identity
}
