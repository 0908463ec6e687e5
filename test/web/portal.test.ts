/** The partners' portal: signing up, the push and its log, code that runs as pasted, the map, leaving. */
import { spawn } from 'node:child_process'
import { createHash } from 'node:crypto'
import { once } from 'node:events'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { gunzipSync } from 'node:zlib'
import type { Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect } from 'vitest'
import { openReceiver, type Receiver } from '../outbound/receiver.ts'
import { call, itemsOf, text } from '../people.ts'
import { openVisit, test, type Visit } from './browser.ts'
import { screenshots, violations } from './look.ts'
import { account, type Account, started, told } from './people.ts'

let visit: Visit
let receiver: Receiver
let jimbo: Account
let car: Awaited<ReturnType<Account['addCar']>>
let page: Page
let token = ''
let secret = ''

const heading = (name: string | RegExp) => page.getByRole('heading', { level: 1, name })
const button = (name: string | RegExp) => page.getByRole('button', { name, exact: true })
const field = (name: string) => page.getByLabel(name, { exact: true })
const said = (words: string | RegExp) => page.getByText(words).first().waitFor()
const dialog = () => page.getByRole('dialog')
const copied = (label: string) => page.getByRole('region', { name: label, exact: true })
const to = (name: string) =>
  page.getByRole('navigation', { name: 'Portal' }).getByRole('link', { name }).click()

/** A charge that its owner shares. */
async function shares(minutesAgo: number, place: number): Promise<void> {
  await car.says(started(minutesAgo, place))
  const [newest] = itemsOf(await jimbo.asks('GET', '/v1/charges/mine?limit=1'))
  const path = `/v1/charges/mine/${text(newest!, 'id')}/sharing`
  await jimbo.asks('POST', path, { choice: 'once' })
}

async function look(name: string): Promise<void> {
  await screenshots(page, `portal-${name}`)
  expect(await violations(page)).toEqual([])
}

beforeAll(async () => {
  visit = await openVisit({ isHurried: true })
  receiver = await openReceiver()
  jimbo = await account(visit.house, 'jimbo@example.org', 'Jimbo')
  car = await jimbo.addCar('JIMBO-1')
  page = await visit.open('/')
})
afterAll(async () => {
  expect(visit.faults).toEqual([])
  await receiver.close()
  await visit.close()
})

describe('a new partner', () => {
  test('comes by the front page and sees what it would get, under which licence', async () => {
    await page.getByRole('link', { name: /^Partners/ }).click()
    await heading('What cars tell of charging stations, as open data.').waitFor()
    await copied('What an event looks like').waitFor()
    await page.getByText('Read the licence').click()
    await said(/Creative Commons/)
    await look('door')
  })

  test('signs up without a mouse, and must accept the licence', async () => {
    await field('Name').fill('Open Map')
    await field('E-mail address').fill('nobody')
    await page.keyboard.press('Enter')
    await said('Please accept the licence.')
    await page.getByRole('checkbox', { name: /I accept the licence/ }).press(' ')
    await button('Sign up').press('Enter')
    await page.locator('[aria-invalid=true]').waitFor()
    await field('E-mail address').fill('data@partner.example')
    await page.keyboard.press('Enter')
    await heading('Keep these two now').waitFor()
    await look('keep')
    token = (await copied('Token: it signs you in and pulls the feed').textContent())!.trim()
    secret = (await copied('Push secret: it proves that a push comes from here').textContent())!
    receiver.trust(secret.trim())
    await button('I have kept them').click()
    await heading('Open Map').waitFor()
    await said('No endpoint')
    await look('new')
  })

  test('stays signed in, and by nothing that a script could read', async () => {
    await page.reload()
    await heading('Open Map').waitFor()
    expect(await page.evaluate(() => document.cookie)).not.toContain(token)
    const kept = await page.evaluate(() =>
      JSON.stringify([Object.entries(localStorage), Object.entries(sessionStorage)]),
    )
    expect(kept).not.toContain('csp_')
  })
})

