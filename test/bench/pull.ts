/** What it costs to read the feed: pages cold and hot beside a static buffer, any depth, all of it. */
import Database from 'better-sqlite3'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { Writable } from 'node:stream'
import { type Dispatcher, Pool } from 'undici'
import { cursorText } from '../../src/domain/partners/cursor.ts'
import type { Child } from '../child.ts'
import { draft } from '../events.ts'
import { call, text } from '../people.ts'
import { median, quantile, short, spread, table } from './figures.ts'
import { type Ground, say, turned } from './ground.ts'
import type { Found, Target } from './targets.ts'

const CONNECTIONS = 8
const PAGE = 1000
/** Of a usual page, of which the time is taken one by one. */
const USUAL = 100
const LOOKS = 300
const MIB = 2 ** 20
const ADD = 'insert into feed (published_at, type, session, revision, body) values (?, ?, ?, 1, ?)'
/** Each session is told of so often. */
const EACH = 3

export type PullLength = { rows: number; rounds: number; legS: number }

/** One who reads; `path` is what he asks next. */
type Reader = { path: () => string; headers: Record<string, string> }
type Leg = { rate: number; cpu: number }
type Name = 'static' | 'cold' | 'hot' | 'packed'
const NAMES: Name[] = ['static', 'cold', 'hot', 'packed']

/** Measures on a feed of `rows` rows. */
export async function pull(ground: Ground, { rows, rounds, legS }: PullLength): Promise<Found> {
  const data = ground.plot('pull')
  const epoch = fill(join(data, 'chargeshare.db'), rows)
  const product = ground.raise(data)
  const url = await product.url
  const token = await joined(url)
  const headers = { authorization: `Bearer ${token}` }
  const after = (row: number, limit: number) =>
    `/v1/charges?limit=${limit}&after=${cursorText({ epoch, seq: row, at: row })}`
  const anywhere = () => 1 + Math.floor(Math.random() * (rows - PAGE - 1))
  const { bytes } = await asked(new Pool(url), { path: after(1, PAGE), headers })
  const still = ground.reference('static.js', [], { PAGE_BYTES: String(bytes) })
  const readers: Record<Name, [Child, Reader]> = {
    static: [still, { path: () => '/', headers: {} }],
    cold: [product, { path: () => after(anywhere(), PAGE), headers }],
    hot: [product, { path: () => after(1, PAGE), headers }],
    packed: [
      product,
      { path: () => after(1, PAGE), headers: { ...headers, 'accept-encoding': 'br' } },
    ],
  }
  const legs: Record<Name, Leg>[] = []
  for (const name of NAMES) await leg(...readers[name], legS / 2)
  for (let round = 0; round < rounds; round++) {
    const found: Partial<Record<Name, Leg>> = {}
    for (const name of turned(NAMES, round)) found[name] = await leg(...readers[name], legS)
    legs.push(found as Record<Name, Leg>)
  }
  const depths = await atDepth(url, headers, (row) => after(row, USUAL), rows)
  const wholes = [
    await whole(product, '/v1/charges', headers),
    await whole(product, '/v1/snapshot', headers),
  ]
  await Promise.all([product.stop(), still.stop()])
  report({ rows, bytes, legs, depths, wholes })
  return { targets: targetsOf(legs, depths), figures: { rows, bytes, legs, depths, wholes } }
}

/** Returns the epoch of the feed. */
function fill(file: string, rows: number): string {
  const db = new Database(file)
  db.pragma('synchronous = off')
  const add = db.prepare(ADD)
  db.transaction(() => {
    for (let row = 1; row <= rows; row++) {
      const session = `session-${String(row % Math.ceil(rows / EACH)).padStart(18, '0')}`
      const { type, body } = draft({ session, publishedAt: row })
      add.run(row, type, session, body)
    }
  })()
  db.pragma('wal_checkpoint(truncate)')
  const epoch = db.prepare(`select value from meta where name = 'epoch'`).pluck().get() as string
  db.close()
  return epoch
}

async function joined(url: string): Promise<string> {
  const body = { name: 'Bench', email: 'bench@example.org', acceptLicense: 'CC-BY-4.0' }
  return text(await call('POST', `${url}/v1/partners`, { body }), 'token')
}

/** Readers ask one after the other, each on its line, and throw away what they get. */
async function leg(server: Child, reader: Reader, seconds: number): Promise<Leg> {
  const pool = new Pool(await server.url, { connections: CONNECTIONS, pipelining: 1 })
  const [began, cpuBegan] = [performance.now(), server.cpu()]
  let pages = 0
  const lines = Array.from({ length: CONNECTIONS }, async () => {
    while (performance.now() - began < seconds * 1000) {
      await asked(pool, { path: reader.path(), headers: reader.headers })
      pages++
    }
  })
  await Promise.all(lines)
  const [took, spent] = [performance.now() - began, server.cpu() - cpuBegan]
  await pool.close()
  return { rate: pages / (took / 1000), cpu: (spent * 1e6) / pages }
}

