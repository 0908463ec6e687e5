/** The dialog of one question: two taps, on any phone, also by its own token and against another device. */
import type { Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect } from 'vitest'
import { itemsOf } from '../people.ts'
import { openVisit, test, type Visit } from './browser.ts'
import { screenshots, violations } from './look.ts'
import { type Account, account, signIn, started, told } from './people.ts'
import { openPhone, type Phone } from './push.ts'
import { answered } from './wire.ts'

let visit: Visit
let phone: Phone
let owner: Account
beforeAll(async () => {
  visit = await openVisit()
  phone = await openPhone(visit)
  owner = await account(visit.house, 'jimbo@example.org')
  await owner.asks('POST', '/v1/push/subscriptions', phone.service.subscribe())
})
afterAll(async () => {
  expect(visit.faults).toEqual([])
  await phone.close()
  await visit.close()
})

let cars = 0
/** A fresh car asks; `path` is where its push leads. */
async function asked() {
  const car = await owner.addCar(`CAR-${++cars}`, { name: 'The red one' })
  await car.says(started(5))
  const push = JSON.parse((await phone.service.next()).payload) as Record<string, string>
  const { pathname, hash } = new URL(push['url']!)
  const id = push['questionId']!
  const question = () => owner.asks('GET', `/v1/questions/${id}`)
  return { car, id, token: push['token']!, path: pathname + hash, question }
}

const button = (page: Page, name: string | RegExp) => page.getByRole('button', { name })

describe('by the link of a push, without being signed in', () => {
  test('four large buttons come first; one tap answers, and the token goes nowhere but as credential', async () => {
    const { path, token, question } = await asked()
    const urls: string[] = []
    const listen = (request: { url: () => string }) => urls.push(request.url())
    visit.context.on('request', listen)
    const page = await visit.open(path)
    const choices = page.getByRole('group', { name: 'Share this charge?' }).getByRole('button')
    await choices.first().waitFor()
    expect(await choices.locator('strong').allTextContents()).toEqual([
      'Always share here',
      'Share just this once',
      'Do not share this one',
      'Never share here',
    ])
    for (const one of await choices.all()) {
      expect((await one.boundingBox())!.height).toBeGreaterThanOrEqual(44)
    }
    await screenshots(page, 'question')
    expect(await violations(page)).toEqual([])

    const sent = answered(visit.house, 'POST', /\/answer$/)
    await button(page, /Share just this once/).click()
    await page.getByText('This charge is shared. Thank you!').waitFor()
    expect(await sent).toMatchObject({ status: 200, token })
    expect(await question()).toMatchObject({ state: 'answered', answer: 'once' })
    await screenshots(page, 'question-done')
    expect(await violations(page)).toEqual([])
    visit.context.off('request', listen)
    expect(urls.filter((url) => url.includes(token))).toEqual([])
    await page.close()
  })

  test('"always" is never one tap where no public station is known', async () => {
    const { path, question } = await asked()
    const page = await visit.open(path)
    await button(page, /Always share here/).click()
    const dialog = page.getByRole('dialog', { name: 'Is this a public place?' })
    await dialog.waitFor()
    expect(await violations(page)).toEqual([])
    await page.keyboard.press('Escape')
    await dialog.waitFor({ state: 'hidden' })
    expect(await question()).toMatchObject({ state: 'open' })
    await button(page, /Always share here/).click()
    await button(page, 'Yes, always share here').click()
    await page.getByText('Charges here are shared from now on. Thank you!').waitFor()
    expect(await question()).toMatchObject({ answer: 'always' })
    await page.close()
  })

  test('post and comment go with the answer', async () => {
    const { path } = await asked()
    const page = await visit.open(path)
    await page.getByText('Add what others should know').click()
    await page.getByLabel('Charging post').fill('A3')
    await page.getByLabel('Comment').fill('Behind the lift')
    await button(page, /Share just this once/).click()
    await page.getByText('This charge is shared.').waitFor()
    const [charge] = itemsOf(await owner.asks('GET', `/v1/charges/mine?vehicleId=CAR-${cars}`))
    expect(charge).toMatchObject({ post: 'A3', comment: 'Behind the lift' })
    await page.close()
  })

  test('an answer is undone within its ten minutes', async () => {
    const { path, question } = await asked()
    const page = await visit.open(path)
    await button(page, /Never share here/).click()
    await page.getByText('Its position has been erased.').waitFor()
    await button(page, /^Undo/).click()
    await button(page, /Share just this once/).waitFor()
    expect(await question()).toMatchObject({ state: 'open', answer: null })
    await page.close()
  })

  test('two phones cannot fight: the later one is shown what the first has chosen', async () => {
    const { id, path, question } = await asked()
    const page = await visit.open(path)
    await button(page, /Share just this once/).waitFor()
    await owner.asks('POST', `/v1/questions/${id}/answer`, { choice: 'skip' })
    await button(page, /Share just this once/).click()
    await page.getByText('Another device was first: “Do not share this one”.').waitFor()
    expect(await violations(page)).toEqual([])
    expect(await question()).toMatchObject({ answer: 'skip' })
    await button(page, 'Change to “Share just this once”').click()
    await page.getByText('This charge is shared.').waitFor()
    expect(await question()).toMatchObject({ answer: 'once' })
    await page.close()
  })

  test('a link that does not open it says what to do', async () => {
    const { id, path } = await asked()
    const page = await visit.open(`${path}x`)
    await page.getByRole('heading', { name: 'This link has ended' }).waitFor()
    await page.goto(`${visit.house.url}/questions/${id}`)
    await page.getByRole('heading', { name: 'Only for its owner' }).waitFor()
    expect(await violations(page)).toEqual([])
    await page.close()
  })
})

describe('about a charge that stopped', () => {
  test('three reasons, the car’s own guess beside the one it tells', async () => {
    const { car, id } = await asked()
    await owner.asks('POST', `/v1/questions/${id}/answer`, { choice: 'once' })
    await car.says(told('charge.aborted', 1, { soc: 61, reason: 'stopped on request' }))
    const push = JSON.parse((await phone.service.next()).payload) as Record<string, string>
    const { pathname, hash } = new URL(push['url']!)
    const page = await visit.open(pathname + hash)
    await button(page, /I stopped it.*Your car says so/).waitFor()
    await screenshots(page, 'question-abort')
    expect(await violations(page)).toEqual([])
    await button(page, /The station failed/).click()
    await page.getByText('Thank you for telling the next driver!').waitFor()
    await page.close()
  })
})

describe('signed in', () => {
  test('the whole dialog goes by keyboard', async () => {
    const { question, id } = await asked()
    const page = await visit.open('/')
    await signIn(page, owner)
    await page.goto(`${visit.house.url}/questions/${id}`)
    const skip = button(page, /Do not share this one/)
    await skip.waitFor()
    while (!(await skip.evaluate((one) => one === document.activeElement))) {
      await page.keyboard.press('Tab')
    }
    await page.keyboard.press('Enter')
    await page.getByText('This charge stays private.').waitFor()
    expect(await question()).toMatchObject({ answer: 'skip' })
    await page.close()
  })
})
