/** What a module's log tells after the fact: charges that nobody heard of while they went on. */
import type { Message } from '../charging/message.ts'
import { countedS, factsOf, placed } from './charge.ts'
import { logged, mannerOf } from './ending.ts'
import { isActive, type Known, saysNothing } from './known.ts'
import type { Reading } from './reading.ts'
import type { Past, Watch, Watched, WatchRules } from './watch.ts'

/** A line of the log about a time that live readings have passed. */
export function recalled(watch: Watch, reading: Reading, rules: WatchRules): Watched {
  const told: Known = { ...reading, stateAt: reading.at }
  if (isActive(told, false)) return recalledStart(watch, reading, rules)
  return isEnd(told) ? recalledEnd(watch, reading) : unchanged(watch)
}

/** In a log a word stands for a change: these are ends wherever a charge went before. */
function isEnd(told: Known): boolean {
  return ['done', 'stopped', 'timerwait'].includes(told.state ?? '') && !saysNothing(told)
}

function recalledStart(watch: Watch, reading: Reading, { settleMs }: WatchRules): Watched {
  const { charge, idleAt, past } = watch
  const { at, position } = reading
  const isCurrent = charge !== null && at > Math.min(charge.startedAt - settleMs, idleAt ?? 0)
  if (isCurrent) {
    if (charge.position !== null || !position) return unchanged(watch)
    const fix = { at, position, odometerKm: null, jump: null }
    return placed({ ...watch, fix: watch.fix ?? fix }, watch.known.at ?? at)
  }
  if (past.some((one) => covers(one, at, settleMs))) return unchanged(watch)
  const message = messageOf('charge.started', reading, null)
  delete message.energyKwh
  return {
    watch: { ...watch, past: [...past, { startedAt: at, endedAt: null }] },
    messages: [message],
  }
}

function recalledEnd(watch: Watch, reading: Reading): Watched {
  const { charge, ending, past } = watch
  const { at } = reading
  const chargingS = countedS(reading)
  if (charge && at > charge.startedAt) {
    return unchanged(ending ? { ...watch, ending: logged(ending, watch, reading) } : watch)
  }
  const open = past.findLast(({ startedAt, endedAt }) => endedAt === null && startedAt < at)
  const startedAt = open?.startedAt ?? at - chargingS * 1000
  const isTold = !open && past.some((one) => covers(one, at, 0) || covers(one, startedAt, 0))
  if (isTold || startedAt >= at) return unchanged(watch)
  const message = messageOf(mannerOf({ ...reading }).type, reading, mannerOf({ ...reading }).reason)
  return {
    watch: {
      ...watch,
      past: [...past.filter((one) => one !== open), { startedAt, endedAt: at }],
    },
    messages: [open ? message : { ...message, durationS: chargingS }],
  }
}

function covers({ startedAt, endedAt }: Past, at: number, settleMs: number): boolean {
  return at >= startedAt - settleMs && at <= (endedAt ?? startedAt) + settleMs
}

function messageOf(type: Message['type'], reading: Reading, reason: string | null): Message {
  const { at, position, energyKwh, gridKwh } = reading
  return {
    type,
    at,
    ...factsOf({ ...reading }, energyKwh ?? gridKwh ?? null),
    ...(position && { position }),
    ...(reason !== null && { reason }),
  }
}

function unchanged(watch: Watch): Watched {
  return { watch, messages: [] }
}
