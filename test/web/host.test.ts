/** A host with three chargers of different make, on his phone in the car park: a whole day with them. */
import { readFileSync } from 'node:fs'
import type { Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect } from 'vitest'
import { connect, type TestCharger } from '../inbound/ocpp/charger.ts'
import { text } from '../people.ts'
import { openVisit, test, type Visit } from './browser.ts'
import { frameFaults } from './layout.ts'
import { screenshots, violations } from './look.ts'
import { boot, curve, openYard, start, tell, type Yard } from './yard.ts'

let visit: Visit
let page: Page
let yard: Yard
/** OCPP 1.6, of one maker and of another; and one that speaks 2.0.1. */
let [left, right, modern]: TestCharger[] = []

const button = (name: string | RegExp) => page.getByRole('button', { name })
const link = (name: string | RegExp) => page.getByRole('link', { name })
const said = (words: string | RegExp) => page.getByText(words).first().waitFor()
const heading = (name: string) => page.getByRole('heading', { level: 1, name }).waitFor()
const way = (name: RegExp) => page.getByRole('navigation').getByRole('link', { name }).click()
const view = (name: string) => page.getByRole('radio', { name }).check({ force: true })
const dialog = () => page.getByRole('dialog')

async function look(name: string): Promise<void> {
  await page.locator('.skeleton').first().waitFor({ state: 'detached' })
  await screenshots(page, `host-${name}`)
  expect(await violations(page)).toEqual([])
  expect(await frameFaults(page)).toEqual([])
}

beforeAll(async () => {
  visit = await openVisit()
  yard = openYard(visit.house)
})
afterAll(async () => {
  for (const one of [left, right, modern]) await one?.close()
  expect(visit.faults).toEqual([])
  await visit.close()
})

describe('the first charger', () => {
  test('is asked for nothing before the host has signed in', async () => {
    const asked: string[] = []
    visit.context.on('request', (request) => asked.push(new URL(request.url()).pathname))
    page = await visit.open('/operator')
    await heading('Operator’s desk')
    const partners = await visit.open('/partners')
    await partners.getByRole('heading', { level: 1 }).waitFor()
    await partners.close()
    expect(asked.filter((path) => /^\/v1\/(operator|partners)/.test(path))).toEqual([])
    await page.getByLabel('Operator token').fill(visit.house.secrets.operatorToken)
    await page.keyboard.press('Enter')
    await said('No charger yet')
  })

  test('that knocks before it was added is named, and added from there', async () => {
    await expect(connect(visit.house, 'LEFT', { password: 'typed-by-hand' })).rejects.toThrow('404')
    await said('Nobody has added it here.')
    await link(/LEFT.*Add it/).click()
    await heading('Add a charger')
    expect(await page.getByLabel('Identity').inputValue()).toBe('LEFT')
    await page.getByLabel(/^Name/).fill('Left')
    await button('Add the charger').click()
    await heading('Type this into the charger')
  })

  test('says why it still cannot come in, and comes by a new password', async () => {
    await expect(connect(visit.house, 'LEFT', { password: 'typed-by-hand' })).rejects.toThrow('401')
    await said('Its password is wrong, or it shows none.')
    await link('See the charger').click()
    await said('It tries to come and cannot')
    await look('cannot')
    await link('Make a new password').first().click()
    await button('New password').click()
    await dialog().getByRole('button', { name: 'New password' }).click()
    await said(/Shown this once/)
    const password = (await page.getByRole('region', { name: 'Password' }).textContent()) ?? ''
    left = await connect(visit.house, 'LEFT', { password })
    await boot(left)
    await tell(left, 1, 'Available')
    await tell(left, 2, 'Available')
    await view('Now')
    await said('Connector 2')
  })

  test('cannot be added twice, and that is said where it was typed', async () => {
    await page.goto(`${visit.house.url}/operator/add?identity=LEFT`)
    await button('Add the charger').click()
    await said('There is a charger with this identity already.')
    const focused = () => page.evaluate(() => document.activeElement?.getAttribute('name'))
    await expect.poll(focused).toBe('identity')
  })
})

describe('a card', () => {
  test('that nobody knows is announced at once, and let in with one tap', async () => {
    right = await yard.plug('RIGHT', { name: 'Right' }, ['Available'])
    await page.goto(`${visit.house.url}/operator`)
    const { idTagInfo } = await left!.call('Authorize', { idTag: 'BLUECARD' })
    expect(idTagInfo).toEqual({ status: 'Invalid' })
    await said('A card that nobody knows')
    await page.getByRole('navigation').getByText('1 waits').waitFor({ state: 'attached' })
    await look('card')
    await button('Approve: BLUECARD').click()
    await said('BLUECARD may charge.')
    await button('Approve: BLUECARD').waitFor({ state: 'detached' })
  })

  test('that was refused marks the charge that its charger began all the same', async () => {
    await start(right!, { idTag: 'STRANGER' })
    await page.getByRole('article').getByText('Card not allowed').waitFor()
  })
})

