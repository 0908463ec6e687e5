/** What memory a server needs for each of those who are connected to it. */
import { setTimeout } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import type { Child } from '../child.ts'

/** So many come at once. */
const AT_ONCE = 100

/** Options of node for a server that `gauged` looks into. */
export const GAUGED = [
  '--expose-gc',
  '--import',
  fileURLToPath(new URL('gauge.js', import.meta.url)),
]

/** In bytes, after all garbage was collected. */
export type Memory = { rss: number; heapUsed: number; external: number }

/** What a server holds when it has nothing to do. */
export async function gauged(server: Child): Promise<Memory> {
  const gauges = () => server.said().match(/^gauge .*\n/gm) ?? []
  const before = gauges().length
  // What was just done is over when the server has nothing to do.
  await setTimeout(500)
  process.kill(server.pid, 'SIGWINCH')
  while (gauges().length === before) await setTimeout(20)
  return JSON.parse(gauges().at(-1)!.slice('gauge '.length)) as Memory
}

/** Bytes for each of those who came between two looks. */
export function each(
  before: { cars: number; memory: Memory },
  after: { cars: number; memory: Memory },
): Memory {
  const cost = (kind: keyof Memory) =>
    (after.memory[kind] - before.memory[kind]) / (after.cars - before.cars)
  return { rss: cost('rss'), heapUsed: cost('heapUsed'), external: cost('external') }
}

/** Does something with each, some at a time. */
export async function inTurn(
  first: number,
  end: number,
  deed: (i: number) => Promise<unknown>,
): Promise<void> {
  for (let from = first; from < end; from += AT_ONCE) {
    const some = Math.min(AT_ONCE, end - from)
    await Promise.all(Array.from({ length: some }, (_, i) => deed(from + i)))
  }
}
