/** Tells the operator's open pages what has changed: the store is asked only while one is open. */
import { setTimeout as rest } from 'node:timers/promises'
import { isOfTransaction } from '../../domain/chargers/wire/said.ts'
import { DeskTopic } from '../../domain/topic.ts'
import { OPERATOR } from '../chargers/hearing/told.ts'
import type { Heard } from '../chargers/log/logbook.ts'
import type { World } from '../ports.ts'

type Needs = Pick<World, 'store' | 'clock' | 'bell'>

/** Which things have changed, and at which chargers alone; null: it may be any. */
export type Stir = { what: DeskTopic[]; chargers: string[] | null }

/** Another process may have heard something: the store is asked at least this often. */
const LOOK_MS = 500
/** However much chargers say, the store is asked no more often than this. */
const CALM_MS = 150
/** How far the clocks of servers may be apart, and how long a commit may take. */
const LATELY_MS = 5000
/** Nobody waits longer for a command. */
const COMMAND_MS = 600_000

/**
 * What changes from now on, until the signal aborts. The first one comes as soon as it listens and
 * names nothing: whoever reads what there is after that misses nothing.
 */
export function followDesk(world: Needs, lookMs = LOOK_MS) {
  return async function* (signal: AbortSignal): AsyncGenerator<Stir> {
    const ear = world.bell.listen(OPERATOR)
    try {
      let before = await look(world)
      yield { what: [], chargers: null }
      while (!signal.aborted) {
        await ear.next(lookMs, signal)
        const now = await look(world)
        const news = changed(before, now)
        if (news.what.length > 0) yield news
        before = now
        await rest(CALM_MS, null, { signal }).catch(() => undefined)
      }
    } finally {
      ear.close()
    }
  }
}

/** How things stand. */
type View = {
  /** Of each charger. */
  chargers: Map<string, string>
  /** The newest entries in the log, by charger and action. */
  heard: Map<string, Heard>
  signs: Partial<Record<DeskTopic, string>>
}

async function look({ store: { read }, clock }: Needs): Promise<View> {
  const now = clock()
  const [chargers, heard, signs] = await Promise.all([
    read.outlook.chargers(),
    read.ocppLog.heard(now - LATELY_MS),
    read.outlook.signs(now - COMMAND_MS),
  ])
  return {
    chargers: new Map(chargers.map(({ id, sign }) => [id, sign])),
    heard: new Map(heard.map((one) => [`${one.charger} ${one.action}`, one])),
    signs,
  }
}

function changed(before: View, now: View): Stir {
  const heard = [...now.heard.values()].filter(
    ({ charger, action, id }) => before.heard.get(`${charger} ${action}`)?.id !== id,
  )
  const ids = new Set([...before.chargers.keys(), ...now.chargers.keys()])
  const moved = [...ids].filter((id) => before.chargers.get(id) !== now.chargers.get(id))
  const signs = DeskTopic.options.filter((topic) => before.signs[topic] !== now.signs[topic])
  const told: DeskTopic[] = [
    ...(moved.length > 0 ? (['chargers'] as const) : []),
    ...(heard.length > 0 ? (['messages'] as const) : []),
    // The end of one may be told anew long after, which no sign of the whole shows.
    ...(heard.some(({ action }) => isOfTransaction(action ?? ''))
      ? (['transactions'] as const)
      : []),
  ]
  const isKnown = signs.every((topic) => told.includes(topic))
  return {
    what: DeskTopic.options.filter((topic) => told.includes(topic) || signs.includes(topic)),
    chargers: isKnown
      ? [...new Set([...moved, ...heard.map(({ charger }) => charger)])].sort()
      : null,
  }
}
