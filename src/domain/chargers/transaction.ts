/** A charger's transaction: from the authorised start to the last word, in whatever order it was told. */
import type { AuthorisationStatus } from './tokens/authorise.ts'
import type { Oddity } from './course/oddity.ts'

/** Numbers that follow one another, both ends included. */
export type Stretch = [from: number, to: number]

/** One meter reading, in one unit each whatever the charger's; what was not told is null. */
export type Reading = {
  at: number
  /** Energy register, watt-hours imported. */
  wh: number | null
  powerW: number | null
  /** Of the car, percent. */
  soc: number | null
  currentA: number | null
  voltageV: number | null
}

export type Transaction = {
  /** Ours, in the order of making. */
  id: string
  /** What 1.6 calls it by: positive, below 2^31, never used twice on this server. */
  number: number
  charger: string
  /** 1.6: the connector; 2.x: the EVSE. 0: not told. */
  evse: number
  connector: number
  /** 2.x: `transactionId`, made by the charger. */
  reference: string | null
  /** 1.6: a number that is not ours and that the charger calls it by all the same (−1, its own). */
  alias: number | null
  /** 1.6: tells a repeated start from another one. */
  startKey: string | null
  /** As it was shown, without surrounding blanks; compared without case. */
  idTag: string | null
  /** Whose tag it was when it began; a tag that is given to another driver takes nothing with it. */
  owner: string | null
  /** What was answered about the tag when it began; null: it was not judged. */
  verdict: AuthorisationStatus | null
  /** The other backend whose word let it charge, and on whose account it is; null: none but ours. */
  acceptedBy: string | null
  status: 'charging' | 'completed' | 'aborted' | 'unknown'
  /** By the charger's clock, or ours where its clock tells nonsense. */
  startedAt: number
  endedAt: number | null
  /** When we last heard of it. */
  heardAt: number
  meterStartWh: number | null
  meterStopWh: number | null
  /** What was drawn in all, never negative; null: not known. */
  energyWh: number | null
  /** The last reading, and the highest power. */
  last: Reading | null
  maxPowerW: number | null
  socStart: number | null
  /**
   * As the charger told it; null: it told none, which means Local. A provisional end has a word of
   * ours, in lower case.
   */
  stopReason: string | null
  /** An end that was not told but follows from other things, and may yet be corrected. */
  isProvisional: boolean
  /** Whether the charger itself failed (fault, power loss, reset), so far as it told. */
  isFault: boolean
  /** 2.x: the highest `seqNo`. */
  seqNo: number | null
  /** 2.x: the events that were told, as stretches of `seqNo`, both ends included. */
  seen: Stretch[]
  /** What was odd, by the alphabet. */
  oddities: Oddity[]
  /** The command that began it, by its id; 2.x: the `remoteStartId` where that is none of ours. */
  startedBy: string | null
}
