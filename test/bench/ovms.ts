/** Authenticated OVMS v2 lines over TCP to durable state, beside a bare reader of lines. */
import Database from 'better-sqlite3'
import { once } from 'node:events'
import { type AddressInfo, createServer } from 'node:net'
import { join } from 'node:path'
import type { Child } from '../child.ts'
import { spread, table } from './figures.ts'
import type { Car } from './fleet.ts'
import { type Ground, say, turned } from './ground.ts'
import { type Burst, charging, logging } from './lines.ts'
import type { Leg } from './load.ts'
import { logIn, type Module, tellAll } from './modules.ts'
import type { Found, Target } from './targets.ts'

/** Lines a second that the public server takes on this class of machine, durably or not. */
const PUBLIC_SERVER = 2850
const HEAD = ['load', 'server', 'lines/s', '/ bare', 'CPU µs', '/ bare', 'p50 ms', 'p99 ms']

type Load = { name: string; cars: number; burst: number; says: (car: number) => () => Burst }
const LOADS: Load[] = [
  { name: '50 cars charge', cars: 50, burst: 4, says: charging },
  { name: '200 cars charge', cars: 200, burst: 4, says: charging },
  { name: '200 tell their log', cars: 200, burst: 1, says: logging },
]
/** The load that the goals are judged by. */
const JUDGED = 1

type Name = 'product' | 'bare'
const NAMES: Name[] = ['product', 'bare']
/** Bursts made ready a second for all cars together; the bare reader may hear them again. */
const MADE: Record<Name, number> = { product: 25_000, bare: 2000 }
type Servers = Record<Name, Child>
type Crowd = Record<Name, Module[]>
/** What one round measured, for each load. */
type Round = Record<Name, Leg>[]
export type OvmsLength = { warmUpS: number; rounds: number; legS: number }

export async function ovms(ground: Ground, length: OvmsLength): Promise<Found> {
  const [port, data] = [await freePort(), ground.plot('ovms')]
  const settings = {
    CHARGESHARE_OVMS_PORT: String(port),
    // The end of a charge is told at once: a burst comes after milliseconds, not after a minute.
    CHARGESHARE_SETTLE_S: '0',
  }
  const servers: Servers = {
    product: ground.raise(data, settings),
    bare: ground.reference('reader.js'),
  }
  const ports = { product: port, bare: Number(new URL(await servers.bare.url).port) }
  const url = await servers.product.url
  const crowds = await Promise.all(
    LOADS.map((load, i) => crowdOf(load, carsOf(ground.fleet, i), ports)),
  )
  const rounds = await measured(servers, crowds, length)
  report(rounds)
  say(await messagesOf(url))
  const modules = crowds.flatMap(({ product, bare }) => [...product, ...bare])
  await Promise.all(modules.map((one) => one.close()))
  await Promise.all(NAMES.map((name) => servers[name].stop()))
  say(allKept(data, crowds))
  return { targets: targetsOf(rounds), figures: rounds }
}

/** A port that is free now, to be named in a setting. */
export async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1')
  await once(server, 'listening')
  const { port } = server.address() as AddressInfo
  server.close()
  await once(server, 'close')
  return port
}

/** The cars of each load are others. */
function carsOf(fleet: Car[], load: number): { car: Car; number: number }[] {
  const before = LOADS.slice(0, load).reduce((sum, { cars }) => sum + cars, 0)
  const { cars } = LOADS[load]!
  return fleet.slice(before, before + cars).map((car, i) => ({ car, number: before + i }))
}

type Called = ReturnType<typeof carsOf>

async function crowdOf(
  { burst, says }: Load,
  cars: Called,
  ports: Record<Name, number>,
): Promise<Crowd> {
  const enter = (name: Name) => {
    const where = { host: '127.0.0.1', port: ports[name], bare: name === 'bare' ? burst : null }
    return Promise.all(cars.map(({ car, number }) => logIn(where, car, says(number))))
  }
  return { product: await enter('product'), bare: await enter('bare') }
}

