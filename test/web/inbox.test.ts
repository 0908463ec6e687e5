/** The inbox: every charge that waits, answered by a tap or a swipe, also where there is no network. */
import type { Locator, Page } from 'playwright-core'
import { afterAll, beforeAll, beforeEach, expect } from 'vitest'
import { itemsOf, text } from '../people.ts'
import { openVisit, test, type Visit } from './browser.ts'
import { screenshots, violations } from './look.ts'
import { type Account, account, signIn, started, told } from './people.ts'
import { answered, held } from './wire.ts'

let visit: Visit
let owner: Account
let page: Page
beforeAll(async () => {
  visit = await openVisit()
  owner = await account(visit.house, 'jimbo@example.org')
  page = await visit.open('/')
  await signIn(page, owner)
})
afterAll(async () => {
  expect(visit.faults).toEqual([])
  await visit.close()
})

let cars = 0
let name = ''
/** Each story has a car of its own, so that its cards are known. */
beforeEach(async () => {
  name = `Car ${++cars}`
})
async function charged(...places: number[]) {
  const car = await owner.addCar(`CAR-${cars}`, { name })
  for (const [i, place] of places.entries()) {
    const ago = 600 - i * 60
    await car.says(started(ago, place), told('charge.completed', ago - 30, { soc: 80 }))
  }
  await page.goto(`${visit.house.url}/questions`)
  await page.getByRole('heading', { level: 1, name: 'Questions' }).waitFor()
}
const card = () =>
  page.getByRole('listitem').filter({ hasText: 'Share this charge?' }).filter({ hasText: name })
const answersOf = async () =>
  itemsOf(await owner.asks('GET', '/v1/questions?state=all&limit=1000'))
    .filter((question) => question['vehicleId'] === `CAR-${cars}`)
    .map((question) => question['answer'])

test('with nothing to answer it says so', async () => {
  await charged()
  await page.getByRole('heading', { name: 'All answered' }).waitFor()
  await screenshots(page, 'questions-empty')
  expect(await violations(page)).toEqual([])
})

test('a tap answers, and the toast undoes it', async () => {
  await charged(1)
  const sent = answered(visit.house, 'POST', /\/answer$/)
  await card().getByRole('button', { name: 'Share once' }).click()
  expect(await sent).toMatchObject({ status: 200 })
  await card().waitFor({ state: 'detached' })
  expect(await answersOf()).toEqual(['once'])
  await page.getByRole('status').getByRole('button', { name: 'Undo' }).click()
  await card().waitFor()
  expect(await answersOf()).toEqual([null])
})

test('one answer is for all visits to a place, and so is its undoing', async () => {
  await charged(2, 2, 2)
  await card().getByRole('checkbox', { name: 'Apply to all 3 visits here' }).waitFor()
  await screenshots(page, 'questions')
  expect(await violations(page)).toEqual([])
  await card().getByRole('button', { name: 'Not this one' }).click()
  await card().waitFor({ state: 'detached' })
  expect(await answersOf()).toEqual(['skip', 'skip', 'skip'])
  await page.getByRole('status').getByRole('button', { name: 'Undo' }).click()
  await card().waitFor()
  expect(await answersOf()).toEqual([null, null, null])
})

test('a swipe to the right shares once, one to the left keeps private, a short one nothing', async () => {
  await charged(3, 4)
  await expect.poll(() => card().count()).toBe(2)
  await swipe(card().first(), 60)
  expect(await card().count()).toBe(2)
  for (const [far, left] of [
    [250, 1],
    [-250, 0],
  ] as const) {
    const sent = answered(visit.house, 'POST', /\/answer$/)
    await swipe(card().first(), far)
    await expect.poll(() => card().count()).toBe(left)
    expect(await sent).toMatchObject({ status: 200 })
  }
  expect(new Set(await answersOf())).toEqual(new Set(['once', 'skip']))
})

test('a swipe counts as well where a busy phone draws nothing before it is over', async () => {
  await charged(9)
  const sent = answered(visit.house, 'POST', /\/answer$/)
  await card().getByRole('heading').evaluate(atOnce, 250)
  expect(await sent).toMatchObject({ status: 200 })
  expect(await answersOf()).toEqual(['once'])
})

