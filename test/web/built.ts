/** The pages as the product serves them: built anew where a source is younger than what lies there. */
import { mkdirSync, readdirSync, rmSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as wait } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import { build } from 'vite'

const root = fileURLToPath(new URL('../..', import.meta.url))
const made = join(root, 'dist/web/worker.js')
const lock = join(root, 'dist/.web')

/** `npm test` builds first; whoever runs one file alone gets what he has just written. */
export async function built(): Promise<void> {
  if (!isOld()) return
  mkdirSync(join(root, 'dist'), { recursive: true })
  // Two test processes must not build into one folder at once.
  while (!entered()) await wait(50)
  try {
    if (isOld()) await build({ configFile: join(root, 'config/vite.ts'), logLevel: 'warn' })
  } finally {
    rmSync(lock, { recursive: true, force: true })
  }
}

/** Making a folder succeeds for one alone; one left behind by a dead process is of no account. */
function entered(): boolean {
  try {
    mkdirSync(lock)
    return true
  } catch {
    if (Date.now() - ageOf(lock) > 60_000) rmSync(lock, { recursive: true, force: true })
    return false
  }
}

function isOld(): boolean {
  const sources = ['src/web', 'config/vite.ts']
  return newest(...sources.map((path) => join(root, path))) > ageOf(made)
}

function newest(...paths: string[]): number {
  const inside = (path: string) =>
    readdirSync(path, { recursive: true, encoding: 'utf8' }).map((name) => join(path, name))
  const all = paths.flatMap((path) => (statSync(path).isDirectory() ? inside(path) : [path]))
  return Math.max(...all.map(ageOf))
}

/** When it was written, in milliseconds; 0 where it is not there. */
function ageOf(path: string): number {
  return statSync(path, { throwIfNoEntry: false })?.mtimeMs ?? 0
}
