/** What it costs to be there: from start to ready, the idle process, and each idle car on its line. */
import Database from 'better-sqlite3'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout } from 'node:timers/promises'
import type { Child } from '../child.ts'
import { short, spread, table } from './figures.ts'
import { type Ground, say } from './ground.ts'
import { arrival } from './lines.ts'
import { each, GAUGED, gauged, inTurn, type Memory } from './memory.ts'
import { logIn, type Module, type Where } from './modules.ts'
import { freePort } from './ovms.ts'
import type { Found, Target } from './targets.ts'

const MIB = 2 ** 20
const KB = 1000
/** What a car costs the public server on this class of machine. */
const PUBLIC_SERVER_KB = 12.5
/** Fewer cars are no measure. */
const ENOUGH = 5000
/** Files and connections that are no cars. */
const OTHERS = 100
const ADD_EVENT = `
  insert into feed (published_at, type, session, revision, body) values (?, ?, ?, 1, ?)`

type Look = { what: string; cars: number; memory: Memory }

export type IdleLength = { feedRows: number; starts: number; few: number; many: number }

export async function idle(ground: Ground, length: IdleLength): Promise<Found> {
  const data = ground.plot('idle')
  fillFeed(join(data, 'chargeshare.db'), length.feedRows)
  const seconds: number[] = []
  const rest: number[] = []
  for (let i = 0; i < length.starts; i++) {
    const [began, server] = [performance.now(), ground.raise(data)]
    await server.url
    seconds.push((performance.now() - began) / 1000)
    await setTimeout(1000)
    rest.push(residentOf(server) / MIB)
    await server.stop()
  }
  say(`\nStart to ready, ${length.feedRows} events in the feed, ${length.starts} starts:`)
  say(`  ${spread(seconds)} s; the idle process a second later: ${spread(rest)} MiB resident`)
  const cars = { few: length.few, many: affordable(length.many) }
  const looks = await crowd(ground, data, cars)
  const costs = { ...costsOf(looks), bare: await bareCrowd(ground, cars) }
  report(looks, costs)
  return {
    targets: [...startTargets(seconds, rest), ...carTargets(looks, costs)],
    figures: { seconds, rest, looks, costs },
  }
}

/** As many cars as this process, and the server, may have files open. */
function affordable(wanted: number): number {
  const { userLimits } = process.report.getReport() as {
    userLimits: { open_files: { soft: number | 'unlimited' } }
  }
  const { soft } = userLimits.open_files
  if (soft === 'unlimited' || soft >= wanted + OTHERS) return wanted
  say(`  only ${soft - OTHERS} cars: no more files may be open (ulimit -n)`)
  return soft - OTHERS
}

/** Events as partners see them, of a length as usual. */
function fillFeed(file: string, rows: number): void {
  const db = new Database(file)
  db.pragma('synchronous = off')
  const add = db.prepare(ADD_EVENT)
  const body = JSON.stringify({ type: 'charge.completed', session: 'x'.repeat(450) })
  db.transaction(() => {
    for (let i = 0; i < rows; i++) add.run(i, 'charge.completed', `session-${i}`, body)
  })()
  db.pragma('wal_checkpoint(truncate)')
  db.close()
}

/** In bytes; see proc(5). */
function residentOf({ pid }: Child): number {
  return Number(/VmRSS:\s+(\d+) kB/.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))![1]) * 1024
}

/** The first ones are there already when it is looked, so that all code is warm. */
async function crowd(
  ground: Ground,
  data: string,
  { few, many }: { few: number; many: number },
): Promise<Look[]> {
  const port = await freePort()
  const server = ground.raise(data, { CHARGESHARE_OVMS_PORT: String(port) }, GAUGED)
  await server.url
  const { modules, come } = visitors(ground, { host: '127.0.0.1', port, bare: null })
  const tell = (from: number, to: number) => inTurn(from, to, (i) => modules[i]!.tell())
  const look = async (what: string): Promise<Look> => {
    return { what, cars: modules.length, memory: await gauged(server) }
  }
  const looks = [await look('nobody')]
  await come(0, few)
  await tell(0, few)
  looks.push(await look('logged in, each has told F, S, D and L'))
  await come(few, many)
  looks.push(await look('more have logged in, and told nothing'))
  await tell(few, many)
  looks.push(await look('these have told F, S, D and L too'))
  await inTurn(0, many, (i) => modules[i]!.close())
  await server.stop()
  return looks
}

/** What a connection costs the bare reader of lines: less no server on Node can need. */
async function bareCrowd(
  ground: Ground,
  { few, many }: { few: number; many: number },
): Promise<Memory> {
  const server = ground.reference('reader.js', GAUGED)
  const { port } = new URL(await server.url)
  const where = { host: '127.0.0.1', port: Number(port), bare: 1 }
  const { modules, come } = visitors(ground, where)
  await come(0, few)
  const before = await gauged(server)
  await come(few, many)
  const after = await gauged(server)
  await inTurn(0, many, (i) => modules[i]!.close())
  await server.stop()
  return each({ cars: few, memory: before }, { cars: many, memory: after })
}

function visitors(ground: Ground, where: Where) {
  const modules: Module[] = []
  const come = (from: number, to: number) =>
    inTurn(from, to, async (i) => {
      modules[i] = await logIn(where, ground.fleet[i]!, () => arrival(i))
    })
  return { modules, come }
}

/** Bytes that a car costs; the first ones are left out, and with them what is paid once. */
type Costs = Record<'came' | 'told' | 'bare', Memory>

function costsOf(looks: Look[]): Omit<Costs, 'bare'> {
  const [, few, came, told] = looks as [Look, Look, Look, Look]
  return { came: each(few, came), told: each(few, told) }
}

function report(looks: Look[], { came, told, bare }: Costs): void {
  const row = ({ rss, heapUsed, external }: Memory, unit: number) =>
    [rss, heapUsed, external].map((bytes) => short(bytes / unit))
  say(
    '\nIdle cars over OVMS v2, memory after a full collection of garbage (the kernel’s not counted):',
  )
  say(
    table([
      ['cars', '', 'resident MiB', 'heap MiB', 'beside it MiB'],
      ...looks.map(({ what, cars, memory }) => [String(cars), what, ...row(memory, MIB)]),
    ]),
  )
  const words = ['resident', 'heap', 'beside it']
  const sentence = (cost: Memory) =>
    row(cost, KB)
      .map((kb, i) => `${kb} kB ${words[i]}`)
      .join(', ')
  say(`a car that has logged in: ${sentence(came)}`)
  say(`… and has told F, S, D and L: ${sentence(told)}`)
  say(`a connection of the bare reader: ${sentence(bare)}`)
  say(`a car of the public server: ${PUBLIC_SERVER_KB} kB`)
}

function startTargets(seconds: number[], rest: number[]): Target[] {
  const better = 'most' as const
  return [
    { name: '15 start to ready, s', better, goal: 1.5, moonshot: 0.7, ratios: seconds },
    { name: '15 the idle process, MiB resident', better, goal: 100, moonshot: 70, ratios: rest },
  ]
}

/** Where cars are few, what a heap happens to hold in reserve outweighs them. */
function carTargets(looks: Look[], { came, told }: Costs): Target[] {
  const car = (what: string, { rss }: Memory): Target => ({
    name: `15 an idle car that has ${what}, kB resident`,
    ...{ better: 'most', goal: 8, moonshot: 4, ratios: [rss / KB] },
  })
  if (looks.at(-1)!.cars < ENOUGH) return []
  return [car('logged in', came), car('told F, S, D, L', told)]
}
