/** The operator sees how the other backends of a charger fare, and adds one. */
import type { Page } from 'playwright-core'
import { afterAll, beforeAll, expect } from 'vitest'
import { unmet } from '../../src/domain/chargers/router/standing.ts'
import type { LogEntry } from '../../src/flows/chargers/log/logbook.ts'
import { timeOrdered } from '../../src/domain/ids.ts'
import { upstreamOf } from '../../src/domain/chargers/router/upstream.ts'
import { openVisit, test, type Visit } from './browser.ts'
import { screenshots, violations } from './look.ts'
import { openYard } from './yard.ts'

let visit: Visit
let page: Page
beforeAll(async () => {
  visit = await openVisit({})
  await openYard(visit.house).asks('POST', '/v1/chargers', { identity: 'SHARED-1' })
  page = await visit.open('/operator')
  await page.getByLabel('Operator token').fill(visit.house.secrets.operatorToken)
  await page.keyboard.press('Enter')
})
afterAll(async () => {
  expect(visit.faults).toEqual([])
  await visit.close()
})

const said = (words: string | RegExp) => page.getByText(words).first().waitFor()

/** As it is after a bad night. */
async function fares(): Promise<void> {
  const at = Date.now() - 3_600_000
  const wish = { name: 'their-csms', url: 'wss://csms.example/ocpp', role: 'primary' as const }
  const last = 'DataTransfer /status must be equal to one of the allowed values'
  await visit.house.world.store.write(async ({ upstreams }) => {
    await upstreams.keepRelay({ charger: 'SHARED-1', authorisation: 'any', changedAt: at })
    const problem = 'it answered 401: it does not take the identity or the password'
    const standing = { ...unmet(at), problem, failure: problem, failedAt: at }
    const upstream = { ...upstreamOf('SHARED-1', wish, null, at), ...standing, dropped: 2 }
    await upstreams.keep(upstream, { samePassword: false })
    await upstreams.tally('SHARED-1', 'their-csms', {
      answers: 5,
      deviations: new Map([['bad-answer', { rule: 'bad-answer', count: 7, at, last }]]),
    })
  })
}

test('state, since when, why, what it answered and what it says oddly stand with each', async () => {
  await fares()
  await page.goto(`${visit.house.url}/operator/chargers/SHARED-1`)
  await page.getByRole('radio', { name: 'Settings' }).check({ force: true })
  await said('Other backends')
  for (const words of [
    'Away',
    /it answered 401: it does not take the identity or the password/,
    /2\slost/,
    /5\sof\sits\sanswers\sgiven\sto\sthe\scharger/,
    /Answers that OCPP does not know.*7\s×.*DataTransfer/,
  ]) {
    await said(words)
  }
  await screenshots(page, 'desk-backends')
  const tooWide = await page.locator('.fare').evaluateAll((all) => {
    const rightOf = (one: Element | null) => one?.getBoundingClientRect().right ?? 0
    return all.filter((one) => rightOf(one) > rightOf(one.closest('.card'))).length
  })
  expect(tooWide).toBe(0)
  expect(await violations(page)).toEqual([])
})

test('what is wrong with one is said at its field, which gets the focus', async () => {
  await page.getByRole('button', { name: 'Add a backend' }).click()
  const dialog = page.getByRole('dialog')
  await dialog.getByLabel('Short name').fill('my billing')
  await dialog.getByLabel('Address').fill('http://second.example/ocpp')
  await dialog.getByRole('button', { name: 'Save' }).click()
  await dialog.getByText('no spaces.', { exact: false }).waitFor()
  await dialog.getByText('It has to begin with wss:// or ws://.').waitFor()
  await expect
    .poll(async () =>
      dialog.getByLabel('Short name').evaluate((one) => one === document.activeElement),
    )
    .toBe(true)
  await page.keyboard.press('Escape')
})

test('what goes to one is not said to go to the charger', async () => {
  const at = Date.now()
  const entry: LogEntry = {
    ...{
      id: timeOrdered(at, 0, new Uint8Array(12)),
      charger: 'SHARED-1',
      at,
      version: '1.6' as const,
    },
    ...{ direction: 'out' as const, action: 'StartTransaction', message: 'upstream:their-csms' },
    ...{ request: '[2,"upstream:their-csms","StartTransaction",{"connectorId":1}]' },
    ...{ answer: null, error: null, ms: 3, deviations: [] },
  }
  await visit.house.world.store.write(({ ocppLog }) => ocppLog.add([entry]))
  await page.goto(`${visit.house.url}/operator/log`)
  await said('To the backend their-csms')
  await page.getByLabel('Direction').selectOption('To the charger')
  await said('No such message')
  await page.getByLabel('Direction').selectOption('To other backends')
  await said('To the backend their-csms')
  await page.goto(`${visit.house.url}/operator/chargers/SHARED-1?tab=set`)
})

test('one is added, and its password is shown to nobody', async () => {
  await page.getByRole('button', { name: 'Add a backend' }).click()
  const dialog = page.getByRole('dialog')
  await dialog.getByLabel('Short name').fill('second')
  await dialog.getByLabel('Address').fill('wss://second.example/ocpp')
  await dialog.getByLabel(/^Password there/).fill('a secret of theirs')
  await dialog.getByRole('button', { name: 'Save' }).click()
  await page.getByText('second', { exact: true }).waitFor()
  expect(await page.content()).not.toContain('a secret of theirs')
  const { upstreams } = visit.house.world.store.read
  expect(await upstreams.of('SHARED-1')).toMatchObject([
    { name: 'second', password: 'a secret of theirs', role: 'listener', mayCommand: false },
    { name: 'their-csms', role: 'primary', answers: 5 },
  ])
})
