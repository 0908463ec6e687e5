/** The dialog says at which station a car charges and whose data that is, and lets its owner choose among several. */
import { afterAll, beforeAll, expect, test } from 'vitest'
import type { Listing } from '../../src/domain/stations/listing.ts'
import { listingId } from '../../src/domain/stations/listing.ts'
import { aListing } from '../domain/stations/listings.ts'
import { text } from '../people.ts'
import { openVisit, type Visit } from './browser.ts'
import { screenshots, violations } from './look.ts'
import { type Account, account, signIn } from './people.ts'

let visit: Visit
let owner: Account
beforeAll(async () => {
  visit = await openVisit()
  owner = await account(visit.house, 'jimbo@example.org')
  const page = await visit.open('/')
  await signIn(page, owner)
  await page.close()
})
afterAll(async () => {
  expect(visit.faults).toEqual([])
  await visit.close()
})

let cars = 0
/** A fresh car asks, in a town of its own with these stations. */
async function asked(...stations: Partial<Listing>[]) {
  const position = { lat: 40 + ++cars, lon: 15 }
  const listings = stations.map((one) => aListing({ position, ...one }))
  await visit.house.service.openRound().keep(listings, { ocm: [], osm: [] })
  const car = await owner.addCar(`CAR-${cars}`, {})
  await car.says({ type: 'charge.started', at: new Date().toISOString(), position, soc: 30 })
  const [question] = (await owner.asks('GET', '/v1/questions'))['items'] as { id: string }[]
  const page = await visit.open(`/questions/${question!.id}`)
  await page.getByRole('button', { name: /Always share here/ }).waitFor()
  return { page, listings, show: () => owner.asks('GET', `/v1/questions/${question!.id}`) }
}

test('one public station is named with its operator and source, and "always" is one tap', async () => {
  const { page, show } = await asked({ name: 'Stanley Plaza Car Park' })
  await page.getByText('Stanley Plaza Car Park').waitFor()
  await page.getByText('Open Volts · Charging post: A1, A2').waitFor()
  await page.getByText('Data: Open Charge Map contributors (CC BY 4.0)').waitFor()
  expect(await violations(page)).toEqual([])
  await page.getByRole('button', { name: /Always share here/ }).click()
  await page.getByText('Charges here are shared from now on.').waitFor()
  expect(await show()).toMatchObject({ answer: 'always' })
  const link = page.getByRole('link', { name: 'Check in at Open Charge Map' })
  expect(await link.getAttribute('href')).toMatch(
    /^https:\/\/openchargemap\.org\/site\/poi\/addcomment\/\d+$/,
  )
  await page.close()
})

test('a station that is not open to everybody does not make "always" one tap', async () => {
  const { page, show } = await asked({ name: 'Hotel Plaza', access: 'restricted' })
  await page.getByText('Hotel Plaza').waitFor()
  await page.getByRole('button', { name: /Always share here/ }).click()
  await page.getByRole('dialog', { name: 'Is this a public place?' }).waitFor()
  expect(await show()).toMatchObject({ state: 'open' })
  await page.close()
})

test('of several the owner chooses one, and the answer says which', async () => {
  const { page, listings, show } = await asked({ name: 'North' }, { name: 'South' })
  await page.getByRole('group', { name: 'Which station was it?' }).waitFor()
  await page.getByText('Data: Open Charge Map contributors (CC BY 4.0)').waitFor()
  expect(await violations(page)).toEqual([])
  await page.getByRole('radio', { name: /South/ }).click()
  await page.getByRole('button', { name: /Share just this once/ }).click()
  await page.getByText('This charge is shared. Thank you!').waitFor()
  expect(text(await show(), 'location', 'station', 'id')).toBe(listingId(listings[1]!))
  await page.close()
})

test('of several that are near, none is taken to be the one before its owner has said so', async () => {
  const { page, show } = await asked({ name: 'North' }, { name: 'South' })
  await page.getByRole('button', { name: /Always share here/ }).click()
  const dialog = page.getByRole('dialog', { name: 'Is this a public place?' })
  await dialog.getByText('Stations are known near here, but not whether').waitFor()
  expect(await dialog.getByText('No public station').count()).toBe(0)
  await screenshots(page, 'question-several')
  await page.keyboard.press('Escape')
  await page.getByRole('radio', { name: /South/ }).click()
  await page.getByRole('button', { name: /Always share here/ }).click()
  await page.getByText('Charges here are shared from now on.').waitFor()
  expect(await show()).toMatchObject({ answer: 'always' })
  await page.close()
})

