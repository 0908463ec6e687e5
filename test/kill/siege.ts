/** A server under load that is killed again and again, and what all who speak with it have seen. */
import { setTimeout as sleep } from 'node:timers/promises'
import { openReceiver, type Receiver } from '../outbound/receiver.ts'
import { type Child, product, start } from '../child.ts'
import { at, call, itemsOf, type Json, text } from '../people.ts'
import { ownPort } from '../port.ts'

/** `kills` at the most, none after `untilMs`; at least `messages` are acknowledged in all. */
export type Plan = {
  data: string
  kills: number
  messages: number
  untilMs: number
  /** Chance in 0..1. */
  chance: () => number
}

/** An acknowledged message. */
export type Told = { vehicle: string; id: string; session: string }
/** An event as a partner got it. */
export type Event = {
  cursor: string
  type: string
  session: Json & { id: string; revision: number }
}

export type Chronicle = {
  kills: number
  told: Told[]
  /** Repeats of acknowledged messages that were not known any more. */
  forgotten: Told[]
  /** What the partner who pulls has read, from cursor to cursor. */
  pulled: Event[]
  /** What the other one was pushed. */
  pushed: Event[]
  exitCode: number | null
}

const CARS = 24
/** A server is killed before it has acknowledged so many messages … */
const LIFE = 600
/** … at any moment within so many milliseconds after one of them. */
const MOMENT_MS = 20
/** One kill in so many strikes a server that is just rising, which takes it so long. */
const RISING = 5
const RISE_MS = 500
/** How long the last push may take. */
const PATIENCE_MS = 60_000
const STEP_MS = 10 * 60_000
const EPOCH = Date.UTC(2020, 0, 1)
const STORY = ['started', 'updated', 'completed', 'started', 'updated', 'aborted']

/** The server as its callers know it: one address, not always there. */
type Town = { url: string; server: Child; up: Promise<unknown>; over: () => boolean }

/** Lets cars and partners speak with a server while it is killed, and asks it to stop at last. */
export async function besiege(plan: Plan): Promise<Chronicle> {
  const receiver = await openReceiver()
  const first = rise(plan.data, String(await ownPort()))
  const url = await first.url
  const chronicle: Chronicle = {
    ...{ kills: 0, told: [], forgotten: [], pulled: [], exitCode: null },
    pushed: receiver.items as Event[],
  }
  let isStormy = true
  const over = () => !isStormy && chronicle.told.length >= plan.messages
  const town: Town = { url, server: first, up: first.url, over }
  try {
    const reader = await partner(url, receiver)
    const cars = await garage(url)
    const drives = cars.map((car) => drive(town, car, chronicle, plan.chance))
    const reading = read(town, reader, chronicle.pulled)
    const all = Promise.all([...drives, reading])
    await Promise.race([storm(town, plan, chronicle), all])
    isStormy = false
    await all
    await levelled(receiver, chronicle)
  } finally {
    chronicle.exitCode = await town.server.stop()
    await receiver.close()
  }
  return chronicle
}

function rise(data: string, port: string): Child {
  return start(product, {
    CHARGESHARE_DATA: data,
    CHARGESHARE_PORT: port,
    CHARGESHARE_ALLOW_PRIVATE_URLS: 'true',
    CHARGESHARE_RATE_LIMITS: 'off',
    CHARGESHARE_LOG_LEVEL: 'error',
  })
}

/** Real time, for once: no moment of a server's life is to be safe from the kill. */
async function storm(town: Town, { data, kills, untilMs, chance }: Plan, chronicle: Chronicle) {
  const { port } = new URL(town.url)
  while (chronicle.kills < kills && Date.now() < untilMs) {
    const mark = chronicle.told.length + chance() * LIFE
    do await sleep(chance() * MOMENT_MS)
    while (chronicle.told.length < mark)
    let rising: (risen: Promise<string>) => void = () => {}
    town.up = new Promise((resolve) => (rising = resolve))
    await town.server.kill()
    chronicle.kills += 1
    town.server = rise(data, port)
    while (chance() < 1 / RISING) {
      await sleep(chance() * RISE_MS)
      await town.server.kill()
      chronicle.kills += 1
      town.server = rise(data, port)
    }
    rising(town.server.url)
    await town.up
  }
}

/** Asks until it is answered, as a car does; what the server refuses is thrown. */
async function persist(town: Town, ask: () => Promise<Json>): Promise<Json> {
  for (;;) {
    await town.up
    try {
      return await ask()
    } catch (error) {
      // Of a connection that broke is told by a code; what the server says has none.
      if (!(error instanceof Error && 'code' in error)) throw error
    }
  }
}

