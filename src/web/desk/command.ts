/** A command to a charger, and what came of it in one sentence. */
import { call, Problem } from '../api.ts'
import { say, told } from '../parts/toast.tsx'
import { isYes, type Payload, statusIn } from './payload.ts'
import type { Charger, Transaction, Version } from './wire.ts'
import { deskWords } from './words.ts'

/** `isGood`: the charger does it, or will try. */
export type Said = { isGood: boolean; text: string; answer: unknown }

/** Never throws a `Problem`, save where the server could not send it: what went wrong is an answer too. */
export async function command(identity: string, action: string, payload: Payload): Promise<Said> {
  const path = `${chargerPath(identity)}/commands`
  try {
    const { response } = await call<{ response: Payload }>('POST', path, { action, payload })
    return { isGood: isYes(response), text: sentenceOf(action, response), answer: response }
  } catch (error) {
    if (!(error instanceof Problem) || error.errors.length > 0) throw error
    return refused(error)
  }
}

/** What it answered; after a no what that often comes from. */
function sentenceOf(action: string, response: Payload): string {
  const { ocpp, deeds } = deskWords()
  const status = statusIn(response)
  const said = status === null ? ocpp.otherAnswer : (ocpp.answers[status] ?? status)
  const hint = isYes(response) ? undefined : deeds.hints[action]
  return hint === undefined ? said : `${said} ${hint}`
}

function refused(problem: Problem): Said {
  const t = deskWords().deeds
  const { ocppError } = problem.body as { ocppError?: { code: string; description: string } }
  if (ocppError) {
    const { code, description } = ocppError
    const known = deskWords().ocpp.answers[code]
    return { isGood: false, text: known ?? t.error(description || code), answer: ocppError }
  }
  const away = problem.status === 409 ? t.away : problem.status === 504 ? t.silent : null
  return { isGood: false, text: away ?? told(problem), answer: null }
}

/** Ends a charge from afar. */
export function stop({ charger, number, reference }: Transaction, version: Version | null) {
  return speaks16(version)
    ? command(charger, 'RemoteStopTransaction', { transactionId: number })
    : command(charger, 'RequestStopTransaction', { transactionId: reference ?? '' })
}

/** Says for a moment what came of it, and of what. */
export function sayAnswer(action: string, { isGood, text }: Said): void {
  say(`${deskWords().ocpp.actions[action] ?? action}: ${text}`, null, { bad: !isGood })
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

/** The same by identity alone; what is not among them is called by that. */
export function namesOf(chargers: Charger[]): (identity: string) => string {
  const names = new Map(chargers.map((one) => [one.identity, nameOf(one)]))
  return (identity) => names.get(identity) ?? identity
}
