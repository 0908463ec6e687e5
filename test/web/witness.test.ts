/** An owner sees on the page of a charge what the charger told of it, and where the two differ. */
import type { Page } from 'playwright-core'
import { afterAll, beforeAll, expect } from 'vitest'
import { operatorOf } from '../inbound/http/chargers/operator.ts'
import { connect, type TestCharger } from '../inbound/ocpp/charger.ts'
import { itemsOf, text } from '../people.ts'
import { openVisit, test, type Visit } from './browser.ts'
import { screenshots, violations } from './look.ts'
import { type Account, account, signIn, started, told } from './people.ts'

let visit: Visit
let owner: Account
let charger: TestCharger
let page: Page
beforeAll(async () => {
  visit = await openVisit()
  owner = await account(visit.house, 'jimbo@example.org', 'Jimbo')
  const position = { lat: 22.2809, lon: 114.1588 }
  const site = { access: 'public', position, stationName: 'Peak Plaza', post: 'A3' }
  const operator = operatorOf(visit.house)
  const password = await operator.register('PEAK-1', site)
  const card = { status: 'Accepted', owner: 'jimbo@example.org' }
  await operator.put('/v1/tokens/BLUECARD').send(card).expect(201)
  charger = await connect(visit.house, 'PEAK-1', { password })
  page = await visit.open('/')
  await signIn(page, owner)
})
afterAll(async () => {
  expect(visit.faults).toEqual([])
  await charger.close()
  await visit.close()
})

const at = (minutesAgo: number) => new Date(Date.now() - minutesAgo * 60_000).toISOString()

test('energy and post are the charger’s, and a charger that failed is said to have', async () => {
  const car = await owner.addCar('CAR-1', { name: 'The red one' })
  await car.says(started(60))
  const start = { connectorId: 1, idTag: 'BLUECARD', meterStart: 0, timestamp: at(60) }
  const { transactionId } = await charger.call('StartTransaction', start)
  await car.says(told('charge.completed', 10, { soc: 70, energyKwh: 4 }))
  await charger.call('StopTransaction', {
    ...{ transactionId, meterStop: 9500, timestamp: at(10), reason: 'PowerLoss' },
  })
  const [charge] = itemsOf(await owner.asks('GET', '/v1/charges/mine'))
  await page.goto(`${visit.house.url}/charges/${text(charge!, 'id')}`)
  await page.getByRole('heading', { name: 'What the charger says' }).waitFor()
  await page.getByText('9.5 kWh').first().waitFor()
  await page.getByText('A3', { exact: true }).first().waitFor()
  await page.getByText('The charger itself failed.').waitFor()
  await page.getByText('The charger counted 9.5 kWh, your car 4 kWh.').waitFor()
  await screenshots(page, 'witness')
  expect(await violations(page)).toEqual([])
})