test('of a charge that is shared already, its page asks which one it was', async () => {
  const { page } = await asked({ name: 'North' }, { name: 'South' })
  await page.getByRole('button', { name: /Share just this once/ }).click()
  await page.getByRole('link', { name: 'See the charge' }).click()
  await page.getByRole('radio', { name: /South/ }).click()
  expect(await violations(page)).toEqual([])
  await screenshots(page, 'charge-several')
  await page.getByRole('button', { name: 'It was this one' }).click()
  await page.getByRole('heading', { name: 'South', level: 1 }).waitFor()
  await page.getByRole('heading', { name: 'The station' }).waitFor()
  await page.close()
})

test('a public station beside a private one may be chosen', async () => {
  const { page } = await asked({ name: 'North' }, { name: 'Evergreen Terrace', access: 'private' })
  await page.getByRole('radio', { name: /North/ }).waitFor()
  expect(await page.getByText('Evergreen Terrace').count()).toBe(0)
  await page.close()
})

test('known posts are proposed, and another one is told to be none of them', async () => {
  const { page } = await asked({ name: 'Stanley Plaza Car Park' })
  await page.getByText('Add what others should know').click()
  const post = page.getByLabel('Charging post')
  const choices = await post.evaluate((one: HTMLInputElement) =>
    [...(one.list?.options ?? [])].map(({ value }) => value),
  )
  expect(choices).toEqual(['A1', 'A2'])
  await post.fill('a-2')
  await page.getByText('The number on the post, such as A3.').waitFor()
  await post.fill('B7')
  await page.getByText('No such post is known at this station.').waitFor()
  await page.close()
})

let others = 0
/** So many cars of others charge where the last one asked; a station is told of from nine at the latest. */
async function shared(ends: ('charge.completed' | 'station')[]): Promise<void> {
  const position = { lat: 40 + cars, lon: 15 }
  const other = await account(visit.house, `other-${++others}@example.org`)
  for (const [index, end] of ends.entries()) {
    const car = await other.addCar(`OTHER-${others}-${index}`)
    const at = (minutes: number) => new Date(Date.now() - minutes * 60_000).toISOString()
    await car.says({ type: 'charge.started', at: at(90), position, soc: 30, powerKw: 11 })
    const [charge] = (await other.asks('GET', '/v1/charges/mine'))['items'] as { id: string }[]
    await other.asks('POST', `/v1/charges/mine/${charge!.id}/sharing`, { choice: 'once' })
    const isWell = end === 'charge.completed'
    const type = isWell ? end : 'charge.aborted'
    await car.says({ type, at: at(30), soc: 70, energyKwh: 12 })
    if (isWell) continue
    const [why] = (await other.asks('GET', '/v1/questions?state=open'))['items'] as { id: string }[]
    await other.asks('POST', `/v1/questions/${why!.id}/answer`, { reason: 'station' })
  }
}

test('how well it works is said in plain words, and where too few have charged, that', async () => {
  const { page } = await asked({ name: 'Stanley Plaza Car Park', price: '0.49 €/kWh' })
  await page.getByText('Nobody has shared a charge here yet.').waitFor()
  const well = 'charge.completed' as const
  await shared([well, well, well])
  await page.reload()
  await page.getByText('Too few charges yet to say how well it works.').waitFor()
  await shared([well, well, well, well, well, 'station', 'station'])
  await page.reload()
  await page.getByText('Works 8 of 10 times, from 10 charges').waitFor()
  await page.getByText('Open to everybody').waitFor()
  expect(await violations(page)).toEqual([])
  await screenshots(page, 'question-station')
  await page.getByRole('button', { name: /Always share here/ }).click()
  await page.getByRole('link', { name: 'See the charge' }).click()
  await page.getByText('with so few it may be 5 to 9 of 10').waitFor()
  await page.getByText('Charges that failed here lately').click()
  expect(await violations(page)).toEqual([])
  await screenshots(page, 'charge-station')
  await page.getByRole('link', { name: 'Stanley Plaza Car Park' }).click()
  await page.getByRole('heading', { name: 'What drivers show and tell' }).waitFor()
  await page.getByText('Works 8 of 10 times').waitFor()
  expect(await violations(page)).toEqual([])
  await screenshots(page, 'place-station')
  await page.close()
})
