/** Which browser the pages are tried in: looked for once a run, and opened once before a test relies on it. */
import { execFile } from 'node:child_process'
import { existsSync, mkdirSync, mkdtempSync, readFileSync, renameSync } from 'node:fs'
import { rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { chromium } from 'playwright-core'
import type { TestProject } from 'vitest/node'

/** `env` is what it needs beside the environment of the tests. */
export type Browser = { path: string; env: Record<string, string>; isShell: boolean }

declare module 'vitest' {
  export interface ProvidedContext {
    /** Null where no browser opens: then the tests of the pages are skipped. */
    browser: Browser | null
  }
}

const root = fileURLToPath(new URL('../..', import.meta.url))

/** Flags that keep a browser still: it asks nobody for anything by itself. */
export const STILL = [
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-dev-shm-usage',
  '--disable-sync',
  '--disable-features=Translate,OptimizationHints',
]
const HERE = [
  process.env['CHROMIUM_PATH'] ?? '',
  '/usr/bin/chromium',
  '/usr/bin/chromium-browser',
  '/usr/bin/google-chrome',
  '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
]

/** Before all tests. What does not open is passed by; where nothing opens one line says why. */
export async function setup(project: TestProject): Promise<void> {
  const reasons: string[] = []
  const from = async (find: () => Promise<Browser | null>) => {
    try {
      const found = await find()
      if (found) await opens(found)
      return found
    } catch (error) {
      reasons.push(reasonOf(error))
      return null
    }
  }
  const browser = (await from(installed)) ?? (await from(packed))
  project.provide('browser', browser)
  if (!browser) {
    console.warn(`No browser opens here, so the pages are not tried: ${reasons.join('; ')}`)
  }
}

/** A browser of this machine; CHROMIUM_PATH=npm passes them by, as on a machine without one. */
async function installed(): Promise<Browser | null> {
  if (process.env['CHROMIUM_PATH'] === 'npm') return null
  const path = HERE.find((one) => existsSync(one))
  return path === undefined ? null : { path, env: {}, isShell: path.includes('headless') }
}

/**
 * The browser that lies in an npm package, with the libraries and letters that a bare machine lacks.
 * It is a headless shell: it shows no notifications and asks for no permission.
 */
async function packed(): Promise<Browser> {
  const { platform, arch } = process
  if (platform !== 'linux' || arch !== 'x64') {
    throw new Error(`the browser from npm is for linux x64, not ${platform} ${arch}`)
  }
  const cache = join(root, 'node_modules/.cache/chromium')
  const { version } = JSON.parse(
    readFileSync(join(root, 'node_modules/@sparticuz/chromium/package.json'), 'utf8'),
  ) as { version: string }
  const home = join(cache, version)
  if (!existsSync(home)) await unpack(cache, home)
  const env = {
    LD_LIBRARY_PATH: join(home, 'al2023/lib'),
    FONTCONFIG_FILE: join(home, 'fonts.conf'),
  }
  return { path: join(home, 'chromium'), env, isShell: true }
}

const UNPACK = `const { default: packed } = await import('@sparticuz/chromium')
await packed.executablePath()`

/** Whole or not at all: another run may look for it at the same time. */
async function unpack(cache: string, home: string): Promise<void> {
  mkdirSync(cache, { recursive: true })
  const fresh = mkdtempSync(join(cache, 'new-'))
  try {
    // The package unpacks into the temporary folder, and its libraries only where it is told that
    // it runs; it changes the environment of its process, so that is one of its own.
    const env = { ...process.env, TMPDIR: fresh, AWS_EXECUTION_ENV: 'AWS_Lambda_nodejs20.x' }
    const script = ['--input-type=module', '--eval', UNPACK]
    await promisify(execFile)(process.execPath, script, { cwd: root, env, timeout: 120_000 })
    writeFileSync(join(fresh, 'fonts.conf'), lettersIn(home))
    if (!existsSync(home)) renameSync(fresh, home)
  } finally {
    rmSync(fresh, { recursive: true, force: true })
  }
}

function lettersIn(home: string): string {
  return `<?xml version="1.0"?>
<!DOCTYPE fontconfig SYSTEM "fonts.dtd">
<fontconfig>
  <dir>/usr/share/fonts</dir>
  <dir>${join(home, 'fonts')}</dir>
  <cachedir>${join(home, 'fonts-cache')}</cachedir>
</fontconfig>
`
}

/** That a file is there says little: it may be for another machine, or lack a library. */
async function opens({ path, env }: Browser): Promise<void> {
  const browser = await chromium.launch({
    executablePath: path,
    args: STILL,
    env: { ...process.env, ...env },
    timeout: 30_000,
  })
  try {
    await (await browser.newPage()).goto('about:blank')
  } finally {
    await browser.close()
  }
}

/** The line of a long message that says what is missing. */
function reasonOf(error: unknown): string {
  const lines = String(error).split('\n')
  const telling = lines.find((line) => /error while loading|ENOENT|EACCES|Timeout/.test(line))
  return (telling ?? lines[0]!).trim()
}
