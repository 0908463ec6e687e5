/** The operator and his chargers: what they say is on his screen a moment later, and what he says reaches them. */
import { readFileSync } from 'node:fs'
import type { Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect } from 'vitest'
import { connect, type TestCharger } from '../inbound/ocpp/charger.ts'
import { openVisit, test, type Visit } from './browser.ts'
import { boot, curve, history, openYard, start, tell, type Yard } from './yard.ts'
import { screenshots, violations } from './look.ts'

let visit: Visit
let page: Page
let yard: Yard
let charger: TestCharger
let password = ''
/** As some chargers say it: one thing where a list belongs, numbers where texts do, an empty word. */
const PRINTED = {
  connectorId: 1,
  transactionId: 100,
  meterValue: {
    timestamp: '2022-10-12T18:10:01.000Z',
    sampledValue: [
      { measurand: 'Power.Active.Import', phase: 'L1', unit: 'W', value: 3335 },
      { measurand: 'Energy.Active.Import.Register', phase: '', unit: 'Wh', value: 7058 },
    ],
  },
}

const button = (name: string | RegExp) => page.getByRole('button', { name })
const said = (words: string | RegExp) => page.getByText(words).first().waitFor()
const heading = (name: string) => page.getByRole('heading', { level: 1, name }).waitFor()
const way = (name: string) => page.getByRole('navigation').getByRole('link', { name })
const view = (name: string) => page.getByRole('radio', { name }).check({ force: true })

/** Where the stream breaks a page asks every few seconds; here not, so that all it shows was told. */
function asksNothingByItself(): void {
  const every = window.setInterval
  const seldom = ((look: () => void, ms: number) =>
    ms < 3000 ? every(look, ms) : 0) as typeof every
  window.setInterval = seldom
}

async function look(name: string): Promise<void> {
  await page.locator('.skeleton').first().waitFor({ state: 'detached' })
  await screenshots(page, `chargers-${name}`)
  expect(await violations(page)).toEqual([])
}

beforeAll(async () => {
  visit = await openVisit({ env: { CHARGESHARE_OCPP_ENROL: 'accept' } })
  await visit.context.addInitScript(asksNothingByItself)
  yard = openYard(visit.house)
  page = await visit.open('/operator')
  await page.getByLabel('Operator token').fill(visit.house.secrets.operatorToken)
  await page.keyboard.press('Enter')
  await said('No charger yet')
})
afterAll(async () => {
  await charger?.close()
  expect(visit.faults).toEqual([])
  await visit.close()
})

describe('a new charger', () => {
  test('is added, and its address and password are shown once', async () => {
    await look('nothing')
    await page.getByRole('link', { name: 'Add a charger' }).click()
    await heading('Add a charger')
    await page.getByLabel('Identity').fill('YARD-1')
    await page.getByLabel(/^Name/).fill('Left of the gate')
    await page.getByLabel(/^Post/).fill('A1')
    await look('add')
    await button('Add the charger').click()
    await heading('Type this into the charger')
    await said('Waiting for the charger')
    const address = page.getByRole('region', { name: 'Address' })
    expect(await address.textContent()).toBe(`${visit.house.url.replace('http', 'ws')}/ocpp/YARD-1`)
    password = (await page.getByRole('region', { name: 'Password' }).textContent()) ?? ''
    await look('ready')
  })

  test('comes by what was shown, and the page turns green by itself', async () => {
    charger = await connect(visit.house, 'YARD-1', { password })
    await boot(charger)
    await said('It is here')
    await page.getByRole('link', { name: 'See the charger' }).click()
    await heading('Left of the gate')
    await tell(charger, 1, 'Preparing')
    await said('Plugged in')
  })

  test('that nobody has registered waits until it is accepted', async () => {
    const stranger = await connect(visit.house, 'STRANGER', {})
    const { status } = await boot(stranger)
    expect(status).toBe('Pending')
    await way('Chargers').click()
    await view('Waiting')
    await page.getByRole('link', { name: /STRANGER/ }).click()
    await said('It came by itself')
    await look('pending')
    await button('Accept it').click()
    await said('Accepted: it is told so at its next boot.')
    expect((await boot(stranger))['status']).toBe('Accepted')
    await stranger.close()
  })
})

