/** A driver with a tag starts at a charger of this server from his phone, looks on, and stops. */
import type { Page } from 'playwright-core'
import { afterAll, beforeAll, expect } from 'vitest'
import { operatorOf, plugged } from '../inbound/http/chargers/operator.ts'
import type { TestCharger } from '../inbound/ocpp/charger.ts'
import { openVisit, test, type Visit } from './browser.ts'
import { screenshots, violations } from './look.ts'
import { account, signIn } from './people.ts'

let visit: Visit
let charger: TestCharger
let page: Page
beforeAll(async () => {
  visit = await openVisit()
  const jim = await account(visit.house, 'jim@example.org', 'Jim')
  await jim.addCar('CAR-1')
  const operator = operatorOf(visit.house)
  charger = await plugged(visit.house, 'MARKET-1')
  await operator
    .patch('/v1/chargers/MARKET-1')
    .send({ access: 'public', stationName: 'Market place', post: 'A3' })
  await operator.put('/v1/tokens/04A22B33').send({ status: 'Accepted', owner: jim.email })
  await charger.call('BootNotification', { chargePointVendor: 'V', chargePointModel: 'M' })
  await tells('Preparing')
  page = await visit.open('/')
  await signIn(page, jim)
})
afterAll(async () => {
  expect(visit.faults).toEqual([])
  await visit.close()
})

const at = (secondsAgo: number) => new Date(Date.now() - secondsAgo * 1000).toISOString()

const tells = (status: string) =>
  charger.call('StatusNotification', { connectorId: 1, errorCode: 'NoError', status })

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

test('he starts, sees it begin and go on without touching the page, and stops it', async () => {
  charger.answers('RemoteStartTransaction', () => ({ status: 'Accepted' }))
  charger.answers('RemoteStopTransaction', () => ({ status: 'Accepted' }))
  await page.getByRole('link', { name: 'Start at a charger' }).click()
  await page.getByRole('heading', { name: 'Market place · A3' }).waitFor()
  await page.getByText('Plugged in').waitFor()
  await screenshots(page, 'driving-chargers')
  expect(await violations(page)).toEqual([])
  await page.getByRole('button', { name: 'Start at connector 1' }).click()
  await page.getByText('Waiting for the charger…').waitFor()

  const start = { connectorId: 1, idTag: '04A22B33', meterStart: 0, timestamp: at(600) }
  const { transactionId } = await charger.call('StartTransaction', start)
  await page.waitForURL(/\/chargings\//)
  await drawn(transactionId, 300, 900, 41)
  await page.getByText('11 kW').first().waitFor()
  await drawn(transactionId, 60, 1650, 43)
  await page.getByText('1.65 kWh').first().waitFor()
  await screenshots(page, 'driving-now')
  expect(await violations(page)).toEqual([])

  await page.getByRole('button', { name: 'Stop charging' }).click()
  await page.getByText('The charger will stop.').waitFor()
  const stop = { transactionId, meterStop: 1800, timestamp: at(0), reason: 'Remote' }
  await charger.call('StopTransaction', stop)
  await page.getByText('Completed').waitFor()
  await page.getByText('1.8 kWh').first().waitFor()
  expect(await page.getByRole('button', { name: 'Stop charging' }).count()).toBe(0)
})

test('a charger that says no is told as such, and one that is away is not started', async () => {
  charger.answers('RemoteStartTransaction', () => ({ status: 'Rejected' }))
  await tells('Preparing')
  await page.goto(`${visit.house.url}/chargers`)
  await page.getByRole('button', { name: 'Start at connector 1' }).click()
  await page.getByText('The charger has said no.').waitFor()
  await charger.close()
  await page.getByText('Not connected').waitFor()
  expect(await page.getByRole('button', { name: /Start/ }).count()).toBe(0)
  await screenshots(page, 'driving-away')
})