type Asked = { path: string; headers: Record<string, string> }

async function asked(pool: Dispatcher, { path, headers }: Asked): Promise<{ bytes: number }> {
  let [bytes, status] = [0, 0]
  await pool.stream({ method: 'GET', path, headers }, ({ statusCode }) => {
    status = statusCode
    return new Writable({
      write: (chunk: Buffer, _, done) => {
        bytes += chunk.length
        done()
      },
    })
  })
  if (status !== 200) throw new Error(`${path} was answered ${status}`)
  return { bytes }
}

type Depths = { name: string; waits: number[] }[]

/** Milliseconds of usual pages, none of them asked twice, over one line. */
async function atDepth(
  url: string,
  headers: Record<string, string>,
  pathAt: (row: number) => string,
  rows: number,
): Promise<Depths> {
  const pool = new Pool(url, { connections: 1 })
  const depths = [0.001, 0.5, 0.999].map((share) => ({
    name: `${short(share * 100)} %`,
    from: Math.max(1, Math.floor(rows * share) - LOOKS),
    waits: [] as number[],
  }))
  for (let i = 0; i < LOOKS; i++) {
    for (const { from, waits } of depths) {
      const began = performance.now()
      await asked(pool, { path: pathAt(from + i), headers })
      waits.push(performance.now() - began)
    }
  }
  await pool.close()
  return depths.map(({ name, waits }) => ({ name, waits }))
}

type Whole = { path: string; seconds: number; mib: number; before: number; most: number }

/** All of it in one stream of lines; the greatest memory of the server meanwhile. */
async function whole(server: Child, path: string, headers: Record<string, string>): Promise<Whole> {
  const pool = new Pool(await server.url, { connections: 1, bodyTimeout: 0, headersTimeout: 0 })
  const before = residentOf(server)
  let most = before
  const watching = setInterval(() => (most = Math.max(most, residentOf(server))), 20)
  const began = performance.now()
  const lines = { ...headers, accept: 'application/x-ndjson' }
  const { bytes } = await asked(pool, { path, headers: lines })
  const seconds = (performance.now() - began) / 1000
  clearInterval(watching)
  await pool.close()
  return { path, seconds, mib: bytes / MIB, before: before / MIB, most: most / MIB }
}

/** In bytes; see proc(5). */
function residentOf({ pid }: Child): number {
  return Number(/VmRSS:\s+(\d+) kB/.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))![1]) * 1024
}

type Report = {
  rows: number
  bytes: number
  legs: Record<Name, Leg>[]
  depths: Depths
  wholes: Whole[]
}

function report({ rows, bytes, legs, depths, wholes }: Report): void {
  say(`\nPages of ${PAGE} events, ${short(bytes / 1000)} kB, of a feed of ${rows}:`)
  const row = (name: Name) => {
    const of = (what: keyof Leg) => legs.map((round) => round[name][what])
    const against = legs.map((round) => round[name].rate / round.static.rate)
    return [name, spread(of('rate')), spread(against), short(median(of('cpu')))]
  }
  say(table([['page', 'pages/s', '/ static buffer', 'CPU µs'], ...NAMES.map(row)]))
  say(`\nPages of ${USUAL}, one at a time, ms:`)
  const waits = depths.map(({ name, waits }) => [
    name,
    short(median(waits)),
    short(quantile(waits, 0.99)),
  ])
  say(table([['depth', 'p50', 'p99'], ...waits]))
  for (const { path, seconds, mib, before, most } of wholes) {
    say(
      `${path} in one stream: ${short(mib)} MiB in ${short(seconds)} s; the server before ` +
        `${short(before)}, at most ${short(most)} MiB resident`,
    )
  }
}

function targetsOf(legs: Record<Name, Leg>[], depths: Depths): Target[] {
  const against = (name: Name) => legs.map((round) => round[name].rate / round.static.rate)
  const better = 'least' as const
  const p99 = Math.max(...depths.map(({ waits }) => quantile(waits, 0.99)))
  return [
    {
      name: '12 PULL, cold page, of a static buffer',
      better,
      goal: 0.06,
      moonshot: 0.5,
      ratios: against('cold'),
    },
    {
      name: '12 PULL, hot page, of a static buffer',
      better,
      goal: 0.9,
      moonshot: 3,
      ratios: against('hot'),
    },
    {
      name: '12 PULL, hot page by brotli, of a static buffer',
      better,
      goal: 0.9,
      moonshot: 3,
      ratios: against('packed'),
    },
    {
      name: '   PULL, page at any depth, p99 ms',
      better: 'most',
      goal: 5,
      moonshot: 2,
      ratios: [p99],
    },
  ]
}
