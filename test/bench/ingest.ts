/** Ingest over HTTP, beside Express that does nothing and bare node:http. */
import type { Child } from '../child.ts'
import { median, quantile, spread, table } from './figures.ts'
import { type Car, nextRequest } from './fleet.ts'
import { type Ground, say, turned } from './ground.ts'
import { closedLoop, CONNECTIONS, type Leg, openLoop } from './load.ts'
import type { Found, Target } from './targets.ts'

const BATCH = 100
const OPEN_RATE = 2000
const HEAD = ['server', 'req/s', '/ express', '/ bare', 'CPU µs', '/ bare', 'p50 ms', 'p99 ms']

type Name = 'product' | 'express' | 'bare'
const NAMES: Name[] = ['product', 'express', 'bare']
/** Messages made ready a second: to the product all must be new, references may hear them again. */
const MADE: Record<Name, number> = { product: 25_000, express: 2000, bare: 2000 }
/** Batches made ready a leg: so many that even a favoured connection never tells one twice. */
const BATCHES_MADE = 25 * CONNECTIONS
type Servers = Record<Name, Child>
/** One round: every server under the same load, one after the other. */
type Round = Record<Name | 'batches', Leg>
type Tail = Record<'product' | 'bare', { p50: number; p99: number }>
/** How long it takes, in seconds and rounds. */
export type IngestLength = { warmUpS: number; rounds: number; legS: number; openS: number }

export async function ingest(ground: Ground, length: IngestLength): Promise<Found> {
  const servers: Servers = {
    product: ground.raise(ground.plot('http')),
    express: ground.reference('express.js'),
    bare: ground.reference('bare.js'),
  }
  const { rounds, tails } = await measured(servers, ground.fleet, length)
  report(rounds, tails)
  say(await allNew(await servers.product.url))
  await Promise.all(Object.values(servers).map((server) => server.stop()))
  return { targets: targetsOf(rounds, tails), figures: { rounds, tails } }
}

async function measured(servers: Servers, fleet: Car[], length: IngestLength) {
  const { warmUpS, rounds: count, legS, openS } = length
  const leg = (name: Name, seconds: number) =>
    closedLoop(servers[name], seconds, listsOf(fleet, MADE[name] * seconds, 1))
  for (const name of NAMES) await leg(name, warmUpS)
  const rounds: Round[] = []
  const tails: Tail[] = []
  for (let i = 0; i < count; i++) {
    const legs: Partial<Round> = {}
    for (const name of turned(NAMES, i)) legs[name] = await leg(name, legS)
    const lists = listsOf(fleet, BATCHES_MADE, BATCH)
    legs.batches = await closedLoop(servers.product, legS, lists)
    rounds.push(legs as Round)
    const tail: Partial<Tail> = {}
    for (const name of turned(['product', 'bare'] as const, i)) {
      const make = (n: number) => nextRequest(fleet, n % fleet.length, 1)
      const waits = await openLoop(servers[name], { rate: OPEN_RATE, seconds: openS }, make)
      tail[name] = { p50: median(waits), p99: quantile(waits, 0.99) }
    }
    tails.push(tail as Tail)
    process.stderr.write(`HTTP: round ${i + 1} of ${count}\n`)
  }
  return { rounds, tails }
}

/** At least `count` requests, shared out among the connections; no car on two of them. */
function listsOf(fleet: Car[], count: number, batch: number) {
  const lane = Math.floor(fleet.length / CONNECTIONS)
  return Array.from({ length: CONNECTIONS }, (_, connection) =>
    Array.from({ length: Math.ceil(count / CONNECTIONS) }, (_, i) =>
      nextRequest(fleet, connection * lane + (i % lane), batch),
    ),
  )
}

function report(rounds: Round[], tails: Tail[]): void {
  say(`\nHTTP, one message a request, ${CONNECTIONS} connections, ${rounds.length} rounds`)
  say(`(min / median / max):`)
  say(table([HEAD, ...NAMES.map((name) => rowOf(name, rounds))]))
  const batched = rounds.map(({ batches }) => batches.rate * BATCH)
  say(`\nBatches of ${BATCH}: ${spread(batched)} messages/s, `)
  say(`  p99 of a batch ${spread(rounds.map(({ batches }) => batches.p99))} ms`)
  say(`Open loop at ${OPEN_RATE}/s, ms from the intended time:`)
  for (const name of ['product', 'bare'] as const) {
    const [p50, p99] = [tails.map((tail) => tail[name].p50), tails.map((tail) => tail[name].p99)]
    say(`  ${name.padEnd(8)} p50 ${spread(p50)}   p99 ${spread(p99)}`)
  }
}

function rowOf(name: Name, rounds: Round[]): string[] {
  const over = (other: Name, figure: 'rate' | 'cpu') =>
    spread(rounds.map((round) => round[name][figure] / round[other][figure]))
  const own = (figure: keyof Leg) => spread(rounds.map((round) => round[name][figure]))
  const rates = [own('rate'), over('express', 'rate'), over('bare', 'rate')]
  return [name, ...rates, own('cpu'), over('bare', 'cpu'), own('p50'), own('p99')]
}

function targetsOf(rounds: Round[], tails: Tail[]): Target[] {
  const ratios = (ratio: (round: Round) => number) => rounds.map(ratio)
  const [least, most] = ['least', 'most'] as const
  return [
    {
      name: '1a messages/s, of Express that does nothing',
      ...{ better: least, goal: 1.3, moonshot: 2.5 },
      ratios: ratios(({ product, express }) => product.rate / express.rate),
    },
    {
      name: '1b messages/s, of bare node:http',
      ...{ better: least, goal: 0.27, moonshot: 0.4 },
      ratios: ratios(({ product, bare }) => product.rate / bare.rate),
    },
    {
      name: '2  CPU a message, of bare node:http',
      ...{ better: most, goal: 3.5, moonshot: 2.5 },
      ratios: ratios(({ product, bare }) => product.cpu / bare.cpu),
    },
    {
      name: `3  messages/s in batches of ${BATCH}, of Express in requests`,
      ...{ better: least, goal: 10, moonshot: 20 },
      ratios: ratios(({ batches, express }) => (batches.rate * BATCH) / express.rate),
    },
    {
      name: `4  p99 at ${OPEN_RATE}/s, of bare node:http`,
      ...{ better: most, goal: 3, moonshot: 1.5 },
      ratios: tails.map(({ product, bare }) => product.p99 / bare.p99),
    },
  ]
}

/** Nothing was made light by repeats: the server's own count of messages. */
async function allNew(url: string): Promise<string> {
  const text = await (await fetch(`${url}/metrics`)).text()
  const counts = text.match(/^chargeshare_messages_total.*$/gm) ?? []
  if (counts.length === 1 && counts[0].includes('result="new"')) {
    return `all of ${counts[0].split(' ')[1]} messages were new to the server`
  }
  throw new Error(`not all messages were new: ${counts.join(', ')}`)
}
