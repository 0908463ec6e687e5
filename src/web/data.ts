/** What the server knows, as pages see it: `useData<List<Vehicle>>('/v1/vehicles')`. */
// Shown at once from what was last heard (also offline), asked anew when it may have changed (live
// events, focus, network), drawn when it has.
import { useCallback, useEffect } from 'preact/hooks'
import { asProblem, call, Problem } from './api.ts'
import { type Cell, cell, useCell } from './cell.ts'
import { clear, put, take } from './shelf.ts'
import type { Topic } from './wire.ts'

/** `isOld`: the server could not be asked; what is shown was true before. */
export type Data<T> = {
  data: T | undefined
  error: Problem | null
  loading: boolean
  isOld: boolean
}
type Held = {
  state: Cell<Data<unknown>>
  /** When it was last heard; 0 where it is to be asked again in any case. */
  at: number
  asking: Promise<void> | null
  /** It changed while it was asked for: what comes may be old already. */
  again: boolean
  users: number
  /** How often in a row the server was not reached. */
  misses: number
}

/** Whether the server answered when it was last asked; a network alone is not enough. */
export const isReached = cell(true)

const held = new Map<string, Held>()
/** What is younger is not asked for again by another part of the same page. */
const FRESH_MS = 2000
const RETRY_MS = 1000
const LONGEST_MS = 60_000

/** Which paths an event of the live stream makes old. */
const TOPICS: Record<Topic, string> = {
  questions: '/v1/questions',
  charges: '/v1/charges/mine',
  vehicles: '/v1/vehicles',
  locations: '/v1/locations',
  owner: '/v1/owners/me',
  devices: '/v1/push/subscriptions',
  chargings: '/v1/owners/me/charg',
}

/** The answer of a GET; null as path asks nothing. `reload` asks again and resolves when it is there. */
export function useData<T>(path: string | null): Data<T> & { reload: () => Promise<void> } {
  const one = path === null ? nothing : entry(path)
  const state = useCell(one.state) as Data<T>
  useEffect(() => {
    if (path === null) return
    one.users++
    void ask(path, FRESH_MS)
    return () => void one.users--
  }, [path, one])
  const reload = useCallback(() => (path === null ? Promise.resolve() : ask(path)), [path])
  return { ...state, reload }
}

/** Asks again for all that is shown and begins so: `refresh('/v1/questions')`. */
export async function refresh(...prefixes: string[]): Promise<void> {
  const old = [...held].filter(([path]) => prefixes.some((prefix) => path.startsWith(prefix)))
  for (const [, one] of old) {
    one.at = 0
    one.again = one.asking !== null
  }
  await Promise.all(old.filter(([, { users }]) => users > 0).map(([path]) => ask(path)))
}

/** What an event of the live stream said has changed. */
export function changed(what: Topic[]): Promise<void> {
  return refresh(...what.map((topic) => TOPICS[topic]).filter((prefix) => prefix !== undefined))
}

/** All that a stream may tell of: what happened before it was open was not told. */
export function changedAll(): Promise<void> {
  return refresh(...Object.values(TOPICS))
}

/** Puts in place what a call has just answered, without asking again. */
export function settle(path: string, data: unknown): void {
  const one = entry(path)
  one.at = performance.now()
  one.state.set({ data, error: null, loading: false, isOld: false })
  keep(path, data)
}

/** Everything is forgotten: another owner may come. */
export async function forget(): Promise<void> {
  for (const one of held.values()) one.state.set(EMPTY)
  held.clear()
  await clear('answers').catch(() => undefined)
}

const EMPTY: Data<unknown> = { data: undefined, error: null, loading: true, isOld: false }
const nothing: Held = {
  state: cell<Data<unknown>>({ ...EMPTY, loading: false }),
  at: 0,
  asking: null,
  again: false,
  users: 0,
  misses: 0,
}

function entry(path: string): Held {
  const found = held.get(path)
  if (found) return found
  const made: Held = { ...nothing, state: cell(EMPTY) }
  held.set(path, made)
  return made
}

function ask(path: string, freshMs = 0): Promise<void> {
  const one = entry(path)
  if (one.at > 0 && performance.now() - one.at < freshMs) return Promise.resolve()
  one.asking ??= untilFresh(path, one).finally(() => (one.asking = null))
  return one.asking
}

async function untilFresh(path: string, one: Held): Promise<void> {
  do {
    one.again = false
    await answered(path, one)
  } while (one.again)
}

/** A network that comes and goes does not always say so. */
function retry(path: string, one: Held): void {
  const later = Math.min(2 ** one.misses++ * RETRY_MS, LONGEST_MS)
  setTimeout(() => {
    if (one.users > 0 && document.visibilityState === 'visible') void ask(path)
  }, later)
}

async function answered(path: string, one: Held): Promise<void> {
  const before = one.state.get().data === undefined ? recalled(path, one) : undefined
  try {
    const data = await call('GET', path)
    isReached.set(true)
    one.misses = 0
    one.at = performance.now()
    if (held.get(path) !== one) return
    // What is as it was is not drawn anew.
    const { data: known, loading, isOld, error } = one.state.get()
    if (!loading && !isOld && !error && JSON.stringify(known) === JSON.stringify(data)) return
    one.state.set({ data, error: null, loading: false, isOld: false })
    keep(path, data)
  } catch (error) {
    await before
    const problem = asProblem(error)
    isReached.set(problem.status !== 0)
    const { data } = one.state.get()
    one.state.set({ data, error: problem, loading: false, isOld: data !== undefined })
    if (problem.status === 401) signedOut()
    if (problem.status === 0 || problem.status >= 500) retry(path, one)
  }
}

/** What was heard last time, until the server has spoken. */
async function recalled(path: string, one: Held): Promise<void> {
  const data = await take('answers', path).catch(() => undefined)
  if (data === undefined || one.state.get().data !== undefined || one.at > 0) return
  one.state.set({ ...one.state.get(), data })
}

function keep(path: string, data: unknown): void {
  // Without storage the app works as before, only not offline.
  void put('answers', path, data).catch(() => undefined)
}

/** The session has ended: what was kept for it is not to be seen any more. */
function signedOut(): void {
  for (const [path, one] of held) {
    if (path.startsWith('/v1/') && one.state.get().data !== undefined) one.at = 0
  }
  void clear('answers').catch(() => undefined)
  const owner = entry(TOPICS.owner)
  const error = new Problem(401, 'signed out')
  owner.state.set({ data: undefined, error, loading: false, isOld: false })
}

/** Asks anew for what is on the screen when the app comes back to it, or the network does. */
export function watchScreen(): void {
  const again = () => {
    if (document.visibilityState === 'visible') void refresh('/v1/')
  }
  document.addEventListener('visibilitychange', again)
  addEventListener('online', again)
}
