/** Servers as processes of their own: started, watched, asked to stop, or killed. */
import { type ChildProcess, execFile, spawn } from 'node:child_process'
import { once } from 'node:events'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'

export type Child = {
  pid: number
  /** Resolves once it listens: where it is reached. Rejects if it ends before. */
  url: Promise<string>
  /** All that it has printed so far, its log too. */
  said: () => string
  /** Processor time that it has used so far, in seconds; Linux only. */
  cpu: () => number
  /** Kills it without a word (SIGKILL); resolves once it is gone. */
  kill: () => Promise<void>
  /** Asks it to stop (SIGTERM); resolves to its exit code. */
  stop: () => Promise<number | null>
}

const root = fileURLToPath(new URL('..', import.meta.url))

/** The product, as built into dist. */
export const product = join(root, 'dist/main.js')

/** Ticks a second, in which /proc counts processor time on every Linux. */
const TICKS = 100

/** Builds the product; quick where nothing has changed. */
export async function build(): Promise<void> {
  const tsc = join(root, 'node_modules/typescript/bin/tsc')
  await promisify(execFile)(process.execPath, [tsc, '--build'], { cwd: root })
}

/** Starts a program of ours that prints where it listens. `options` are for node itself. */
export function start(program: string, env: Record<string, string>, options: string[] = []): Child {
  const child = spawn(process.execPath, [...options, program], {
    // What a test does not ask for is not opened: many servers would meet on one port.
    env: {
      PATH: process.env['PATH'],
      CHARGESHARE_OVMS_PORT: '0',
      CHARGESHARE_MQTT_PORT: '0',
      ...env,
    },
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  const gone = once(child, 'close').then(([code]) => code as number | null)
  let said = ''
  for (const stream of [child.stdout, child.stderr]) {
    stream.setEncoding('utf8').on('data', (text: string) => (said += text))
  }
  child.stderr.on('data', (text: string) => process.stderr.write(text))
  const url = addressIn(child, gone)
  // Whoever kills it before it listens does not ask for its address.
  url.catch(() => undefined)
  return {
    pid: child.pid!,
    url,
    said: () => said,
    cpu: () => cpuOf(child.pid!),
    kill: async () => {
      child.kill('SIGKILL')
      await gone
    },
    stop: () => {
      child.kill('SIGTERM')
      return gone
    },
  }
}

function addressIn(child: ChildProcess, gone: Promise<number | null>): Promise<string> {
  return new Promise((resolve, reject) => {
    let said = ''
    child.stdout!.on('data', (text: string) => {
      said += text
      const url = /https?:\/\/\S+(?=\s)/.exec(said)?.[0]
      if (url !== undefined) resolve(url)
    })
    void gone.then((code) => reject(new Error(`a server ended (${code}) before it listened`)))
  })
}

/** User and system time; see proc(5), fields 14 and 15. */
function cpuOf(pid: number): number {
  const fields = readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ')[1]!.split(' ')
  return (Number(fields[11]) + Number(fields[12])) / TICKS
}
