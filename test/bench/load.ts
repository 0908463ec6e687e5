/** Loads a server: as fast as it answers (closed loop), or at a fixed rate (open loop). */
import autocannon, { type Client, type Request } from 'autocannon'
import { setImmediate } from 'node:timers/promises'
import { Pool } from 'undici'
import type { Child } from '../child.ts'
import { median, quantile } from './figures.ts'

export const CONNECTIONS = 64

/** What one leg measured; times in milliseconds, processor time in microseconds a request. */
export type Leg = { rate: number; cpu: number; p50: number; p99: number }

/** All connections ask one request after the other, each of its own list. */
export async function closedLoop(
  { url, cpu }: Child,
  seconds: number,
  lists: Request[][],
): Promise<Leg> {
  const waits: number[] = []
  let [began, cpuBegan, next] = [0, 0, 0]
  const run = autocannon({
    url: await url,
    connections: CONNECTIONS,
    duration: seconds,
    sampleInt: 50,
    setupClient: (client: Client) => client.setRequests(lists[next++]!),
  })
  run.on('start', () => {
    began = performance.now()
    cpuBegan = cpu()
  })
  run.on('response', (_client, _status, _bytes, ms: number) => waits.push(ms))
  const { errors, timeouts, non2xx } = await run
  const [took, spent] = [performance.now() - began, cpu() - cpuBegan]
  const bad = errors + timeouts + non2xx
  if (bad > 0) throw new Error(`${bad} of ${waits.length} requests failed`)
  return {
    rate: waits.length / (took / 1000),
    cpu: (spent * 1e6) / waits.length,
    p50: median(waits),
    p99: quantile(waits, 0.99),
  }
}

/**
 * Requests at their appointed times, whether the ones before are answered or not. A wait counts
 * from the appointed time, so that a server that stops for a moment cannot hide it.
 */
export async function openLoop(
  child: Child,
  { rate, seconds }: { rate: number; seconds: number },
  make: (i: number) => Request,
): Promise<number[]> {
  const pool = new Pool(await child.url, { connections: CONNECTIONS, pipelining: 1 })
  const began = performance.now()
  const count = rate * seconds
  const answers: Promise<number>[] = []
  while (answers.length < count) {
    const due = began + (answers.length * 1000) / rate
    if (performance.now() < due) await setImmediate()
    else answers.push(answered(pool, make(answers.length), due))
  }
  const waits = await Promise.all(answers)
  await pool.close()
  return waits
}

async function answered(pool: Pool, request: Request, due: number): Promise<number> {
  const { statusCode, body } = await pool.request(request)
  await body.dump()
  if (statusCode >= 300) throw new Error(`a request was answered ${statusCode}`)
  return performance.now() - due
}
