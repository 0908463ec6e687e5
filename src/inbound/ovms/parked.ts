/** One car in the garage: what it said last, who listens to it, and how many of them it is told of. */
import type { Asked } from './commands.ts'

/** One message as OVMS v2 writes it: comma-separated data. */
export type Told = {
  data: string
  at: number
  /** Enciphered by the module so that only its owner's apps can read it. */
  isParanoid?: boolean
}

/** Somebody at the other end of a line, a car or an app. */
export type Link = {
  /** One v2 message, `Z1` or `S45.0,K,…`. */
  say: (message: string) => void
  end: () => void
}

/** How an app listens: one that a person holds counts as a peer, one that comes and goes does not. */
export type Listening = 'app' | 'batch'

export type Parked = {
  link: Link | null
  listeners: Map<Link, Listening> | null
  /** Callers of the HTTP API that count as peers, each until a time. */
  guests: Map<string, number> | null
  /** Since when the server attends to it; null: not at all. */
  attendedAt: number | null
  /** The number of peers that the car was told last. */
  announced: number | null
  messages: Map<string, Told>
  heardAt: number | null
  isParanoid: boolean
  /** What a paranoid module enciphers with, but for its password. */
  token: string | null
  /** Commands whose answers are awaited. */
  asked: Asked<Link>[] | null
}

/** Longer ones are passed on but not remembered; no module of the field sends them. */
const LONGEST = 4096
/** More codes than this no protocol has. */
const CODES = 32

export function newlyParked(): Parked {
  return {
    link: null,
    listeners: null,
    guests: null,
    attendedAt: null,
    announced: null,
    messages: new Map(),
    heardAt: null,
    isParanoid: false,
    token: null,
    asked: null,
  }
}

/** Tells the car how many listen; a number that grows makes it send all it knows at once. */
export function announce(car: Parked, now: number): void {
  const peers = count(car, 'app') + guestsOf(car, now) + Number(car.attendedAt !== null)
  if (!car.link || car.announced === peers) return
  car.announced = peers
  car.link.say(`Z${peers}`)
}

function guestsOf(car: Parked, now: number): number {
  if (!car.guests) return 0
  for (const [guest, until] of car.guests) if (until <= now) car.guests.delete(guest)
  if (car.guests.size === 0) car.guests = null
  return car.guests?.size ?? 0
}

/** How many listen in this way. */
export function count({ listeners }: Parked, kind: Listening): number {
  let found = 0
  if (listeners) for (const listening of listeners.values()) found += Number(listening === kind)
  return found
}

/** Tells all who listen. */
export function tell({ listeners }: Parked, message: string): void {
  if (listeners) for (const listener of listeners.keys()) listener.say(message)
}

/** Remembers what a car said last; a clear message ends what was hidden. */
export function keep(car: Parked, code: string, told: Told): void {
  const { messages } = car
  if (!told.isParanoid && car.isParanoid && (code === 'S' || code === 'L')) unhide(car)
  const isKept = told.data.length <= LONGEST && (messages.has(code) || messages.size < CODES)
  if (isKept) messages.set(code, told)
}

/** Remembers a hidden one: `T` and a token, or `M`, its code and what only its owner can read. */
export function keepHidden(car: Parked, data: string, at: number): void {
  car.isParanoid = true
  const [kind, code] = data
  if (kind === 'T' && car.token !== data.slice(1)) {
    forgetHidden(car)
    car.token = data.slice(1)
  }
  if (kind === 'M' && code) keep(car, code, { data: data.slice(2), at, isParanoid: true })
}

function unhide(car: Parked): void {
  car.isParanoid = false
  car.token = null
  forgetHidden(car)
}

/** What was enciphered under another token cannot be read any more. */
function forgetHidden({ messages }: Parked): void {
  for (const [code, { isParanoid }] of messages) if (isParanoid) messages.delete(code)
}

/** All that is remembered, as messages: F and S first; the token before the first hidden one. */
export function recalled({ messages, token }: Parked): string[] {
  const told = [...messages].sort(([a], [b]) => (rankOf(a) < rankOf(b) ? -1 : 1))
  const said = told.map(([code, { data, isParanoid }]) =>
    isParanoid ? `EM${code}${data}` : code + data,
  )
  const hidden = told.findIndex(([, { isParanoid }]) => isParanoid)
  if (hidden >= 0 && token !== null) said.splice(hidden, 0, `ET${token}`)
  return said
}

function rankOf(code: string): string {
  return (code === 'F' ? '0' : code === 'S' ? '1' : '2') + code
}
