/** The operator and his partners, and how he sees whether all is well. */
import type { Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect } from 'vitest'
import { join } from '../inbound/http/visitors.ts'
import { connect } from '../inbound/ocpp/charger.ts'
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
  const yard = openYard(visit.house)
  const charger = await yard.plug('YARD-1', {}, ['Charging', 'Available'])
  await curve(charger, await start(charger, { ago: 9 }), 9)
  await yard.asks('POST', '/v1/chargers', { identity: 'YARD-2' })
  await connect(visit.house, 'YARD-2', { password: 'wrong-password' }).catch(() => undefined)
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
  ['/chargers', 'Chargers', 'Ladesäulen', '充电桩'],
  ['/add', 'Add a charger', 'Ladesäule hinzufügen', '添加充电桩'],
  ['/chargers/YARD-1', 'YARD-1', 'YARD-1', 'YARD-1'],
  ['/chargers/YARD-1?tab=do', 'YARD-1', 'YARD-1', 'YARD-1'],
  ['/chargers/YARD-1?tab=past', 'YARD-1', 'YARD-1', 'YARD-1'],
  ['/chargers/YARD-1?tab=set', 'YARD-1', 'YARD-1', 'YARD-1'],
  ['/chargers/YARD-2', 'YARD-2', 'YARD-2', 'YARD-2'],
  [
    '/chargers/NOPE',
    'There is no charger NOPE',
    'Eine Ladesäule NOPE gibt es nicht',
    '没有充电桩 NOPE',
  ],
  ['/charges', 'Charges', 'Ladungen', '充电记录'],
  ['/cards', 'Cards', 'Karten', '卡'],
  ['/log', 'Log', 'Log', '日志'],
  ['/partners', 'Partners', 'Partner', '合作伙伴'],
  ['/photos', 'Photos and facts', 'Fotos und Angaben', '照片和信息'],
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
    await page.setViewportSize({ width: 320, height: 640 })
    expect(await frameFaults(page), 'narrow').toEqual([])
    await page.setViewportSize(SIZES.phone)
  })
})
