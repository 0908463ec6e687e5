/** The whole story in a browser: from a new account to a partner that is told, also with the app closed. */
import type { Page } from 'playwright-core'
import { afterAll, beforeAll, expect } from 'vitest'
import { call, type Json, type Subscriber, subscriber, text } from '../people.ts'
import { isShell, openVisit, test, type Visit } from './browser.ts'
import { allowPushes, signIn, started, told } from './people.ts'
import { openPhone, type Phone } from './push.ts'
import { answered } from './wire.ts'

let visit: Visit
let phone: Phone
let map: Subscriber
let page: Page
let car: (...messages: Json[]) => Promise<Json>
const ada = { email: 'ada@example.org', password: 'a long pass phrase' }

beforeAll(async () => {
  visit = await openVisit()
  phone = await openPhone(visit)
  map = await subscriber(visit.house.url, 'Open Map')
  page = await visit.open('/')
})
afterAll(async () => {
  expect(visit.faults).toEqual([])
  expect(map.receiver.refusals).toEqual([])
  await phone.close()
  await visit.close()
  await map.close()
})

const button = (name: string | RegExp) => page.getByRole('button', { name })
const asked = (one: Page) => one.getByRole('listitem').filter({ hasText: 'Share this charge?' })

test('Ada makes an account, adds her car, and sees its first message come', async () => {
  await page.getByRole('link', { name: 'Get started' }).click()
  await page.getByLabel('E-mail address').fill(ada.email)
  await page.getByLabel('Password', { exact: true }).fill(ada.password)
  await button('Make the account').click()

  await page.getByLabel('Vehicle id').fill('ADA-1')
  await button('Add the car').click()
  await page.getByRole('radio', { name: 'HTTP' }).check()
  await page.getByText(/Waiting for the car’s first message/).waitFor()
  const lines = await page.getByRole('figure').getByRole('region').allTextContents()
  const token = /Bearer (csv_[^']+)/.exec(lines.join('\n'))![1]!
  const url = `${visit.house.url}/v1/vehicles/ADA-1/messages`
  car = (...body) => call('POST', url, { token, body })
  await car({ type: 'telemetry', at: new Date().toISOString(), soc: 40 })
  await page.getByText(/Your car was heard/).waitFor()

  await page.getByRole('radio', { name: /A nickname/ }).check()
  await page.getByRole('textbox', { name: 'Nickname' }).fill('Ada')
  await button('Opt in').click()
  await page.getByText('You are asked at its next charge').waitFor()
})

test('it charges, the open app asks by itself, and with one tap a partner knows', async () => {
  await page.goto(visit.house.url)
  await page.getByRole('heading', { level: 1 }).waitFor()
  await car(started(5))
  await asked(page).getByRole('button', { name: 'Share once' }).click()
  const [event] = await map.gets(1)
  expect(event).toMatchObject({
    type: 'charge.started',
    session: { status: 'charging', vehicle: { handle: 'Ada' }, soc: { start: 41.5 } },
  })
  await car(told('charge.completed', 1, { soc: 80 }))
  expect((await map.gets(1))[0]).toMatchObject({ type: 'charge.completed' })
})

test.skipIf(isShell)('with the app closed, a tap on the lock screen does the same', async () => {
  await allowPushes(page)
  await page.close()
  await car(started(0, 1))
  const push = await phone.receive()
  expect(await phone.notices()).toMatchObject([{ title: 'Share this charge?' }])
  const sent = answered(visit.house, 'POST', /\/answer$/)
  await phone.tap('once')
  expect(await sent).toMatchObject({ status: 200, token: text(push, 'token') })
  expect(await phone.notices()).toEqual([])

  const [event] = await map.gets(1)
  expect(event).toMatchObject({ type: 'charge.started', session: { vehicle: { handle: 'Ada' } } })
  // Only now the app is opened again; it knows.
  page = await visit.open('/charges')
  await page.goto(`${visit.house.url}/questions/${text(push, 'questionId')}`)
  await page.getByText('This charge is shared.').waitFor()
})

test('two devices of hers keep step: what one answers goes from the other, and comes back', async () => {
  const second = await openVisit({ house: visit.house })
  const tablet = await second.open('/')
  await signIn(tablet, ada)
  for (const one of [page, tablet]) await one.goto(`${visit.house.url}/questions`)
  await car(told('charge.completed', 0, { soc: 80 }), started(0, 2))
  for (const one of [page, tablet]) await asked(one).waitFor()

  await asked(tablet).getByRole('button', { name: 'Not this one' }).click()
  await asked(page).waitFor({ state: 'detached' })
  await page
    .getByRole('button', { name: /^Undo: / })
    .first()
    .click()
  await asked(tablet).waitFor()
  await asked(page).waitFor()
  expect(second.faults).toEqual([])
  await second.close()
})