async function measured(servers: Servers, crowds: Crowd[], length: OvmsLength): Promise<Round[]> {
  const leg = (name: Name, load: number, seconds: number) => {
    const modules = crowds[load]![name]
    for (const one of modules) one.stock(Math.ceil((MADE[name] * seconds) / modules.length))
    return tellAll(servers[name], modules, seconds)
  }
  for (const name of NAMES) await leg(name, JUDGED, length.warmUpS)
  const rounds: Round[] = []
  for (let i = 0; i < length.rounds; i++) {
    const round: Round = []
    for (const load of LOADS.keys()) {
      const legs: Partial<Record<Name, Leg>> = {}
      for (const name of turned(NAMES, i)) legs[name] = await leg(name, load, length.legS)
      round.push(legs as Record<Name, Leg>)
    }
    rounds.push(round)
    process.stderr.write(`OVMS v2: round ${i + 1} of ${length.rounds}\n`)
  }
  return rounds
}

function report(rounds: Round[]): void {
  say(
    `\nOVMS v2, scheme 0, opted in, ${rounds.length} rounds (min / median / max); a burst of S, D and L,`,
  )
  say(
    `or a line of the log, is followed by the next one when it is acknowledged, after its commit:`,
  )
  say(table([HEAD, ...LOADS.flatMap((_, load) => NAMES.map((name) => rowOf(load, name, rounds)))]))
  const times = rounds.map((round) => round[JUDGED]!.product.rate / PUBLIC_SERVER)
  say(`${LOADS[JUDGED]!.name}: ${spread(times)} times the public server's ${PUBLIC_SERVER} lines/s`)
}

function rowOf(load: number, name: Name, rounds: Round[]): string[] {
  const own = (figure: keyof Leg) => spread(rounds.map((round) => round[load]![name][figure]))
  const over = (figure: 'rate' | 'cpu') => {
    const ratios = rounds.map((round) => round[load]![name][figure] / round[load]!.bare[figure])
    return name === 'bare' ? '' : spread(ratios)
  }
  const title = name === 'product' ? LOADS[load]!.name : ''
  return [title, name, own('rate'), over('rate'), own('cpu'), over('cpu'), own('p50'), own('p99')]
}

function targetsOf(rounds: Round[]): Target[] {
  const { name } = LOADS[JUDGED]!
  const of = (ratio: (legs: Record<Name, Leg>) => number) =>
    rounds.map((round) => ratio(round[JUDGED]!))
  return [
    {
      name: `6a OVMS v2 lines/s, ${name}, of the public server`,
      ...{ better: 'least', goal: 10, moonshot: 20 },
      ratios: of(({ product }) => product.rate / PUBLIC_SERVER),
    },
    {
      name: `6b OVMS v2 lines/s, ${name}, of a bare reader`,
      ...{ better: 'least', goal: 0.3, moonshot: 0.5 },
      ratios: of(({ product, bare }) => product.rate / bare.rate),
    },
  ]
}

/** How many messages about charges were read out of telemetry, by the server's own count. */
export async function messagesOf(url: string): Promise<string> {
  const text = await (await fetch(`${url}/metrics`)).text()
  const counts = text.match(/^chargeshare_messages_total.*$/gm) ?? []
  return `messages about charges that were read out of them: ${counts.join(', ')}`
}

/** Nothing was acknowledged that is not there: the database's own count of lines of logs. */
function allKept(data: string, crowds: Crowd[]): string {
  const told = crowds.flatMap(({ product }) => product).reduce((sum, one) => sum + one.kept(), 0)
  const db = new Database(join(data, 'chargeshare.db'), { readonly: true })
  const kept = db.prepare('select count(*) from record').pluck().get()
  db.close()
  if (kept === told) return `all of ${told} acknowledged lines of logs are in the database`
  throw new Error(`${told} lines of logs were acknowledged, ${String(kept)} are kept`)
}
