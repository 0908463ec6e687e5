/** The operator's desk: what owners have added is looked at, decided by a key, and decided anew. */
import type { Page } from 'playwright-core'
import sharp from 'sharp'
import { afterAll, beforeAll, describe, expect } from 'vitest'
import { call, itemsOf, text } from '../people.ts'
import { openVisit, test, type Visit } from './browser.ts'
import { screenshots, violations } from './look.ts'
import { account, started } from './people.ts'

let visit: Visit
let page: Page
let photo = ''

const button = (name: string) => page.getByRole('button', { name, exact: true })
const said = (words: string | RegExp) => page.getByText(words).first().waitFor()
const heading = (name: string) => page.getByRole('heading', { level: 1, name }).waitFor()
const pictures = () => page.getByRole('img', { name: /^Photo/ })
const statusOf = async (url: string) => (await fetch(visit.house.url + url)).status

async function look(name: string): Promise<void> {
  await screenshots(page, `desk-${name}`)
  expect(await violations(page)).toEqual([])
}

beforeAll(async () => {
  visit = await openVisit()
  const ann = await account(visit.house, 'ann@example.org')
  const car = await ann.addCar('ANN-1')
  await car.says(started(50))
  const [newest] = itemsOf(await ann.asks('GET', '/v1/charges/mine?limit=1'))
  const path = `/v1/charges/mine/${text(newest!, 'id')}`
  await ann.asks('POST', `${path}/sharing`, { choice: 'once' })
  await ann.asks('PUT', `${path}/facts`, { posts: 4, plugs: ['ccs2', 'type2'], access: 'public' })
  const body = await sharp({
    create: { width: 640, height: 480, channels: 3, background: '#3a7d6a' },
  })
    .jpeg()
    .toBuffer()
  const token = text(await signedIn(ann.email, ann.password), 'token')
  const sent = await fetch(`${visit.house.url}${path}/photos`, {
    method: 'POST',
    headers: { authorization: `Bearer ${token}`, 'content-type': 'image/jpeg' },
    body: new Uint8Array(body),
  })
  photo = text((await sent.json()) as Parameters<typeof text>[0], 'photo', 'url')
  page = await visit.open('/operator')
})
afterAll(async () => {
  expect(visit.faults).toEqual([])
  await visit.close()
})

const signedIn = (email: string, password: string) =>
  call('POST', `${visit.house.url}/v1/sessions`, { body: { email, password } })

describe('the operator', () => {
  test('signs in by his token, and by no other', async () => {
    await heading('Operator’s desk')
    await look('door')
    await page.getByLabel('Operator token').fill('csa_wrong')
    await page.keyboard.press('Enter')
    await said('This is not the operator token.')
    await page.getByLabel('Operator token').fill(visit.house.secrets.operatorToken)
    await page.keyboard.press('Enter')
    await heading('Now')
    await said('No charger yet')
  })

  test('sees what waits, and approves a photo by a key: from then on it is public', async () => {
    await page.getByRole('link', { name: 'More' }).click()
    await page.getByRole('link', { name: 'Photos' }).click()
    await heading('Photos and facts')
    await pictures().waitFor()
    await said('ccs2, type2')
    await look('waiting')
    expect(await statusOf(photo)).toBe(404)
    await pictures().locator('..').focus()
    await page.keyboard.press('a')
    await said('Approved: everybody can see it.')
    await expect.poll(() => pictures().count()).toBe(0)
    expect(await statusOf(photo)).toBe(200)
  })

  test('takes a decision back, and decides otherwise', async () => {
    await button('Undo').click()
    await pictures().waitFor()
    expect(await statusOf(photo)).toBe(404)
    await pictures().locator('..').focus()
    await page.keyboard.press('r')
    await said('Refused.')
    await page.getByRole('radio', { name: 'Refused' }).check({ force: true })
    await pictures().waitFor()
    await look('refused')
    await button('Decide anew').click()
    await said('It waits again.')
  })

  test('finds nothing more to do, and leaves', async () => {
    await page.getByRole('radio', { name: 'Waiting' }).check({ force: true })
    await pictures().waitFor()
    await button('Approve').first().click()
    await expect.poll(() => button('Approve').count()).toBe(1)
    await button('Approve').click()
    await said('Nothing waits')
    await look('nothing')
    // What was said of the last decisions still lies over the way there.
    await page.goto(`${visit.house.url}/operator/more`)
    await button('Sign out').click()
    await heading('Operator’s desk')
  })
})
