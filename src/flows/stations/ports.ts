/** What the memory keeps of stations and of the sessions that gather at them. */
import type { Position } from '../../domain/places/position.ts'
import type { Latest, Station } from '../../domain/stations/station.ts'
import type { Stay } from '../../domain/stations/stay.ts'
import type { Page } from '../page.ts'

/** A circle, or a box: degrees, `west` greater than `east` where it lies across ±180°. */
export type Circle = { position: Position; radiusM: number }
export type Bounds = { west: number; south: number; east: number; north: number }

/** `key` is where the next page of nearest stations goes on. */
export type Near = { station: Station; key: string }

export type Stations = {
  /** Waits until nobody else publishes, and lets nobody until the transaction ends. */
  hold: () => Promise<void>
  get: (id: string) => Promise<Station | null>
  /** The one that is known to be this listing. */
  listed: (listing: string) => Promise<Station | null>
  /** Those in a circle, nearest first. */
  near: (circle: Circle, page: Page) => Promise<Near[]>
  /** By their ids: all, or those in a box. */
  all: (page: Page, bounds?: Bounds) => Promise<Station[]>
  /** Those that are in use and may say so, by their ids. */
  occupied: () => Promise<Station[]>
  /** Of each of these stations, by id: its last success and its last faults. */
  latest: (ids: string[]) => Promise<Map<string, Latest>>
  keep: (station: Station) => Promise<void>
  remove: (id: string) => Promise<void>
  stay: (session: string) => Promise<Stay | null>
  keepStay: (stay: Stay) => Promise<void>
  removeStay: (session: string) => Promise<void>
  /** Whether this visitor has a session at a station. */
  isVisitor: (station: string, visitor: string) => Promise<boolean>
}
