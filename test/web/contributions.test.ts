/** Who shares a charge shows and tells others what is at the station, and sees what they added. */
import sharp from 'sharp'
import type { Page } from 'playwright-core'
import { afterAll, beforeAll, expect, vi } from 'vitest'
import { aListing } from '../domain/stations/listings.ts'
import { itemsOf, text } from '../people.ts'
import { openVisit, test, type Visit } from './browser.ts'
import { frameFaults, smallTargets, unseenFocus } from './layout.ts'
import { screenshots, SIZES, violations } from './look.ts'
import { type Account, account, signIn, started } from './people.ts'
import { answered } from './wire.ts'

let visit: Visit
let owner: Account
let page: Page
let photo: Buffer
beforeAll(async () => {
  visit = await openVisit()
  owner = await account(visit.house, 'jimbo@example.org')
  photo = await picture(3000, 1500, '#3a7d5c')
  page = await visit.open('/')
  await signIn(page, owner)
})
afterAll(async () => {
  expect(visit.faults).toEqual([])
  await visit.close()
})

/** As a phone takes it: large, and telling where. */
function picture(width: number, height: number, background: string): Promise<Buffer> {
  return sharp({ create: { width, height, channels: 3, background } })
    .withExif({ IFD3: { GPSLatitudeRef: 'N', GPSLatitude: '22/1 13/1 8/1' } })
    .jpeg()
    .toBuffer()
}

let places = 0
/** A charge that is shared at a station of its own; its ids. */
async function shared(of: Account): Promise<{ charge: string; station: string }> {
  const there = started(30, ++places)
  const position = there['position'] as { lat: number; lon: number }
  const listing = aListing({ position, name: `Car park ${places}` })
  await visit.house.service.openRound().keep([listing], { ocm: [], osm: [] })
  return chargedAt(of, places)
}

async function chargedAt(of: Account, place: number): Promise<{ charge: string; station: string }> {
  const car = await of.addCar(`CAR-${of.email}-${place}`.replace(/@.*?-/, '-'))
  await car.says(started(20, place))
  const [newest] = itemsOf(await of.asks('GET', '/v1/charges/mine'))
  const charge = text(newest!, 'id')
  const full = await of.asks('POST', `/v1/charges/mine/${charge}/sharing`, { choice: 'once' })
  return { charge, station: text(full, 'sharing', 'station') }
}

const show = (charge: string) => page.goto(`${visit.house.url}/charges/${charge}`)
const file = (buffer: Buffer, mimeType = 'image/jpeg') => ({ name: 'way-in.jpg', mimeType, buffer })
const input = () => page.locator('input[type=file]').last()
const added = async (charge: string) =>
  itemsOf(await owner.asks('GET', `/v1/charges/mine/${charge}/contributions`))
/** Approved, as by the operator. */
async function approve(charge: string, of = owner): Promise<void> {
  const items = itemsOf(await of.asks('GET', `/v1/charges/mine/${charge}/contributions`))
  for (const one of items) await visit.house.service.decideContribution(text(one, 'id'), 'approved')
}

test('a photo is made small and bare of its data before it leaves the device, and waits', async () => {
  const { charge } = await shared(owner)
  await show(charge)
  const clean = vi.spyOn(visit.house.world.pictures, 'clean')
  await input().setInputFiles(file(photo))
  await page.getByText('Being looked at').waitFor()
  const sent = await sharp(clean.mock.calls[0]![0]).metadata()
  expect(sent).toMatchObject({ format: 'jpeg', width: 1600, height: 800 })
  expect(sent.exif).toBeUndefined()
  const own = page.getByRole('img', { name: 'Your photo' })
  await expect.poll(() => own.evaluate((one: HTMLImageElement) => one.naturalWidth)).toBe(1600)
  expect((await added(charge)).map(({ state }) => state)).toEqual(['waiting'])
})

test('what is no photo is said so, and nothing is sent', async () => {
  const { charge } = await shared(owner)
  await show(charge)
  await input().setInputFiles(file(Buffer.from('not a picture')))
  await page.getByText('This photo cannot be read here.').waitFor()
  expect(await added(charge)).toEqual([])
})

