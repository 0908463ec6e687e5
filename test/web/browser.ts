/** A real browser before a real house: what it must never do is watched from the first page on. */
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type BrowserContext, chromium, type Page } from 'playwright-core'
import { inject, test as anyTest, type TestAPI } from 'vitest'
import type { Overrides } from '../../src/furnish.ts'
import { openTestHouse, type TestHouse } from '../house.ts'
import { built } from './built.ts'
import { STILL } from './chromium.ts'

export type Visit = {
  house: TestHouse
  context: BrowserContext
  /** A new tab at a path of the app. */
  open: (path?: string) => Promise<Page>
  /** What went wrong so far: errors on the console, broken policy, hosts that are not ours. */
  faults: string[]
  close: () => Promise<void>
}

/** Null where no browser opens at all. */
const found = inject('browser')

/** A headless shell shows no notifications: steps that need them are skipped there, and counted. */
export const isShell = found?.isShell ?? true

/** A story told in a browser; without one it is skipped, and counted. */
export const test: TestAPI = found ? anyTest : (anyTest.skip as TestAPI)

export type Options = {
  overrides?: Overrides
  env?: Record<string, string>
  /** Which languages the browser prefers; English by default. */
  locale?: string
  /** A house that is open already, so that two browsers visit one. */
  house?: TestHouse
  /** What a page looks at every few seconds it looks at twice a second: no test waits for that. */
  isHurried?: boolean
}

/** Opens a house and a browser with a fresh profile, 390 × 844 as a phone. */
export async function openVisit({
  overrides,
  env,
  locale,
  house,
  isHurried,
}: Options = {}): Promise<Visit> {
  await built()
  const visited = house ?? (await openTestHouse(overrides, env))
  const { path, env: libraries } = found!
  const profile = mkdtempSync(join(tmpdir(), 'chargeshare-browser-'))
  const context = await chromium.launchPersistentContext(profile, {
    executablePath: path,
    env: { ...process.env, ...libraries },
    args: STILL,
    locale: locale ?? 'en-GB',
    timezoneId: 'Europe/Berlin',
    viewport: { width: 390, height: 844 },
    // Clicks on what moves would miss.
    reducedMotion: 'reduce',
  })
  context.setDefaultTimeout(30_000)
  if (isHurried) await context.addInitScript(looksOften)
  const faults = watch(context, visited.url)
  return {
    house: visited,
    context,
    faults,
    open: async (path = '/') => {
      const page = await context.newPage()
      await page.goto(visited.url + path)
      return page
    },
    close: async () => {
      await context.close()
      rmSync(profile, { recursive: true, force: true })
      if (!house) await visited.close()
    },
  }
}

function looksOften(): void {
  const every = window.setInterval
  const hurried = (ms = 0) => (ms >= 2000 && ms <= 20_000 ? 500 : ms)
  window.setInterval = ((look: () => void, ms?: number) => every(look, hurried(ms))) as typeof every
}

/** An answer of ours that is no success is told on the console as well: tests look at it themselves. */
const EXPECTED =
  /Failed to load resource: (the server responded with a status of|net::ERR_INTERNET_DISCONNECTED)/

/** What a page asks of itself must be a question that the server takes; what is not there may be. */
const WRONG = new Set([400, 405, 406, 422, 500])

function watch(context: BrowserContext, url: string): string[] {
  const faults: string[] = []
  context.on('console', (message) => {
    const text = message.text()
    if (message.type() !== 'error' || EXPECTED.test(text)) return
    faults.push(`console: ${text}`)
  })
  context.on('response', (response) => {
    const asked = `${response.request().method()} ${response.url().slice(url.length)}`
    if (WRONG.has(response.status()) && asked.startsWith('GET /v1/')) {
      faults.push(`${asked} was answered ${response.status()}`)
    }
  })
  context.on('weberror', (error) => faults.push(`error: ${error.error().stack}`))
  context.on('request', (request) => {
    const asked = new URL(request.url())
    const isOurs = asked.origin === url || ['data:', 'blob:'].includes(asked.protocol)
    if (!isOurs) faults.push(`asked ${asked.origin}`)
  })
  return faults
}
