/** The owner's answers on their way: kept on the device first, sent when there is a network. */
// The page and the worker share the queue; each answer has a key that the server takes once.
import { call, Problem } from './api.ts'
import { all, alter, drop, put, takeAll } from './shelf.ts'
import type { Answer, Question } from './wire.ts'

/** An answer that waits; a later one to the same question takes its place. */
export type Waiting = {
  /** The Idempotency-Key. */
  key: string
  questionId: string
  /** The one-question token of a push, where it came with one. */
  token: string | null
  answer: Answer
  /** When it was chosen, in milliseconds. */
  at: number
  /** It has left once, and may have arrived though nobody heard so. */
  isTried?: true
}

/** What became of an answer. `other`: the question stands otherwise, and `question` says how. */
export type Told =
  | { questionId: string; state: 'sent'; question: Question | null; at: number }
  | { questionId: string; state: 'other'; question: Question | null; at: number }
  | { questionId: string; state: 'refused'; detail: string; question: null; at: number }

/** What pages hear when the queue has changed, from whichever side. */
export const channel = 'chargeshare'
const TAG = 'answers'

/** Keeps an answer; resolves once it is safe on this device. */
export async function enqueue(waiting: Omit<Waiting, 'key' | 'at'>): Promise<void> {
  const one: Waiting = { ...waiting, key: crypto.randomUUID(), at: Date.now() }
  await put('queue', one.questionId, one)
  announce()
}

/** What waits, oldest first. */
export async function waiting(): Promise<Waiting[]> {
  return (await all<Waiting>('queue')).sort((a, b) => a.at - b.at)
}

/**
 * Takes back what has surely not reached the server; false where it may have, or nothing waits. What
 * is on its way is waited for, so that nobody believes in an undoing that came too late.
 */
export function takeBack(questionId: string): Promise<boolean> {
  return alone(async () => {
    const one = (await waiting()).find((each) => each.questionId === questionId)
    if (!one || one.isTried) return false
    await forget(questionId)
    return true
  })
}

/** Sends it no more. */
export async function forget(questionId: string): Promise<void> {
  await drop('queue', questionId)
  announce()
}

/**
 * Sends all that waits, in order; what cannot be sent now goes on waiting. Resolves to what became of
 * the others. Two at once (page and worker) do not send the same answer twice. What its owner must
 * hear of, and is not `mine` to tell, is kept until somebody has told him (`untold`).
 */
export function flush(mine: string | null = null): Promise<Told[]> {
  return alone(() => sendAll(mine))
}

/** Where locks are missing the key alone guards: the server takes an answer once. */
function alone<T>(work: () => Promise<T>): Promise<T> {
  return 'locks' in navigator ? navigator.locks.request(TAG, work) : work()
}

async function sendAll(mine: string | null): Promise<Told[]> {
  const told: Told[] = []
  for (const one of await waiting()) {
    if (navigator.onLine) await mark(one)
    const result = await send(one)
    if (result === null) break
    if (result.state !== 'sent' && one.questionId !== mine)
      await put('told', one.questionId, result)
    await done(one)
    told.push(result)
  }
  if (told.length > 0) announce()
  return told
}

function mark({ questionId, key }: Waiting): Promise<void> {
  return alter<Waiting>('queue', questionId, (now) =>
    now?.key === key ? { ...now, isTried: true } : undefined,
  )
}

/** What was chosen anew while the old answer was under way stays. */
function done({ questionId, key }: Waiting): Promise<void> {
  return alter<Waiting>('queue', questionId, (now) => (now?.key === key ? null : undefined))
}

/** Null where the server was not reached, or takes nothing now. */
async function send({ questionId, token, answer, key, at: _ }: Waiting): Promise<Told | null> {
  const path = `/v1/questions/${encodeURIComponent(questionId)}/answer`
  const at = Date.now()
  try {
    const calling = { key, keepalive: true, token: token ?? undefined }
    const question = await call<Question>('POST', path, answer, calling)
    return { questionId, state: 'sent', question, at }
  } catch (error) {
    if (!(error instanceof Problem)) throw error
    const { status, message: detail, body } = error
    // Signed out: it waits until its owner is back. A token that has ended does not come back.
    const isLater = status === 0 || status === 429 || status >= 500 || (status === 401 && !token)
    if (isLater) return null
    if (status !== 409) return { questionId, state: 'refused', detail, question: null, at }
    const question = (body['question'] as Question | undefined) ?? (await asItStands(path, token))
    return { questionId, state: 'other', question, at }
  }
}

async function asItStands(path: string, token: string | null): Promise<Question | null> {
  const question = path.replace(/\/answer$/, '')
  const calling = { token: token ?? undefined }
  return call<Question>('GET', question, undefined, calling).catch(() => null)
}

/** What became of answers that could not be taken as they were, once: they are handed out and forgotten. */
export function untold(): Promise<Told[]> {
  return takeAll<Told>('told')
}

/** Lets every open page look at the queue again. */
function announce(): void {
  const line = new BroadcastChannel(channel)
  line.postMessage({ what: 'queue' })
  line.close()
}

/** Background Sync is not in the standard types. */
type Syncing = { sync?: { register: (tag: string) => Promise<void> } }

/** Asks the browser to wake the worker once there is a network; false where it cannot. */
export async function syncLater(registration: ServiceWorkerRegistration): Promise<boolean> {
  const { sync } = registration as unknown as Syncing
  if (!sync) return false
  return sync.register(TAG).then(
    () => true,
    () => false,
  )
}
