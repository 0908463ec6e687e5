/** OVMS modules as they are: one speaks v2, one MQTT; they drive, charge, and do what their apps say. */
import type { Position } from '../../src/domain/places/position.ts'
import { connectModule, type TestModule } from '../inbound/ovms/module.ts'
import { dial, type Dialled } from '../inbound/mqtt/dial.ts'
import { type Motorist, motorist, nicknamed, text } from '../people.ts'
import {
  courseOf,
  environmentOf,
  firmware,
  gridOf,
  locationOf,
  type Metrics,
  type Picture,
  placeOf,
  statusOf,
  stateOf,
} from '../bench/picture.ts'
import { isAsked, isTold } from './audience.ts'
import { byType, type Play, say, type Stage, tell, within } from './stage.ts'

const MINUTE_MS = 60_000
/** A line that is silent for 16 minutes is taken for dead. */
const PING_MINUTES = 10
const stanley = { lat: 22.2189, lon: 114.2139 }
const road = { lat: 22.2641, lon: 114.1902 }

type Time = {
  clock: () => number
  /** Leaves minutes out; all that are on a line ping meanwhile. */
  passes: (minutes: number, what: string, lines?: TestModule[]) => Promise<void>
}
type Scene = Stage & Pick<Time, 'passes'>
/** Somebody, his car, and the app that he has of it. */
type Jimbo = { owner: Motorist; car: TestModule; app: TestModule }
type Ann = { owner: Motorist; car: Dialled; app: Dialled }

/** The house has a clock of its own, so that nobody need wait for hours. */
export function modules(): Play {
  const { clock, passes } = time()
  return {
    act: async (stage) => {
      tell('server', `listens at ${stage.house.url}`)
      await overV2({ ...stage, passes })
      await overMqtt({ ...stage, passes })
      return byType
    },
    overrides: { freePorts: true, clock },
  }
}

/** Goes as always, but for the minutes that are left out. */
function time(): Time {
  let ahead = 0
  return {
    clock: () => Date.now() + ahead,
    passes: async (minutes, what, lines = []) => {
      say(`            … ${what}`)
      for (let left = minutes; left > 0; left -= PING_MINUTES) {
        ahead += Math.min(left, PING_MINUTES) * MINUTE_MS
        for (const line of lines) line.says('A')
        await Promise.all(lines.map((line) => heard(line, 'a')))
      }
    },
  }
}

async function overV2(scene: Scene): Promise<void> {
  const jimbo = await jimboComes(scene)
  await drives(scene, jimbo)
  await plugsIn(scene, jimbo)
  await asksHisCar(jimbo)
  await stops(scene, jimbo)
  await Promise.all([jimbo.car.close(), jimbo.app.close()])
}

async function jimboComes({ house, phones }: Scene): Promise<Jimbo> {
  const [vehicleId, port] = ['ROADRUNNER', house.ovms.port!]
  const owner = await motorist(house.url, vehicleId, nicknamed('Jimbo'), phones)
  const password = await passwordOf(owner)
  tell('owner', `signs up, adds ${vehicleId}, and gives its token to his module and to his app`)
  const car = await connectModule({ port, type: 'C', vehicleId, password })
  tell('car', `calls port ${port} (OVMS v2): ${car.welcome.slice(0, 16)}…, who it is, is proven`)
  car.says(firmware, ...lines(moment({ state: 'parked', position: road })), 'A')
  await heard(car, 'a')
  const app = await connectModule({ port, type: 'A', vehicleId, password })
  const recalled = await heard(app, 'T')
  tell('app', `listens: ${recalled.map((message) => message[0]).join(' ')}`)
  await heard(car, 'Z1')
  tell('car', 'is told Z1: somebody looks, so that it tells every change at once')
  return { owner, car, app }
}

async function drives({ passes }: Scene, { car, app }: Jimbo): Promise<void> {
  const driving = moment({ state: 'driving', position: road, soc: 44 })
  car.says(...lines(driving))
  await heard(app, 'L')
  tell('car', `drives, at ${driving.soc} %`)
  await passes(20, 'twenty minutes later, at a station', [car, app])
}

async function plugsIn({ passes, map }: Scene, { owner, car, app }: Jimbo): Promise<void> {
  car.says(...lines(moment({ state: 'plugged' })))
  const begins = moment({ state: 'charging' })
  car.says(statusOf(begins), environmentOf(begins), 'PIStandard - Charging')
  tell('car', `says ${short(statusOf(begins))}, and in its doors that it charges`)
  tell('app', `shows ${(await heard(app, 'PI')).at(-1)}`)
  await isAsked(owner, { choice: 'always', post: 'A3' })
  await isTold(map)
  await passes(60, 'an hour later', [car, app])
  const half = moment({ state: 'charging', soc: 58, kwh: 8.1, chargingS: 3600 })
  car.says(...lines(half))
  tell('car', `says ${short(statusOf(half))}`)
  await isTold(map)
}

async function asksHisCar({ car, app }: Jimbo): Promise<void> {
  app.says('C7,stat')
  tell('app', 'commands C7,stat')
  await heard(car, 'C7,stat')
  car.says('c7,0,Charging\r58.0% 7.2kW')
  const answer = (await heard(app, 'c7')).at(-1)!
  tell('car', `is passed it, and answers: ${answer.replace('\r', ', ')}`)
}

