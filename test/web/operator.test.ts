/** The operator and his partners, and how he sees whether all is well. */
import type { Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect } from 'vitest'
import { join } from '../inbound/http/visitors.ts'
import { openVisit, test, type Visit } from './browser.ts'
import { frameFaults, smallTargets, unseenFocus } from './layout.ts'
import { screenshots, SIZES, violations } from './look.ts'
import { curve, openYard, start } from './yard.ts'

let visit: Visit
let page: Page
let partner: Awaited<ReturnType<typeof join>>
beforeAll(async () => {
  visit = await openVisit()
  partner = await join(visit.house)
  page = await visit.open('/operator')
  await page.getByLabel('Operator token').fill(visit.house.secrets.operatorToken)
  await page.keyboard.press('Enter')
  await page.getByRole('heading', { level: 1, name: 'Now' }).waitFor()
  const charger = await openYard(visit.house).plug('YARD-1', {}, ['Charging', 'Available'])
  await curve(charger, await start(charger, { ago: 9 }), 9)
})
afterAll(async () => {
  expect(visit.faults).toEqual([])
  await visit.close()
})

const button = (name: string | RegExp) => page.getByRole('button', { name })
const said = (words: string | RegExp) => page.getByText(words).first().waitFor()

describe('a partner', () => {
  test('is suspended and let in again', async () => {
    await page.goto(`${visit.house.url}/operator/partners`)
    await button(/^Suspend/).click()
    await page.getByRole('dialog').getByRole('button', { name: 'Suspend' }).click()
    await said(/is suspended\./)
    await partner.get('/v1/charges').expect(403)
    await screenshots(page, 'operator-partners')
    await button(/^Lift the suspension/).click()
    await said(/goes on from where it was/)
    await partner.get('/v1/charges').expect(200)
  })
})

/** Addresses of the desk and the headings by which they are known, in each language. */
const STOPS: [path: string, ...headings: [en: string, de: string, zh: string]][] = [
  ['', 'Now', 'Jetzt', '现在'],
  ['/chargers', 'Chargers', 'Ladepunkte', '充电桩'],
  ['/add', 'Add a charger', 'Ladepunkt hinzufügen', '添加充电桩'],
  ['/chargers/YARD-1', 'YARD-1', 'YARD-1', 'YARD-1'],
  ['/chargers/YARD-1?do', 'YARD-1', 'YARD-1', 'YARD-1'],
  ['/chargers/YARD-1?past', 'YARD-1', 'YARD-1', 'YARD-1'],
  ['/chargers/YARD-1?set', 'YARD-1', 'YARD-1', 'YARD-1'],
  ['/transactions', 'Transactions', 'Ladungen', '充电记录'],
  ['/identifiers', 'Identifiers', 'Kennungen', '标识'],
  ['/log', 'Log', 'Protokoll', '日志'],
  ['/partners', 'Partners', 'Partner', '合作伙伴'],
  ['/photos', 'Waiting for you', 'Das wartet auf Sie', '等待您处理'],
  ['/more', 'More', 'Mehr', '更多'],
]
const LANGUAGES = ['en', 'de', 'zh'] as const

describe.each(LANGUAGES)('every page of the desk in %s', (language) => {
  beforeAll(() => page.evaluate((one) => localStorage.setItem('language', one), language))
  test.each(STOPS)('%s is whole for everybody', async (path, ...names) => {
    // From page to page as from outside: nothing of the last one is left.
    await page.goto('about:blank')
    await page.goto(`${visit.house.url}/operator${path}`)
    const name = names[LANGUAGES.indexOf(language)]!
    await page.getByRole('heading', { level: 1, name, exact: true }).waitFor()
    await page.locator('.skeleton').first().waitFor({ state: 'detached' })
    await screenshots(page, `desk-${language}${path.replaceAll(/\W+/g, '-')}`)
    expect(await frameFaults(page)).toEqual([])
    expect(await smallTargets(page)).toEqual([])
    // Other words change the room that they need, and nothing else.
    if (language !== 'en') return
    for (const [size, viewport] of Object.entries(SIZES)) {
      await page.setViewportSize(viewport)
      expect(await violations(page), size).toEqual([])
      expect(await frameFaults(page), size).toEqual([])
      expect(await unseenFocus(page), size).toEqual([])
    }
    await page.setViewportSize(SIZES.phone)
  })
})
