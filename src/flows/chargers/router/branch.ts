/** One backend of one charger, and how it fares. */
import type { OcppVersion, Payload } from '../../../domain/chargers/ocpp.ts'
import { emptyTally, type Tally } from '../../../domain/chargers/router/standing.ts'
import type { Upstream, Waiting } from '../../../domain/chargers/router/upstream.ts'
import type { Called, Replied, Trunk, World } from '../../ports.ts'
import type { LogEntry } from '../log/logbook.ts'

export type Needs = Pick<
  World,
  'store' | 'clock' | 'ids' | 'lines' | 'trunks' | 'log' | 'policy' | 'house' | 'holder' | 'meter'
> & { note: Note }

/** Puts into the log what a backend was told, and what it answered. */
export type Note = (entry: Omit<LogEntry, 'id'>) => void

/** A call that somebody waits for, or nobody. */
type Live = { action: string; payload: Payload; resolve: (called: Replied) => void }

/** A backend and how it fares, on the process that holds the charger's connection. */
export type Branch = {
  upstream: Upstream
  readonly version: OcppVersion
  trunk: Trunk
  isOpen: boolean
  /** It has taken the charger's boot since it is open. */
  isRegistered: boolean
  /** How often the charger has booted while this was open. */
  boots: number
  isBusy: boolean
  /** Somebody waited for it in vain, and it has answered nothing since. */
  isSlow: boolean
  /** Calls in a row that were not answered. */
  silences: number
  /** When, by our clock, these are done next. */
  bootAt: number
  beatAt: number
  lettersAt: number
  beatMs: number
  live: Live[]
  /** The newest state of each connector that was not told yet. */
  statuses: Map<string, Payload>
  /** How many letters wait, and of how many characters. */
  queued: number
  size: number
  /** What was counted and is not written down yet. */
  tally: Tally
  /** Who waits for the answers to letters, by their ids; null: there will be none. */
  waiters: Map<string, (called: Called) => void>
}

/** With so many letters before it a new one is not answered soon. */
const SOON = 3

/** A branch that is not connected yet. */
export function newBranch(
  upstream: Upstream,
  version: OcppVersion,
  trunk: Trunk,
  { n: queued, size }: Waiting,
): Branch {
  return {
    ...{ upstream, version, trunk, queued, size, tally: emptyTally() },
    ...{ isOpen: false, isRegistered: false, boots: 0, isBusy: false, isSlow: false, silences: 0 },
    ...{ bootAt: 0, beatAt: 0, lettersAt: 0, beatMs: 0 },
    ...{ live: [], statuses: new Map(), waiters: new Map() },
  }
}

/** Whether it will soon answer what is told at once; letters that wait come after that. */
export function isThere({ isOpen, isRegistered, isSlow, live }: Branch): boolean {
  return isOpen && isRegistered && !isSlow && live.length <= SOON
}

/** Whether it will soon answer a new letter, the last of those that wait. */
export function isPrompt(branch: Branch, now: number): boolean {
  return isThere(branch) && branch.queued <= SOON && now >= branch.lettersAt
}

/** Another process holds the charger, and its backends with it; what is here hangs on. */
export async function isElsewhere({ store, holder }: Needs, charger: string): Promise<boolean> {
  return (await store.read.upstreams.moved([charger], holder)).length > 0
}

/** Letters have come or gone. */
export function weigh(branch: Branch, n: number, size: number): void {
  branch.queued = Math.max(0, branch.queued + n)
  branch.size = branch.queued === 0 ? 0 : Math.max(0, branch.size + size)
}

/** Letters wait until then, and nobody waits for them. */
export function holdLetters(branch: Branch, until: number): void {
  branch.lettersAt = until
  for (const resolve of branch.waiters.values()) resolve('away')
  branch.waiters.clear()
}

/** Nothing more comes from it, until it is open again. */
export function fallSilent(branch: Branch): void {
  Object.assign(branch, { isOpen: false, isRegistered: false, isSlow: false, silences: 0 })
  for (const { resolve } of branch.live.splice(0)) resolve('away')
  for (const resolve of branch.waiters.values()) resolve('away')
  branch.waiters.clear()
}
