/** Plays a charger's side of an exported log against a test endpoint, and tells which answers differ. */
import { createReadStream } from 'node:fs'
import { createInterface } from 'node:readline'
import { setTimeout as rest } from 'node:timers/promises'
import { type Command, InvalidArgumentError } from 'commander'
import { WebSocket } from 'ws'
import { z } from 'zod'
import { Identity } from './domain/chargers/charger.ts'
import { differences } from './domain/chargers/log/differ.ts'
import { isWhole } from './domain/chargers/log/trim.ts'
import { OcppVersion } from './domain/chargers/ocpp.ts'
import { isBackend } from './domain/chargers/router/upstream.ts'
import { errorFrame, isPayload, resultFrame } from './domain/chargers/wire/frame.ts'
import { rfc3339, time } from './domain/text.ts'
import { type Io, passwordFrom, reading, tell } from './terminal.ts'

export type ReplayOptions = {
  /** The charger's address at the endpoint, with its identity. */
  to: string
  password?: string | undefined
  /** Whose entries are played, where the log holds those of several chargers. */
  charger?: string | undefined
  /** How many times faster than it was; Infinity: as fast as the endpoint answers. */
  speed: number
  /** Also the numbers of transactions stay, although the endpoint may have given others. */
  verbatim: boolean
  /** How long an answer is waited for, in milliseconds. */
  patienceMs: number
}

/**
 * What came of it: how many calls were answered the same, otherwise, or not at all. `left`: how many
 * frames were not sent, since the log has not kept all of their text.
 */
export type Replayed = {
  sent: number
  same: number
  different: number
  unanswered: number
  left: number
}

/** As much of a line as is played: `GET /v1/ocpp/messages` gives such lines. */
const Entry = z.object({
  charger: z.string(),
  at: time,
  direction: z.enum(['in', 'out']),
  version: OcppVersion.nullable(),
  action: z.string().nullable(),
  messageId: z.string().nullable().default(null),
  request: z.string(),
  answer: z.string().nullable(),
  error: z.string().nullable(),
})
type Entry = z.infer<typeof Entry>

const HANDSHAKE_MS = 10_000
/** Answers of the charger that came too late or that nobody had asked for. */
const STRAY = ['late', 'unasked', 'result-refused']

/** Plays all lines in their order, each after the answer to the one before it. */
export async function replay(
  lines: AsyncIterable<string>,
  options: ReplayOptions,
  say: (text: string) => void,
): Promise<Replayed> {
  const done: Replayed = { sent: 0, same: 0, different: 0, unanswered: 0, left: 0 }
  const numbers = new Map<number, number>()
  const answers = new Map<string, object>()
  let line: Line | null = null
  let version: OcppVersion | null = null
  let before: number | null = null
  try {
    for await (const entry of entriesIn(lines, options.charger)) {
      if (entry.direction === 'out') remember(answers, entry)
      if (entry.direction === 'out' || STRAY.includes(entry.error ?? '')) continue
      if (!isWhole(entry.request)) {
        done.left++
        continue
      }
      if (line === null || (entry.version !== null && entry.version !== version)) {
        line?.close()
        version = entry.version ?? '1.6'
        line = await connect(options, version, answers)
      }
      const pauseMs = (entry.at - (before ?? entry.at)) / options.speed
      if (pauseMs >= 1) await rest(pauseMs)
      before = entry.at
      const request = options.verbatim ? entry.request : renumbered(entry.request, numbers)
      const answer = await line.send(request)
      done.sent++
      compare(entry, answer, done, say)
      if (answer !== null && entry.answer !== null) learn(numbers, entry.answer, answer)
    }
  } finally {
    line?.close()
  }
  return done
}

async function* entriesIn(
  lines: AsyncIterable<string>,
  wanted: string | undefined,
): AsyncGenerator<Entry> {
  let number = 0
  let only = wanted
  for await (const text of lines) {
    number++
    if (text.trim() === '') continue
    const entry = entryIn(text)
    if (entry === null) throw new Error(`line ${number} is no entry of an exported log`)
    only ??= entry.charger
    if (entry.charger === only) yield entry
    else if (wanted === undefined) {
      const detail = `the log holds ${only} and ${entry.charger}: name one of them by --charger`
      throw new Error(detail)
    }
  }
}

function entryIn(text: string): Entry | null {
  try {
    return Entry.parse(JSON.parse(text))
  } catch {
    return null
  }
}

/** What the charger has answered a call of this kind last. */
function remember(answers: Map<string, object>, entry: Entry): void {
  const { action, answer, error, messageId } = entry
  if (action === null || answer === null || error !== null) return
  // What another backend was told stands among it.
  if (isBackend(messageId ?? '')) return
  const [, , payload] = (parsed(answer) ?? []) as unknown[]
  if (isPayload(payload)) answers.set(action, payload)
}

function compare(entry: Entry, answer: string | null, done: Replayed, say: (text: string) => void) {
  if (entry.answer === null || !isWhole(entry.answer)) return
  const name = `${rfc3339(entry.at)} ${entry.action ?? 'a frame that is no call'}`
  const differing = answer === null ? ['no answer'] : differences(entry.answer, answer)
  if (answer === null) done.unanswered++
  else if (differing.length === 0) done.same++
  else done.different++
  for (const what of differing) say(`${name}: ${what}\n`)
}

/** OCPP 1.6: whoever starts a transaction is told its number, and speaks of it by that. */
function learn(numbers: Map<number, number>, before: string, now: string): void {
  const [was, is] = [numberIn(before), numberIn(now)]
  if (was !== null && is !== null && was !== is) numbers.set(was, is)
}

