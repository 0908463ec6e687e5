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

/** Owner and operator look at it by a browser that speaks German. */
async function readInGerman(charge: string): Promise<void> {
  const theirs = await openVisit({ house: visit.house, locale: 'de-DE' })
  const own = await theirs.open('/')
  const { email, password } = owner
  await own.request.post(`${visit.house.url}/v1/sessions`, { data: { email, password } })
  await own.goto(`${visit.house.url}/charges/${charge}`)
  await own.getByText('Die Ladesäule zählte 9,5 kWh, Ihr Auto 4 kWh.').waitFor()
  await own.getByText('Die Ladesäule nennt sich A3, Sie nannten post 7.').waitFor()
  await screenshots(own, 'witness-german')
  const operator = operatorOf(visit.house)
  const { body } = await operator.get('/v1/chargers/PEAK-1/transactions').expect(200)
  const [transaction] = itemsOf(body as Parameters<typeof itemsOf>[0])
  await own.goto(`${visit.house.url}/operator`)
  await own.locator('input').first().fill(visit.house.secrets.operatorToken)
  await own.keyboard.press('Enter')
  await own.getByRole('navigation').first().waitFor()
  await own.goto(`${visit.house.url}/operator/chargers/PEAK-1/${text(transaction!, 'id')}`)
  await own.getByText('Welcher Ladepunkt es war', { exact: true }).waitFor()
  await screenshots(own, 'witness-desk-german')
  expect(theirs.faults).toEqual([])
  await theirs.close()
}

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
  const id = text(charge!, 'id')
  const [asked] = itemsOf(await owner.asks('GET', '/v1/questions?state=open'))
  await owner.asks('POST', `/v1/questions/${text(asked!, 'id')}/answer`, {
    ...{ choice: 'once', post: 'post 7' },
  })
  await readInGerman(id)
  await page.goto(`${visit.house.url}/charges/${id}`)
  await page.getByRole('heading', { name: 'What the charger says' }).waitFor()
  await page.getByText('9.5 kWh').first().waitFor()
  await page.getByText('A3', { exact: true }).first().waitFor()
  await page.getByText('The charger itself failed.').waitFor()
  await page.getByText('The charger counted 9.5 kWh, your car 4 kWh.').waitFor()
  await page.getByText('The charger is post A3; you named post 7.').waitFor()
  await screenshots(page, 'witness')
  expect(await violations(page)).toEqual([])
})

test('what the charger says of a charge that broke off is the first answer, also in the inbox', async () => {
  const car = await owner.addCar('CAR-2', { name: 'The blue one' })
  await car.says(started(300))
  const start = { connectorId: 1, idTag: 'BLUECARD', meterStart: 0, timestamp: at(300) }
  const { transactionId } = await charger.call('StartTransaction', start)
  const [asked] = itemsOf(await owner.asks('GET', '/v1/questions?state=open'))
  await owner.asks('POST', `/v1/questions/${text(asked!, 'id')}/answer`, { choice: 'once' })
  await car.says(told('charge.aborted', 290, { soc: 44 }))
  await charger.call('StopTransaction', {
    ...{ transactionId, meterStop: 900, timestamp: at(290), reason: 'PowerLoss' },
  })
  await page.goto(`${visit.house.url}/questions`)
  const card = page.getByRole('listitem').filter({ hasText: 'Why did your charge stop?' })
  await card.waitFor()
  expect(await card.getByRole('button').allInnerTexts()).toEqual([
    'Station problem',
    'I stopped it',
  ])
  await screenshots(page, 'questions-fault')
  await card.getByRole('link', { name: 'All answers' }).click()
  const answers = page.getByRole('group', { name: 'Why did your charge stop?' })
  await answers.waitFor()
  const said = await answers.getByRole('button').allInnerTexts()
  expect(said.map((one) => one.split('\n')[0])).toEqual([
    'The station failed',
    'I stopped it',
    'Something else',
  ])
  expect(said[0]).toContain('The charger says so.')
})

test('what car and charger both tell stands once, under one name, and each leads to the other', async () => {
  const car = await owner.addCar('CAR-3', { name: 'The green one' })
  // Here no answer names the place.
  await car.says(started(20))
  const start = { connectorId: 1, idTag: 'BLUECARD', meterStart: 0, timestamp: at(20) }
  const { transactionId } = await charger.call('StartTransaction', start)
  await charger.call('MeterValues', {
    ...{ connectorId: 1, transactionId },
    meterValue: [{ timestamp: at(1), sampledValue: [{ value: '2500', unit: 'Wh' }] }],
  })
  await page.goto(`${visit.house.url}/`)
  const live = page.locator('.card.live')
  await live.getByText('Look on, or stop it there').waitFor()
  await live.getByText('2.5 kWh').waitFor()
  await page.getByText(/Peak.Plaza.+since/).waitFor()
  const links = page.locator('main a[href^="/chargings/"]')
  expect(await links.count()).toBe(1)
  await screenshots(page, 'witness-home')
  expect(await violations(page)).toEqual([])

  await links.click()
  await page.getByRole('link', { name: 'What your car told' }).click()
  await page.getByRole('heading', { name: 'Peak Plaza', level: 1 }).waitFor()
  await page.getByRole('link', { name: 'The charger’s own record' }).click()
  await page.getByRole('button', { name: 'Stop this charge' }).waitFor()
  await page.goBack()
  // Nobody has named the place yet: the charger's name is offered, and not set unasked.
  const name = async () => itemsOf(await owner.asks('GET', '/v1/locations?vehicleId=CAR-3'))
  expect(await name()).toMatchObject([{ name: null }])
  await page.getByRole('button', { name: 'Call this place “Peak Plaza”' }).click()
  await page.getByText('It is called Peak Plaza now.').waitFor()
  expect(await name()).toMatchObject([{ name: 'Peak Plaza' }])
  expect(await page.getByRole('button', { name: /Call this place/ }).count()).toBe(0)
  await charger.call('StopTransaction', { transactionId, meterStop: 2600, timestamp: at(0) })
  await car.says(told('charge.completed', 0, { soc: 50, energyKwh: 2.5 }))
})

test('what a charger alone has told is pointed to below the charges that cars told', async () => {
  await page.goto(`${visit.house.url}/charges`)
  await page
    .getByRole('link', { name: /Peak Plaza/ })
    .first()
    .waitFor()
  const words = page.getByText('What a charger alone has told is not in these sums:')
  expect(await words.count()).toBe(0)
  const start = { connectorId: 1, idTag: 'BLUECARD', meterStart: 0, timestamp: at(0) }
  await charger.call('StartTransaction', start)
  await words.waitFor()
  await screenshots(page, 'witness-charges')
  await page.getByRole('link', { name: 'your charges at chargers' }).click()
  await page.getByRole('heading', { name: 'Your charges here' }).waitFor()
})
