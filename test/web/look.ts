/** Ways of looking at a page: as pictures, by the rules of accessibility, at its policy. */
import { mkdirSync, readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { join } from 'node:path'
import type { Page } from 'playwright-core'

const folder = process.env['CHARGESHARE_SCREENSHOTS']
export const SIZES = { phone: { width: 390, height: 844 }, desk: { width: 1280, height: 800 } }
const axe = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8')

/**
 * Pictures of the page, small and large, light and dark, whole length, into the folder that
 * CHARGESHARE_SCREENSHOTS names; none where it names none.
 */
export async function screenshots(page: Page, name: string): Promise<void> {
  if (folder === undefined) return
  mkdirSync(folder, { recursive: true })
  const before = page.viewportSize()
  for (const [size, viewport] of Object.entries(SIZES)) {
    await page.setViewportSize(viewport)
    for (const colorScheme of ['light', 'dark'] as const) {
      await page.emulateMedia({ colorScheme })
      const path = join(folder, `${name}-${size}-${colorScheme}.png`)
      await page.screenshot({ path, fullPage: true })
    }
  }
  await page.emulateMedia({ colorScheme: null })
  if (before) await page.setViewportSize(before)
}

/** What breaks WCAG 2.2 AA on the page as it is now, light and dark: a sentence each, none if all is well. */
export async function violations(page: Page): Promise<string[]> {
  const found: string[] = []
  for (const colorScheme of ['light', 'dark'] as const) {
    await page.emulateMedia({ colorScheme })
    const all = await violationsNow(page, colorScheme === 'dark')
    found.push(...all.map((one) => `${colorScheme}: ${one}`))
  }
  await page.emulateMedia({ colorScheme: null })
  return found
}

type Axe = {
  run: (options: object) => Promise<{
    violations: { id: string; help: string; nodes: { html: string; failureSummary?: string }[] }[]
  }>
}

/** Of what axe knows nothing but contrast hangs on the colours. */
async function violationsNow(page: Page, onlyColours: boolean): Promise<string[]> {
  // By evaluation, not as a script of the page: our policy lets none in from outside.
  if (!(await page.evaluate(() => 'axe' in window))) await page.evaluate(axe)
  return page.evaluate(async (onlyColours) => {
    const { axe } = window as unknown as { axe: Axe }
    const tags = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice']
    const colours = ['color-contrast', 'link-in-text-block']
    const runOnly = onlyColours ? { type: 'rule', values: colours } : { type: 'tag', values: tags }
    const { violations } = await axe.run({ runOnly, resultTypes: ['violations'] })
    return violations.flatMap(({ id, help, nodes }) =>
      nodes.map(({ html, failureSummary }) => `${id}: ${help}: ${html} ${failureSummary ?? ''}`),
    )
  }, onlyColours)
}