function numberIn(answer: string): number | null {
  const [, , payload] = (parsed(answer) ?? []) as [unknown, unknown, { transactionId?: unknown }?]
  const number = payload?.transactionId
  return typeof number === 'number' ? number : null
}

function renumbered(request: string, numbers: Map<number, number>): string {
  if (numbers.size === 0) return request
  return request.replace(
    /("transactionId"\s*:\s*)(\d+)/g,
    (whole, head: string, number: string) => {
      const now = numbers.get(Number(number))
      return now === undefined ? whole : `${head}${now}`
    },
  )
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return null
  }
}

type Line = {
  /** Resolves to the answer; null where none came in time, or none is due. */
  send: (frame: string) => Promise<string | null>
  close: () => void
}

async function connect(
  { to, password, patienceMs }: ReplayOptions,
  version: OcppVersion,
  answers: Map<string, object>,
): Promise<Line> {
  const identity = decodeURIComponent(new URL(to).pathname.split('/').at(-1) ?? '')
  const socket = new WebSocket(to, `ocpp${version}`, {
    handshakeTimeout: HANDSHAKE_MS,
    perMessageDeflate: false,
    ...(password !== undefined && { auth: `${identity}:${password}` }),
  })
  await new Promise<void>((resolve, reject) => {
    socket.once('open', resolve).once('error', reject)
  })
  const waiting = new Map<string, (answer: string | null) => void>()
  const giveUp = () => {
    for (const resolve of waiting.values()) resolve(null)
  }
  socket.on('error', giveUp).on('close', giveUp)
  socket.on('message', (data) => {
    const text = (data as Buffer).toString()
    const [type, id, action] = (parsed(text) ?? []) as unknown[]
    if (type === 2) socket.send(answerTo(id, String(action), answers))
    else waiting.get(JSON.stringify(id))?.(text)
  })
  return {
    send: async (frame) => {
      if (socket.readyState !== WebSocket.OPEN) throw new Error('the endpoint has closed the line')
      const [type, id] = (parsed(frame) ?? []) as unknown[]
      socket.send(frame)
      if (type !== 2) return null
      const key = JSON.stringify(id)
      const stop = new AbortController()
      const answer = new Promise<string | null>((resolve) => waiting.set(key, resolve))
      const late = rest(patienceMs, null, { signal: stop.signal }).catch(() => null)
      return Promise.race([answer, late]).finally(() => {
        waiting.delete(key)
        stop.abort()
      })
    },
    close: () => socket.close(),
  }
}

/** As the charger has answered the same before; what is not in the log cannot be known. */
function answerTo(id: unknown, action: string, answers: Map<string, object>): string {
  const known = answers.get(action)
  const said = JSON.stringify(id)
  if (known !== undefined) return resultFrame(said, known)
  return errorFrame(said, 'NotSupported', 'the log holds no answer to this')
}

type Wish = {
  to: URL
  as?: string
  charger?: string
  speed: number
  passwordStdin?: true
  verbatim?: true
}

/** Adds the commands about OCPP itself to their group. */
export function ocppCommands(group: Command, io: Io): void {
  group
    .command('replay')
    .description("play a charger's side of an exported log (NDJSON) against a test endpoint")
    .argument('<file>', 'as GET /v1/chargers/{identity}/messages gives it, application/x-ndjson')
    .requiredOption('--to <url>', 'the address there: ws://host/ocpp/{identity}', address)
    .option('--as <identity>', 'the identity in that address, instead', reading(Identity))
    .option('--charger <identity>', 'whose messages, where the log holds those of several')
    .option('--speed <speed>', 'how many times faster than it was, or max', speed, 1)
    .option('--verbatim', 'keep the numbers of transactions, whatever the endpoint gives')
    .option('--password-stdin', "read the charger's password from standard input")
    .action(async (file: string, wish: Wish) => {
      const { as, charger, verbatim = false } = wish
      const password = wish.passwordStdin && (await passwordFrom(io.input))
      const to = (as === undefined ? wish.to : at(wish.to, as)).href
      const lines = createInterface({ input: createReadStream(file), crlfDelay: Infinity })
      const options = { to, password, charger, speed: wish.speed, verbatim, patienceMs: 30_000 }
      const { sent, same, different, unanswered, left } = await replay(lines, options, io.out)
      tell(io, {
        sent,
        'answered the same': same,
        differently: different,
        'not at all': unanswered,
        ...(left > 0 && { 'cut in the log, not sent': left }),
      })
      if (different + unanswered > 0) throw new Error('not all answers are the same')
    })
}

function address(text: string): URL {
  if (/^wss?:\/\//.test(text) && URL.canParse(text)) return new URL(text)
  throw new InvalidArgumentError('must be an address like ws://host/ocpp/CP-1')
}

/** The last part of the address is the identity; behind a bare `/ocpp` there is none yet. */
function at(url: URL, identity: string): URL {
  const above = url.pathname.endsWith('/ocpp') ? url.pathname : url.pathname.replace(/\/[^/]*$/, '')
  const pathname = `${above}/${encodeURIComponent(identity)}`
  return Object.assign(new URL(url), { pathname })
}

function speed(text: string): number {
  if (text === 'max') return Infinity
  const number = Number(text)
  if (number > 0 && Number.isFinite(number)) return number
  throw new InvalidArgumentError('must be a number above 0, or max')
}
