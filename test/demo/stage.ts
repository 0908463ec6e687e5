/** Where the demo plays: a real server, its partner, a push service, and a voice that tells it. */
import { setTimeout as sleep } from 'node:timers/promises'
import { isDeepStrictEqual, styleText } from 'node:util'
import type { Overrides } from '../../src/furnish.ts'
import { openTestHouse, type TestHouse } from '../house.ts'
import { openPushService, type PushService } from '../outbound/pushservice.ts'
import { type Json, type Subscriber, subscriber, text } from '../people.ts'

/** `phones` is the push service that all owners' phones listen to. */
export type Stage = {
  house: TestHouse
  map: Subscriber
  phones: PushService
  close: () => Promise<void>
}

/** Plays on a stage; gives what sums it up, rows under a head, from all events there are. */
export type Act = (stage: Stage) => Promise<(feed: Json[]) => string[][]>

/** An act, and what of the house it needs otherwise. */
export type Play = { act: Act; overrides?: Overrides }

/** How long anybody waits for what must come. */
const PATIENCE_MS = 30_000
const began = performance.now()
const isTerminal = process.stdout.isTTY
const colours = {
  server: 'gray',
  car: 'cyan',
  app: 'blue',
  phone: 'yellow',
  owner: 'green',
  partner: 'magenta',
} as const

/** Raises a house with its jobs and couriers, and signs a partner up who proves his address. */
export async function openStage(overrides: Overrides = {}): Promise<Stage> {
  const house = await openTestHouse({ checkAnswers: false, ...overrides })
  const phones = await openPushService()
  const map = await subscriber(house.url, 'Open Map', overrides.clock)
  await within(map.receiver.next(), 'the proof of the address')
  const close = async () => {
    await house.close()
    await map.close()
    await phones.close()
  }
  return { house, map, phones, close }
}

export function say(text: string): void {
  process.stdout.write(`${text}\n`)
}

/** One step of the story: when, who, what. */
export function tell(who: keyof typeof colours, what: string): void {
  const name = who.padEnd(7)
  const seconds = ((performance.now() - began) / 1000).toFixed(3).padStart(7)
  say(`${seconds} s  ${isTerminal ? styleText(colours[who], name) : name}  ${what}`)
}

/** A line that the next one replaces; only where a terminal shows it, else a line of its own. */
export function showNow(text: string): void {
  process.stdout.write(isTerminal ? `\r\u001B[2K${text}` : `${text}\n`)
}

/** Ends what `showNow` shows. */
export function showDone(): void {
  if (isTerminal) say('')
}

/** Gives up with a plain word instead of waiting for ever. */
export function within<T>(coming: Promise<T>, what: string): Promise<T> {
  const late = sleep(PATIENCE_MS, undefined, { ref: false }).then(() => {
    throw new Error(`${what} did not come within ${PATIENCE_MS / 1000} s`)
  })
  return Promise.race([coming, late])
}

/** What was pushed beside what is pulled, once nobody acts any more. */
export async function compare({ map }: Stage): Promise<{ equal: boolean; feed: Json[] }> {
  const feed = await map.feed()
  const pushed = await arrived(map, feed.length)
  const equal = isDeepStrictEqual(pushed, feed)
  const newest = feed.at(-1)
  const last = newest ? text(newest, 'cursor') : 'none'
  say(`\n${pushed.length} events were pushed, ${feed.length} are pulled, last cursor ${last}:`)
  say(equal ? 'what was pushed equals what is pulled\n' : 'WHAT WAS PUSHED IS NOT WHAT IS PULLED\n')
  return { equal, feed }
}

/** All that was pushed; waits for the last of it while patience lasts. */
async function arrived({ receiver }: Subscriber, count: number): Promise<Json[]> {
  try {
    while (receiver.items.length < count) await within(receiver.next(), 'the last push')
  } catch (error) {
    say(String(error))
  }
  return receiver.items as Json[]
}

/** How often each thing is there, in the order of names. */
export function counted(things: string[]): string[][] {
  const counts = new Map<string, number>()
  for (const thing of things) counts.set(thing, (counts.get(thing) ?? 0) + 1)
  return [...counts].sort(([a], [b]) => (a < b ? -1 : 1)).map(([thing, n]) => [thing, String(n)])
}

/** How many events there are of each type. */
export function byType(feed: Json[]): string[][] {
  return [['event', 'count'], ...counted(feed.map((event) => text(event, 'type')))]
}
