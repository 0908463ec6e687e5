/** A driver with a card starts at a charger of this server from his phone, looks on, and stops. */
import type { Page } from 'playwright-core'
import { afterAll, beforeAll, expect } from 'vitest'
import { isConnected, operatorOf, plugged } from '../inbound/http/chargers/operator.ts'
import type { TestCharger } from '../inbound/ocpp/charger.ts'
import { openVisit, test, type Visit } from './browser.ts'
import { frameFaults, smallTargets } from './layout.ts'
import { screenshots, violations } from './look.ts'
import { account, signIn } from './people.ts'

let visit: Visit
let charger: TestCharger
let other: TestCharger
let page: Page
beforeAll(async () => {
  visit = await openVisit()
  const jim = await account(visit.house, 'jim@example.org', 'Jim')
  await jim.addCar('CAR-1')
  charger = await opened('MARKET-1', { stationName: 'Market place', post: 'A3' })
  other = await opened('HARBOUR-1', { stationName: 'Harbour' })
  const operator = operatorOf(visit.house)
  await operator.put('/v1/tokens/04A22B33').send({ status: 'Accepted', owner: jim.email })
  await tells('Preparing')
  page = await visit.open('/')
  await signIn(page, jim)
})
afterAll(async () => {
  expect(visit.faults).toEqual([])
  await other.close()
  await visit.close()
})

async function opened(identity: string, site: object): Promise<TestCharger> {
  const one = await plugged(visit.house, identity)
  // What the server asks by itself is not to hold up what a driver wants.
  one.answers('GetConfiguration', () => ({ configurationKey: [] }))
  one.answers('TriggerMessage', says('NotImplemented'))
  const operator = operatorOf(visit.house)
  await operator.patch(`/v1/chargers/${identity}`).send({ access: 'public', ...site })
  await one.call('BootNotification', { chargePointVendor: 'V', chargePointModel: 'M' })
  await tells('Available', one)
  return one
}

const at = (secondsAgo: number) => new Date(Date.now() - secondsAgo * 1000).toISOString()

const tells = (status: string, by = charger) =>
  by.call('StatusNotification', { connectorId: 1, errorCode: 'NoError', status })

const drawn = (transactionId: unknown, secondsAgo: number, wh: number, soc: number) =>
  charger.call('MeterValues', {
    ...{ connectorId: 1, transactionId },
    meterValue: [
      {
        timestamp: at(secondsAgo),
        sampledValue: [
          { value: String(wh), unit: 'Wh' },
          { value: '11000', measurand: 'Power.Active.Import', unit: 'W' },
          { value: String(soc), measurand: 'SoC', unit: 'Percent' },
        ],
      },
    ],
  })

/** What connectors do is looked at every few seconds, and at once when the network is back. */
const looks = () => page.evaluate(() => dispatchEvent(new Event('online')))

const says = (status: string) => () => ({ status })
const startButton = () => page.getByRole('button', { name: 'Start at connector 1' }).first()

const button = (name: string) => page.getByRole('button', { name, exact: true })
const focused = () => page.evaluate(() => document.activeElement?.textContent)

/** It is asked once more: who thinks better of it has done nothing. */
async function stopByKeys(): Promise<void> {
  await button('Stop this charge').press('Enter')
  await page.getByRole('group', { name: 'Stop this charge?' }).waitFor()
  await looksWell('driving-sure')
  expect(await focused()).toBe('Let it charge')
  await page.keyboard.press('Enter')
  await button('Stop this charge').waitFor()
  expect(await focused()).toBe('Stop this charge')
  await page.keyboard.press('Enter')
  await button('Stop it').waitFor()
  await page.keyboard.press('Tab')
  await page.keyboard.press('Enter')
}

async function stopByTaps(): Promise<void> {
  await button('Stop this charge').click()
  await button('Stop it').click()
}

/** The page begins to wait a moment after it says so. */
const comesInTime = (text: string) => {
  const passed = async () => {
    await page.clock.fastForward(91_000)
    return page.getByText(text).count()
  }
  return expect.poll(passed).toBe(1)
}

/** Nothing is cut, too small for a finger, or against the rules of accessibility. */
async function looksWell(name: string): Promise<void> {
  await screenshots(page, name)
  expect(await frameFaults(page)).toEqual([])
  expect(await smallTargets(page)).toEqual([])
  expect(await violations(page)).toEqual([])
}

