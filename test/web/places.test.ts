/** The owner's places: where they are, what is decided for each, and changing it. */
import type { Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect } from 'vitest'
import { serve } from '../outbound/loopback.ts'
import { itemsOf, type Json, type Subscriber, subscriber, text } from '../people.ts'
import { openVisit, test, type Visit } from './browser.ts'
import { screenshots, violations } from './look.ts'
import { type Account, account, signIn, started, told } from './people.ts'

let visit: Visit
let owner: Account
let partner: Subscriber
let page: Page

const places = async () => itemsOf(await owner.asks('GET', '/v1/locations?limit=1000'))
const named = async (name: string) => (await places()).find((one) => one['name'] === name)
const button = (name: string | RegExp) => page.getByRole('button', { name })
const choice = (name: string) => page.getByRole('radio', { name })
const dialog = () => page.getByRole('dialog')

/** A charge that has ended at a place, and what its owner calls and decides it. */
async function charged(car: number, place: number, wish?: Json): Promise<string> {
  const before = new Set((await places()).map(({ id }) => id))
  await cars[car]!.says(
    started(500 - place, place),
    told('charge.completed', 400 - place, { soc: 80, energyKwh: 17.2 }),
  )
  const id = text(
    (await places()).find((one) => !before.has(one['id']))!,
    'id',
  )
  if (wish) await owner.asks('PATCH', `/v1/locations/${id}`, wish)
  return id
}
let cars: Awaited<ReturnType<Account['addCar']>>[] = []

/** The page of one place, as its link in the list leads there. */
async function openPlace(name: string): Promise<void> {
  await page.goto(`${visit.house.url}/places`)
  await choice('List').check()
  await page.getByRole('link', { name: new RegExp(name) }).click()
  await page.getByRole('heading', { level: 1, name }).waitFor()
}

beforeAll(async () => {
  visit = await openVisit()
  owner = await account(visit.house, 'jimbo@example.org')
  partner = await subscriber(visit.house.url, 'Open Map')
  page = await visit.open('/signin')
  await signIn(page, owner)
})
afterAll(async () => {
  await partner.close()
  await visit.close()
})

describe('while there is no place', () => {
  test('the page says what will come, and leads to adding a car', async () => {
    await page.goto(`${visit.house.url}/places`)
    await page.getByRole('heading', { name: 'No places yet' }).waitFor()
    await screenshots(page, 'places-empty')
    expect(await violations(page)).toEqual([])
    await page.getByRole('main').getByRole('link', { name: 'Add a car' }).click()
    await page.getByRole('heading', { name: 'Add a car' }).waitFor()
  })
})

