/** The door of the embedded broker: who is let in by his CONNECT, and what the others are told. */
import { randomUUID } from 'node:crypto'
import type { Socket } from 'node:net'
import type { AedesOptions, Client, ConnectPacket } from 'aedes'
import type { Log } from '../../flows/ports.ts'
import type { Service } from '../../flows/service.ts'
import type { Guessers } from '../ovms/guessers.ts'
import { admitted, type Claim, type Login } from './login.ts'
import type { Sessions } from './sessions.ts'

/**
 * What a CONNACK says (MQTT 3.1.1, section 3.2.2.3). A module that is told anything but `later` takes
 * itself out of service until somebody sets it up anew: after `later` it tries again in 30 seconds.
 */
const CODES = { badId: 2, later: 3, wrong: 4 } as const
type No = keyof typeof CODES

export type EntryNeeds = {
  service: Service
  sessions: Sessions
  guessers: Guessers
  log: Log
  isClosing: () => boolean
  /** It is let in; its will is what is to be told when its connection breaks. */
  admit: (client: Client, login: Login, will: ConnectPacket['will']) => void
}

const ID_MAX = 128
/** So many connections may one login have. */
const CONNECTIONS_MAX = 64
/** So many may be judged at once for one address: a guesser does not get round being counted. */
const JUDGED_MAX = 50

/** Counts up and down by name. */
function openTally() {
  const counts = new Map<string, number>()
  return {
    of: (name: string): number => counts.get(name) ?? 0,
    add: (name: string, change: 1 | -1): void => {
      const count = (counts.get(name) ?? 0) + change
      if (count > 0) counts.set(name, count)
      else counts.delete(name)
    },
  }
}

type Tally = ReturnType<typeof openTally>

/** The hooks of aedes that let a client in. */
export function openEntry(needs: EntryNeeds): Pick<AedesOptions, 'preConnect' | 'authenticate'> {
  const packets = new WeakMap<Client, { packet: ConnectPacket; claim: Claim }>()
  const hall: Hall = { judged: openTally(), connected: openTally(), present: new Map() }
  let count = 0
  return {
    preConnect: (client, packet, done) => {
      packets.set(client, { packet, claim: claimOf(packet) })
      // Until it is known who that is, it must not be taken for somebody else's client.
      packet.clientId = `?/${++count}`
      done(null, true)
    },
    authenticate: (client, _, __, done) => {
      const call = packets.get(client)
      packets.delete(client)
      if (call) void welcome(needs, hall, client, call, done)
      else done(said('later'), false)
    },
  }
}

/** Who is judged and who is here. */
type Hall = { judged: Tally; connected: Tally; present: Map<string, Client> }
type Call = { packet: ConnectPacket; claim: Claim }
type Done = Parameters<NonNullable<AedesOptions['authenticate']>>[3]

async function welcome(
  needs: EntryNeeds,
  hall: Hall,
  client: Client,
  call: Call,
  done: Done,
): Promise<void> {
  const verdict = await judge(needs, hall.judged, client, call.claim)
  if (typeof verdict === 'string') return done(said(verdict), false)
  if (hall.connected.of(verdict.holder) >= CONNECTIONS_MAX) return done(said('later'), false)
  enter(needs, client, call, verdict)
  stay(needs, hall, client, verdict)
  needs.admit(client, verdict, call.packet.will)
  done(null, true)
}

function claimOf({ username = '', password, clientId }: ConnectPacket): Claim {
  return { username, password: password?.toString() ?? '', clientId }
}

function said(no: No): Error & { returnCode: 2 | 3 | 4 } {
  return Object.assign(new Error(no), { returnCode: CODES[no] })
}

/** Never rejects: what cannot be judged now is asked to come again. */
async function judge(
  { service, guessers, log, isClosing }: EntryNeeds,
  judged: Tally,
  client: Client,
  claim: Claim,
): Promise<Login | No> {
  const address = (client.conn as Socket).remoteAddress ?? ''
  const isMuch = judged.of(address) >= JUDGED_MAX
  const call = { address, name: claim.username }
  if (isClosing() || isMuch || guessers.isOne(call, service.clock())) return 'later'
  if (claim.clientId.length > ID_MAX) return 'badId'
  judged.add(address, 1)
  try {
    const login = await admitted(service, claim)
    if (login) return login
    guessers.wrong(call, service.clock())
    log.info({ address, clientId: claim.clientId }, 'an MQTT login was refused')
    return 'wrong'
  } catch (error) {
    log.warn({ error: String(error) }, 'an MQTT login could not be judged')
    return 'later'
  } finally {
    judged.add(address, -1)
  }
}

/**
 * Client ids are its login's own: two owners with the same one never meet, while the same module
 * that comes again takes over. A session is kept only for an id that can come again.
 */
function enter(
  { sessions }: EntryNeeds,
  client: Client,
  { packet, claim }: Call,
  { realm, holder, module }: Login,
): void {
  const lower = claim.clientId.toLowerCase()
  const own = lower === module?.id ? lower : claim.clientId
  client.id = `${realm}/${holder}/${own || randomUUID()}`
  const isKept = !packet.clean && own !== '' && sessions.enter(client.id, holder)
  packet.clean = client.clean = !isKept
}

/** What follows from its being here, until it leaves. */
function stay(
  { sessions }: EntryNeeds,
  { connected, present }: Hall,
  client: Client,
  login: Login,
): void {
  const { id } = client
  connected.add(login.holder, 1)
  present.set(id, client)
  client.conn.once('close', () => {
    connected.add(login.holder, -1)
    // One that took over is still here.
    if (present.get(id) !== client) return
    present.delete(id)
    sessions.leave(id)
  })
}
