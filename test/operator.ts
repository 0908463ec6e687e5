/** The operator at his keyboard: commands run in this process or in one of their own. */
import { execFile } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { main } from '../src/cli.ts'
import { build } from './child.ts'

export type Said = { code: number; out: string; err: string }
export type Around = { env?: Record<string, string>; input?: string }

export type Operator = {
  /** One command; `env` adds to the operator's own. */
  run: (args: string[], around?: Around) => Promise<Said>
  /** The same for a command that must succeed and has nothing to complain of: what it printed. */
  told: (args: string[], around?: Around) => Promise<string>
  /** The same as a process of its own. */
  child: (program: string, ...args: string[]) => Promise<{ stdout: string }>
}

/** As built into dist: it starts in half the time that its sources take. */
export const program = fileURLToPath(new URL('../dist/cli.js', import.meta.url))

/** An operator whose settings name this data folder. */
export function operator(data: string): Operator {
  const own = { CHARGESHARE_DATA: data }
  const run = async (args: string[], { env = {}, input = '' }: Around = {}) => {
    const said = { out: '', err: '' }
    const code = await main(args, {
      env: { ...own, ...env },
      input: (async function* () {
        yield input
      })(),
      out: (text) => (said.out += text),
      err: (text) => (said.err += text),
    })
    return { code, ...said }
  }
  return {
    run,
    told: async (args, around) => {
      const { code, out, err } = await run(args, around)
      if (code !== 0 || err !== '') throw new Error(`${args.join(' ')}: ${code} ${err}`)
      return out
    },
    child: async (program, ...args) => {
      await build()
      return promisify(execFile)(process.execPath, [program, ...args], {
        cwd: fileURLToPath(new URL('..', import.meta.url)),
        env: { PATH: process.env['PATH'], ...own },
      })
    },
  }
}

/** The last word of the line that begins so. */
export function fact(out: string, name: string): string {
  const found = out.split('\n').find((text) => text.startsWith(name))
  return found?.split(/\s+/).at(-1) ?? ''
}
