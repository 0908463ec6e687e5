/** What the reason for an end says: whether the charge was over or broke off, and by whose fault. */
import type { OcppVersion } from '../ocpp.ts'
import type { Reading } from '../transaction.ts'

/** How a transaction ended. */
export type Ending = { status: 'completed' | 'aborted'; isFault: boolean }

const OVER: Ending = { status: 'completed', isFault: false }
const CUT: Ending = { status: 'aborted', isFault: false }
const FAILED: Ending = { status: 'aborted', isFault: true }

/** OCPP 1.6, 7.36. */
type Reason16 =
  | 'DeAuthorized'
  | 'EmergencyStop'
  | 'EVDisconnected'
  | 'HardReset'
  | 'Local'
  | 'Other'
  | 'PowerLoss'
  | 'Reboot'
  | 'Remote'
  | 'SoftReset'
  | 'UnlockCommand'

/** OCPP 2.1, ReasonEnumType; 2.0.1 knows all but the last one. */
type Reason2 =
  | 'DeAuthorized'
  | 'EmergencyStop'
  | 'EnergyLimitReached'
  | 'EVDisconnected'
  | 'GroundFault'
  | 'ImmediateReset'
  | 'Local'
  | 'LocalOutOfCredit'
  | 'MasterPass'
  | 'Other'
  | 'OvercurrentFault'
  | 'PowerLoss'
  | 'PowerQuality'
  | 'Reboot'
  | 'Remote'
  | 'SOCLimitReached'
  | 'StoppedByEV'
  | 'TimeLimitReached'
  | 'Timeout'
  | 'ReqEnergyTransferRejected'

/** `DeAuthorized` and `EVDisconnected` are looked at more closely in `endingOf`. */
const REASONS16: Record<Reason16, Ending> = {
  DeAuthorized: CUT,
  EmergencyStop: CUT,
  EVDisconnected: OVER,
  HardReset: FAILED,
  Local: OVER,
  Other: CUT,
  PowerLoss: FAILED,
  Reboot: FAILED,
  Remote: OVER,
  SoftReset: FAILED,
  UnlockCommand: CUT,
}

const REASONS2: Record<Reason2, Ending> = {
  DeAuthorized: CUT,
  EmergencyStop: CUT,
  EnergyLimitReached: OVER,
  EVDisconnected: OVER,
  GroundFault: FAILED,
  ImmediateReset: FAILED,
  Local: OVER,
  LocalOutOfCredit: OVER,
  MasterPass: OVER,
  Other: CUT,
  OvercurrentFault: FAILED,
  PowerLoss: FAILED,
  PowerQuality: FAILED,
  Reboot: FAILED,
  Remote: OVER,
  SOCLimitReached: OVER,
  StoppedByEV: OVER,
  TimeLimitReached: OVER,
  Timeout: CUT,
  ReqEnergyTransferRejected: CUT,
}

/** 2.x: what triggered the last event, where that says more than the reason. */
const TRIGGERS: Record<string, Ending> = {
  AbnormalCondition: FAILED,
  ResetCommand: FAILED,
  EVConnectTimeout: CUT,
}

/** All that bears on an end. */
export type EndTold = {
  version: OcppVersion
  /** null means Local (OCPP 1.6, 6.49). */
  reason: string | null
  trigger: string | null
  /** We have not accepted the tag, so that the charger had to end it. */
  isRefused: boolean
  /** Power was still drawn when it ended. */
  isFlowing: boolean
  /** The charger says that the connector has a fault. */
  isFaulted: boolean
}

/** What an end means. A word that OCPP does not know counts as Other. */
export function endingOf(told: EndTold): Ending {
  const reason = told.reason ?? 'Local'
  const ending = meaningOf(told.version, reason)
  if (is(reason, 'DeAuthorized') && told.isRefused) return OVER
  // On many boxes to pull the cable is how one ends; to pull it under load is not.
  if (is(reason, 'EVDisconnected') && told.isFlowing) return told.isFaulted ? FAILED : CUT
  if (ending.status === 'completed') return TRIGGERS[told.trigger ?? ''] ?? ending
  return told.isFaulted || TRIGGERS[told.trigger ?? '']?.isFault ? FAILED : ending
}

function meaningOf(version: OcppVersion, reason: string): Ending {
  const reasons: Record<string, Ending> = version === '1.6' ? REASONS16 : REASONS2
  const known = Object.keys(reasons).find((word) => is(reason, word))
  return known === undefined ? CUT : reasons[known]!
}

/** Whether a reason means one thing here and another there; the same word in all versions. */
export function isOpenToDoubt(reason: string | null): boolean {
  return reason !== null && (is(reason, 'EVDisconnected') || is(reason, 'DeAuthorized'))
}

function is(reason: string, word: string): boolean {
  return reason.trim().toLowerCase() === word.toLowerCase()
}

/** Below this share of the highest power, a car is as good as full. */
const TRICKLE = 0.05
/** Chargers that tell their power less often than this tell nothing about an end by it. */
const INTERVAL_MS = { least: 60_000, most: 15 * 60_000 }

/**
 * Whether power was still drawn at the end: the last reading of it shows more than a trickle, and is
 * not older than the time between readings.
 */
export function isFlowing(readings: Reading[], endedAt: number): boolean {
  const powers = readings.filter(({ powerW, at }) => powerW !== null && at <= endedAt)
  const last = powers.at(-1)
  if (!last) return false
  const peak = powers.reduce((most, { powerW }) => Math.max(most, powerW!), 0)
  const usual = last.at - (powers.at(-2)?.at ?? last.at)
  const interval = Math.min(Math.max(usual, INTERVAL_MS.least), INTERVAL_MS.most)
  return last.powerW! > TRICKLE * peak && endedAt - last.at <= interval
}
