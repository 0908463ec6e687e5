/** Puts events into the feed as sharing does, without cars and owners. */
import type { Tables } from '../src/flows/tables.ts'
import { draftOf, publicationOf, type View, withdrawalOf } from '../src/domain/sharing/event.ts'
import type { TestHouse } from './house.ts'

type Position = { lat: number; lon: number }

export const zurich: Position = { lat: 47.3769, lon: 8.5417 }

/** Tells partners of sessions, one event after the other; the same session again is its next state. */
export type Publisher = {
  tell: (...sessions: string[]) => Promise<void>
  tellAt: (position: Position, ...sessions: string[]) => Promise<void>
  /** A session is over. */
  end: (session: string) => Promise<void>
  withdraw: (session: string) => Promise<void>
}

/** `revisions`: those told so far, where the same sessions go on in a house that was opened anew. */
export function publisher(
  house: Pick<TestHouse, 'world'>,
  revisions = new Map<string, number>(),
): Publisher {
  const { world } = house
  const next = (session: string) => {
    revisions.set(session, (revisions.get(session) ?? 0) + 1)
    return revisions.get(session)!
  }
  const write = async (work: (tables: Tables) => Promise<void>) => {
    await world.store.write(work)
    world.bell.ring()
  }
  const tellAs = (view: View, sessions: string[]) =>
    write(async ({ feed }) => {
      for (const session of sessions) {
        const told = { publicId: session, revision: next(session), listing: null }
        await feed.append(draftOf(publicationOf(view, told, world.clock()), null))
      }
    })
  return {
    tell: (...sessions) => tellAs(viewAt(zurich), sessions),
    tellAt: (position, ...sessions) => tellAs(viewAt(position), sessions),
    end: (session) => tellAs({ ...viewAt(zurich), status: 'completed' }, [session]),
    withdraw: (session) =>
      write(async ({ feed, deliveries }) => {
        await feed.append(draftOf(withdrawalOf(session, next(session), world.clock()), null))
        await deliveries.hush(session)
      }),
  }
}

function viewAt({ lat, lon }: Position): View {
  return {
    status: 'charging',
    vehicle: { handle: null, make: null, model: null },
    location: { position: { lat, lon }, station: null },
    startedAt: '2026-11-21T08:15:02.000Z',
    endedAt: null,
    soc: { start: 41.5, end: null },
    energyKwh: null,
    maxPowerKw: null,
    abort: null,
    comment: null,
    evidence: ['vehicle'],
  }
}
