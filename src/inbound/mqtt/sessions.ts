/** What MQTT clients find again when they come back: in memory alone, for a day, within bounds. */

/** What a client asks to hear. */
export type Asked = { topic: string; qos: 0 | 1 | 2 }

/** A message on its way out, or the second half of its delivery. */
export type Packet = {
  cmd: string
  messageId?: number | undefined
  brokerId?: string
  brokerCounter?: number
}

export type Session = {
  id: string
  /** Whose it is: one login has but so many. */
  holder: string
  realm: Realm
  /** What it asks for, by filter; cut at the slashes too. */
  filters: Map<string, Asked & { parts: string[] }>
  outgoing: Packet[]
  /** Numbers of messages (QoS 2) that were taken and are not done with. */
  incoming: Set<number>
  /** null while its client is here. */
  leftAt: number | null
}

/** An owner's sessions, and which of them ask for something about a vehicle. */
type Realm = { sessions: Map<string, Session>; asking: Map<string, Set<Session>> }

const SESSIONS_MAX = 16
/** Those who do not name one vehicle. */
const ANY = ''

/** The realm that a name or topic within the broker begins with: an owner's own world of topics. */
export function realmOf(text: string): string {
  return text.slice(0, text.indexOf('/'))
}

/** Which vehicle a filter names, `realm/ovms/account/vehicle/…`, so that a fleet's are not all tried. */
function vehicleIn([, root, account, vehicle]: readonly string[]): string {
  const isOpen = root === '#' || account === '#' || vehicle === '#' || vehicle === '+'
  return isOpen ? ANY : (vehicle ?? ANY)
}

/** The sessions of one process. */
export function openSessions(clock: () => number) {
  const all = new Map<string, Session>()
  const realms = new Map<string, Realm>()

  function remove(id: string): void {
    const session = all.get(id)
    if (!session) return
    for (const filter of [...session.filters.keys()]) unask(session, filter)
    all.delete(id)
    session.realm.sessions.delete(id)
    if (session.realm.sessions.size === 0) realms.delete(realmOf(id))
  }

  /** Makes room for one more of a holder's: the one that was left first goes. */
  function makeRoom(holder: string, realm: Realm | undefined): boolean {
    const own = [...(realm?.sessions.values() ?? [])].filter((one) => one.holder === holder)
    if (own.length < SESSIONS_MAX) return true
    const left = own.filter(({ leftAt }) => leftAt !== null)
    const [first] = left.sort((a, b) => a.leftAt! - b.leftAt!)
    if (first) remove(first.id)
    return first !== undefined
  }

  function add(id: string, holder: string): void {
    const realm: Realm = realms.get(realmOf(id)) ?? { sessions: new Map(), asking: new Map() }
    const session = newSession(id, holder, realm)
    realms.set(realmOf(id), realm)
    realm.sessions.set(id, session)
    all.set(id, session)
  }

  return {
    remove,
    get: (id: string): Session | undefined => all.get(id),
    /** A client is here that wants its session kept; false: there is no room for one more. */
    enter: (id: string, holder: string): boolean => {
      const known = all.get(id)
      if (known) known.leftAt = null
      if (known) return true
      if (!makeRoom(holder, realms.get(realmOf(id)))) return false
      add(id, holder)
      return true
    },
    leave: (id: string): void => {
      const session = all.get(id)
      if (session) session.leftAt = clock()
    },
    /** Those who may ask for a topic; cut at its slashes. */
    near: (topic: readonly string[]): Session[] => {
      const asking = realms.get(topic[0] ?? '')?.asking
      if (!asking) return []
      return [...(asking.get(ANY) ?? []), ...(asking.get(topic[3] ?? ANY) ?? [])]
    },
    /** Forgets sessions that were left before a time. */
    sweep: (before: number): void => {
      for (const [id, { leftAt }] of all) if (leftAt !== null && leftAt < before) remove(id)
    },
  }
}

function newSession(id: string, holder: string, realm: Realm): Session {
  return {
    id,
    holder,
    realm,
    filters: new Map(),
    outgoing: [],
    incoming: new Set(),
    leftAt: null,
  }
}

/** It wants to hear what a filter asks for. */
export function ask(session: Session, { topic, qos }: Asked): void {
  const { asking } = session.realm
  const parts = topic.split('/')
  session.filters.set(topic, { topic, qos, parts })
  const vehicle = vehicleIn(parts)
  asking.set(vehicle, (asking.get(vehicle) ?? new Set<Session>()).add(session))
}

/** It does not any more. */
export function unask(session: Session, filter: string): void {
  const { asking } = session.realm
  session.filters.delete(filter)
  const vehicle = vehicleIn(filter.split('/'))
  const others = [...session.filters.values()]
  if (others.some(({ parts }) => vehicleIn(parts) === vehicle)) return
  const sessions = asking.get(vehicle)
  sessions?.delete(session)
  if (sessions?.size === 0) asking.delete(vehicle)
}

export type Sessions = ReturnType<typeof openSessions>
