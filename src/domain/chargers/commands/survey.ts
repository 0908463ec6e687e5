/** What a server asks every charger about its settings, and when it does so again. */
import type { OcppAnswer, OcppVersion } from '../ocpp.ts'
import type { Charger } from '../charger.ts'
import type { Asked } from './driving.ts'

/** The question for a charger's settings, and what became of it. */
export type Survey = {
  charger: string
  /** When it was asked last. */
  at: number
  /** What it was then; another version or firmware may answer otherwise. */
  version: OcppVersion
  firmware: string | null
  /** `asked`: it is under way, or was cut off. `refused` and `silent`: it is asked no more. */
  state: 'asked' | 'told' | 'refused' | 'silent'
  /** How often it was asked since it last told all. */
  tries: number
  /** How often it was asked in the hour (of the clock) that it was asked in last. */
  inHour: number
  /** 2.x: the number of the report that is awaited. */
  request: number | null
}

/** A charger that goes away each time it is asked may do so because it is asked. */
const TRIES = 3
/** One that starts anew all the time is not asked each time (milliseconds). */
const AGAIN_MS = 60_000
/** Nor more often than this in an hour, whatever it says that it has become. */
const HOURLY = 6
const HOUR_MS = 3_600_000

type Machine = Pick<Charger, 'version' | 'firmware' | 'bootedAt' | 'connectedAt'>

/** Whether a charger that was let in and has just booted or come back is to be asked now. */
export function isDue(survey: Survey | null, charger: Machine, now: number): boolean {
  if (!survey) return true
  if (now - survey.at < AGAIN_MS || inHour(survey, now) >= HOURLY) return false
  const { version, firmware, bootedAt, connectedAt } = charger
  const isSame = survey.version === version && survey.firmware === firmware
  // What was not known then is no change.
  const isOther = !isSame && survey.firmware !== null && firmware !== null
  if (survey.version !== version || isOther) return true
  const isMute = ['refused', 'silent'].includes(survey.state) || survey.tries >= TRIES
  if (isSame && isMute) return false
  const isCutOff = survey.state === 'asked' && (connectedAt ?? 0) > survey.at
  return isCutOff || (bootedAt ?? 0) > survey.at
}

/** How often it was asked in this hour. */
export function inHour(survey: Survey | null, now: number): number {
  const isSame = survey && Math.floor(survey.at / HOUR_MS) === Math.floor(now / HOUR_MS)
  return isSame ? survey.inHour : 0
}

/** What is asked: all, or (2.x) only what can be set, where a charger does not tell all. */
export type Base = 'FullInventory' | 'ConfigurationInventory'

/** The question for all settings; `request` is what 2.x knows the report by. */
export function inventory(version: OcppVersion, request: number, reportBase: Base): Asked {
  if (version === '1.6') return { action: 'GetConfiguration', payload: {} }
  return { action: 'GetBaseReport', payload: { requestId: request, reportBase } }
}

/** What follows from the answer; `again`: it is to be asked for less. Errors may pass, but for two. */
export function verdictOf(
  { action, payload }: Asked,
  called: OcppAnswer | 'silent' | 'away',
): Survey['state'] | 'again' {
  if (called === 'silent') return 'silent'
  if (called === 'away') return 'asked'
  if ('error' in called) {
    return ['NotSupported', 'NotImplemented'].includes(called.error.code) ? 'refused' : 'asked'
  }
  if (action === 'GetConfiguration') return 'told'
  const { status } = called.result
  if (status === 'EmptyResultSet') return 'told'
  // Accepted: the report follows by calls of the charger's own. Rejected: it cannot now (2.0.1, B07).
  if (status !== 'NotSupported') return 'asked'
  return payload['reportBase'] === 'FullInventory' ? 'again' : 'refused'
}