describe('with places of two cars', () => {
  beforeAll(async () => {
    cars = [await owner.addCar('RED-1', { name: 'The red one' }), await owner.addCar('LEAF-2')]
    await charged(0, 0, { name: 'Town hall', flag: 'always' })
    await charged(0, 1, { name: 'Home', flag: 'never' })
    await charged(1, 2, { name: 'Hotel' })
    await page.goto(`${visit.house.url}/places`)
    await page.locator('.pin').first().waitFor()
  })

  test('the map shows pins with names and what is decided, drawn from what ships with the app', async () => {
    const pins = page.getByRole('region', { name: 'Map of your places' }).getByRole('button')
    const names = await pins.evaluateAll((all) => all.map((one) => one.getAttribute('aria-label')))
    expect(new Set(names)).toEqual(
      new Set(['Closer', 'Further away', 'Hotel, Not decided', 'Town hall, Always shared']),
    )
    await page.locator('path.land').first().waitFor({ state: 'attached' })
    expect(await page.locator('path.around').count()).toBe(2)
    expect(await page.locator('.leaflet-control-scale-line').innerText()).toMatch(/ (m|km|ft|mi)$/)
    await page.getByText('Natural Earth').waitFor()
    await screenshots(page, 'places-map')
    expect(await violations(page)).toEqual([])
  })

  test('a place that is never shared has no pin, and the page says why', async () => {
    const unpinned = page.locator('section', { hasText: 'One place has no pin' })
    expect(await unpinned.innerText()).toContain('where they are was erased')
    expect(await unpinned.getByRole('link').allInnerTexts()).toEqual([
      expect.stringMatching(/^Home.*Never shared/s),
    ])
  })

  test('a pin leads to its place, by the keyboard too', async () => {
    await page.getByRole('button', { name: 'Town hall, Always shared' }).focus()
    await page.keyboard.press('Enter')
    await page.getByRole('heading', { level: 1, name: 'Town hall' }).waitFor()
    await page.getByRole('link', { name: 'Back' }).click()
    expect(new URL(page.url()).pathname).toBe('/places')
  })

  test('the list tells the same, filtered by car and by decision, without a mouse', async () => {
    await choice('Map').focus()
    await page.keyboard.press('ArrowRight')
    const rows = page.getByRole('main').getByRole('listitem')
    expect(await rows.count()).toBe(3)
    await screenshots(page, 'places-list')
    expect(await violations(page)).toEqual([])
    await page.getByLabel('Car').selectOption('The red one')
    expect(await rows.count()).toBe(2)
    await page.getByLabel('Decision').selectOption('Not decided')
    await page.getByText('No place fits these filters').waitFor()
    await button('Show all places').press('Enter')
    expect(await rows.count()).toBe(3)
    await rows.filter({ hasText: 'Hotel' }).getByRole('link').focus()
    await page.keyboard.press('Enter')
    const heading = page.getByRole('heading', { level: 1, name: 'Hotel' })
    await heading.waitFor()
    expect(await heading.evaluate((one) => one === document.activeElement)).toBe(true)
  })

  test('nothing is done while one walks through the choices; publishing is asked about first', async () => {
    await openPlace('Hotel')
    await screenshots(page, 'place')
    expect(await violations(page)).toEqual([])
    const before = (await partner.feed()).length
    await choice('Ask me').focus()
    for (let i = 0; i < 4; i++) await page.keyboard.press('ArrowUp')
    expect(await choice('Always share').isChecked()).toBe(true)
    expect(await named('Hotel')).toMatchObject({ flag: 'pending' })
    await button('Save').first().press('Enter')
    await dialog().getByText('become open data').waitFor()
    expect(await violations(page)).toEqual([])
    await page.keyboard.press('Escape')
    expect(await named('Hotel')).toMatchObject({ flag: 'pending' })

    await button('Save').first().click()
    await dialog().getByRole('button', { name: 'Always share' }).click()
    await page.getByText('Charges here are always shared now.').waitFor()
    expect(await named('Hotel')).toMatchObject({ flag: 'always' })
    expect(await choice('Always share').evaluate((one) => one === document.activeElement)).toBe(
      true,
    )
    expect((await partner.feed()).length).toBeGreaterThan(before)
  })

  test('"never" is asked about, erases the position, and takes back what was shared', async () => {
    await openPlace('Hotel')
    await choice('Never share').check()
    await button('Save').first().click()
    await dialog().getByText('erased for good').waitFor()
    await screenshots(page, 'place-never-asked')
    await dialog().getByRole('button', { name: 'Never share' }).click()
    await page.getByRole('heading', { name: 'No position' }).waitFor()
    expect(await named('Hotel')).toMatchObject({ flag: 'never', position: null })
    expect((await partner.feed()).at(-1)).toMatchObject({ type: 'charge.withdrawn' })
    await screenshots(page, 'place-never')
    expect(await violations(page)).toEqual([])
  })

  test('there, only the number of charges may be kept', async () => {
    const keep = page.getByRole('switch', { name: 'Keep only the number of charges' })
    await keep.press(' ')
    await button('Cancel').click()
    expect(await keep.isChecked()).toBe(false)
    await keep.check()
    await dialog().getByRole('button', { name: 'Erase the details' }).click()
    await page.getByText('Charges by month').waitFor()
    expect(await named('Hotel')).toMatchObject({ forgetCharges: true, charges: 1 })
    expect(itemsOf(await owner.asks('GET', '/v1/charges/mine'))).toHaveLength(2)
  })

  test('a place gets a name and a price, written as the owner writes numbers', async () => {
    await openPlace('Town hall')
    await page.getByLabel('Name', { exact: true }).fill('The old town hall')
    await page.getByLabel('Price per kWh').fill('a lot')
    await button('Save').press('Enter')
    await page.getByText('Please write a number such as 0.32.').waitFor()
    expect(await violations(page)).toEqual([])
    await page.getByLabel('Price per kWh').fill('0,325')
    await page.getByLabel('Currency').selectOption('EUR')
    await button('Save').press('Enter')
    await page.getByText('€0.325 per kWh').waitFor()
    const price = { perKwh: 0.325, currency: 'EUR' }
    expect(await named('The old town hall')).toMatchObject({ price, flag: 'always' })
    await page.locator('[aria-busy="true"]').waitFor({ state: 'detached' })
    await page.getByLabel('Price per kWh').fill('1234.5')
    await button('Save').press('Enter')
    await page.getByText('€1,234.50 per kWh').waitFor()
    // The page hears of it before the answer comes: a button that still waits takes no second press.
    await page.locator('[aria-busy="true"]').waitFor({ state: 'detached' })
    await page.getByLabel('Price per kWh').fill('1234.6')
    await button('Save').press('Enter')
    await page.getByText('€1,234.60 per kWh').waitFor()
  })

  test('a place can be forgotten', async () => {
    await openPlace('The old town hall')
    await button('Forget this place').click()
    await dialog().getByRole('button', { name: 'Forget it' }).click()
    await page.getByText('The place is forgotten.').waitFor()
    await page.getByRole('heading', { level: 1, name: 'Places' }).waitFor()
    expect(await named('The old town hall')).toBeUndefined()
  })

  test('all the while nothing went wrong, and nobody else was asked', () => {
    expect(visit.faults).toEqual([])
  })
})

describe('where the operator has set a server of map tiles', () => {
  test('it alone is asked for pictures, and is named', async () => {
    const paths: string[] = []
    const tiles = await serve((request, response) => {
      paths.push(request.url ?? '')
      response.writeHead(204).end()
    })
    const env = {
      CHARGESHARE_MAP_TILES_URL: `${tiles.origin}/{z}/{x}/{y}.png`,
      CHARGESHARE_MAP_TILES_ATTRIBUTION: 'Streets by the town',
    }
    const other = await openVisit({ env })
    try {
      const guest = await account(other.house, 'guest@example.org')
      await (await guest.addCar('TILED-1')).says(started(5))
      page = await other.open('/signin')
      await signIn(page, guest)
      await page.goto(`${other.house.url}/places`)
      await page.getByText('Streets by the town').waitFor()
      await page.locator('.leaflet-tile').first().waitFor({ state: 'attached' })
      await expect.poll(() => paths.length).toBeGreaterThan(0)
      expect(paths[0]).toMatch(/^\/\d+\/\d+\/\d+\.png$/)
      expect(await page.locator('path.land').count()).toBe(0)
      expect(new Set(other.faults)).toEqual(new Set([`asked ${tiles.origin}`]))
    } finally {
      await other.close()
      await tiles.close()
    }
  })
})
