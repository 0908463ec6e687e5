/** The first steps: from nothing to a car that is heard, shares, and asks. */
import { afterAll, beforeAll, expect } from 'vitest'
import { call, itemsOf } from '../people.ts'
import { isShell, openVisit, test, type Visit } from './browser.ts'
import { screenshots, violations } from './look.ts'
import { account, allowPushes, signIn } from './people.ts'
import { openPhone, type Phone } from './push.ts'

let visit: Visit
let phone: Phone
beforeAll(async () => {
  visit = await openVisit()
  phone = await openPhone(visit)
})
afterAll(async () => {
  expect(visit.faults).toEqual([])
  await phone.close()
  await visit.close()
})

test('a car is added, its module told, opted in, and heard of: the steps turn green one by one', async () => {
  const owner = await account(visit.house, 'ada@example.org')
  const page = await visit.open('/')
  await signIn(page, owner)
  await page.getByRole('link', { name: 'Add a car' }).click()
  const step = (name: string) =>
    page.getByRole('button', { name: new RegExp(name), expanded: true })

  await page.getByLabel('Vehicle id').fill('ADA-1')
  await page.getByLabel('What you call it').fill('The red one')
  await screenshots(page, 'welcome-car')
  await page.getByRole('button', { name: 'Add the car' }).click()

  await step('Connect its module').waitFor()
  const lines = page.getByRole('region', { name: 'Lines for the module' })
  expect(await lines.textContent()).toMatch(
    /config set vehicle id ADA-1\nconfig set server.v2 server 127.0.0.1\nconfig set password server.v2 csv_\w+/,
  )
  await page.getByRole('radio', { name: 'OVMS v3' }).check()
  expect(await lines.textContent()).toContain('config set server.v3 user ADA-1')
  await page.getByRole('radio', { name: 'HTTP' }).check()
  await page.getByText(/Waiting for the car’s first message/).waitFor()
  await screenshots(page, 'welcome-module')
  expect(await violations(page)).toEqual([])

  // What stands there is true: it is what the car says now.
  const shown = (await page.getByRole('figure').getByRole('region').allTextContents()).join('\n')
  const token = /Bearer (csv_[^']+)/.exec(shown)![1]!
  const url = `${visit.house.url}/v1/vehicles/ADA-1/messages`
  await call('POST', url, { token, body: [{ type: 'telemetry', at: new Date().toISOString() }] })
  await page.getByText(/Your car was heard/).waitFor()
  await screenshots(page, 'welcome-heard')

  await page.getByText('When you opt a car in').waitFor()
  await page.getByRole('radio', { name: /A nickname/ }).check()
  await page.getByRole('textbox', { name: 'Nickname' }).fill('Ada')
  await screenshots(page, 'welcome-sharing')
  expect(await violations(page)).toEqual([])
  await page.getByRole('button', { name: 'Opt in' }).click()
  await page.getByText('You are asked at its next charge').waitFor()
  const [car] = itemsOf(await owner.asks('GET', '/v1/vehicles'))
  expect(car).toMatchObject({ sharing: { optedIn: true, handle: { nickname: 'Ada' } } })

  await page.close()
})

test.skipIf(isShell)(
  'notifications are allowed by one press, and the device has a name',
  async () => {
    const owner = await account(visit.house, 'eve@example.org')
    await visit.context.clearCookies()
    const page = await visit.open('/')
    await signIn(page, owner)
    await allowPushes(page)
    const [device] = itemsOf(await owner.asks('GET', '/v1/push/subscriptions'))
    expect(device).toMatchObject({ label: 'Chrome · Linux', unshown: 0 })
    await page.close()
  },
)

test('an id that is taken is said at its field', async () => {
  const owner = await account(visit.house, 'bob@example.org')
  await visit.context.clearCookies()
  const page = await visit.open('/')
  await signIn(page, owner)
  await page.goto(`${visit.house.url}/welcome`)
  await page.getByLabel('Vehicle id').fill('ada-1')
  await page.getByRole('button', { name: 'Add the car' }).click()
  await page.getByText('This id is taken on this server.').waitFor()
  expect(await page.getByLabel('Vehicle id').getAttribute('aria-invalid')).toBe('true')
  expect(await violations(page)).toEqual([])
  await page.close()
})
