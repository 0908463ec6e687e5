/** A command as it begins: a row that waits to be sent. */
import { conflict, type Refusal } from '../../refusal.ts'
import type { Command } from '../ports.ts'

/** What a charger is asked, and by whom. */
export type Asked = Pick<Command, 'charger' | 'action' | 'payload' | 'askedBy'>

/** By whom chargers are asked what the server wants to know by itself; it waits behind all others. */
export const SERVER = 'server'
export const STATE = 'state'

/** Whether the server asks by itself, and nobody waits for the answer. */
export function isOwn({ askedBy }: Pick<Command, 'askedBy'>): boolean {
  return askedBy === SERVER || askedBy === STATE
}

/** Whether its asker was still there when it was answered; he has the answer whole. */
export function isAwaited(row: Command, answeredAt: number | null): boolean {
  return !isOwn(row) && answeredAt !== null && answeredAt < row.expiresAt
}

/** Why what waited for a charger that is there was not sent. */
export function notItsTurn(): Refusal {
  return conflict('busy', 'the charger was busy with other calls: it was not asked')
}

/** Why a charger that is away is asked nothing. */
export function notConnected(): Refusal {
  return conflict('notConnected', 'the charger is not connected')
}

/** How a command says that an owner gave it. */
export function byOwner(owner: string): string {
  return `owner:${owner}`
}

/** The row of it; after `expiresMs` nobody waits for it any more. */
export function commandOf(asked: Asked, id: string, at: number, expiresMs: number): Command {
  return {
    ...asked,
    id,
    at,
    expiresAt: at + expiresMs,
    state: 'waiting',
    answer: null,
    sentAt: null,
    answeredAt: null,
  }
}
