/** The owner's cars: adding one, what it shares, how it is heard, and what can be done about it. */
import type { Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect } from 'vitest'
import { itemsOf, type Json, text } from '../people.ts'
import { openVisit, test, type Visit } from './browser.ts'
import { screenshots, violations } from './look.ts'
import { type Account, account, signIn, started } from './people.ts'

let visit: Visit
let owner: Account
let page: Page

const car = (id: string) => owner.asks('GET', `/v1/vehicles/${id}`)
const places = async () => itemsOf(await owner.asks('GET', '/v1/locations'))
const button = (name: string | RegExp) => page.getByRole('button', { name, exact: true })
const field = (name: string) => page.getByLabel(name, { exact: true })
const choice = (name: string) => page.getByRole('radio', { name })
const dialog = () => page.getByRole('dialog')
const heading = (name: string) => page.getByRole('heading', { level: 1, name, exact: true })

/** What a module says with a secret; the status of the answer. */
async function says(id: string, token: string): Promise<number> {
  const response = await fetch(`${visit.house.url}/v1/vehicles/${id}/messages`, {
    method: 'POST',
    headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
    body: JSON.stringify({ type: 'telemetry', at: new Date().toISOString(), soc: 80 }),
  })
  return response.status
}

/** The text of a box that can be copied. */
const lines = (label: string) => page.getByRole('region', { name: label }).innerText()

beforeAll(async () => {
  visit = await openVisit()
  await visit.context.grantPermissions(['clipboard-read', 'clipboard-write'])
  owner = await account(visit.house, 'jimbo@example.org')
  page = await visit.open('/signin')
  await signIn(page, owner)
})
afterAll(async () => {
  await visit.close()
})

describe('adding a car', () => {
  test('begins at an empty page that helps, and is possible without a mouse', async () => {
    await page.goto(`${visit.house.url}/vehicles`)
    await page.getByRole('heading', { name: 'No car yet' }).waitFor()
    await screenshots(page, 'vehicles-empty')
    expect(await violations(page)).toEqual([])
    await page.getByRole('main').getByRole('link', { name: 'Add a car' }).press('Enter')
    await heading('Add a car').waitFor()
    await page.keyboard.press('Tab')
    await page.keyboard.type('JIMBO 1')
    await page.keyboard.press('Tab')
    await page.keyboard.type('The red one')
    await page.keyboard.press('Enter')
    await page.getByText('Use 1 to 32 letters, digits, “-” or “_”.').waitFor()
    await screenshots(page, 'vehicles-new')
    expect(await violations(page)).toEqual([])
    expect(itemsOf(await owner.asks('GET', '/v1/vehicles'))).toEqual([])
  })

  test('says which id is taken, in the place where it was typed', async () => {
    const other = await account(visit.house, 'other@example.org')
    await other.addCar('TAKEN-1')
    await field('Vehicle id').fill('taken-1')
    await button('Add the car').click()
    await page.getByText('This id is taken on this server.').waitFor()
    expect(await field('Vehicle id').getAttribute('aria-invalid')).toBe('true')
  })

  test('shows the secret once, with what the module has to be told, and waits for its first word', async () => {
    await field('Vehicle id').fill('JIMBO-1')
    await button('Add the car').click()
    await heading('The red one is added').waitFor()
    await screenshots(page, 'vehicles-added')
    expect(await violations(page)).toEqual([])
    const secret = await lines('Secret of this car')
    expect(secret).toMatch(/^csv_/)
    const host = new URL(visit.house.url).hostname
    expect(await lines('Lines for the module')).toBe(
      [
        'config set vehicle id JIMBO-1',
        `config set server.v2 server ${host}`,
        `config set password server.v2 ${secret}`,
        'config set auto server.v2 yes',
        'server v2 start',
      ].join('\n'),
    )
    await choice('OVMS v2').focus()
    await page.keyboard.press('ArrowRight')
    expect(await lines('Lines for the module')).toContain('config set server.v3 user JIMBO-1')
    await page.keyboard.press('ArrowRight')
    expect(await lines('A first message')).toContain(`authorization: Bearer ${secret}`)
    await page.getByRole('button', { name: 'Copy: Secret of this car' }).click()
    expect(await page.evaluate(() => navigator.clipboard.readText())).toBe(secret)

    await page.getByText('Waiting for the car’s first message…').waitFor()
    expect(await says('JIMBO-1', secret)).toBe(202)
    await page.getByText(/Your car was heard/).waitFor()
    expect(await car('JIMBO-1')).toMatchObject({ name: 'The red one', sharing: { optedIn: false } })
  })

  test('lets an owner keep the password that his module has', async () => {
    await page.goto(`${visit.house.url}/vehicles?new`)
    await field('Vehicle id').fill('OLD-2')
    await choice('Keep the password my module has').check()
    await button('Add the car').click()
    await page.getByText('Please enter the password that the module has.').waitFor()
    await field('Password of the module').fill('my "old" one')
    await button('Add the car').click()
    await heading('OLD-2 is added').waitFor()
    expect(await lines('Lines for the module')).toContain(
      String.raw`config set password server.v2 "my \"old\" one"`,
    )
    expect(await says('OLD-2', 'my "old" one')).toBe(202)
  })
})

