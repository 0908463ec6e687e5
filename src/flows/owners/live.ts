/** Tells an owner's open pages what has changed: the store is asked only while one is open. */
import { createHash } from 'node:crypto'
import { setTimeout as rest } from 'node:timers/promises'
import { Topic } from '../../domain/topic.ts'
import type { World } from '../ports.ts'
import type { Signs } from '../tables.ts'

type Needs = Pick<World, 'store' | 'bell'>

/** Which things have changed, and a mark of how they stand now, for who comes back later. */
export type Change = { what: Topic[]; mark: string }

/** Another process may have changed something: the store is asked at least this often. */
const LOOK_MS = 2000
/** However often a car speaks, the store is asked no more often than this. */
const CALM_MS = 250

/**
 * What changes for an owner, from now on or since a `mark`, until the signal aborts. The first one
 * comes at once and may name nothing: it brings the mark.
 */
export function followOwner({ store, bell }: Needs, lookMs = LOOK_MS) {
  return async function* (
    owner: string,
    since: string | null,
    signal: AbortSignal,
  ): AsyncGenerator<Change> {
    const ear = bell.listen(owner)
    try {
      for (let mark = since, isFirst = true; !signal.aborted; isFirst = false) {
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
