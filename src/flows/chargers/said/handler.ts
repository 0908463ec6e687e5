/** What answers one call of a charger, and what it may use for that. */
import type { Charger } from '../../../domain/chargers/charger.ts'
import { masked } from '../../../domain/chargers/log/mask.ts'
import type { ChargerCall, Deviation, OcppAnswer, Payload } from '../../../domain/chargers/ocpp.ts'
import type { World } from '../../ports.ts'
import type { Tables } from '../../tables.ts'
import { EVENTS_FULL, type Room } from '../log/budget.ts'

/** What handlers need of the world. */
export type Needs = Pick<
  World,
  | 'policy'
  | 'vault'
  | 'ids'
  | 'chance'
  | 'lines'
  | 'bell'
  | 'log'
  | 'meter'
  | 'holder'
  | 'authority'
>

/** What a call meets: all of it lives as long as the transaction that the call is kept in. */
export type Around = {
  tables: Tables
  /** As it is now, held against other writers; what is changed about it is kept and put here anew. */
  charger: Charger
  /** By our clock, milliseconds. */
  now: number
  world: Needs
  /** Gathers for whom the bell is to be rung once all is durable. */
  met: Gathered
  /** What is left for the events of this day. */
  room: Room
  /** What was odd about the call, beside what its frame shows. */
  odd: Set<Deviation>
}

/** `news`: somebody outside waits for it. `owners`: those whose charges have changed. */
export type Gathered = { news: boolean; owners: Set<string> }

/**
 * Answers a call and keeps what it means. What it throws takes back the call's own changes and is
 * answered InternalError: whoever can, keeps what came and answers.
 */
export type Handler = (call: ChargerCall, around: Around) => Promise<OcppAnswer>

/** Handlers by the action that they answer. */
export type Handlers = Record<string, Handler>

/** Keeps what has changed about the charger. */
export async function keepCharger(around: Around, changed: Partial<Charger>): Promise<void> {
  around.charger = { ...around.charger, ...changed }
  await around.tables.chargers.set(around.charger)
}

/**
 * Keeps something that happened, for the operator to read; `about` as the charger told it. Of a
 * charger that tells too much on one day it is only counted.
 */
export async function tellEvent(
  { tables, charger, now, world, room, odd }: Around,
  kind: EventKind,
  about: Payload,
  evse = 0,
): Promise<void> {
  const text = masked(JSON.stringify(about))
  const isLong = text.length > LONGEST
  if (!room(charger.id, now, Math.min(text.length, LONGEST))) return void odd.add(EVENTS_FULL)
  await tables.chargerEvents.add({
    id: world.ids.next(),
    charger: charger.id,
    at: now,
    kind,
    evse,
    about: isLong ? { beginsWith: text.slice(0, LONGEST) } : (JSON.parse(text) as Payload),
  })
}

/** Longer ones are cut, as in the log of messages. */
const LONGEST = 2000

/** Words for what happens at chargers; the operator sieves by them. */
export type EventKind =
  | 'boot'
  | 'status'
  | 'alarm'
  | 'security'
  | 'firmware'
  | 'diagnostics'
  | 'log'
  | 'data'
  | 'limit'
  | 'profiles'
  | 'needs'
  | 'schedule'
  | 'reservation'
  | 'display'
  | 'customer'
  | 'certificate'
  | 'monitoring'
  | 'grid'
  | 'battery'
  | 'payment'
  | 'stream'
  | 'priority'
