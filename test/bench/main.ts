/** Measures ingest over HTTP beside two references in the same run: `npm run bench`. */
import { randomBytes } from 'node:crypto'
import { mkdirSync, mkdtempSync, rmSync, statfsSync, writeFileSync } from 'node:fs'
import { cpus, loadavg, tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { parseArgs } from 'node:util'
import { build, type Child, product, start } from '../child.ts'
import { median, quantile, spread, table } from './figures.ts'
import { type Car, fleetOf, nextRequest, PRIVATE, PUBLIC } from './fleet.ts'
import { closedLoop, CONNECTIONS, type Leg, openLoop } from './load.ts'
import { lookups } from './lookup.ts'
import { seed } from './seed.ts'
import { type Target, targetTable, verdictOf } from './targets.ts'

const HELP = `npm run bench -- [--quick] [--json FILE] [--profile FOLDER]
  --quick            twenty seconds, for a first look
  --json FILE        writes all figures to a file
  --profile FOLDER   writes a processor profile of the product (for Chrome's developer tools)
`
const BATCH = 100
const OPEN_RATE = 2000
const TMPFS = 0x01021994
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
/** How long a run is, in seconds and rounds. */
type Length = {
  fleet: number
  warmUpS: number
  rounds: number
  legS: number
  openS: number
  lookup: { rows: number; rounds: number }
}

const full: Length = {
  ...{ fleet: 10_000, warmUpS: 3, rounds: 5, legS: 2.5, openS: 2 },
  lookup: { rows: 1_000_000, rounds: 5 },
}
const quick: Length = {
  ...{ fleet: 2000, warmUpS: 1, rounds: 2, legS: 1.4, openS: 0.7 },
  lookup: { rows: 50_000, rounds: 2 },
}

const { values: asked } = parseArgs({
  options: {
    quick: { type: 'boolean', default: false },
    json: { type: 'string' },
    profile: { type: 'string' },
    help: { type: 'boolean', default: false },
  },
})
if (asked.help) process.stdout.write(HELP)
else await bench(asked.quick ? quick : full)

async function bench(length: Length): Promise<void> {
  const root = fileURLToPath(new URL('../..', import.meta.url))
  build()
  const folder = mkdtempSync(join(onDisk(root), 'chargeshare-bench-'))
  const fleet = fleetOf(length.fleet)
  const servers: Child[] = []
  try {
    const key = randomBytes(32)
    say(await seeded(folder, key, fleet))
    const named = startAll(folder, key)
    servers.push(...Object.values(named))
    const { rounds, tails } = await measured(named, fleet, length)
    const look = await lookups(folder, key, length.lookup)
    say(look.text)
    await report(await named.product.url, { rounds, tails, found: look.target })
  } finally {
    await Promise.all(servers.map((server) => server.stop()))
    rmSync(folder, { recursive: true, force: true })
  }
}

/** A sync in memory costs nothing: the temporary folder will not do where it is one. */
function onDisk(root: string): string {
  if (statfsSync(tmpdir()).type !== TMPFS) return tmpdir()
  const cache = join(root, 'node_modules/.cache')
  mkdirSync(cache, { recursive: true })
  return cache
}

async function seeded(folder: string, key: Buffer, fleet: Car[]): Promise<string> {
  const began = performance.now()
  const cells = await seed(folder, key, fleet)
  const seconds = ((performance.now() - began) / 1000).toFixed(1)
  return (
    `${fleet.length} vehicles, each with ${PUBLIC} places always shared and ${PRIVATE} never ` +
    `(${cells} grid cells), seeded in ${seconds} s; no partner is pushed to.\n` +
    `node ${process.version}, ${cpus().length} cores, load ${loadavg()[0]!.toFixed(1)} before ` +
    `the start; ${CONNECTIONS} connections.`
  )
}

function startAll(folder: string, key: Buffer): Servers {
  const settings = {
    CHARGESHARE_PORT: '0',
    CHARGESHARE_DATA: folder,
    CHARGESHARE_SECRET_KEY: key.toString('base64'),
    CHARGESHARE_RATE_LIMITS: 'off',
    CHARGESHARE_LOG_LEVEL: 'error',
  }
  const profile = asked.profile ? ['--cpu-prof', `--cpu-prof-dir=${asked.profile}`] : []
  const reference = (name: string) =>
    start(fileURLToPath(new URL(name, import.meta.url)), { NODE_ENV: 'production' })
  return {
    product: start(product, { ...settings, NODE_ENV: 'production' }, profile),
    express: reference('express.js'),
    bare: reference('bare.js'),
  }
}

async function measured(servers: Servers, fleet: Car[], length: Length) {
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
    process.stderr.write(`round ${i + 1} of ${count}\n`)
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

/** Everyone is first once, so that nobody always follows the same one. */
function turned<T>(list: readonly T[], by: number): T[] {
  return list.map((_, i) => list[(i + by) % list.length]!)
}

type Measured = { rounds: Round[]; tails: Tail[]; found: Target }

async function report(url: string, { rounds, tails, found }: Measured): Promise<void> {
  const targets = [...targetsOf(rounds, tails), found]
  say(`\nOne message a request, ${rounds.length} rounds (min / median / max):`)
  say(table([HEAD, ...NAMES.map((name) => rowOf(name, rounds))]))
  const batched = rounds.map(({ batches }) => batches.rate * BATCH)
  say(`\nBatches of ${BATCH}: ${spread(batched)} messages/s, `)
  say(`  p99 of a batch ${spread(rounds.map(({ batches }) => batches.p99))} ms`)
  say(`Open loop at ${OPEN_RATE}/s, ms from the intended time:`)
  for (const name of ['product', 'bare'] as const) {
    const [p50, p99] = [tails.map((tail) => tail[name].p50), tails.map((tail) => tail[name].p99)]
    say(`  ${name.padEnd(8)} p50 ${spread(p50)}   p99 ${spread(p99)}`)
  }
  say(`\n${targetTable(targets)}`)
  say(`\n${await allNew(url)}`)
  if (asked.json === undefined) return
  const verdicts = targets.map(verdictOf)
  writeFileSync(asked.json, `${JSON.stringify({ rounds, tails, targets, verdicts }, null, 2)}\n`)
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

function say(text: string): void {
  process.stdout.write(`${text}\n`)
}
