/** What the memory keeps so that charges and chargers' transactions find each other. */
import type { Charger } from '../../../domain/chargers/charger.ts'
import type { Contradiction, Draw } from '../../../domain/chargers/meeting/witness.ts'
import type { Session } from '../../../domain/charging/session.ts'
import type { Position } from '../../../domain/places/position.ts'
import type { Page } from '../../page.ts'

/** Whose charges: all of a vehicle, those at one of its places, or one charge alone. */
export type Whose = { vehicle: string; place?: string } | { session: string }

export type Meetings = {
  /** Makes the areas about a charger anew. */
  settle: (charger: Pick<Charger, 'id' | 'site'>) => Promise<void>
  /** Chargers in whose areas a position lies; how near they are is not known here. */
  chargersNear: (position: Position) => Promise<Pick<Charger, 'id' | 'site'>[]>
  /** Remembers where and about when a charge began, and nothing that it began elsewhere. */
  sight: (session: Pick<Session, 'id' | 'startedAt'>, position: Position) => Promise<void>
  /** Charges sighted in the areas about chargers that began about one of the times at each. */
  sighted: (about: { position: Position; times: number[] }[]) => Promise<string[]>
  /**
   * Charges of which nothing is told, at places where a charger stands, that began about one of these
   * times: what was drawn there may be theirs. Of one vehicle a few count; null: there are more than
   * can be looked at.
   */
  silent: (charger: Position, times: number[]) => Promise<string[] | null>
  draw: (transaction: string) => Promise<Draw | null>
  /**
   * Those of these that count: of more than eight that begin at one charger within the window only
   * the last do, and all that are one with a charge.
   */
  draws: (transactions: string[]) => Promise<Draw[]>
  /**
   * Transactions of these chargers that began in a stretch of time, by either of their clocks, and
   * count.
   */
  begun: (chargers: string[], from: number, to: number) => Promise<Draw[]>
  /**
   * Transactions of a charger that go on, or are one with a charge and began after a time; the newest
   * of them, if there are very many.
   */
  recent: (charger: string, since: number) => Promise<string[]>
  /** All transactions of a charger that are one with a charge. */
  joined: (charger: string) => Promise<Draw[]>
  /** Says which charge a transaction is one with; null: none. */
  tie: (transaction: string, session: string | null) => Promise<void>
  /** Which charges these transactions are one with; those that are one with none are left out. */
  tied: (transactions: string[]) => Promise<Map<string, string>>
  /** Forgets what chargers told of charges and where these were, and frees the transactions. */
  part: (whose: Whose) => Promise<void>
  /** The same for charges whose place is forgotten; returns how many. */
  partLost: () => Promise<number>
  /** Sightings of charges that began before a time; returns how many. */
  removeBefore: (startedAt: number) => Promise<number>
  /**
   * Which of these transactions are one with a charge that is shared, and in what the car says
   * otherwise.
   */
  known: (transactions: string[]) => Promise<Map<string, Contradiction[]>>
  /** Moves what older keys have sealed to the current one; returns the ids that it has done. */
  reseal: (page: Page) => Promise<string[]>
  resealTies: (page: Page) => Promise<string[]>
  /** Chargers whose areas are of an older key. */
  older: (page: Page) => Promise<string[]>
}
