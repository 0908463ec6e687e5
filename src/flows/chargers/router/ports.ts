/** What the router needs: the memory of what each backend was told, and the lines to backends. */
import type { OcppAnswer, OcppVersion, Payload } from '../../../domain/chargers/ocpp.ts'
import type {
  Known,
  Relay,
  Upstream,
  UpstreamLetter,
} from '../../../domain/chargers/router/upstream.ts'
import type { Page } from '../../page.ts'
import type { Called } from '../ports.ts'

/** How a backend stands; what is not named stays. */
export type Standing = { connectedAt: number | null; problem: string | null }

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
  /** So many more messages were not told. */
  drop: (charger: string, name: string, count: number) => Promise<void>
  addLetters: (letters: UpstreamLetter[]) => Promise<void>
  /** The oldest that wait for a backend. */
  letters: (charger: string, name: string, limit: number) => Promise<UpstreamLetter[]>
  /** It was refused once more. */
  retry: (letter: string) => Promise<void>
  removeLetter: (letter: string) => Promise<void>
  /** How many wait, for each backend of these chargers that any wait for. */
  waiting: (chargers: string[]) => Promise<{ charger: string; upstream: string; n: number }[]>
  /** Chargers that nobody holds since a time, and backends that wait for what they told. */
  forsaken: (since: number, limit: number) => Promise<{ charger: string; version: OcppVersion }[]>
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
  /** The backend calls the charger; never throws. */
  asked: (action: string, payload: Payload) => Promise<OcppAnswer>
}

/** A line to a backend that is made again and again until it is closed for good. */
export type Trunk = {
  /** `away` where there is no connection. Never throws. */
  call: (action: string, payload: Payload, timeoutMs: number) => Promise<Called>
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