test('he starts, sees it begin and go on without touching the page, and stops it', async () => {
  charger.answers('RemoteStartTransaction', says('Accepted'))
  charger.answers('RemoteStopTransaction', says('Accepted'))
  await page.getByRole('link', { name: 'Start at a charger' }).click()
  // As a link at the post would lead there.
  await page.goto(`${visit.house.url}/chargers?c=MARKET-1`)
  await page.getByRole('heading', { name: 'Market place · A3' }).waitFor()
  expect(await page.getByRole('heading', { level: 2 }).allTextContents()).toEqual([
    ...['Market place · A3', 'Other chargers', 'Harbour', 'Your charges here', 'Your cards'],
  ])
  await page.getByText('Plugged in').waitFor()
  await looksWell('driving-chargers')
  await startButton().click()
  await page.getByText('Waiting for the charger…').waitFor()
  await looksWell('driving-waiting')

  const start = { connectorId: 1, idTag: '04A22B33', meterStart: 0, timestamp: at(600) }
  const { transactionId } = await charger.call('StartTransaction', start)
  await page.waitForURL(/\/chargings\//)
  await drawn(transactionId, 300, 900, 41)
  await page.getByText('11 kW').first().waitFor()
  await page.getByText('Measured 5 minutes ago').waitFor()
  await drawn(transactionId, 60, 1650, 43)
  await page.getByText('1.65 kWh').first().waitFor()
  await page.getByText('Measured 1 minute ago').waitFor()
  await page.getByText('State of charge (%)').waitFor()
  await looksWell('driving-now')

  await stopByKeys()
  await page.getByRole('button', { name: 'Stopping…' }).waitFor()
  const stop = { transactionId, meterStop: 1800, timestamp: at(0), reason: 'Remote' }
  await charger.call('StopTransaction', stop)
  await page.getByText('Completed').waitFor()
  await page.getByText('1.8 kWh').first().waitFor()
  expect(await page.getByRole('button', { name: /Stop/ }).count()).toBe(0)
  expect(await focused()).toBe('Market place · A3')
  await looksWell('driving-ended')
})

test('a charger that says no is told as such, with what helps', async () => {
  charger.answers('RemoteStartTransaction', says('Rejected'))
  await tells('Available')
  await page.goto(`${visit.house.url}/chargers?c=MARKET-1`)
  await startButton().click()
  await page.getByText('The charger said no. Plug in first, then start.').waitFor()
  await looksWell('driving-refused')
  // What helps follows what the connector says, without a touch.
  await tells('Finishing')
  await looks()
  await page.getByText('Pull the cable, plug in again, then start.').waitFor()
  await tells('Charging')
  await looks()
  await page.getByText('The charger said no: it is in use.').waitFor()
  await tells('Preparing')
  await looks()
  await page.getByText('Try your card at the charger, or ask its operator.').waitFor()
})

test('who waits for what does not come is told so in the end, for a start and for a stop', async () => {
  charger.answers('RemoteStartTransaction', says('Accepted'))
  await tells('Available')
  await page.clock.install()
  await page.goto(`${visit.house.url}/chargers?c=MARKET-1`)
  await startButton().click()
  await page.getByText('Plug in now: it starts by itself.').waitFor()
  await comesInTime('Nothing has started. Is the cable plugged in?')

  await startButton().click()
  const start = { connectorId: 1, idTag: '04A22B33', meterStart: 0, timestamp: at(0) }
  const { transactionId } = await charger.call('StartTransaction', start)
  await stopByTaps()
  await page.getByRole('button', { name: 'Stopping…' }).waitFor()
  await comesInTime('It goes on. Stop in the car, or by your card at the charger.')
  charger.answers('RemoteStopTransaction', says('Rejected'))
  await stopByTaps()
  await page.getByText('The charger said no. Stop in the car, or by').waitFor()
  await charger.call('StopTransaction', { transactionId, meterStop: 100, timestamp: at(0) })
  await page.getByText('Completed').waitFor()
  await tells('Preparing')
  await page.goto(`${visit.house.url}/chargers?c=MARKET-1`)
})

test('a charger that answers with a fault is not taken for the server', async () => {
  charger.answers('RemoteStartTransaction', (_, id) =>
    JSON.stringify([4, id, 'InternalError', 'broken', {}]),
  )
  await startButton().click()
  await page.getByText('The charger has a fault just now. Please try again.').waitFor()
  await startButton().waitFor()
})

test('one that is away is not started, and what it said last is told as such', async () => {
  const start = { connectorId: 1, idTag: '04A22B33', meterStart: 0, timestamp: at(0) }
  await charger.call('StartTransaction', start)
  await charger.close()
  await isConnected(operatorOf(visit.house), 'MARKET-1', false)
  await looks()
  await page.getByText('Not connected').first().waitFor()
  await page.getByText('Last known: Plugged in').waitFor()
  expect(await startButton().count()).toBe(1)
  await looksWell('driving-away')
  // What was charging there may go on: nobody knows, and nobody can be told to stop it.
  await page.getByRole('link', { name: 'Market place · A3' }).first().click()
  await page.getByRole('heading', { name: 'As last known' }).waitFor()
  await page.getByText(/^Last heard .+ The charger is not connected now/).waitFor()
  expect(await page.getByText('Charging now').count()).toBe(0)
  expect(await button('Stop this charge').count()).toBe(0)
  await looksWell('driving-gone')
  await page.goto(`${visit.house.url}/chargings/none`)
  await page.getByText('It is not there any more, or never was.').waitFor()
  expect(await button('Try again').count()).toBe(0)
})

test('a link to a charger that is not for him says so, and one leads there by way of the door', async () => {
  await page.goto(`${visit.house.url}/chargers?c=NOPE`)
  await page.getByText('None of your cards lets you charge at NOPE now.').waitFor()
  await page.getByText('the e-mail address of your account, jim@example.org').waitFor()
  const stranger = await visit.open('/chargers?c=MARKET-1')
  await stranger.context().clearCookies()
  await stranger.reload()
  await stranger.waitForURL(/\/signin\?next=/)
  expect(new URL(stranger.url()).searchParams.get('next')).toBe('/chargers?c=MARKET-1')
  await stranger.getByRole('heading', { name: 'Charge at MARKET-1' }).waitFor()
  await stranger.getByRole('button', { name: 'Make the account' }).waitFor()
  await stranger.locator('main').getByRole('link', { name: 'Sign in' }).click()
  await stranger.getByRole('heading', { name: 'Charge at MARKET-1' }).waitFor()
  await stranger.getByRole('button', { name: 'Sign in' }).waitFor()
  await stranger.close()
})
