/** MQTT at QoS 1, acknowledged after the commit, beside a bare broker that keeps nothing. */
import type { Child } from '../child.ts'
import { spread, table } from './figures.ts'
import { type Ground, say, turned } from './ground.ts'
import type { Leg } from './load.ts'
import { publishing } from './metrics.ts'
import { freePort, messagesOf } from './ovms.ts'
import { join, publishAll, type Publisher } from './publishers.ts'
import type { Found, Target } from './targets.ts'

const CARS = 200
const WINDOWS = [1, 10]
const HEAD = ['in flight', 'server', 'messages/s', '/ bare', 'CPU µs', '/ bare', 'p50 ms', 'p99 ms']

type Name = 'product' | 'bare'
const NAMES: Name[] = ['product', 'bare']
type Servers = Record<Name, Child>
type Crowds = Record<Name, Publisher[]>
/** What one round measured, for each window. */
type Round = Record<Name, Leg>[]
export type MqttLength = { warmUpS: number; rounds: number; legS: number }

export async function mqtt(ground: Ground, length: MqttLength): Promise<Found> {
  const port = await freePort()
  const settings = { CHARGESHARE_MQTT_PORT: String(port), CHARGESHARE_SETTLE_S: '0' }
  const servers: Servers = {
    product: ground.raise(ground.plot('mqtt'), settings),
    bare: ground.reference('broker.js'),
  }
  const url = await servers.product.url
  const enter = (port: number) =>
    Promise.all(ground.fleet.slice(0, CARS).map((car, i) => join(port, car, publishing(i))))
  const crowds: Crowds = {
    product: await enter(port),
    bare: await enter(Number(new URL(await servers.bare.url).port)),
  }
  const rounds = await measured(servers, crowds, length)
  report(rounds)
  say(await messagesOf(url))
  for (const name of NAMES) await Promise.all(crowds[name].map((one) => one.close()))
  await Promise.all(NAMES.map((name) => servers[name].stop()))
  return { targets: targetsOf(rounds), figures: rounds }
}

async function measured(servers: Servers, crowds: Crowds, length: MqttLength): Promise<Round[]> {
  const leg = (name: Name, window: number, seconds: number) =>
    publishAll(servers[name], crowds[name], { window, seconds })
  for (const name of NAMES) await leg(name, WINDOWS.at(-1)!, length.warmUpS)
  const rounds: Round[] = []
  for (let i = 0; i < length.rounds; i++) {
    const round: Round = []
    for (const window of WINDOWS) {
      const legs: Partial<Record<Name, Leg>> = {}
      for (const name of turned(NAMES, i)) legs[name] = await leg(name, window, length.legS)
      round.push(legs as Record<Name, Leg>)
    }
    rounds.push(round)
    process.stderr.write(`MQTT: round ${i + 1} of ${length.rounds}\n`)
  }
  return rounds
}

function report(rounds: Round[]): void {
  say(`\nMQTT, QoS 1, ${CARS} cars that charge, ${rounds.length} rounds (min / median / max); ours`)
  say('acknowledges after the commit, the bare broker is aedes that keeps nothing:')
  say(table([HEAD, ...WINDOWS.flatMap((_, i) => NAMES.map((name) => rowOf(i, name, rounds)))]))
}

function rowOf(i: number, name: Name, rounds: Round[]): string[] {
  const own = (figure: keyof Leg) => spread(rounds.map((round) => round[i]![name][figure]))
  const over = (figure: 'rate' | 'cpu') => {
    const ratios = rounds.map((round) => round[i]![name][figure] / round[i]!.bare[figure])
    return name === 'bare' ? '' : spread(ratios)
  }
  const title = name === 'product' ? String(WINDOWS[i]) : ''
  return [title, name, own('rate'), over('rate'), own('cpu'), over('cpu'), own('p50'), own('p99')]
}

/** The goals are meant beside mosquitto, which is not to be had from npm. */
function targetsOf(rounds: Round[]): Target[] {
  const marks = [
    { goal: 0.5, moonshot: 0.85 },
    { goal: 0.9, moonshot: 3 },
  ]
  return WINDOWS.map((window, i) => ({
    name: `7  MQTT messages/s, QoS 1, ${window} in flight, of bare aedes`,
    better: 'least',
    ...marks[i]!,
    ratios: rounds.map((round) => round[i]!.product.rate / round[i]!.bare.rate),
  }))
}
