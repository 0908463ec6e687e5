/** Lets questions climb from channel to channel until a device has shown them or they are answered. */
import { above, heard, RUNG_MS, rungs } from '../../domain/notices/ladder.ts'
import { quietUntil } from '../../domain/notices/quiet.ts'
import type { Question } from '../../domain/sharing/question.ts'
import type { World } from '../ports.ts'
import type { Climb, Owner, Tables } from '../tables.ts'
import { openChannels } from './reach.ts'

type Needs = Pick<World, 'store' | 'mail'>

/**
 * Lets questions that are due climb one rung, where new messages take the place of those still to
 * be made; returns how many.
 */
export function climbDue(world: Needs, now: number, atOnce: number): Promise<number> {
  return world.store.write(async (tables) => {
    const due = await tables.notices.climbs(now, atOnce)
    for (const climb of due) {
      const question = await tables.questions.get(climb.question)
      const owner = question && (await tables.owners.get(question.owner))
      if (owner && isAsked(question, now)) await goOn(world, tables, { climb, owner }, now)
      else await tables.notices.end(climb.question)
    }
    return due.length
  })
}

/** Whether an answer is still waited for. */
export function isAsked(question: Question, now: number): boolean {
  return question.state === 'open' && question.expiresAt > now
}

async function goOn(
  world: Needs,
  { notices, subscriptions }: Tables,
  { climb, owner }: { climb: Climb; owner: Owner },
  now: number,
): Promise<void> {
  const { question } = climb
  const quiet = quietUntil(owner.notifications.quiet, now)
  if (quiet !== null) return notices.climb({ ...climb, dueAt: quiet })

  const others = rungs(owner.notifications, openChannels(world, owner, []))
  const devices = heard(await subscriptions.of(owner.id), others.length > 0, now)
  const open = openChannels(world, owner, devices)
  const channel = above(owner.notifications, open, climb.channel)
  if (channel === null) return notices.rest(question)

  const messages =
    channel === 'push'
      ? devices.map(({ id }) => ({ channel, subscription: id, dueAt: now }))
      : [{ channel, subscription: null, dueAt: now }]
  return notices.climb({ question, channel, dueAt: now + RUNG_MS }, messages)
}
