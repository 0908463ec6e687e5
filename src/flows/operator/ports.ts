/** What the memory counts for the operator's first look. */
import type { DeskTopic } from '../../domain/topic.ts'

/** How much there is of what the operator watches. */
export type Tally = {
  /** By registration; `connected`: of the accepted ones, to any process. */
  chargers: { accepted: number; pending: number; rejected: number; connected: number }
  /** Transactions that are charging. */
  charging: number
  /** Commands that were not sent yet and are not too old to be. */
  commandsWaiting: number
  /** Messages that were not as OCPP wants them, since the time asked about. */
  deviations: number
  /** `failing`: their pushes fail or were switched off for it. */
  partners: { all: number; suspended: number; failing: number }
  /** When the oldest event was published that a partner who wants pushes has not got; null: none. */
  owedSince: number | null
}

/** Short texts that tell the operator's open pages what has changed: another text, another thing. */
export type Outlook = {
  /** Of each charger with its connectors. */
  chargers: () => Promise<{ id: string; sign: string }[]>
  /** Of all there is of a kind; `since`: commands from before that are not looked at. */
  signs: (since: number) => Promise<Record<Watched, string>>
}

/** What is watched as a whole. Chargers and what they say are watched one by one. */
export type Watched = Exclude<DeskTopic, 'chargers' | 'messages'>

export type Tallies = {
  /** `since`: from when on deviations are counted. */
  count: (since: number, now: number) => Promise<Tally>
}
