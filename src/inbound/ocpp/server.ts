/** OCPP over WebSocket, on the HTTP servers' own ports: chargers are judged before their connection is made. */
import type { IncomingMessage } from 'node:http'
import type { Duplex } from 'node:stream'
import { type WebSocket, WebSocketServer } from 'ws'
import type { Log } from '../../flows/ports.ts'
import type { Service } from '../../flows/service.ts'
import { isOurs } from './door.ts'
import { closing, openDoorman, refuse, type Welcome } from './doorman.ts'
import { OcppLine } from './line.ts'

export type OcppOptions = {
  /** Guessers of passwords are slowed down. */
  rateLimits: boolean
  log: Log
}

export type OcppServer = {
  /** Takes a connection that wants to be more than HTTP; false: it is none of ours. */
  upgrade: (request: IncomingMessage, socket: Duplex, head: Buffer) => boolean
  /** What happens by the clock, each second. */
  tick: (now: number) => Promise<void>
  /** How many chargers are connected. */
  count: () => number
  /** Lets nobody in any more, answers what was asked, and says good-bye. */
  close: () => Promise<void>
}

/** The longest frame: a local list or a report in parts is far below. */
const LONGEST = 256 * 1024
/** How often it is kept when chargers were last heard of. */
const SEEN_MS = 15_000
/** How often this process says that it still holds them. */
const HOLD_MS = 30_000
const CALM_MS = 3000
const LOOK_MS = 10

export async function openOcpp(
  service: Service,
  { rateLimits, log }: OcppOptions,
): Promise<OcppServer> {
  const { chargers } = service
  await chargers.beginHolding(service.clock())
  const lines = new Set<OcppLine>()
  const look = keeping(service, lines, log)
  const doorman = openDoorman(service, rateLimits)
  let isClosing = false

  async function admit(request: IncomingMessage, socket: Duplex, head: Buffer): Promise<void> {
    const judged = isClosing ? closing : await doorman(request)
    if ('status' in judged) return refuse(socket, judged)
    if (socket.destroyed) return
    const { chosen } = judged
    // The header may be written in ways that only chargers know; ws sees what was chosen.
    if (chosen.name === null) delete request.headers['sec-websocket-protocol']
    else request.headers['sec-websocket-protocol'] = chosen.name
    sockets.handleUpgrade(request, socket, head, (ws) => enter(ws, judged))
  }

  function enter(ws: WebSocket, welcome: Welcome): void {
    const { identity } = welcome
    const line = new OcppLine(ws, { service, log }, welcome)
    lines.add(line)
    ws.once('close', () => {
      lines.delete(line)
      line.over()
      // The end of a line that was replaced says nothing about the one that came after it.
      if (chargers.unplug(identity, line)) look.told(chargers.disconnected(identity))
    })
    chargers.plug(identity, line)?.close(1008, 'replaced by a newer connection')
    look.told(chargers.connected(identity, line))
  }

  return {
    upgrade: (request, socket, head) => {
      const isWanted = request.headers.upgrade?.toLowerCase() === 'websocket'
      if (!isWanted || !isOurs(request.url ?? '')) return false
      // From here on the socket is nobody's until it is a WebSocket: its errors end it quietly.
      socket.on('error', () => socket.destroy())
      admit(request, socket, head).catch((error: unknown) => {
        log.error({ error: String(error) }, 'a charger could not be judged')
        refuse(socket, { status: 503, detail: 'try again', headers: ['retry-after: 10'] })
      })
      return true
    },
    tick: (now) => {
      for (const line of lines) line.tick(now)
      return look.tick(now)
    },
    count: () => lines.size,
    close: async () => {
      isClosing = true
      await leave(lines)
      await chargers.endHolding()
    },
  }
}

const sockets = new WebSocketServer({
  noServer: true,
  clientTracking: false,
  perMessageDeflate: false,
  maxPayload: LONGEST,
  handleProtocols: ([first]) => first ?? false,
})

/** Keeps in the database who is connected here, and who was heard of. */
function keeping({ chargers, clock }: Service, lines: Set<OcppLine>, log: Log) {
  let seenAt = clock()
  let heldAt = seenAt
  const told = (kept: Promise<unknown>): Promise<unknown> =>
    kept.catch((error: unknown) => {
      log.error({ error: String(error) }, 'what is known of connections was not kept')
    })
  const isDue = (at: number, now: number, everyMs: number) => Math.abs(now - at) >= everyMs
  return {
    told: (kept: Promise<unknown>) => void told(kept),
    tick: async (now: number): Promise<void> => {
      if (isDue(seenAt, now, SEEN_MS)) {
        seenAt = now
        const signs = [...lines].map((line) => ({ charger: line.charger, at: line.sign() }))
        await told(chargers.keepSigns(signs.filter(isNew)))
      }
      if (!isDue(heldAt, now, HOLD_MS)) return
      heldAt = now
      await told(chargers.keepHolding(now))
    },
  }
}

type Sign = { charger: string; at: number }

function isNew(sign: { charger: string; at: number | null }): sign is Sign {
  return sign.at !== null
}

/** Answers what was asked, says good-bye, and cuts off who does not say it too. */
async function leave(lines: Set<OcppLine>): Promise<void> {
  await until(() => ![...lines].some((line) => line.isBusy))
  for (const line of lines) line.close(1001, 'the server is closing')
  await until(() => lines.size === 0)
  for (const line of lines) line.cut()
  await until(() => lines.size === 0)
}

/** Waits until something is so, or for a while. */
async function until(isSo: () => boolean): Promise<void> {
  for (const end = Date.now() + CALM_MS; !isSo() && Date.now() < end;) {
    await new Promise((resolve) => setTimeout(resolve, LOOK_MS))
  }
}
