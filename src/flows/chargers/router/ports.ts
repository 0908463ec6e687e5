/** What the router needs: the memory of what each backend was told, and the lines to backends. */
import type { ErrorCode, OcppAnswer, OcppVersion, Payload } from '../../../domain/chargers/ocpp.ts'
import type {
  Standing,
  Tally,
  UpstreamDeviation,
  UpstreamRule,
  UpstreamState,
} from '../../../domain/chargers/router/standing.ts'
import type {
  Known,
  Relay,
  Upstream,
  UpstreamLetter,
  Waiting,
} from '../../../domain/chargers/router/upstream.ts'
import type { Page } from '../../page.ts'
import type { Called } from '../ports.ts'

export type Upstreams = {
  relay: (charger: string) => Promise<Relay | null>
  /** Those of several chargers. */
  relays: (chargers: string[]) => Promise<Relay[]>
  keepRelay: (relay: Relay) => Promise<void>
  /** Which were changed by the operator since a time, this moment included. */
  changedSince: (at: number) => Promise<{ charger: string; changedAt: number }[]>
  /** By name. */
  of: (charger: string) => Promise<Upstream[]>
  ofAll: (chargers: string[]) => Promise<Upstream[]>
  /**
   * Adds it or keeps it anew; its standing and what was dropped stay. `samePassword`: that which is
   * kept stays too, also where its key is lost.
   */
  keep: (upstream: Upstream, how: { samePassword: boolean }) => Promise<void>
  /** With all that waits for it. */
  remove: (charger: string, name: string) => Promise<void>
  stand: (charger: string, name: string, standing: Standing) => Promise<void>
  /** Adds what was counted. */
  tally: (charger: string, name: string, tally: Tally) => Promise<void>
  /** Of these chargers' backends, the most frequent first. */
  deviations: (
    chargers: string[],
  ) => Promise<(UpstreamDeviation & { charger: string; upstream: string })[]>
  /** So many more messages were not told. */
  drop: (charger: string, name: string, count: number) => Promise<void>
  /** Those to backends that are not there any more are left out. */
  addLetters: (letters: UpstreamLetter[]) => Promise<void>
  /** Leaves out so many of the oldest readings that wait for a backend; what they were. */
  thin: (charger: string, name: string, limit: number) => Promise<Waiting>
  /** The oldest that wait for a backend. */
  letters: (charger: string, name: string, limit: number) => Promise<UpstreamLetter[]>
  /** It was refused once more. */
  retry: (letter: string) => Promise<void>
  removeLetter: (letter: string) => Promise<void>
  /** How many wait, for each backend of these chargers that any wait for. */
  waiting: (chargers: string[]) => Promise<(Waiting & { charger: string; upstream: string })[]>
  /** Chargers that nobody holds since a time, and backends that wait for what they told. */
  forsaken: (since: number, limit: number) => Promise<{ charger: string; version: OcppVersion }[]>
  /** Those of these chargers that another process holds. */
  moved: (chargers: string[], holder: string) => Promise<string[]>
  know: (known: Known) => Promise<void>
  /** How a backend calls a transaction of ours. */
  byOurs: (charger: string, name: string, ours: number) => Promise<Known | null>
  /** Which transaction of ours a backend means: of several that it calls so, the last. */
  byTheirs: (charger: string, name: string, theirs: number) => Promise<Known | null>
  /** Forgets names of transactions that were learnt before a time; returns how many. */
  removeBefore: (at: number) => Promise<number>
  /** Moves passwords of older keys to the current one, a page at a time; `charger/name` of each. */
  reseal: (page: Page) => Promise<string[]>
}

/** Where a backend is, and as whom we come. */
export type Address = {
  url: string
  identity: string
  password: string | null
  version: OcppVersion
  /** The houses that the charger's line has come through, this one last. */
  hops: string[]
}

/** What a line to a backend tells. */
export type Ears = {
  opened: () => void
  /** It is lost or could not be made; it is tried again by itself. */
  closed: (problem: string) => void
  /** The backend calls the charger; `fault`: what is wrong with the call. Never throws. */
  asked: (action: string, payload: Payload, fault: Fault | null) => Promise<OcppAnswer>
  /** It has said something that OCPP does not; `what` in a few words of ours. */
  odd: (rule: UpstreamRule, what: string) => void
}

/** What is wrong with a call, as it is answered. */
export type Fault = { code: ErrorCode; description: string }

/** As `Called`; a result that is not what OCPP wants says so, and no charger may be given it. */
export type Replied = Called | { result: Payload; fault: string }

/** A line to a backend that is made again and again until it is closed for good. */
export type Trunk = {
  /** `away` where there is no connection. Never throws. */
  call: (action: string, payload: Payload, timeoutMs: number) => Promise<Replied>
  /** Ends this connection; another one is made after a while. */
  drop: (problem: string) => void
  close: () => void
}

export type Trunks = {
  dial: (to: Address, ears: Ears) => Trunk
  /** Why an address may not be used, or null. */
  refusal: (url: string) => string | null
  /** How long a charger waits for what a backend says, in milliseconds; then our word counts. */
  patienceMs: number
}

/** What is counted for the operator of all backends together; words that stay the same. */
export type RouterMeter = {
  /** A call to a backend (out) or from it (in), and what became of it. */
  backendCall: (direction: 'in' | 'out', action: string, outcome: string) => void
  backendOdd: (rule: UpstreamRule) => void
  /** Messages of transactions that were taken or not. */
  backendLetter: (what: 'told' | 'dropped', count: number) => void
  /** null: it was not there before, or is not there any more. */
  backendState: (before: UpstreamState | null, after: UpstreamState | null) => void
}