describe('a charge', () => {
  test('is on the screen within a second, without a new load', async () => {
    await way('Now').click()
    await heading('Now')
    const number = await start(charger, { ago: 30 })
    await said('1 car is charging')
    await curve(charger, number, 30)
    await tell(charger, 1, 'Charging')
    await yard.plug('YARD-2', { name: 'Right of the gate' }, ['Faulted', 'Available'])
    const away = await yard.plug('YARD-3', { name: 'Behind the house' })
    await history(away, 20)
    await away.close()
    await said(/kWh/)
    await expect
      .poll(() => page.getByRole('link', { name: /YARD-3/ }).textContent())
      .toMatch(/Offline/)
    await look('now')
  })

  test('is stopped by a button', async () => {
    const stopped = new Promise<number>((resolve) =>
      charger.answers('RemoteStopTransaction', ({ transactionId }) => {
        resolve(transactionId as number)
        return { status: 'Accepted' }
      }),
    )
    await page.getByRole('article').getByRole('link').click()
    await heading('Charge 1')
    await page.locator('.chart canvas').first().waitFor()
    await look('transaction')
    await button(/^Stop/).click()
    await page.getByRole('dialog').getByRole('button', { name: 'Stop' }).click()
    const transactionId = await stopped
    await said('The charger will stop it.')
    await button(/^Stopping…/).waitFor()
    await charger.call('StopTransaction', {
      transactionId,
      meterStop: 6200,
      timestamp: new Date().toISOString(),
      reason: 'Remote',
    })
    await said('Completed')
    await said('stopped from afar')
    await said('The charger began all the same.')
  })

  test('is in the report of its month, as bars, as a table and as a file', async () => {
    await way('Charges').click()
    await heading('Charges')
    await page
      .getByRole('link', { name: /Left of the gate/ })
      .first()
      .waitFor()
    await look('month')
    const [file] = await Promise.all([page.waitForEvent('download'), button('CSV').click()])
    expect(readFileSync(await file.path(), 'utf8')).toContain('YARD-1')
  })
})

describe('a card', () => {
  test('that was shown is approved, blocked, and that is undone', async () => {
    await way('Cards').click()
    await said('New: may they charge?')
    await look('tags')
    await button('Approve: BLUECARD').click()
    await said('BLUECARD may charge.')
    await expect
      .poll(async () => (await charger.call('Authorize', { idTag: 'bluecard' }))['idTagInfo'])
      .toEqual({ status: 'Accepted' })
    await button('Block: BLUECARD').click()
    await said('BLUECARD is blocked.')
    await button('Undo').click()
    await button('Block: BLUECARD').waitFor()
  })

  test('is added with a group and an end', async () => {
    await button('Add a card').click()
    const dialog = page.getByRole('dialog')
    await dialog.getByLabel('Number of the card').fill('FLEET-7')
    await dialog.getByLabel(/^Group/).fill('FLEET')
    await dialog.getByLabel(/^Valid until/).fill('2030-01-31')
    await look('tag')
    await dialog.getByRole('button', { name: 'Save' }).click()
    await said(/group.FLEET/)
    const kept = await yard.asks('GET', '/v1/tokens/FLEET-7')
    expect(kept).toMatchObject({ status: 'Accepted', parent: 'FLEET' })
  })
})

describe('what a charger says', () => {
  test('otherwise than OCPP wants is told in words', async () => {
    await way('Chargers').click()
    await page.getByRole('link', { name: /YARD-1/ }).click()
    await heading('Left of the gate')
    await charger.says('MeterValues', PRINTED)
    await said('A single thing instead of a list')
    await look('charger')
  })

  test('is in the log as it comes, and opens', async () => {
    await page.getByRole('link', { name: 'See the messages' }).click()
    await heading('Log')
    await page.locator('.frames').getByText('Meter reading').first().waitFor()
    await said(/Connector\s1\s· 7\.06\skWh/)
    await page.locator('.frames summary').first().click()
    await said('A single thing instead of a list')
    await look('log')
    await page.getByRole('switch', { name: 'Only with oddities' }).uncheck({ force: true })
    await charger.call('Heartbeat')
    await page.locator('.frames').getByText('Sign of life').waitFor()
  })
})

