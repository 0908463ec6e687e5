/** The owner's answers on their way: kept on the device first, sent when there is a network. */
// The page and the worker share the queue; each answer has a key that the server takes once.
import { call, Problem } from './api.ts'
import { all, drop, put, takeAll } from './shelf.ts'
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

/** Takes back what was not sent yet. */
export async function takeBack(questionId: string): Promise<void> {
  await drop('queue', questionId)
  announce()
}

/**
 * Sends all that waits, in order; what cannot be sent now goes on waiting. Resolves to what became of
 * the others. Two at once (page and worker) do not send the same answer twice. What its owner must
 * hear of, and is not `mine` to tell, is kept until somebody has told him (`untold`).
 */
export function flush(mine: string | null = null): Promise<Told[]> {
  // Where locks are missing the key alone guards: the server takes it once.
  if (!('locks' in navigator)) return sendAll(mine)
  return navigator.locks.request(TAG, () => sendAll(mine))
}

async function sendAll(mine: string | null): Promise<Told[]> {
  const told: Told[] = []
  for (const one of await waiting()) {
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

/** What was chosen anew while the old answer was under way stays. */
async function done(one: Waiting): Promise<void> {
  const now = (await waiting()).find(({ questionId }) => questionId === one.questionId)
  if (now?.key === one.key) await drop('queue', one.questionId)
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
