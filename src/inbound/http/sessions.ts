/** Who uses the OVMS API right now: cookies that live as long as they are used, and whose cars listen for them. */
import { randomUUID } from 'node:crypto'
import type { Garage } from '../ovms/garage.ts'
import type { Caller } from './login.ts'

/** How long a session lives unused; so long a caller counts as a peer of a car after his last call. */
const IDLE_MS = 300_000
/** How many there are at once, altogether and for one caller. */
const MOST = 10_000
const MOST_EACH = 20

/** One session; `key` is the cookie's value, or names a caller who signs in with each call. */
export type Session = {
  key: string
  caller: Caller
  usedAt: number
  /** The vehicles of which he is a peer. */
  visits: Set<string>
}

/** Opens the list of sessions; it lies in memory alone. */
export function openSessions(garage: Garage, clock: () => number) {
  // The longest unused first.
  const sessions = new Map<string, Session>()

  function end(session: Session): void {
    sessions.delete(session.key)
    for (const id of session.visits) garage.leave(id, session.key)
  }

  function used(session: Session): Session {
    session.usedAt = clock()
    sessions.delete(session.key)
    sessions.set(session.key, session)
    for (const id of session.visits) garage.visit(id, session.key, IDLE_MS)
    return session
  }

  function begun(key: string, caller: Caller): Session {
    for (const old of sessions.values()) {
      if (old.usedAt + IDLE_MS > clock()) break
      end(old)
    }
    const own = [...sessions.values()].filter((session) => isSame(session.caller, caller))
    const oldest = own.length >= MOST_EACH ? own[0] : sessions.size >= MOST && firstOf(sessions)
    if (oldest) end(oldest)
    return used({ key, caller, usedAt: 0, visits: new Set() })
  }

  return {
    /** A session with a cookie. */
    begin: (caller: Caller): Session => begun(randomUUID(), caller),
    /** The session of a cookie; null where it is over, or where its login has ended since. */
    find: async (cookie: string): Promise<Session | null> => {
      const session = UUID.test(cookie) ? sessions.get(cookie) : undefined
      if (!session) return null
      const lives = session.usedAt + IDLE_MS > clock() && (await session.caller.holds())
      if (lives && sessions.has(session.key)) return used(session)
      end(session)
      return null
    },
    /** The session of someone who signs in with each call; no cookie leads to it. */
    of: (caller: Caller): Session => {
      const key = `each call of ${caller.kind} ${caller.id}`
      const session = sessions.get(key)
      if (!session || session.usedAt + IDLE_MS <= clock()) return begun(key, caller)
      session.caller = caller
      return used(session)
    },
    end,
    /** Makes the caller a peer of a car, which is told so and tells more from then on. */
    visit: (session: Session, vehicle: string): void => {
      session.visits.add(vehicle)
      garage.visit(vehicle, session.key, IDLE_MS)
    },
    leave: (session: Session, vehicle: string): void => {
      session.visits.delete(vehicle)
      garage.leave(vehicle, session.key)
    },
  }
}

export type Sessions = ReturnType<typeof openSessions>

const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/

function isSame(one: Caller, other: Caller): boolean {
  return one.kind === other.kind && one.id === other.id
}

function firstOf(sessions: Map<string, Session>): Session | undefined {
  return sessions.values().next().value
}
