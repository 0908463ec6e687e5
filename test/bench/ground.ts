/** Where the bench runs: a whole fleet in a data folder, and servers on copies of it. */
import { randomBytes } from 'node:crypto'
import { cpSync, mkdirSync, mkdtempSync, rmSync, statfsSync, writeFileSync } from 'node:fs'
import { cpus, loadavg, tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { build, type Child, product, start } from '../child.ts'
import { type Car, fleetOf, PRIVATE, PUBLIC } from './fleet.ts'
import { seed } from './seed.ts'

const TMPFS = 0x01021994

export type Ground = {
  folder: string
  key: Buffer
  fleet: Car[]
  /** A data folder of its own, in which the fleet lives. */
  plot: (name: string) => string
  /** Starts the product on a data folder, without rate limits. */
  raise: (data: string, env?: Record<string, string>, options?: string[]) => Child
  /** Starts a program of this folder. */
  reference: (name: string, options?: string[], env?: Record<string, string>) => Child
  /** Stops all servers, and removes all folders. */
  clear: () => Promise<void>
}

/** Builds the product, and a fleet of so many cars; `profile` is a folder for processor profiles. */
export async function prepare(size: number, profile: string | undefined): Promise<Ground> {
  await build()
  const folder = mkdtempSync(join(onDisk(), 'chargeshare-bench-'))
  const [key, fleet] = [randomBytes(32), fleetOf(size)]
  const seeds = join(folder, 'seed')
  mkdirSync(seeds)
  say(await seeded(seeds, key, fleet))
  const servers: Child[] = []
  const launch = (...given: Parameters<typeof start>) => {
    const server = start(...given)
    servers.push(server)
    return server
  }
  const profiling = profile ? ['--cpu-prof', `--cpu-prof-dir=${profile}`] : []
  return {
    folder,
    key,
    fleet,
    plot: (name) => {
      cpSync(seeds, join(folder, name), { recursive: true })
      return join(folder, name)
    },
    raise: (data, env = {}, options = []) =>
      launch(product, { ...settingsOf(data), ...env }, [...profiling, ...options]),
    reference: (name, options, env = {}) => {
      const program = fileURLToPath(new URL(name, import.meta.url))
      return launch(program, { NODE_ENV: 'production', ...env }, options)
    },
    clear: async () => {
      await Promise.all(servers.map((server) => server.stop()))
      rmSync(folder, { recursive: true, force: true })
    },
  }
}

export function say(text: string): void {
  process.stdout.write(`${text}\n`)
}

/** Everyone is first once, so that nobody always follows the same one. */
export function turned<T>(list: readonly T[], by: number): T[] {
  return list.map((_, i) => list[(i + by) % list.length]!)
}

/** A sync in memory costs nothing: the temporary folder will not do where it is one. */
function onDisk(): string {
  if (statfsSync(tmpdir()).type !== TMPFS) return tmpdir()
  const cache = fileURLToPath(new URL('../../node_modules/.cache', import.meta.url))
  mkdirSync(cache, { recursive: true })
  return cache
}

async function seeded(folder: string, key: Buffer, fleet: Car[]): Promise<string> {
  const began = performance.now()
  // Where the product looks for it by itself.
  writeFileSync(join(folder, 'secret.key'), key.toString('base64'), { mode: 0o600 })
  const cells = await seed(folder, key, fleet)
  const seconds = ((performance.now() - began) / 1000).toFixed(1)
  return (
    `${fleet.length} vehicles, each with ${PUBLIC} places always shared and ${PRIVATE} never ` +
    `(${cells} grid cells), seeded in ${seconds} s; no partner is pushed to.\n` +
    `node ${process.version}, ${cpus().length} cores, load ${loadavg()[0]!.toFixed(1)} before ` +
    `the start.`
  )
}

function settingsOf(data: string): Record<string, string> {
  return {
    CHARGESHARE_PORT: '0',
    CHARGESHARE_DATA: data,
    CHARGESHARE_RATE_LIMITS: 'off',
    CHARGESHARE_LOG_LEVEL: 'error',
    NODE_ENV: 'production',
  }
}