describe('a charge', () => {
  test('is watched while it grows, and stopped', async () => {
    const number = await start(left!, { ago: 12 })
    await curve(left!, number, 12)
    await tell(left!, 1, 'Charging')
    left!.answers('RemoteStopTransaction', () => ({ status: 'Accepted' }))
    const mine = page.getByRole('article').filter({ hasText: 'Left' })
    await mine.getByText(/kWh/).waitFor()
    await look('now')
    await mine.getByRole('button', { name: /^Stop:/ }).click()
    await said('Stop this charge?')
    await dialog().getByRole('button', { name: 'Stop' }).click()
    // The charger has said yes, and the car takes its time.
    await mine.getByRole('button', { name: /^Stopping…/ }).waitFor()
    const timestamp = new Date().toISOString()
    const end = { transactionId: number, meterStop: 2500, timestamp }
    await left!.call('StopTransaction', { ...end, reason: 'EmergencyStop' })
    await mine.waitFor({ state: 'detached' })
  })

  test('that broke off says why', async () => {
    await link(/Left No\. 2/).click()
    await said('It broke off: emergency stop.')
    await page.locator('.chart canvas').first().waitFor()
    await said('Energy, kWh')
    await look('broken')
  })
})

describe('a charger', () => {
  test('that is stuck is restarted, and what a no comes from is said', async () => {
    right!.answers('Reset', ({ type }) => ({ status: type === 'Hard' ? 'Accepted' : 'Rejected' }))
    await page.goto(`${visit.house.url}/operator/chargers/RIGHT?tab=do`)
    await button('Restart').click()
    await said('1 car is charging there now, and may be cut off.')
    await dialog().getByRole('button', { name: 'Send' }).click()
    await said(/It said no\. Some chargers restart only while nobody charges/)
    await button('Restart').click()
    await dialog().getByLabel('When').selectOption('Hard')
    await dialog().getByRole('button', { name: 'Send' }).click()
    await said('Restart: It said yes.')
    await look('restarted')
  })

  test('shows what it told of its own settings', async () => {
    const configurationKey = [{ key: 'HeartbeatInterval', readonly: false, value: '271' }]
    left!.answers('GetConfiguration', () => ({ configurationKey, unknownKey: [] }))
    const asked = { action: 'GetConfiguration', payload: {} }
    await yard.asks('POST', '/v1/chargers/LEFT/commands', asked)
    await page.goto(`${visit.house.url}/operator/chargers/LEFT?tab=set`)
    await said('HeartbeatInterval')
    await said('271')
    await look('settings')
  })

  test('of another version is told the same by the same words', async () => {
    const added = await yard.asks('POST', '/v1/chargers', { identity: 'MODERN', name: 'Modern' })
    const password = text(added, 'password')
    modern = await connect(visit.house, 'MODERN', { password, protocol: 'ocpp2.0.1' })
    await modern.call('BootNotification', {
      reason: 'PowerUp',
      chargingStation: { vendorName: 'Strom AG', model: 'Ein' },
    })
    const timestamp = new Date().toISOString()
    for (const connectorId of [1, 2]) {
      const status = { timestamp, connectorStatus: 'Available', evseId: 1, connectorId }
      await modern.call('StatusNotification', status)
    }
    let asked = {}
    modern.answers('UnlockConnector', (payload) => {
      asked = payload
      return { status: 'UnlockFailed' }
    })
    await page.goto(`${visit.house.url}/operator/chargers/MODERN?tab=do`)
    await button('Unlock a connector').click()
    await dialog().getByLabel('Connector').selectOption('1.2')
    await dialog().getByRole('button', { name: 'Send' }).click()
    await said(/The lock did not open\./)
    expect(asked).toEqual({ evseId: 1, connectorId: 2 })
    await button('Show a message').waitFor()
    await look('unlocked')
    await view('Past')
    await said('Switched on')
    await said(/Strom\sAG\s·\sEin/)
    await look('past')
  })

  test('is looked at from view to view, and back by the browser', async () => {
    await page.goto(`${visit.house.url}/operator/chargers/MODERN?tab=do`)
    await view('Past')
    await page.reload()
    await said('What happened')
    expect(new URL(page.url()).searchParams.get('tab')).toBe('past')
    await page.goBack()
    await page.getByLabel('Command', { exact: true }).waitFor()
  })

  test('that is away shows what it said last in grey, and says so', async () => {
    await modern!.close()
    await view('Now')
    await said('last known')
    await look('away')
  })

  test('that goes away while it charges offers no stop that could not reach it', async () => {
    await right!.close()
    await page.goto(`${visit.house.url}/operator/chargers/RIGHT`)
    await said('Was charging')
    expect(await button(/^Stop/).count()).toBe(0)
    await look('away-charging')
    await page.goto(`${visit.house.url}/operator`)
    await said('Was charging, now offline')
  })

  test('shows the charge that ended last, and says where there is none', async () => {
    await page.goto(`${visit.house.url}/operator/chargers/LEFT`)
    await said('Last charge')
    await look('last')
    await page.goto(`${visit.house.url}/operator/chargers/LEFT/01nothing`)
    await said('There is no such charge')
    await link('To the charger').click()
    await said('Last charge')
  })
})

describe('the month', () => {
  test('stands in rows on a phone, by the names of the chargers, and goes home as a file', async () => {
    await way(/^Charges/)
    await heading('Charges')
    await link(/Left.*emergency stop/).waitFor()
    await look('month')
    const [file] = await Promise.all([page.waitForEvent('download'), button('CSV').click()])
    expect(file.suggestedFilename()).toMatch(/^charges-\d{4}-\d\d\.csv$/)
    expect(readFileSync(await file.path(), 'utf8')).toContain('LEFT')
  })

  test('is read up in the log, a line each in plain words', async () => {
    await way(/^Log/)
    await said(/Charge\s2\s· 2\.5\skWh\s· emergency\sstop/)
    await said(/BLUECARD\s· not\sallowed/)
    await look('log')
  })
})