async function stops({ passes, map }: Scene, { owner, car, app }: Jimbo): Promise<void> {
  app.says('C12')
  await heard(car, 'C12')
  const ended = moment({ state: 'stopped', soc: 58.4, kwh: 8.3, chargingS: 3660 })
  car.says('c12,0', ...lines(ended), gridOf(101, ended))
  tell('app', `commands C12, stop: ${(await heard(app, 'c12')).at(-1)}`)
  tell('car', `has stopped, writes that in its log: ${(await heard(car, 'h')).at(-1)}, kept`)
  await passes(2, 'two minutes later: it has not gone on, so this was the end', [car, app])
  car.says(...lines(ended))
  await isTold(map)
  await isAsked(owner, { reason: 'user' })
  await isTold(map)
}

async function overMqtt(scene: Scene): Promise<void> {
  const ann = await annComes(scene)
  await charges(scene, ann)
  await sendsCommand(ann)
  await isFull(scene, ann)
  await Promise.all([ann.car.end(), ann.app.end()])
}

const LEAF = 'LEAF-7'
const TOPIC = `ovms/${LEAF}/${LEAF}/`

async function annComes({ house, phones }: Scene): Promise<Ann> {
  const owner = await motorist(house.url, LEAF, nicknamed('Ann'), phones)
  const [port, password] = [house.mqtt.port!, await passwordOf(owner)]
  const car = await dial(port, { clientId: LEAF, username: LEAF, password, clean: false })
  await car.subscribe(`${TOPIC}client/+/command/+`, `${TOPIC}client/+/active`)
  tell('owner', `signs up, adds ${LEAF}, and gives its token to her module`)
  tell('car', `calls port ${port} (OVMS v3, MQTT) as ${LEAF}`)
  const app = await dial(port, { username: 'leaf-7@example.org', password: owner.token })
  await app.subscribe(`${TOPIC}metric/v/c/state`, `${TOPIC}client/phone/response/+`)
  return { owner, car, app }
}

async function charges({ map }: Scene, { owner, car, app }: Ann): Promise<void> {
  const idle = moment({ state: 'parked', soc: 62 })
  await publishes(car, { ...stateOf(idle), ...placeOf(idle), ...courseOf(idle) })
  const begins = moment({ state: 'charging', soc: 62 })
  await publishes(car, { ...stateOf(begins), ...courseOf(begins) })
  tell('car', `publishes v/c/state = charging, at ${begins.soc} %, where Jimbo was`)
  await within(gets(app, 'charging'), 'a metric')
  tell('app', `shows ${TOPIC}metric/v/c/state = charging`)
  await isAsked(owner, { choice: 'once' })
  await isTold(map)
}

async function sendsCommand({ car, app }: Ann): Promise<void> {
  const [topic, command] = [`${TOPIC}client/phone/command/1`, 'stat']
  await app.publish(topic, command)
  tell('app', `publishes ${topic} = ${command}`)
  await within(gets(car, command), 'a command')
  await car.publish(`${TOPIC}client/phone/response/1`, 'Charging\n62.0% 7.2kW')
  const answer = await within(app.next(), 'an answer')
  tell('car', `answers: ${answer.payload.replace('\n', ', ')}`)
}

async function isFull({ passes, map }: Scene, { car, app }: Ann): Promise<void> {
  await passes(150, 'two and a half hours later')
  const done = moment({ state: 'done', soc: 80, kwh: 10.4, chargingS: 9000 })
  await publishes(car, { ...stateOf(done), ...courseOf(done) })
  await within(gets(app, 'done'), 'a metric')
  tell('car', `publishes v/c/state = done, at ${done.soc} %`)
  await passes(2, 'two minutes later')
  await publishes(car, courseOf(done))
  await isTold(map)
}

/** What the car is like, but for what is said of it. */
function moment(told: Partial<Picture> & Pick<Picture, 'state'>): Picture {
  const position: Position = stanley
  return { position, odometerKm: 57_823.1, soc: 41.5, kwh: 0, chargingS: 0, ...told }
}

function lines(picture: Picture): string[] {
  return [statusOf(picture), environmentOf(picture), locationOf(picture)]
}

/** The begin of a line: `S58.0,K,230,31.80,charging,…`. */
function short(line: string): string {
  const fields = line.split(',')
  return fields.length > 5 ? `${fields.slice(0, 5).join(',')},…` : line
}

/** What is heard up to a message that begins so. */
async function heard(module: TestModule, begin: string): Promise<string[]> {
  const messages: string[] = []
  for (;;) {
    const message = await within(module.next(), `the message ${begin}`)
    messages.push(message)
    if (message.startsWith(begin)) return messages
  }
}

async function publishes(car: Dialled, metrics: Metrics): Promise<void> {
  const told = Object.entries(metrics)
  await Promise.all(
    told.map(([name, value]) => car.publish(`${TOPIC}metric/${name}`, value, 0, true)),
  )
}

/** Reads until that comes. */
async function gets(client: Dialled, payload: string): Promise<void> {
  while ((await client.next()).payload !== payload) continue
}

async function passwordOf(owner: Motorist): Promise<string> {
  return text(await owner.asks('POST', `/v1/vehicles/${owner.vehicleId}/token`), 'token')
}
