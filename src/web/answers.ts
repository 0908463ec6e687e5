/** Answering from the page: kept first, sent at once if that goes, shown as waiting if not. */
import { asProblem, call, Problem } from './api.ts'
import { cell } from './cell.ts'
import { changed, isReached } from './data.ts'
import {
  channel,
  enqueue,
  flush,
  forget,
  syncLater,
  takeBack,
  type Told,
  untold,
  type Waiting,
  waiting,
} from './queue.ts'
import { nameOf } from './kinds.ts'
import { say } from './parts/toast.tsx'
import type { Answer, Question } from './wire.ts'
import { words } from './words/words.ts'

/** The answers that wait for a network, drawn by whoever looks. */
export const unsent = cell<Waiting[]>([])

/** How it went: sent, kept for later, or otherwise since another device was first. */
export type Given =
  | { state: 'sent'; question: Question | null }
  | { state: 'later' }
  | { state: 'other'; question: Question | null }

/** Gives an answer; throws a `Problem` where the server refuses it. */
export async function give(
  questionId: string,
  answer: Answer,
  token: string | null = null,
): Promise<Given> {
  const kept = await enqueue({ questionId, token, answer }).then(
    () => true,
    () => false,
  )
  if (!kept) return giveUnkept(questionId, answer, token)
  const told = (await flush(questionId)).find((one) => one.questionId === questionId)
  await look()
  if (!told) {
    const registration = await navigator.serviceWorker?.getRegistration()
    if (registration) await syncLater(registration)
    return { state: 'later' }
  }
  void changed(['questions', 'charges', 'locations'])
  return outcomeOf(told)
}

/** Without storage (a private window) there is only now. */
async function giveUnkept(
  questionId: string,
  answer: Answer,
  token: string | null,
): Promise<Given> {
  const path = `/v1/questions/${encodeURIComponent(questionId)}/answer`
  try {
    const question = await call<Question>('POST', path, answer, { token: token ?? undefined })
    void changed(['questions', 'charges', 'locations'])
    return { state: 'sent', question }
  } catch (error) {
    const problem = asProblem(error)
    if (problem.status !== 409) throw problem
    return { state: 'other', question: (problem.body['question'] as Question) ?? null }
  }
}

function outcomeOf(told: Told): Given {
  if (told.state === 'refused') throw new Problem(422, told.detail)
  return { state: told.state, question: told.question }
}

/** Undoes an answer within its ten minutes; one that was not sent yet is simply not sent. */
export async function undo(questionId: string, token: string | null = null): Promise<void> {
  if (await takeBack(questionId).catch(() => false)) return look()
  const path = `/v1/questions/${encodeURIComponent(questionId)}/answer`
  await call('DELETE', path, undefined, { token: token ?? undefined })
  await forget(questionId).catch(() => undefined)
  await look()
  await changed(['questions', 'charges', 'locations'])
}

/** Looks at the queue now and whenever it changes, and sends what waits when that may go. */
export async function watchQueue(): Promise<void> {
  new BroadcastChannel(channel).addEventListener('message', ({ data }) => {
    void look()
    if ((data as { what?: string }).what === 'pushed') void changed(['questions', 'charges'])
  })
  addEventListener('online', () => void sendWaiting())
  isReached.watch((reached) => reached && void sendWaiting())
  document.addEventListener('visibilitychange', () => {
    if (document.visibilityState === 'visible') void sendWaiting()
  })
  await look()
  await sendWaiting()
}

async function sendWaiting(): Promise<void> {
  if (unsent.get().length === 0) return
  const told = await flush().catch(() => [])
  await look()
  if (told.length > 0) await changed(['questions', 'charges', 'locations'])
}

async function look(): Promise<void> {
  unsent.set(await waiting().catch(() => []))
  if (document.visibilityState === 'hidden') return
  for (const told of await untold().catch(() => [])) say(tellingOf(told), null, { stays: true })
}

/** Why an answer that had waited was not taken. */
function tellingOf(told: Told): string {
  const t = words().questions
  if (told.state === 'refused' || !told.question?.answer) return t.closed.gone.text
  return t.otherDevice(nameOf(told.question))
}
