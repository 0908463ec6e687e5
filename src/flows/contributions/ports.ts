/** The memory of what owners add to stations. */
import type { Contribution, Standing } from '../../domain/contributions/contribution.ts'
import type { Page } from '../page.ts'

export type Contributions = {
  /** `picture` is a photo's JPEG. */
  add: (contribution: Contribution, picture?: Buffer) => Promise<void>
  get: (id: string) => Promise<Contribution | null>
  picture: (id: string) => Promise<Buffer | null>
  decide: (id: string, state: Standing, at: number) => Promise<void>
  /** What everybody may see of a station, by ids from the last on: those begin with their day. */
  seenAt: (station: string, kind: Contribution['kind'], limit: number) => Promise<Contribution[]>
  /** By ids, the oldest day first; within a day they say nothing of the time. */
  inState: (state: Standing, page: Page) => Promise<Contribution[]>
  /** What was added by way of these charges, oldest first. */
  of: (sessions: string[]) => Promise<Contribution[]>
  remove: (id: string) => Promise<void>
  /** All that was added by way of a charge, because it is shared no more. */
  removeOf: (session: string) => Promise<void>
  /** How many of an owner's wait for the operator. */
  waitingOf: (owner: string) => Promise<number>
}