describe('the push', () => {
  test('is told what is wrong, field by field', async () => {
    await page.getByRole('link', { name: 'Set up the push' }).click()
    await heading('Push').waitFor()
    await field('URL').fill('ftp://partner.example/')
    await field('Region').selectOption('A circle')
    await field('Latitude').fill('here')
    await button('Save').click()
    await said('All of these must be numbers.')
    await field('Latitude').fill('22.28')
    await field('Longitude').fill('114.16')
    await field('Radius in km').fill('50')
    await button('Save').click()
    await expect.poll(() => field('URL').getAttribute('aria-invalid')).toBe('true')
    await page.getByRole('region', { name: 'Map of your region' }).waitFor()
    await look('push-wrong')
  })

  test('is set and tried, and shows what the endpoint answered', async () => {
    await field('URL').fill(receiver.url)
    await page.getByRole('switch', { name: 'Push' }).check()
    await button('Save').click()
    await said('Saved')
    await button('Send a test').click()
    await said('It arrived')
    await page.getByText('Working').first().waitFor()
    await look('push')
    await button('Send a test').click()
    await expect.poll(() => receiver.parcels.length).toBeGreaterThan(1)
  })

  test('brings what is shared, and the log follows by itself', async () => {
    await to('Deliveries')
    await heading('Deliveries').waitFor()
    await page
      .getByRole('link', { name: /^Challenge/ })
      .first()
      .waitFor()
    await shares(50, 0)
    await page
      .getByRole('link', { name: /^1 event/ })
      .first()
      .waitFor()
    await look('log')
    await page
      .getByRole('link', { name: /^1 event/ })
      .first()
      .click()
    await heading('Delivery').waitFor()
    await said('webhook-id')
    await look('delivery')
    const before = receiver.parcels.length
    await button('Send again').click()
    await said('It will be sent again.')
    await expect.poll(() => receiver.parcels.length).toBe(before + 1)
    await page.getByRole('link', { name: 'Back' }).click()
  })

  test('is begun anew from a time, a cursor or a session', async () => {
    await button('Replay').click()
    await said('Please give a date and a time.')
    await field('Date').fill('2026-01-01')
    const before = receiver.parcels.length
    await button('Replay').click()
    await said('It will be pushed again.')
    await expect.poll(() => receiver.parcels.length).toBeGreaterThan(before)
    await page.getByRole('radio', { name: 'Session' }).check({ force: true })
    await field('Session id').fill('nobody')
    await button('Replay').click()
    await page.getByRole('alert').waitFor()
  })

  test('says that it fails, what failed, and that nothing is lost', async () => {
    receiver.answer({ status: 500, said: 'out of order' })
    await car.says(told('charge.completed', 20, { soc: 80 }))
    await page.getByRole('radio', { name: 'Failed' }).check({ force: true })
    await page
      .getByRole('link', { name: /1 event/ })
      .first()
      .click()
    await copied('How the answer began').getByText('out of order').waitFor()
    await to('Overview')
    await said('Nothing is lost')
    await look('failing')
    receiver.answer(null)
  })

  test('has a new secret, and both sign for a while', async () => {
    await to('Push')
    await button('Make a new secret').click()
    await dialog().getByText('It is shown this once.').waitFor()
    await dialog().getByRole('button', { name: 'Make a new secret' }).click()
    await said(/The old secret signs too until/)
    const fresh = (await copied('Push secret').textContent())!.trim()
    expect(fresh).toMatch(/^whsec_/)
    receiver.trust(fresh)
    receiver.distrust(secret.trim())
    await button('Send a test').click()
    await said('It arrived')
  })
})

describe('other ways to the data', () => {
  test('are code that pulls what is shared as it is pasted', async () => {
    await to('Pull')
    await page.getByRole('radio', { name: 'Node.js' }).check({ force: true })
    const code = (await copied('pull.mjs, as it stands').textContent())!
    await look('pull')
    const folder = mkdtempSync(join(tmpdir(), 'chargeshare-pasted-'))
    writeFileSync(join(folder, 'pull.mjs'), code)
    const env = { PATH: process.env['PATH'], CHARGESHARE_TOKEN: token }
    const program = spawn(process.execPath, ['pull.mjs'], { cwd: folder, env })
    const [first] = (await once(program.stdout, 'data')) as [Buffer]
    expect(first.toString()).toContain('"type":"charge.started"')
    program.kill()
    await once(program, 'close')
    rmSync(folder, { recursive: true, force: true })
    await page.getByRole('radio', { name: 'Receive' }).check({ force: true })
    await copied('receive.mjs, as it stands').waitFor()
  })

  test('are whole files, with their sums', async () => {
    await visit.house.service.buildBulk(Date.now())
    await page.reload()
    const coming = page.waitForEvent('download')
    await page.getByRole('link', { name: /^Download .*ndjson\.gz$/ }).click()
    const bytes = readFileSync(await (await coming).path())
    const sum = createHash('sha256').update(bytes).digest('hex')
    await page.getByText(sum).waitFor()
    expect(gunzipSync(bytes).toString()).toContain('"type":"charge.completed"')
    await look('files')
  })

  test('are a map of the stations, and a list that tells the same', async () => {
    await to('Map')
    await said('1 station')
    await page.locator('.map .pin').first().waitFor()
    await page
      .getByRole('button', { name: /Unlisted station/ })
      .last()
      .press('Enter')
    await said(/^Too few cars were here/)
    await look('map')
  })

  test('are OCPI, begun by a token of ours and ended', async () => {
    await to('Overview')
    await page.getByRole('link', { name: 'Connect by OCPI' }).click()
    await button('Get a token').click()
    await copied('Token A, shown this once').waitFor()
    await said('Waits for your server')
    await look('ocpi')
    await button('End the connection').click()
    await dialog().getByRole('button', { name: 'End the connection' }).click()
    await button('Get a token').waitFor()
  })
})

describe('the account', () => {
  test('has a new token, and goes on by it', async () => {
    // By a key: a word of what was done may still lie over it.
    await page.getByRole('link', { name: 'Account' }).press('Enter')
    await said('data@partner.example')
    await button('Make a new token').click()
    await dialog().getByRole('button', { name: 'Make a new token' }).click()
    await said('The new token is shown this once.')
    token = (await copied('Token').textContent())!.trim()
    await look('account')
    const me = await call('GET', `${visit.house.url}/v1/partners/me`, { token })
    expect(me).toMatchObject({ name: 'Open Map' })
  })

  test('speaks other languages, and is left and entered again', async () => {
    await field('Language').selectOption('Deutsch')
    await heading('Konto').waitFor()
    await look('german')
    await field('Sprache').selectOption('English')
    await button('Sign out').click()
    await heading('What cars tell of charging stations, as open data.').waitFor()
    await field('Token').fill('csp_wrong')
    await page.keyboard.press('Enter')
    await said('No partner has this token.')
    await field('Token').fill(token)
    await page.keyboard.press('Enter')
    await heading('Open Map').waitFor()
  })
})