describe('the page of a car', () => {
  test('opts in only with a name where one is wanted, and says what is agreed to', async () => {
    await page.goto(`${visit.house.url}/vehicles/JIMBO-1`)
    await page.getByText('When you opt a car in').waitFor()
    await screenshots(page, 'vehicle-out')
    expect(await violations(page)).toEqual([])
    await choice('A nickname').check()
    await page.getByText('A nickname makes a track').waitFor()
    await button('Opt in').click()
    await page.getByText('Please choose a nickname.').waitFor()
    expect(await car('JIMBO-1')).toMatchObject({ sharing: { optedIn: false } })
    await field('Nickname').fill('Jimbo')
    await choice('When it is over').check()
    await page.getByRole('switch', { name: 'Tell make and model' }).check()
    await button('Opt in').click()
    await page.getByText('This car shares now.').waitFor()
    expect(await car('JIMBO-1')).toMatchObject({
      sharing: {
        optedIn: true,
        handle: { kind: 'nickname', nickname: 'Jimbo' },
        timing: 'afterDeparture',
        showModel: true,
      },
    })
    await choice('Nobody: anonymous').check()
    await button('Save').first().click()
    await page.getByText('Saved', { exact: true }).waitFor()
    expect(await car('JIMBO-1')).toMatchObject({ sharing: { handle: { kind: 'anonymous' } } })
    await screenshots(page, 'vehicle')
    expect(await violations(page)).toEqual([])
  })

  test('takes another name, make and model', async () => {
    await field('Make').fill('Tesla')
    await field('Model').fill('Roadster')
    await field('Name').fill('')
    await button('Save').click()
    await heading('JIMBO-1').waitFor()
    expect(await car('JIMBO-1')).toMatchObject({ name: null, make: 'Tesla', model: 'Roadster' })
  })

  test('shows by which way the car is heard, and when, as it happens', async () => {
    const { token } = await owner.addCar('LIVE-5')
    const other = await visit.open('/vehicles/LIVE-5')
    await other.getByText('Nothing has come from this car yet.').waitFor()
    const way = other.getByRole('listitem').filter({ hasText: /^HTTP/ })
    expect(await way.innerText()).toContain('Never heard')
    expect(await says('LIVE-5', token)).toBe(202)
    const heard = await way.locator('time').getAttribute('datetime')
    expect(heard).toBe(text((await car('LIVE-5'))['channels'] as Json, 'http'))
    await other.close()
    await owner.asks('DELETE', '/v1/vehicles/LIVE-5')
  })

  test('gives a new secret, asks first, and the old one ends at once', async () => {
    const first = text(await owner.asks('POST', '/v1/vehicles/JIMBO-1/token'), 'token')
    await button('Show the settings').click()
    expect(await lines('Lines for the module')).toContain('YOUR-PASSWORD')
    await button('New secret').click()
    await dialog().getByText('The old one ends at once').waitFor()
    await button('Cancel').click()
    expect(await says('JIMBO-1', first)).toBe(202)
    await button('New secret').click()
    await dialog().getByRole('button', { name: 'New secret' }).click()
    await page.getByText('This is the new secret.').waitFor()
    expect(await says('JIMBO-1', first)).toBe(401)
    expect(await says('JIMBO-1', await lines('Secret of this car'))).toBe(202)
    expect(await violations(page)).toEqual([])
  })

  test('says what to do about a module that no server can read', async () => {
    const { token } = await owner.addCar('DARK-3')
    const { service } = visit.house
    await service.setParanoid(await service.moduleOf('dark-3', token), true)
    await page.goto(`${visit.house.url}/vehicles`)
    await page.getByRole('link', { name: /DARK-3.*Cannot be read/s }).waitFor()
    await screenshots(page, 'vehicles')
    expect(await violations(page)).toEqual([])
    await page.getByRole('link', { name: /DARK-3/ }).press('Enter')
    await page.getByRole('heading', { name: 'The server cannot read this car' }).waitFor()
    expect(await lines('Leave paranoid mode')).toBe('config set server.v2 paranoid no')
    await screenshots(page, 'vehicle-paranoid')
    expect(await violations(page)).toEqual([])
  })

  test('opts out after it has said what that deletes', async () => {
    const { says } = await owner.addCar('OUT-4')
    await says(started(5))
    expect(await places()).toHaveLength(1)
    await page.goto(`${visit.house.url}/vehicles/OUT-4`)
    await button('Opt out').click()
    await dialog().getByText('all open questions are deleted now').waitFor()
    expect(await violations(page)).toEqual([])
    await page.keyboard.press('Escape')
    expect(await places()).toHaveLength(1)
    await button('Opt out').click()
    await dialog().getByRole('button', { name: 'Opt out' }).click()
    await page.getByText('This car shares nothing any more.').waitFor()
    expect(await places()).toEqual([])
    expect(await car('OUT-4')).toMatchObject({ sharing: { optedIn: false } })
  })

  test('removes the car after it has said what is taken back', async () => {
    await button('Remove this car').press('Enter')
    await dialog().getByText('Everything it shared is taken back').waitFor()
    await dialog().getByRole('button', { name: 'Remove this car' }).click()
    await page.getByText('The car is removed.').waitFor()
    await heading('Cars').waitFor()
    await expect(car('OUT-4')).rejects.toThrow('404')
    await page.goto(`${visit.house.url}/vehicles/OUT-4`)
    await page.getByText('This car is not there any more.').waitFor()
  })

  test('all the while nothing went wrong, and nobody else was asked', () => {
    expect(visit.faults).toEqual([])
  })
})
