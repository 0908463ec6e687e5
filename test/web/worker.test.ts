/** The service worker: what a phone shows, what its buttons do, and answers given without a network. */
import { afterAll, beforeAll, beforeEach, describe, expect } from 'vitest'
import { itemsOf, text } from '../people.ts'
import { isShell, openVisit, test, type Visit } from './browser.ts'
import { type Account, account, allowPushes, signIn, started, told } from './people.ts'
import { openPhone, type Phone } from './push.ts'
import { answered } from './wire.ts'

let visit: Visit
let phone: Phone
let owner: Account
beforeAll(async () => {
  visit = await openVisit()
  phone = await openPhone(visit)
  owner = await account(visit.house, 'jimbo@example.org')
  if (isShell) return
  const page = await visit.open('/')
  await signIn(page, owner)
  await allowPushes(page)
  // From here on the app is closed, unless a story opens it.
  await page.close()
})
afterAll(async () => {
  expect(visit.faults).toEqual([])
  await phone.close()
  await visit.close()
})

let cars = 0
/** A car that has never charged anywhere: each story begins with its first question. */
async function pluggedIn() {
  const car = await owner.addCar(`CAR-${++cars}`)
  await car.says(started(5))
  const acked = answered(visit.house, 'POST', /\/v1\/push\/acks\//)
  const push = await phone.receive()
  expect(await acked).toMatchObject({ status: 204, token: null })
  const id = text(push, 'questionId')
  const question = () => owner.asks('GET', `/v1/questions/${id}`)
  return { car, push, id, question }
}

beforeEach(() => isShell || phone.clear())

describe.skipIf(isShell)('on a phone', () => {
  test('a push is said to be shown: so a subscription that died in silence is found', async () => {
    await pluggedIn()
    const [device] = itemsOf(await owner.asks('GET', '/v1/push/subscriptions'))
    expect(device).toMatchObject({ unshown: 0 })
    expect(device?.['lastShownAt']).not.toBeNull()
  })

  test('a push is shown with its two buttons', async () => {
    const { push } = await pluggedIn()
    expect(await phone.notices()).toEqual([
      {
        title: 'Share this charge?',
        body: `CAR-${cars} is charging at a new place.`,
        tag: text(push, 'tag'),
        actions: ['never', 'more'],
      },
    ])
  })

  test('a push that makes no sense is shown all the same, as the browser demands', async () => {
    await phone.deliver('no JSON at all')
    expect(await phone.notices()).toMatchObject([{ title: 'ChargeShare', actions: [] }])
  })

  test('a question about why a charge stopped takes the place of the first', async () => {
    const { car, push } = await pluggedIn()
    await phone.tap('once')
    await car.says(told('charge.aborted', 1, { soc: 61, reason: 'charge interrupted' }))
    await phone.receive()
    expect(await phone.notices()).toMatchObject([
      { title: 'Why did your charge stop?', tag: text(push, 'tag'), actions: ['user', 'station'] },
    ])
  })

  test('a tap on a button answers while the app is closed, by the token of the push', async () => {
    const { push, question } = await pluggedIn()
    const sent = answered(visit.house, 'POST', /\/answer$/)
    await phone.tap('once')
    expect(await sent).toMatchObject({ status: 200, token: text(push, 'token') })
    expect(await question()).toMatchObject({ state: 'answered', answer: 'once' })
    expect(await phone.notices()).toEqual([])
  })

  test('a tap on the body brings the open app to the question, with its four buttons', async () => {
    const { id } = await pluggedIn()
    const page = await visit.open('/charges')
    await phone.tap()
    await page.waitForURL(`**/questions/${id}#*`)
    await page.getByRole('button', { name: /Always share here/ }).waitFor()
    expect(
      await page.getByRole('group', { name: 'Share this charge?' }).getByRole('button').count(),
    ).toBe(4)
    await page.close()
  })

  test('a tap on a button says so where another device was first', async () => {
    const { id, question } = await pluggedIn()
    await owner.asks('POST', `/v1/questions/${id}/answer`, { choice: 'skip' })
    await phone.tap('once')
    expect(await phone.notices()).toMatchObject([
      { body: 'Already answered on another device: do not share this one.', actions: [] },
    ])
    expect(await question()).toMatchObject({ answer: 'skip' })
  })

  test('wiping it away is told to the server', async () => {
    await pluggedIn()
    const acked = answered(visit.house, 'POST', /\/v1\/push\/acks\//)
    await phone.wipe()
    expect(await acked).toMatchObject({ status: 204 })
  })

  test('without a network a button keeps the answer, says so, and sends it later', async () => {
    const { question } = await pluggedIn()
    await visit.context.setOffline(true)
    await phone.tap('skip')
    expect(await phone.notices()).toMatchObject([
      { body: 'Your answer is kept and will be sent when there is a network.' },
    ])
    expect(await question()).toMatchObject({ state: 'open' })
    await visit.context.setOffline(false)
    const sent = answered(visit.house, 'POST', /\/answer$/)
    await phone.sync()
    expect(await sent).toMatchObject({ status: 200 })
    expect(await question()).toMatchObject({ state: 'answered', answer: 'skip' })
    await expect.poll(phone.notices).toEqual([])
  })
})
