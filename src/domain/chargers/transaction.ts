/** A charger's transaction: from the authorised start to the last word, in whatever order it was told. */

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
  /** As it was shown, without surrounding blanks; compared without case. */
  idTag: string | null
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
  /** As the charger told it; null: it told none, which means Local. */
  stopReason: string | null
  /** An end that was not told but follows from other things, and may yet be corrected. */
  isProvisional: boolean
  /** Whether the charger itself failed (fault, power loss, reset), so far as it told. */
  isFault: boolean
  /** 2.x: the highest `seqNo`. */
  seqNo: number | null
  /** What was odd: words that stay the same (`repeated-start`, `clock-skew`, `gap`). */
  oddities: string[]
  /** The command or `remoteStartId` that began it. */
  startedBy: string | null
}
