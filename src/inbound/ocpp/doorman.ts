/** Judges who knocks: everything that may be refused is refused before there is a connection. */
import { type IncomingMessage, STATUS_CODES } from 'node:http'
import type { Duplex } from 'node:stream'
import { hopsIn, loopIn } from '../../domain/chargers/router/hops.ts'
import type { Admitted, Service } from '../../flows/service.ts'
import { type Guessers, openGuessers } from '../ovms/guessers.ts'
import { addressOf, type Chosen, identityIn, passwordIn, proofOf, versionIn } from './door.ts'

/** Who may come in, what he speaks, the houses that his line has come through, and see `Admitted`. */
export type Welcome = Pick<Admitted, 'isProven' | 'certificate'> & {
  identity: string
  chosen: Chosen
  hops: string[]
}
/** Why he may not, in the words of HTTP. */
export type Refused = {
  status: number
  detail: string
  headers?: string[]
  /** For nothing but the age of its certificate. */
  isEnded?: boolean
}

export type Doorman = (request: IncomingMessage) => Promise<Welcome | Refused>

/** `rateLimits`: guessers of passwords are slowed down. */
export function openDoorman(service: Service, rateLimits: boolean): Doorman {
  const judging: Judging = {
    service,
    guessers: openGuessers(rateLimits),
    // Where strangers are let in and recorded, none of them may fill the memory with inventions.
    newcomers: openGuessers(rateLimits),
  }
  const { chargers } = service
  return async (request) => {
    const judged = await judge(judging, request)
    const identity = identityIn(request.url ?? '')
    if (identity === null) return judged
    if ('identity' in judged) chargers.cameIn(identity)
    else {
      const { status, detail: why, isEnded = false } = judged
      chargers.turnedAway(identity, { status, why, isEnded })
    }
    return judged
  }
}

export const closing: Refused = {
  status: 503,
  detail: 'the server is closing',
  headers: ['retry-after: 5'],
}

type Judging = { service: Service; guessers: Guessers; newcomers: Guessers }

async function judge(
  { service, guessers, newcomers }: Judging,
  request: IncomingMessage,
): Promise<Welcome | Refused> {
  const { headers, url } = request
  const identity = identityIn(url ?? '')
  if (identity === null) {
    return { status: 400, detail: 'the path must end in an identity of 1 to 48 characters' }
  }
  const hops = hopsIn(headers.via)
  const loop = loopIn(hops, service.chargers.house)
  if (loop !== null) return { status: 508, detail: loop }
  const [address, now] = [addressOf(request), service.clock()]
  const call = { address, name: identity }
  const isGuesser = guessers.isOne(call, now)
  const password = passwordIn(headers.authorization, identity)
  const newcomer = { address, name: '' }
  const mayEnrol = !isGuesser && !newcomers.isOne(newcomer, now)
  const proof = proofOf(request)
  const knock = { identity, password, mayEnrol, ...proof }
  const { admission, isEnded, ...way } = await service.chargers.admit(knock)
  if (admission === 'enrolled') newcomers.wrong(newcomer, now)
  if (admission === 'wrong' && password !== null) guessers.wrong(call, now)
  // Whoever is right is let in, however many guess beside him: to look costs next to nothing.
  if (isGuesser && (admission === 'wrong' || admission === 'unknown')) return guessed
  if (isEnded && (admission === 'wrong' || admission === 'insecure')) {
    return { ...refusals[admission], detail: ended, isEnded: true }
  }
  if (admission === 'wrong' && proof.certificate) return uncertified
  if (admission !== 'in' && admission !== 'enrolled') return refusals[admission]
  const chosen = versionIn(headers['sec-websocket-protocol'], service.chargers.guesses16)
  if (chosen) return { identity, chosen, ...way, hops: hops.length > 0 ? hops : NOWHERE }
  return {
    status: 400,
    detail: 'none of the subprotocols ocpp1.6, ocpp2.0.1 and ocpp2.1 is offered',
  }
}

/** Most lines come straight from their chargers: they share one list. */
const NOWHERE: string[] = []

const guessed: Refused = {
  status: 429,
  detail: 'too many wrong passwords',
  headers: ['retry-after: 900'],
}

const refusals: Record<'unknown' | 'wrong' | 'insecure' | 'rejected', Refused> = {
  unknown: { status: 404, detail: 'no charger has this identity' },
  wrong: {
    status: 401,
    detail: 'no or a wrong password',
    headers: ['www-authenticate: Basic realm="OCPP"'],
  },
  insecure: { status: 403, detail: 'this charger must come by a more secure way' },
  rejected: { status: 403, detail: 'this charger is not wanted here' },
}

/** Only its host can let it come another way: its certificate is what it had to show. */
const ended =
  'its certificate has ended, or that of its authority: to let it come back, lower its profile to 2 and give it a new password'

const uncertified: Refused = {
  ...refusals.wrong,
  detail:
    "its certificate is another charger's, another organisation's or revoked; and no right password came with it",
}

/** Says no, and hangs up. */
export function refuse(socket: Duplex, { status, detail, headers = [] }: Refused): void {
  const title = STATUS_CODES[status]
  const body = JSON.stringify({ type: 'about:blank', title, status, detail })
  const lines = [
    `HTTP/1.1 ${status} ${title}`,
    'connection: close',
    'content-type: application/problem+json',
    `content-length: ${Buffer.byteLength(body)}`,
    ...headers,
  ]
  socket.once('finish', () => socket.destroy())
  socket.end(`${lines.join('\r\n')}\r\n\r\n${body}`)
}
