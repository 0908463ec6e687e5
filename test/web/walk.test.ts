/** A walk through every page, signed out and in, small and large, light and dark: each is whole for everybody. */
import { readFileSync } from 'node:fs'
import type { Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect } from 'vitest'
import { operatorOf, plugged } from '../inbound/http/chargers/operator.ts'
import { itemsOf, text } from '../people.ts'
import { openVisit, test, type Visit } from './browser.ts'
import { frameFaults, smallTargets, unseenFocus } from './layout.ts'
import { screenshots, SIZES, violations } from './look.ts'
import { type Account, account, signIn, started, told } from './people.ts'

/** A page, where `QUESTION`, `CHARGE` and `CHARGING` stand for ids, and the heading by which it is known. */
type Stop = readonly [path: string, heading: string]

const OUT: Stop[] = [
  ['/', 'Your car knows which charging stations work.'],
  ['/signin', 'Welcome back'],
  ['/signin?new', 'Make an account'],
  ['/forgotten', 'Forgot your password?'],
  ['/password#token', 'Choose a new password'],
  ['/confirm#token', 'Confirm your address'],
  ['/questions/QUESTION', 'Only for its owner'],
]
const IN: Stop[] = [
  ['/', 'Hello, Jimbo'],
  ['/welcome', 'First steps'],
  ['/questions', 'Questions'],
  ['/questions/QUESTION', 'Share this charge?'],
  ['/charges', 'Charges'],
  ['/charges/CHARGE', 'The yard'],
  ['/places', 'Places'],
  ['/vehicles', 'Cars'],
  ['/vehicles?new', 'Add a car'],
  ['/vehicles/CAR-1', 'The red one'],
  ['/chargers', 'Chargers'],
  ['/chargings/CHARGING', 'Market place'],
  ['/account', 'Account'],
]

let visit: Visit
let owner: Account
let page: Page
const ids: Record<string, string> = {}
beforeAll(async () => {
  visit = await openVisit()
  owner = await account(visit.house, 'jimbo@example.org', 'Jimbo')
  await live()
  await charging()
  page = await visit.open('/')
})
afterAll(async () => {
  expect(visit.faults).toEqual([])
  await visit.close()
})

/** A public place, one that is nobody's business, one with a name, and a car that charges somewhere new. */
async function live(): Promise<void> {
  const car = await owner.addCar('CAR-1', { name: 'The red one' })
  const charged = async (place: number, ago: number, choice: string) => {
    await car.says(
      started(ago, place),
      told('charge.completed', ago - 60, { soc: 80, energyKwh: 12.5 }),
    )
    const [open] = itemsOf(await owner.asks('GET', '/v1/questions?state=open'))
    await owner.asks('POST', `/v1/questions/${text(open!, 'id')}/answer`, { choice })
  }
  await charged(1, 60 * 24 * 40, 'always')
  await charged(2, 60 * 24 * 3, 'never')
  await charged(3, 60 * 24, 'once')
  const charges = itemsOf(await owner.asks('GET', '/v1/charges/mine'))
  ids['CHARGE'] = text(charges[0]!, 'id')
  const places = itemsOf(await owner.asks('GET', '/v1/locations'))
  const yard = text(
    places.find(({ flag }) => flag === 'once')!,
    'id',
  )
  await owner.asks('PATCH', `/v1/locations/${yard}`, { name: 'The yard' })
  await car.says(started(5, 4))
  const [open] = itemsOf(await owner.asks('GET', '/v1/questions?state=open'))
  ids['QUESTION'] = text(open!, 'id')
}

/** A charger of this server, at which the owner charges by his tag. */
async function charging(): Promise<void> {
  const operator = operatorOf(visit.house)
  const charger = await plugged(visit.house, 'MARKET-1')
  await operator
    .patch('/v1/chargers/MARKET-1')
    .send({ access: 'public', stationName: 'Market place' })
    .expect(200)
  await operator.put('/v1/tokens/04A22B33').send({ status: 'Accepted', owner: owner.email })
  const timestamp = new Date(Date.now() - 600_000).toISOString()
  const start = { connectorId: 1, idTag: '04A22B33', meterStart: 0, timestamp }
  await charger.call('StartTransaction', start)
  const chargings = itemsOf(await owner.asks('GET', '/v1/owners/me/chargings'))
  ids['CHARGING'] = text(chargings[0]!, 'id')
}

async function walk(who: 'out' | 'in', path: string, name: string): Promise<void> {
  const filled = path.replace(/QUESTION|CHARGING|CHARGE/, (id) => ids[id]!)
  // From page to page as from outside: nothing of the last one is left.
  await page.goto('about:blank')
  await page.goto(visit.house.url + filled)
  await page.getByRole('heading', { name, exact: true }).first().waitFor()
  await page.locator('.skeleton').first().waitFor({ state: 'detached' })
  await screenshots(page, `walk-${who}${path.replaceAll(/\W+/g, '-')}`)
  for (const [size, viewport] of Object.entries(SIZES)) {
    await page.setViewportSize(viewport)
    expect(await violations(page), size).toEqual([])
    expect(await frameFaults(page), size).toEqual([])
    expect(await smallTargets(page), size).toEqual([])
    expect(await unseenFocus(page), size).toEqual([])
  }
  await page.setViewportSize(SIZES.phone)
}

describe('signed out', () => {
  test.each(OUT)('%s', (path, name) => walk('out', path, name))
})

describe('signed in', () => {
  beforeAll(() => signIn(page, owner))
  test.each(IN)('%s', (path, name) => walk('in', path, name))
})

test('no page of the app is left out', () => {
  const addresses = readFileSync(new URL('../../src/web/addresses.ts', import.meta.url), 'utf8')
  const patterns = [...addresses.matchAll(/pattern: '([^']+)'/g)].map(([, pattern]) => pattern!)
  const walked = [...OUT, ...IN].map(([path]) => path.replace(/[?#].*/, ''))
  const isWalked = (pattern: string) => {
    const like = new RegExp(`^${pattern.replaceAll(/:\w+/g, '[^/]+')}$`)
    return walked.some((path) => like.test(path))
  }
  expect(patterns.length).toBeGreaterThan(10)
  expect(patterns.filter((pattern) => !isWalked(pattern))).toEqual([])
})
