/** What the memory keeps of partners, of their lanes, and of what was and will be sent to them. */
import type { Delivery, Lane, Letter, Note, Partner } from '../../domain/partners/partner.ts'
import type { Stretch } from '../../domain/partners/parcel.ts'
import type { Page } from '../page.ts'

export type { Delivery, Lane, Letter, Note, Partner }

export type PartnerToken = { tokenHash: string; partner: string; expiresAt: number | null }

export type Partners = {
  get: (id: string) => Promise<Partner | null>
  /** The same, held against other writers until the transaction ends. */
  lock: (id: string) => Promise<Partner | null>
  all: (page: Page) => Promise<Partner[]>
  byToken: (tokenHash: string, now: number) => Promise<Partner | null>
  add: (partner: Partner) => Promise<void>
  set: (partner: Partner) => Promise<void>
  addToken: (token: PartnerToken, now: number) => Promise<void>
  /** Lets the tokens a partner has now end at a time. */
  expireTokens: (partner: string, expiresAt: number) => Promise<void>
  /** Those whose secrets are sealed by another key than the current one, held likewise. */
  older: (page: Page) => Promise<Partner[]>
}

/** One row a partner; whoever sends holds its lease, so that nobody is pushed to twice at once. */
export type Lanes = {
  get: (partner: string) => Promise<Lane | null>
  /** The same, held against other writers until the transaction ends. */
  lock: (partner: string) => Promise<Lane | null>
  add: (lane: Lane) => Promise<void>
  set: (lane: Lane) => Promise<void>
  /** Takes or renews the lease; false where another holder has it still. */
  hold: (partner: string, holder: string, now: number, until: number) => Promise<boolean>
  release: (partner: string, holder: string) => Promise<void>
  /**
   * Partners whose push is enabled and due, and not held by another: an address to prove, or
   * something to send.
   */
  due: (now: number, holder: string) => Promise<string[]>
}

export type Letters = {
  /** The first that waits and is due; what was asked for again comes apart. */
  next: (partner: string, isReplay: boolean, now: number) => Promise<Letter | null>
  get: (id: string) => Promise<Letter | null>
  add: (letter: Letter) => Promise<void>
  set: (letter: Letter) => Promise<void>
  remove: (id: string) => Promise<void>
  /** A newer state of these sessions was taken: older ones that wait need not be sent any more. */
  supersede: (partner: string, sessions: string[], seq: number) => Promise<void>
  /** The dead one of this very stretch. */
  deadAt: (partner: string, stretch: Stretch) => Promise<Letter | null>
  /** Dead ones, newest first; `after` is the id of the last one seen. */
  dead: (partner: string, page: Page) => Promise<Letter[]>
  countDead: (partner: string) => Promise<number>
  /** How many wait that it asked to have again. */
  countReplays: (partner: string) => Promise<number>
  /** Whatever waits is due at once. */
  hurry: (partner: string) => Promise<void>
  /** Deletes those that are over since before a time; returns how many. */
  removeBefore: (at: number) => Promise<number>
}

/** Which attempts are meant; what is not told matters not. */
export type DeliverySieve = {
  kind?: Delivery['kind'] | undefined
  result?: 'delivered' | 'failed' | undefined
  message?: string | undefined
  /** Inclusive. */
  since?: number | undefined
  /** Exclusive. */
  until?: number | undefined
}

export type Deliveries = {
  /** The newest thousand or so of a partner are kept. */
  add: (delivery: Delivery) => Promise<void>
  get: (partner: string, id: string) => Promise<Delivery | null>
  /** Newest first. */
  of: (partner: string, page: Page, sieve?: DeliverySieve) => Promise<Delivery[]>
  /** When a row of the feed, published at a time, was pushed to each partner that has taken it. */
  pushes: (seq: number, publishedAt: number) => Promise<Map<string, number>>
  /** Forgets what was answered to messages with this session: answers may hold what was sent. */
  hush: (session: string) => Promise<void>
  /** Which of these sessions were taken back. */
  recalled: (sessions: string[]) => Promise<string[]>
  removeBefore: (at: number) => Promise<number>
}

/** Notes to partners; one that is to be mailed waits until it was, or until that is given up. */
export type Notes = {
  /** `mailAt`: when it is to be mailed; null: not at all. */
  add: (note: Note, mailAt: number | null) => Promise<void>
  /** Newest first. */
  of: (partner: string, page: Page) => Promise<Note[]>
  /** Those after a time that were or will be mailed to the address that this partner has told. */
  mailed: (partner: string, since: number) => Promise<Note[]>
  /** Takes those whose mail is due; until `until` nobody else gets them. */
  take: (now: number, until: number, limit: number) => Promise<(Note & { tries: number })[]>
  /** When to try to mail it again; null: it is done. */
  setMail: (id: string, tries: number, mailAt: number | null) => Promise<void>
  removeBefore: (at: number) => Promise<number>
}