type Car = { id: string; token: string; position: { lat: number; lon: number } }

/** Cars of one owner, each with a place that is always shared. */
async function garage(url: string): Promise<Car[]> {
  const account = { email: 'siege@example.org', password: 'a long pass phrase' }
  const token = text(await call('POST', `${url}/v1/owners`, { body: account }), 'token')
  const asks = (method: string, path: string, body?: unknown) =>
    call(method, `${url}${path}`, { token, body })
  const cars: Car[] = []
  for (let i = 0; i < CARS; i++) {
    const vehicleId = `siege-${i}`
    const made = await asks('POST', '/v1/vehicles', { vehicleId })
    const handle = { kind: 'nickname', nickname: vehicleId }
    await asks('PUT', `/v1/vehicles/${vehicleId}/sharing`, { optedIn: true, handle })
    const position = { lat: 48 + i / 100, lon: 11 }
    const car = { id: vehicleId, token: text(made, 'token'), position }
    await tell(url, car, { type: 'charge.started', at: '2019-01-01T00:00:00Z', position })
    await tell(url, car, { type: 'charge.completed', at: '2019-01-01T01:00:00Z' })
    const [place] = itemsOf(await asks('GET', `/v1/locations?vehicleId=${vehicleId}`))
    await asks('PATCH', `/v1/locations/${text(place!, 'id')}`, { flag: 'always' })
    cars.push(car)
  }
  return cars
}

function tell(url: string, { id, token }: Car, body: Json): Promise<Json> {
  return call('POST', `${url}/v1/vehicles/${id}/messages`, { token, body })
}

/** One message after the other, each until it is acknowledged; now and then one is told twice. */
async function drive(town: Town, car: Car, chronicle: Chronicle, chance: () => number) {
  for (let i = 0; !town.over(); i++) {
    const message = messageOf(car, i)
    const answer = await persist(town, () => tell(town.url, car, message))
    const session = text(answer, 'accepted', 0, 'session')
    const told: Told = { vehicle: car.id, id: message.id, session }
    chronicle.told.push(told)
    if (chance() > 0.1) continue
    const again = await persist(town, () => tell(town.url, car, message))
    const { result, session: home } = at(again, 'accepted', 0) as Json
    if (result !== 'duplicate' || home !== session) chronicle.forgotten.push(told)
  }
}

function messageOf({ id, position }: Car, i: number) {
  return {
    id: `${id}-${i}`,
    type: `charge.${STORY[i % STORY.length]}`,
    at: new Date(EPOCH + i * STEP_MS).toISOString(),
    position,
    energyKwh: i % 3,
  }
}

/** Signs up one partner who is pushed to and one who pulls; returns the token of the latter. */
async function partner(url: string, receiver: Receiver): Promise<string> {
  const about = { email: 'data@example.org', acceptLicense: 'CC-BY-4.0' }
  const pushed = await call('POST', `${url}/v1/partners`, { body: { ...about, name: 'Pushed' } })
  receiver.trust(text(pushed, 'pushSecret'))
  const push = { url: receiver.url, enabled: true }
  await call('PATCH', `${url}/v1/partners/me`, { token: text(pushed, 'token'), body: { push } })
  const pulls = await call('POST', `${url}/v1/partners`, { body: { ...about, name: 'Pulls' } })
  return text(pulls, 'token')
}

/** Reads the feed from cursor to cursor until nothing more can come. */
async function read(town: Town, token: string, pulled: Event[]): Promise<void> {
  let after = ''
  for (;;) {
    const wasOver = town.over()
    const page = await persist(town, () =>
      call('GET', `${town.url}/v1/charges?limit=200&wait=1${after}`, { token }),
    )
    pulled.push(...(itemsOf(page) as Event[]))
    after = `&after=${text(page, 'next')}`
    if (wasOver && itemsOf(page).length === 0) return
  }
}

/** Waits until the last event of the feed has been pushed, or patience is at an end. */
async function levelled(receiver: Receiver, { pulled, pushed }: Chronicle): Promise<void> {
  const last = pulled.at(-1)?.cursor
  const isLevel = () => pushed.some(({ cursor }) => cursor === last)
  const late = sleep(PATIENCE_MS, false, { ref: false })
  while (!isLevel()) {
    const came = await Promise.race([receiver.next().then(() => true), late])
    if (!came) return
  }
}