test('facts are told in a dialog, stand there, and are taken back', async () => {
  const { charge } = await shared(owner)
  await show(charge)
  await page.getByRole('button', { name: 'Tell what you know' }).click()
  const dialog = page.getByRole('dialog', { name: 'What do you know of this station?' })
  await dialog.getByRole('button', { name: 'Send' }).click()
  await dialog.getByText('Please tell at least one thing.').waitFor()
  await dialog.getByLabel('How many cars can charge at once').fill('many')
  await dialog.getByRole('button', { name: 'Send' }).click()
  await dialog.getByText('A whole number from 1 to 1000.').waitFor()
  await dialog.getByLabel('How many cars can charge at once').fill('4')
  await dialog.getByLabel('Type 2').check()
  await dialog.getByLabel('Who may charge').selectOption('For customers')
  await dialog.getByLabel('Price').fill('0.49 €/kWh')
  expect(await violations(page)).toEqual([])
  await screenshots(page, 'telling')
  await dialog.getByRole('button', { name: 'Send' }).click()
  await page.getByText('4 posts · Type 2 · For customers · 0.49 €/kWh').waitFor()
  expect(await added(charge)).toMatchObject([
    { facts: { posts: 4, plugs: ['type2'], access: 'customers', price: '0.49 €/kWh' } },
  ])
  await page.getByRole('button', { name: 'Remove it' }).click()
  const gone = answered(visit.house, 'DELETE', /\/v1\/contributions\//)
  await page.getByRole('dialog').getByRole('button', { name: 'Remove it' }).click()
  expect((await gone).status).toBe(204)
  await page.getByText('It is erased.').waitFor()
  expect(await added(charge)).toEqual([])
})

test('what others added is shown with words for who sees no pictures, large when it is asked for', async () => {
  const { charge, station } = await shared(owner)
  const other = await account(visit.house, 'smithers@example.org')
  const theirs = await chargedAt(other, places)
  expect(theirs.station).toBe(station)
  for (const colour of ['#7d3a4c', '#3a4c7d', '#d0a030', '#508060', '#806050']) {
    const bytes = await picture(1200, 900, colour)
    const { id } = (await other.asks('GET', '/v1/owners/me')) as { id: string }
    await visit.house.service.addPhoto(id, theirs.charge, bytes)
  }
  await other.asks('PUT', `/v1/charges/mine/${theirs.charge}/facts`, { posts: 2, price: 'Free' })
  await show(charge)
  await page.getByText('Nobody has added a photo or facts yet.').waitFor()
  await approve(theirs.charge, other)
  await input().setInputFiles(file(photo))
  await page.getByText('Being looked at').waitFor()
  await page.reload()
  await page.getByText('2 posts · Free').waitFor()
  const pictures = page.getByRole('img', { name: /^Car park \d+, photo by a driver, / })
  await expect.poll(() => pictures.count()).toBe(4)
  await looksWell('charge-gallery')
  await page.getByRole('button', { name: 'All 5 photos' }).click()
  await expect.poll(() => pictures.count()).toBe(5)
  await pictures.first().click()
  const dialog = page.getByRole('dialog')
  await dialog.getByText('1 of 5').waitFor()
  await dialog.getByRole('button', { name: 'Photo before' }).click()
  await dialog.getByText('5 of 5').waitFor()
  expect(await violations(page)).toEqual([])
  await screenshots(page, 'gallery-large')
  await page.keyboard.press('Escape')
  await dialog.waitFor({ state: 'detached' })
})

async function looksWell(name: string): Promise<void> {
  await screenshots(page, name)
  for (const viewport of Object.values(SIZES)) {
    await page.setViewportSize(viewport)
    expect(await violations(page)).toEqual([])
    expect(await frameFaults(page)).toEqual([])
    expect(await smallTargets(page)).toEqual([])
    expect(await unseenFocus(page)).toEqual([])
  }
  await page.setViewportSize(SIZES.phone)
}

test('a charge that is not shared offers none of it, and asks nothing about its station', async () => {
  const { charge } = await shared(owner)
  await owner.asks('POST', `/v1/charges/mine/${charge}/sharing`, { choice: 'skip' })
  const asked: string[] = []
  page.on('request', (request) => asked.push(request.url()))
  await show(charge)
  await page.getByRole('heading', { name: 'The station' }).waitFor()
  await page.getByText('Taken back', { exact: true }).waitFor()
  expect(await page.locator('input[type=file]').count()).toBe(0)
  expect(asked.filter((url) => /stations|contributions/.test(url))).toEqual([])
})
