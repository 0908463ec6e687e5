/** What the flows of OCPI need: the peers as they are kept, and a way to call them. */
import type { Party, Peer, Progress } from '../../domain/ocpi/peer.ts'
import type { Said } from '../../domain/ocpi/read.ts'
import type { Encoding } from '../../domain/ocpi/token.ts'
import type { Page } from '../page.ts'

/** The last event of one session; `body` is its JSON text without its cursor. */
export type Latest = { seq: number; publishedAt: number; session: string; body: string }

/** Which are meant, by the time of their last change, and which page of them. */
export type Span = {
  /** Inclusive. */
  from: number
  /** Exclusive. */
  to: number
  offset: number
  limit: number
}

/** A page; `total` counts what the span holds, whatever the page. */
export type Paged<T> = { items: T[]; total: number }

/** A station, and when a session was last shared there that was not known before. */
export type Gathering = { station: string; updatedAt: number }

export type Peers = {
  get: (partner: string) => Promise<Peer | null>
  /** The same, held against other writers until the transaction ends. */
  lock: (partner: string) => Promise<Peer | null>
  /** Whose token this is, the one of today or the one that is being handed over. */
  byToken: (tokenHash: string) => Promise<Peer | null>
  /** Adds it, or keeps it anew as a whole. */
  keep: (peer: Peer) => Promise<void>
  remove: (partner: string) => Promise<void>
  /** Partners whose peer takes sessions in, and has not been told the last of the feed. */
  due: (now: number) => Promise<string[]>
  /** Takes a peer for oneself until a time; false where somebody else has it. */
  claim: (partner: string, now: number, until: number) => Promise<boolean>
  progress: (partner: string, progress: Progress) => Promise<void>
  /** The sessions that changed after a feed number, each as it stands now, oldest change first. */
  latestAfter: (seq: number, limit: number) => Promise<Latest[]>
  /** Whether the feed has gone on since the list of its sessions was led on. */
  isBehind: () => Promise<boolean>
  /** Leads the list on by at most so many sessions; returns how many. */
  follow: (limit: number) => Promise<number>
  /**
   * The sessions of a span, in the order in which they were first shared; with `all` also those
   * whose energy is not known.
   */
  sessionsIn: (span: Span & { all: boolean }) => Promise<Paged<Latest>>
  /** The stations at which sessions were first shared in a span, by their ids. */
  stationsIn: (span: Span) => Promise<Paged<Gathering>>
  stationBy: (station: string) => Promise<Gathering | null>
  /** Seals the tokens of a page of peers by the current key; returns whose they are. */
  reseal: (page: Page) => Promise<string[]>
}

export type OcpiCall = {
  method: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE'
  url: string
  token: string
  encoding: Encoding
  body?: object
  /** From whom to whom, for functional modules alone (2.2.1, section 4.1.5). */
  route?: { from: Party; to: Party | null }
}

/** `status` is null where no answer came, and `error` then says why. */
export type OcpiAnswer = Said & { status: number | null; error: string | null }

/** Calls to peers: guarded, bounded, and never a thrown error. */
export type Ocpi = {
  ask: (call: OcpiCall) => Promise<OcpiAnswer>
  /** Why an address may not be used, or null. */
  refusal: (url: string) => string | null
}
