/** What the memory keeps of the stations that sources such as Open Charge Map list. */
import type { Session } from '../../domain/charging/session.ts'
import type { Position } from '../../domain/places/position.ts'
import type { Arrival } from '../../domain/stations/arrival.ts'
import type { CheckIn } from '../../domain/stations/checkin.ts'
import type { Listing, Provider, Source } from '../../domain/stations/listing.ts'
import type { Tile } from '../../domain/stations/tile.ts'

/** What is kept of a source: how many listings by each of its providers. */
export type ProviderCount = { provider: Provider; listings: number }

export type Listings = {
  /** Those within a true distance, nearest first; what is private too. */
  near: (position: Position, radiusM: number) => Promise<Listing[]>
  get: (source: Source, ref: string) => Promise<Listing | null>
  /** Adds them or keeps them anew, with their providers; `round` names the import that told them. */
  keep: (listings: Listing[], round: string) => Promise<void>
  remove: (source: Source, refs: string[]) => Promise<number>
  /** Removes what another round than this has told of a source, at most `limit`; returns how many. */
  removeOthers: (source: Source, round: string, limit: number) => Promise<number>
  /** All providers that have listings here. */
  providers: () => Promise<ProviderCount[]>
  /** When a source was asked about a tile; null where it was not. */
  askedAt: (source: Source, tile: string) => Promise<number | null>
  setAsked: (source: Source, tile: string, at: number) => Promise<void>
}

/** An owner's wish that his shared charges are checked in at Open Charge Map. */
export type CheckInWish = { owner: string; since: number; textVersion: string }

/**
 * A check-in on its way. `sent` stands before it is sent, so that none is sent twice: one that
 * stays so is one of which it is not known whether it arrived.
 */
export type CheckInState = 'waiting' | 'sent' | 'posted' | 'refused' | 'dropped'
export type Posting = { session: string; state: CheckInState; dueAt: number; says: string | null }

export type CheckIns = {
  wish: (owner: string) => Promise<CheckInWish | null>
  /** null: not any more; what waits is dropped. */
  setWish: (owner: string, wish: CheckInWish | null) => Promise<void>
  /**
   * Shared charges that have ended since a time, of owners who wish it, not thought of yet; one
   * that broke off once its owner has said why.
   */
  candidates: (endedSince: number, limit: number) => Promise<Session[]>
  add: (posting: Posting) => Promise<void>
  set: (session: string, state: CheckInState, says: string | null) => Promise<void>
  isDue: (now: number) => Promise<boolean>
  /** Those that wait and are due, now marked as sent. */
  take: (now: number, limit: number) => Promise<Posting[]>
  of: (session: string) => Promise<Posting | null>
  /** All of an owner's charges. */
  held: (owner: string) => Promise<Posting[]>
}

/** Open Charge Map over the network; null where the operator has not switched it on. */
export type Ocm = {
  lookUp: null | {
    /** What it lists in a tile; null where it could not be asked now. */
    within: (tile: Tile) => Promise<Arrival[] | null>
    /** How long an answer is good for. */
    keepMs: number
  }
  checkIn: null | ((checkIn: CheckIn) => Promise<Posted>)
}

/** What became of a check-in; `lost`: nobody knows. */
export type Posted = { result: 'posted' | 'refused' | 'lost'; says: string | null }