test('a new question is on the open page by itself', async () => {
  await charged()
  const car = await owner.addCar(`LIVE-${cars}`, { name })
  await car.says(started(2, 5))
  await card().waitFor()
})

test('without a network: the app opens, the answer waits, and is sent when there is one', async () => {
  await charged(6)
  await card().waitFor()
  await page.evaluate(() => navigator.serviceWorker.ready.then(() => true))
  await visit.context.setOffline(true)
  await page.reload()
  await page.getByText('You are offline.').waitFor()
  await card().getByRole('button', { name: 'Share once' }).click()
  await page.getByText('One answer will be sent.').waitFor()
  await page.getByText('Will be sent', { exact: true }).waitFor()
  await screenshots(page, 'questions-offline')
  expect(await violations(page)).toEqual([])
  await page.reload()
  await page.getByText('One answer will be sent.').waitFor()
  expect(await answersOf()).toEqual([null])
  const sent = answered(visit.house, 'POST', /\/answer$/)
  await visit.context.setOffline(false)
  expect(await sent).toMatchObject({ status: 200 })
  await page.getByText('One answer will be sent.').waitFor({ state: 'detached' })
  expect(await answersOf()).toEqual(['once'])
})

test('an answer that waits is simply taken back', async () => {
  await charged(7)
  await card().waitFor()
  await visit.context.setOffline(true)
  await card().getByRole('button', { name: 'Not this one' }).click()
  await page.getByText('One answer will be sent.').waitFor()
  await page
    .getByRole('button', { name: /^Undo: / })
    .first()
    .click()
  await card().waitFor()
  await visit.context.setOffline(false)
  expect(await answersOf()).toEqual([null])
})

test('an answer that is on its way is undone where it arrives', async () => {
  await charged(10)
  const answer = held(visit.house, 'POST', /\/answer$/)
  await card().getByRole('button', { name: 'Share once' }).click()
  await answer.arrived
  const undone = answered(visit.house, 'DELETE', /\/answer$/)
  await page.getByRole('button', { name: new RegExp(`^Undo: .*${name}$`) }).click()
  answer.release()
  expect(await undone).toMatchObject({ status: 200 })
  await card().waitFor()
  expect(await answersOf()).toEqual([null])
})

test('what the other phone answered is not fought over', async () => {
  await charged(8)
  await card().waitFor()
  const open = itemsOf(await owner.asks('GET', '/v1/questions?state=open'))
  const question = open.find((one) => one['vehicleId'] === `CAR-${cars}`)!
  await visit.context.setOffline(true)
  await card().getByRole('button', { name: 'Share once' }).click()
  await page.getByText('One answer will be sent.').waitFor()
  await owner.asks('POST', `/v1/questions/${text(question, 'id')}/answer`, {
    choice: 'never',
  })
  await visit.context.setOffline(false)
  await page.getByText('Another device was first: “Never share here”.').waitFor()
  expect(await answersOf()).toEqual(['never'])
})

/** A finger that takes the card along. */
async function swipe(one: Locator, far: number): Promise<void> {
  const box = await resting(one)
  const line = await visit.context.newCDPSession(page)
  const [x, y] = [box.x + box.width / 2 - far / 2, box.y + 20]
  const touch = (type: 'touchStart' | 'touchMove' | 'touchEnd', at?: number) =>
    line.send('Input.dispatchTouchEvent', {
      type,
      touchPoints: at === undefined ? [] : [{ x: at, y }],
    })
  await touch('touchStart', x)
  for (const part of [0.2, 0.5, 0.8, 1]) await touch('touchMove', x + far * part)
  await touch('touchEnd')
  await line.detach()
}

/** Where it is once it keeps still: what was answered before may still be making room. */
async function resting(one: Locator) {
  // As a tap would: without moving anything it waits until the card stands and nothing covers it.
  await one.getByRole('heading').click({ trial: true })
  return (await one.boundingBox())!
}

/** Runs in the page: a whole swipe within one task, as events pile up. */
function atOnce(one: Element, far: number): void {
  const at = (kind: string, clientX: number) =>
    one.dispatchEvent(
      new PointerEvent(kind, { clientX, clientY: 300, pointerType: 'touch', bubbles: true }),
    )
  at('pointerdown', 50)
  at('pointermove', 50 + far / 2)
  at('pointermove', 50 + far)
  at('pointerup', 50 + far)
}
