/** Without a mouse or a finger: Tab and Enter alone, from the front page to an answer and back. */
import type { Page } from 'playwright-core'
import { afterAll, beforeAll, expect } from 'vitest'
import { itemsOf } from '../people.ts'
import { openVisit, test, type Visit } from './browser.ts'
import { type Account, account, started } from './people.ts'
import { answered } from './wire.ts'

let visit: Visit
let owner: Account
beforeAll(async () => {
  visit = await openVisit()
  owner = await account(visit.house, 'jimbo@example.org', 'Jimbo')
  const car = await owner.addCar('CAR-1', { name: 'The red one' })
  await car.says(started(5))
})
afterAll(async () => {
  expect(visit.faults).toEqual([])
  await visit.close()
})

const answers = async () =>
  itemsOf(await owner.asks('GET', '/v1/questions?state=all')).map(({ answer }) => answer)

test('one signs in, answers, and undoes it', async () => {
  const page = await visit.open('/')
  await page.getByRole('heading', { level: 1 }).waitFor()
  await tabTo(page, 'link', 'Sign in')
  await page.keyboard.press('Enter')
  await page.getByRole('heading', { name: 'Welcome back' }).waitFor()
  await tabTo(page, 'textbox', 'E-mail address')
  await page.keyboard.type(owner.email)
  await tabTo(page, 'textbox', 'Password')
  await page.keyboard.type(owner.password)
  await page.keyboard.press('Enter')

  await page.getByRole('heading', { name: 'Hello, Jimbo' }).waitFor()
  await tabTo(page, 'link', /Questions/)
  await page.keyboard.press('Enter')
  await page.getByRole('button', { name: 'Share once' }).waitFor()
  await tabTo(page, 'button', 'Share once')
  const sent = answered(visit.house, 'POST', /\/answer$/)
  await page.keyboard.press('Enter')
  expect(await sent).toMatchObject({ status: 200 })
  expect(await answers()).toEqual(['once'])

  const undone = answered(visit.house, 'DELETE', /\/answer$/)
  await page.getByRole('button', { name: /^Undo: / }).waitFor()
  await tabTo(page, 'button', /^Undo: /)
  await page.keyboard.press('Enter')
  expect(await undone).toMatchObject({ status: 200 })
  await page.getByRole('button', { name: 'Share once' }).waitFor()
  expect(await answers()).toEqual([null])
})

/** More presses than any page has stops. */
const ENOUGH = 60

/** Presses Tab until the focus is there. */
async function tabTo(
  page: Page,
  role: 'link' | 'button' | 'textbox',
  name: string | RegExp,
): Promise<void> {
  const wanted = page.getByRole(role, { name, ...(typeof name === 'string' && { exact: true }) })
  const isThere = () => wanted.and(page.locator(':focus')).count()
  for (let pressed = 0; pressed < ENOUGH; pressed++) {
    if ((await isThere()) > 0) return
    await page.keyboard.press('Tab')
  }
  throw new Error(`no way by Tab to ${role} ${String(name)}`)
}
