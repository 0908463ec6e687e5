/** Tells an owner's open pages what has changed: the store is asked only while one is open. */
import { createHash } from 'node:crypto'
import { setTimeout as rest } from 'node:timers/promises'
import { Topic } from '../../domain/topic.ts'
import { ownerOf } from '../credentials.ts'
import type { World } from '../ports.ts'
import { Refusal } from '../refusal.ts'
import type { Signs } from '../tables.ts'

type Needs = Pick<World, 'store' | 'vault' | 'clock' | 'bell'>

/** Which things have changed, and a mark of how they stand now, for who comes back later. */
export type Change = { what: Topic[]; mark: string }

/** Another process may have changed something: the store is asked at least this often. */
const LOOK_MS = 2000
/** However often a car speaks, the store is asked no more often than this. */
const CALM_MS = 250

/**
 * What changes for the owner of this token, from now on or since a `mark`, until the signal aborts
 * or the token holds no more. The first one comes at once and may name nothing: it brings the mark.
 */
export function followOwner(world: Needs, lookMs = LOOK_MS) {
  const { store, bell } = world
  return async function* (
    token: string,
    since: string | null,
    signal: AbortSignal,
  ): AsyncGenerator<Change> {
    const { id: owner } = await ownerOf(world, token)
    const ear = bell.listen(owner)
    try {
      for (let mark = since, isFirst = true; !signal.aborted; isFirst = false) {
        // Who has signed out, here or by a new password elsewhere, hears no more.
        if (!isFirst && !(await holds(world, token))) return
        const now = markOf(await store.read.signs.of(owner))
        const what = mark === null ? [] : changed(mark, now)
        if (isFirst || what.length > 0) yield { what, mark: now }
        mark = now
        await ear.next(lookMs, signal)
        await rest(CALM_MS, null, { signal }).catch(() => undefined)
      }
    } finally {
      ear.close()
    }
  }
}

async function holds(world: Needs, token: string): Promise<boolean> {
  try {
    await ownerOf(world, token)
    return true
  } catch (error) {
    if (error instanceof Refusal) return false
    throw error
  }
}

/** A short text for each topic, in their order; it says nothing of what stands there. */
function markOf(signs: Awaited<ReturnType<Signs['of']>>): string {
  return Topic.options.map((topic) => digestOf(signs[topic])).join('.')
}

function digestOf(sign: string | null): string {
  return createHash('sha256')
    .update(sign ?? '')
    .digest('base64url')
    .slice(0, 8)
}

function changed(before: string, now: string): Topic[] {
  const [old, fresh] = [before.split('.'), now.split('.')]
  return Topic.options.filter((_, i) => old[i] !== fresh[i])
}
