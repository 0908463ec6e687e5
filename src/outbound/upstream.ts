/** Lines to other backends: each comes to them as the charger it speaks for, again and again. */
import type { RawData } from 'ws'
import { WebSocket } from 'ws'
import type { Address, Chance, Ears, Log, Trunk, Trunks } from '../flows/ports.ts'
import { viaOf } from '../domain/chargers/router/hops.ts'
import { openCalls, type LookFor } from './calls.ts'
import { wordsFor } from './failure.ts'
import type { Guard } from './guard.ts'

/** A frame of a backend may be so long; what is longer ends the connection (1009). */
const MAX_FRAME = 256 * 1024
/** What a backend leaves unread: then it is no reader. */
const MAX_UNREAD = 1024 * 1024
const HANDSHAKE_MS = 10_000
const PING_MS = 30_000
/** A backend may say so much at once, and so much in a second on the average. */
const BURST = 200
const RATE = 50
/** Frames that nobody can read, in one connection. */
const GARBAGE = 10

const FIRST_MS = 1000
const LONGEST_MS = 120_000
/** Who stays so long is met again soon when the line breaks. */
const STEADY_MS = 60_000

export type UpstreamOptions = {
  guard: Guard
  chance: Chance
  log: Log
  /** Makes ids of our calls. */
  nextId: () => string
  /** Knows what OCPP says of payloads. */
  lookFor: LookFor
  /** The first wait before a line is made again, in milliseconds; it doubles up to two minutes. */
  firstMs?: number
  /** See `Trunks`. */
  patienceMs?: number | undefined
}

const PATIENCE_MS = 5000

/** Dials for the chargers; `close` ends all lines for good. */
export function openTrunks(options: UpstreamOptions): Trunks & { close: () => Promise<void> } {
  const open = new Set<Trunk>()
  return {
    dial: (to, ears) => {
      const trunk = openTrunk(to, ears, options)
      const kept = {
        ...trunk,
        close: () => {
          open.delete(kept)
          trunk.close()
        },
      }
      open.add(kept)
      return kept
    },
    refusal: (url) => options.guard.refusal(asHttp(url)),
    patienceMs: options.patienceMs ?? PATIENCE_MS,
    close: async () => {
      for (const trunk of [...open]) trunk.close()
    },
  }
}

/** The guard judges web addresses. */
function asHttp(url: string): string {
  return url.replace(/^ws/, 'http')
}

/** Waits before a line is made again: they double, each spread over half to all of it. */
export function pause(tries: number, chance: number, firstMs = FIRST_MS): number {
  const whole = Math.min(LONGEST_MS, firstMs * 2 ** Math.min(tries, 20))
  return Math.round(whole * (0.5 + chance / 2))
}

function openTrunk(to: Address, ears: Ears, options: UpstreamOptions): Trunk {
  let line: Connection | null = null
  let again: NodeJS.Timeout | null = null
  let tries = 0
  let isOver = false

  const dial = () => {
    again = null
    const refusal = options.guard.refusal(asHttp(to.url))
    if (refusal !== null) return wait(refusal)
    const since = performance.now()
    const own = connect(to, options, {
      ...ears,
      closed: (problem) => {
        if (line !== own) return
        line = null
        if (performance.now() - since > STEADY_MS) tries = 0
        wait(problem)
      },
    })
    line = own
  }
  const wait = (problem: string) => {
    if (isOver) return
    again = setTimeout(dial, pause(tries++, options.chance(), options.firstMs)).unref()
    ears.closed(problem)
  }
  // Not at once: whoever dials is handed the trunk before it says anything.
  again = setTimeout(dial, 0)
  return {
    call: async (action, payload, timeoutMs) =>
      line === null ? 'away' : line.call(action, payload, timeoutMs),
    drop: (problem) => line?.end(1000, problem),
    close: () => {
      isOver = true
      if (again !== null) clearTimeout(again)
      const last = line
      line = null
      last?.end(1001, 'the charger is no longer here')
    },
  }
}

type Connection = Pick<Trunk, 'call'> & { end: (code: number, problem: string) => void }

/** One connection, from the dial to its end, which is told once. */
function connect(to: Address, options: UpstreamOptions, ears: Ears): Connection {
  const { guard, nextId, log, lookFor } = options
  const socket = new WebSocket(addressOf(to), [`ocpp${to.version}`], {
    headers: headersOf(to),
    lookup: guard.lookup,
    handshakeTimeout: HANDSHAKE_MS,
    maxPayload: MAX_FRAME,
    perMessageDeflate: false,
    followRedirects: false,
  })
  const send = (text: string) => {
    if (socket.readyState !== WebSocket.OPEN) return
    if (socket.bufferedAmount > MAX_UNREAD) return finish('reads nothing')
    socket.send(text)
  }
  const calls = openCalls(to.version, { send, nextId, lookFor, asked: ears.asked, odd: ears.odd })
  const budget = openBudget()
  let isDone = false
  let isAlive = true
  const pings = setInterval(() => {
    if (!isAlive) return finish('answers no pings')
    isAlive = false
    if (socket.readyState === WebSocket.OPEN) socket.ping()
  }, PING_MS).unref()

  /** Without a code it is cut off. */
  const finish = (problem: string, code: number | null = null) => {
    if (isDone) return
    isDone = true
    clearInterval(pings)
    calls.end()
    if (code === null) socket.terminate()
    else close(socket, code, problem)
    ears.closed(problem)
  }
  socket.on('open', () => ears.opened())
  socket.on('pong', () => (isAlive = true))
  socket.on('message', (data: RawData, isBinary: boolean) => {
    isAlive = true
    if (isDone) return
    if (!budget.takes()) return finish('says too much')
    const isRead = !isBinary && calls.hear((data as Buffer).toString())
    if (isRead) return
    ears.odd('no-ocpp', '')
    if (budget.isGarbage()) finish('speaks no OCPP')
  })
  socket.on('error', (error) => {
    log.info({ identity: to.identity, error: error.message }, 'a line to a backend failed')
    finish(wordsFor(error))
  })
  socket.on('close', (code) => finish(`it closed (${code})`))
  return {
    call: (action, payload, timeoutMs) =>
      socket.readyState === WebSocket.OPEN
        ? calls.call(action, payload, timeoutMs)
        : Promise.resolve('away'),
    end: (code, problem) => finish(problem, code),
  }
}

/** A backend that does not answer the close is left after two seconds. */
function close(socket: WebSocket, code: number, reason: string): void {
  if (socket.readyState !== WebSocket.OPEN) return socket.terminate()
  socket.close(code, reason.slice(0, 100))
  setTimeout(() => socket.terminate(), 2000).unref()
}

function addressOf({ url, identity }: Address): string {
  return `${url}/${encodeURIComponent(identity)}`
}

function headersOf({ identity, password, hops }: Address): Record<string, string> {
  const agent = { 'user-agent': 'ChargeShare/1', via: viaOf(hops) }
  if (password === null) return agent
  const pair = Buffer.from(`${identity}:${password}`).toString('base64')
  return { ...agent, authorization: `Basic ${pair}` }
}

/** How much one connection may still say. */
function openBudget() {
  let left = BURST
  let garbage = GARBAGE
  let last = performance.now()
  return {
    takes: () => {
      const now = performance.now()
      left = Math.min(BURST, left + ((now - last) / 1000) * RATE) - 1
      last = now
      return left >= 0
    },
    isGarbage: () => --garbage < 0,
  }
}
