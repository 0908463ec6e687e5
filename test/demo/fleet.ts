/** Cars that keep going: they drive, charge and sometimes break off; their owners answer by chance. */
import { setMaxListeners } from 'node:events'
import { setTimeout as sleep } from 'node:timers/promises'
import { type Json, type Motorist, motorist, nicknamed } from '../people.ts'
import { type Act, byType, counted, say, showDone, showNow, type Stage } from './stage.ts'

type Position = { lat: number; lon: number }
type Car = { motorist: Motorist; places: Position[] }

/** What has happened so far, as words to be counted. */
type Diary = { told: string[]; answered: string[]; charging: number }

type Scene = Stage & { cars: Car[]; diary: Diary; signal: AbortSignal }

/** Public stations, half a kilometre from one to the next. */
const STATIONS = 20
/** Besides its home, a car charges at so many of them. */
const HAUNTS = 3
const ABORTS = 0.12
/** What owners answer, each as often as it stands here; null: nothing. */
const SHARE = ['always', 'always', 'always', 'once', 'skip', null]
const WHY = ['user', 'station', 'other', null]

/** Keeps `count` cars going until Ctrl-C, or for so many seconds. */
export function fleet(count: number, seconds: number | null): Act {
  return async (stage) => {
    say(`${count} owners sign up and opt in`)
    const cars = await Promise.all(
      Array.from({ length: count }, (_, i) => carOf(stage, `CAR-${i + 1}`, i)),
    )
    const diary: Diary = { told: [], answered: [], charging: 0 }
    const scene = { ...stage, cars, diary, signal: ending(seconds) }
    say(seconds === null ? 'they drive until Ctrl-C' : `they drive for ${seconds} s`)
    const clock = setInterval(() => showNow(statusOf(scene)), 1000)
    const reactions = owners(scene)
    await Promise.all(cars.map((car) => drives(scene, car)))
    await reactions()
    clearInterval(clock)
    showDone()
    return (feed) => [
      ...byType(feed),
      ['', ''],
      ...counted(diary.told.map((type) => `car: ${type}`)),
      ...counted(diary.answered.map((what) => `owner: ${what}`)),
    ]
  }
}

async function carOf({ house, phones }: Stage, id: string, i: number): Promise<Car> {
  const home = { lat: 22.4 + 0.01 * (i % 100), lon: 114 + 0.01 * Math.floor(i / 100) }
  const haunts = Array.from({ length: HAUNTS }, () => ({
    lat: 22.28,
    lon: 114.1 + 0.005 * Math.floor(Math.random() * STATIONS),
  }))
  return {
    motorist: await motorist(house.url, id, nicknamed(id), phones),
    places: [home, ...haunts],
  }
}

/** Aborts at Ctrl-C, or when the time is over. */
function ending(seconds: number | null): AbortSignal {
  const stop = new AbortController()
  process.once('SIGINT', () => stop.abort())
  const signals = seconds === null ? [] : [AbortSignal.timeout(seconds * 1000)]
  const signal = AbortSignal.any([stop.signal, ...signals])
  setMaxListeners(0, signal)
  return signal
}

/** One charge after the other, each at one of the car's places. */
async function drives({ diary, signal }: Scene, { motorist, places }: Car): Promise<void> {
  const says = (message: Json & { type: string }) => {
    diary.told.push(message.type)
    return motorist.says({ ...message, at: new Date().toISOString() })
  }
  await lasts(0, 3000, signal)
  while (!signal.aborted) {
    const position = oneOf(places)
    const soc = 20 + Math.floor(Math.random() * 40)
    await says({ type: 'charge.started', position, soc })
    diary.charging += 1
    await lasts(1000, 4000, signal)
    // Whoever is charging when the play ends goes on charging.
    if (signal.aborted) return
    diary.charging -= 1
    const type = Math.random() < ABORTS ? 'charge.aborted' : 'charge.completed'
    await says({ type, position, soc: soc + 30, energyKwh: 18.3 })
    await lasts(500, 2500, signal)
  }
}

/** Lets owners react to what reaches their phones; returns what waits for those who are at it. */
function owners({ phones, cars, diary, signal }: Scene): () => Promise<unknown> {
  const byPhone = new Map(cars.map(({ motorist }) => [motorist.endpoint, motorist]))
  const underWay = new Set<Promise<void>>()
  const listen = async () => {
    for (;;) {
      const { endpoint, payload } = await phones.next()
      if (signal.aborted) return
      const reaction = reacts(byPhone.get(endpoint)!, JSON.parse(payload) as Json)
      underWay.add(reaction)
      void reaction.finally(() => underWay.delete(reaction))
    }
  }
  const reacts = async (owner: Motorist, push: Json) => {
    await lasts(200, 1500, signal)
    diary.answered.push(await answer(owner, push))
  }
  void listen()
  return () => Promise.all(underWay)
}

/** What the owner did, in a word; where he is too late the server says so. */
async function answer(owner: Motorist, push: Json): Promise<string> {
  const choice = oneOf(push['kind'] === 'share' ? SHARE : WHY)
  if (choice === null) return 'no answer'
  try {
    await owner.answers(push, push['kind'] === 'share' ? { choice } : { reason: choice })
    return choice
  } catch (error) {
    if (String(error).includes(' 409 ')) return 'too late'
    throw error
  }
}

function statusOf({ cars, diary, phones, map }: Scene): string {
  return [
    `${cars.length} cars, ${diary.charging} charging`,
    `${diary.told.length} messages`,
    `${phones.messages.length} questions on phones`,
    `${diary.answered.length} reactions`,
    `${map.receiver.items.length} events pushed`,
  ].join('   ')
}

function oneOf<T>(things: T[]): T {
  return things[Math.floor(Math.random() * things.length)]!
}

/** Some time between two limits, in milliseconds; over at once when the play ends. */
function lasts(least: number, most: number, signal: AbortSignal): Promise<void> {
  const ms = least + Math.random() * (most - least)
  return sleep(ms, undefined, { signal }).catch(() => undefined)
}
