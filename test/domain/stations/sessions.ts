/** Sessions as stations see them: each a plain one, with what matters to the story changed. */
import type { Position } from '../../../src/domain/places/position.ts'
import type { Publication, View } from '../../../src/domain/sharing/event.ts'
import { nothing } from '../../../src/domain/stations/tally.ts'
import type { Station } from '../../../src/domain/stations/station.ts'
import type { Counts, Stay } from '../../../src/domain/stations/stay.ts'

export const central: Position = { lat: 22.2809, lon: 114.1588 }
/** A degree north is about 111 km. */
export const northOf = ({ lat, lon }: Position, metres: number): Position => {
  return { lat: lat + metres / 110_740, lon }
}

/** What partners are told of a session, by the key they know it by. */
export function aPublication(
  session: string,
  told: Partial<View> & { position?: Position; post?: string | null } = {},
  listing: string | null = null,
): Publication {
  const { position = central, post = null, ...more } = told
  const view: View = {
    status: 'completed',
    vehicle: { handle: null, make: null, model: null },
    location: { position, station: post === null ? null : { id: null, name: null, post } },
    startedAt: '2026-11-21T08:00:00.000Z',
    endedAt: '2026-11-21T09:00:00.000Z',
    soc: { start: 20, end: 80 },
    energyKwh: 12,
    maxPowerKw: 6.6,
    abort: null,
    comment: null,
    evidence: ['vehicle'],
    ...more,
  }
  return { type: 'charge.updated', publishedAt: 1000, session, revision: 1, view, listing }
}

/** What takes it back. */
export function aWithdrawal(session: string): Publication {
  return { ...aPublication(session), type: 'charge.withdrawn', view: null }
}

export const counts: Counts = {
  position: central,
  outcome: 'succeeded',
  endedAt: 1000,
  post: null,
  powerKw: 7,
}

let made = 0

export function aStation(told: Partial<Station> = {}): Station {
  const id = `5${String(++made).padStart(19, '0')}`
  const { tally = { ...nothing, sessions: 1, vehicles: 1 }, tellFrom = 5 } = told
  const bare = { listing: null, isAnchored: false, listed: null }
  const isTold = tally.vehicles >= tellFrom
  return { id, position: central, ...bare, tally, tellFrom, isTold, ...told }
}

export function aStay(told: Partial<Stay> & { station: string }): Stay {
  return {
    ...counts,
    session: `public-${++made}`,
    visitor: `visitor-${made}`,
    since: made,
    ...told,
  }
}
