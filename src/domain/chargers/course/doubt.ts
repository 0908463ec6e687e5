/** When an end is thought of that was never told: faults, pulled cables, reboots, silence. */
import type { Charger, Connector } from '../charger.ts'
import type { Transaction } from '../transaction.ts'
import type { Doubt } from './steps.ts'

/** A charger whose answer was lost tells an end again for some minutes. */
const GRACE_MS = 10 * 60_000
/** Whoever tells other things of it meanwhile gets no more patience than this. */
const PATIENCE_MS = 3 * GRACE_MS

/** What a charge may be silent in: it goes on, or the car is full. */
const LIVING = ['Charging', 'SuspendedEV', 'SuspendedEVSE', 'Occupied', 'Finishing']

/** Of these, what says that one is under way: 2.x calls Occupied whatever has a cable in it. */
const GOING = ['Charging', 'SuspendedEV', 'SuspendedEVSE']

export type Surroundings = {
  charger: Pick<Charger, 'bootedAt' | 'seenAt'>
  /** Its connectors as it told them last. */
  connectors: Connector[]
  now: number
  /** Nothing is thought of before so long a silence. */
  silenceMs: number
}

/**
 * Why a transaction is thought to have ended, and when; `at` null: with its last reading. `since`: when
 * what speaks for it was told.
 */
export type Doubted = { doubt: Doubt; at: number | null; since: number }

/** Whether a transaction that is open is thought to have ended; null: it may go on. */
export function doubtOf(transaction: Transaction, around: Surroundings): Doubted | null {
  const connector = connectorOf(transaction, around.connectors)
  return (
    byState(transaction, connector, around) ??
    byReboot(transaction, connector, around) ??
    (isSilent(transaction, connector, around)
      ? { doubt: 'silent', at: null, since: transaction.heardAt }
      : null)
  )
}

/** A state that came after the start and that no charge is in. */
function byState(
  transaction: Transaction,
  connector: Connector | null,
  around: Surroundings,
): Doubted | null {
  const doubt = connector && stateDoubt(connector)
  if (!doubt || connector.since <= transaction.startedAt) return null
  const at = Math.min(connector.since, connector.heardAt)
  const isOver = !goesOnAfter(transaction, at) && isQuiet(transaction, connector.heardAt, around)
  return isOver ? { doubt, at, since: connector.heardAt } : null
}

/** It may go on after a reboot, or be told to have ended (OCPP 2.1, E: TxResumed). */
function byReboot(
  transaction: Transaction,
  connector: Connector | null,
  around: Surroundings,
): Doubted | null {
  const at = around.charger.bootedAt
  if (at === null || at <= transaction.startedAt || goesOnAfter(transaction, at)) return null
  if (connector && connector.heardAt >= at && GOING.includes(connector.status)) return null
  return isQuiet(transaction, at, around) ? { doubt: 'rebooted', at: null, since: at } : null
}

/** The worst that is told of where it charges. */
function connectorOf({ evse, connector }: Transaction, connectors: Connector[]): Connector | null {
  if (evse === 0) return null
  const there = connectors.filter(
    (one) => one.evse === evse && (connector === 0 || one.connector === connector),
  )
  // One of several may be free while another one of the same EVSE charges.
  return there.find(({ status }) => stateDoubt({ status }) === null) ?? there[0] ?? null
}

/** 2.x calls a connector Available when no cable is in it. */
function stateDoubt({ status }: Pick<Connector, 'status'>): Doubt | null {
  if (status === 'Faulted') return 'faulted'
  return status === 'Available' || status === 'Preparing' ? 'unplugged' : null
}

/** Readings that are later, and show power, say that it charges. */
function goesOnAfter({ last }: Transaction, at: number): boolean {
  return last !== null && last.at > at && (last.powerW ?? 1) > 0
}

/** Nothing was told for the grace time, of a state or of the transaction. */
function isQuiet({ heardAt }: Transaction, toldAt: number, { now }: Surroundings): boolean {
  return now - Math.max(heardAt, toldAt) >= GRACE_MS || now - toldAt >= PATIENCE_MS
}

function isSilent(
  { heardAt }: Transaction,
  connector: Connector | null,
  { charger, now, silenceMs }: Surroundings,
): boolean {
  if (now - heardAt < silenceMs) return false
  const isGone = charger.seenAt === null || now - charger.seenAt >= silenceMs
  return isGone || !connector || !LIVING.includes(connector.status)
}