describe('the operator', () => {
  test('tells a charger what to do, by a form and by JSON, and sees its answer', async () => {
    charger.answers('Reset', ({ type }) => ({ status: type === 'Soft' ? 'Accepted' : 'Rejected' }))
    charger.answers('DataTransfer', ({ vendorId }) => ({ status: 'Accepted', data: vendorId! }))
    await page.goto(`${visit.house.url}/operator/chargers/YARD-1`)
    await view('Commands')
    await button('Restart').click()
    const dialog = page.getByRole('dialog', { name: 'Restart' })
    await dialog.getByLabel('When').selectOption('Hard')
    await look('restart')
    await dialog.getByRole('button', { name: 'Send' }).click()
    await said(/It said no\..*switch it off and on/)
    await button('Restart').click()
    await dialog.getByRole('button', { name: 'Send' }).click()
    await said('Restart: It said yes.')
    await look('command')
    await page.getByLabel('Command', { exact: true }).selectOption('DataTransfer')
    await page.getByLabel('Content as JSON').fill('{"vendorId":7}')
    await page.getByRole('button', { name: 'Send' }).last().click()
    await said('vendorId: must be string')
    await page.getByLabel('Content as JSON').fill('{"vendorId":"Voltwerk"}')
    await page.getByRole('button', { name: 'Send' }).last().click()
    await page.locator('summary', { hasText: 'As it came' }).click()
    await said(/"data": "Voltwerk"/)
    await view('Past')
    await said('Restart')
    await said(/asked by you/)
    await look('past')
  })

  test('asks once more before what can cut off a driver or the charger', async () => {
    let updates = 0
    charger.answers('UpdateFirmware', () => {
      updates++
      return {}
    })
    await view('Commands')
    await page.getByLabel('Command', { exact: true }).selectOption('UpdateFirmware')
    const update = { location: 'https://example.org/f.bin', retrieveDate: '2026-11-21T20:00:00Z' }
    await page.getByLabel('Content as JSON').fill(JSON.stringify(update))
    await page.getByRole('button', { name: 'Send' }).last().click()
    const sure = page.getByRole('dialog', { name: 'Really: Update the firmware?' })
    await sure.waitFor()
    expect(updates).toBe(0)
    await sure.getByRole('button', { name: 'Send' }).click()
    await said('It answered.')
    expect(updates).toBe(1)
  })

  test('names it anew, and gives it a new password', async () => {
    await view('Settings')
    await page.getByLabel(/^Name/).fill('By the gate')
    await visit.context.grantPermissions(['geolocation'])
    await visit.context.setGeolocation({ latitude: 48.137154, longitude: 11.576124 })
    await button('Use this place').click()
    await expect.poll(() => page.getByLabel(/^Latitude/).inputValue()).toBe('48.13715')
    await button('Save').click()
    await heading('By the gate')
    await page.getByLabel('Open to everybody').check()
    await button('Save').click()
    const isPublic = async () => (await yard.asks('GET', '/v1/chargers/YARD-1'))['access']
    await expect.poll(isPublic).toBe('public')
    await button('New password').click()
    await page.getByRole('dialog').getByRole('button', { name: 'New password' }).click()
    await said(/Shown this once/)
    await look('settings')
    const renewed = (await page.getByRole('region', { name: 'Password' }).textContent()) ?? ''
    const again = await connect(visit.house, 'YARD-1', { password: renewed })
    await again.close()
    await expect(connect(visit.house, 'YARD-1', { password })).rejects.toThrow(/401/)
  })

  test('removes it', async () => {
    await button('Remove the charger').click()
    await page.getByRole('dialog').getByRole('button', { name: 'Remove the charger' }).click()
    await said('By the gate is removed.')
    await heading('Chargers')
    expect(await page.getByRole('link', { name: /YARD-1/ }).count()).toBe(0)
  })
})
