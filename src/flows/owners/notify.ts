/** Pushes questions to owners' devices: each push is a row until the push service has taken it. */
import { createHash } from 'node:crypto'
import { backoff } from '../../domain/partners/backoff.ts'
import { questionToken } from '../credentials.ts'
import type { Answered, World } from '../ports.ts'
import type { Notice } from '../tables.ts'

type Needs = Pick<
  World,
  'store' | 'vault' | 'push' | 'clock' | 'chance' | 'policy' | 'meter' | 'log'
>

const AT_ONCE = 50
const TITLES = { share: 'Share this charge?', abort: 'Why did your charge stop?' } as const
/** Two buttons: more are not shown by most platforms; a tap on the body opens all answers. */
const ACTIONS = {
  share: [
    { action: 'once', title: 'Share this once' },
    { action: 'skip', title: 'Not this one' },
  ],
  abort: [
    { action: 'user', title: 'I stopped it' },
    { action: 'station', title: 'Station problem' },
  ],
} as const

/** Makes all pushes that are due and not under way; returns how many were tried. */
export function notifyOwners(world: Needs) {
  const busy = new Set<string>()
  return async (now: number): Promise<number> => {
    const due = await world.store.read.notices.due(now, AT_ONCE + busy.size)
    const free = due.filter((notice) => !busy.has(keyOf(notice)))
    await Promise.all(
      free.map(async (notice) => {
        busy.add(keyOf(notice))
        await notify(world, notice, now).finally(() => busy.delete(keyOf(notice)))
      }),
    )
    return free.length
  }
}

function keyOf({ question, subscription }: Notice): string {
  return `${question} ${subscription}`
}

async function notify(world: Needs, notice: Notice, now: number): Promise<void> {
  const { read } = world.store
  const question = await read.questions.get(notice.question)
  const subscription = await read.subscriptions.get(notice.subscription)
  if (!question || !subscription || question.state !== 'open' || question.expiresAt <= now) {
    return world.store.write((tables) => tables.notices.remove(notice))
  }
  const vehicle = await read.vehicles.get(question.vehicle)
  const name = vehicle?.name ?? vehicle?.label ?? 'Your car'
  const payload = JSON.stringify({
    kind: question.kind,
    questionId: question.id,
    title: TITLES[question.kind],
    body: question.kind === 'share' ? `${name} is at a new place.` : `${name} stopped charging.`,
    url: `${world.policy.publicUrl}/questions/${question.id}#${questionToken(world, question.id)}`,
    token: questionToken(world, question.id),
    actions: ACTIONS[question.kind],
  })
  const ttlS = Math.max(60, Math.floor((question.expiresAt - now) / 1000))
  const answered = await world.push.send(subscription, payload, {
    ttlS,
    topic: topicOf(question.id),
  })
  await settleNotice(world, notice, answered, now)
}

/** Topic (RFC 8030, 5.4): at most 32 characters of base64url; a newer push replaces an older one. */
function topicOf(question: string): string {
  return createHash('sha256').update(question).digest('base64url').slice(0, 32)
}

function settleNotice(
  { store, chance, meter, log }: Needs,
  notice: Notice,
  { status, error, retryAfterMs }: Answered,
  now: number,
): Promise<void> {
  if (status !== null && status >= 200 && status < 300) {
    meter.push('sent')
    return store.write((tables) => tables.notices.remove(notice))
  }
  if (status === 404 || status === 410 || error === 'keys') {
    meter.push('gone')
    return store.write((tables) => tables.subscriptions.remove(notice.subscription))
  }
  meter.push('failed')
  log.warn({ question: notice.question, status, error, tries: notice.tries + 1 }, 'push failed')
  const dueAt = now + backoff(notice.tries + 1, chance(), retryAfterMs)
  return store.write((tables) => tables.notices.set({ ...notice, tries: notice.tries + 1, dueAt }))
}
