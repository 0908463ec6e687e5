/** The frame of the app: who may see what, its policy, its languages, and that it can be installed. */
import type { Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect } from 'vitest'
import { openVisit, test, type Visit } from './browser.ts'
import { screenshots, violations } from './look.ts'
import { type Account, account, signIn } from './people.ts'

let visit: Visit
let owner: Account
beforeAll(async () => {
  visit = await openVisit()
  owner = await account(visit.house, 'jimbo@example.org', 'Jimbo')
})
afterAll(async () => {
  expect(visit.faults).toEqual([])
  await visit.close()
})

const heading = (page: Page, name: string | RegExp) => page.getByRole('heading', { level: 1, name })

describe('who passes by', () => {
  test('sees what it is, and three doors', async () => {
    const page = await visit.open('/')
    await heading(page, 'Your car knows which charging stations work.').waitFor()
    await page.getByText('This server: ready').waitFor()
    for (const door of ['Owners', 'Partners', 'Developers']) {
      await page.getByRole('link', { name: new RegExp(`^${door}`) }).waitFor()
    }
    await screenshots(page, 'landing')
    expect(await violations(page)).toEqual([])
    await page.close()
  })

  test('is asked to sign in where a page is its owner’s, and led back there', async () => {
    const page = await visit.open('/charges')
    await heading(page, 'Welcome back').waitFor()
    expect(new URL(page.url()).pathname).toBe('/signin')
    await page.getByLabel('E-mail address').fill(owner.email)
    await page.getByLabel('Password', { exact: true }).fill('a wrong pass phrase')
    await page.getByRole('button', { name: 'Sign in' }).click()
    await page.getByText('E-mail address or password is wrong.').waitFor()
    expect(await violations(page)).toEqual([])
    await page.getByLabel('Password', { exact: true }).fill(owner.password)
    await page.getByRole('button', { name: 'Sign in' }).click()
    await page.waitForURL('**/charges')
    await page.context().clearCookies()
    await page.close()
  })

  test('is not led elsewhere by a made-up link', async () => {
    const page = await visit.open('/signin?next=//example.org/')
    await signIn(page, owner)
    expect(new URL(page.url()).origin).toBe(visit.house.url)
    await page.context().clearCookies()
    await page.close()
  })

  test('makes an account, and begins with the first steps', async () => {
    const page = await visit.open('/')
    await page.getByRole('link', { name: 'Get started' }).click()
    await page.getByLabel('E-mail address').fill('ada@example.org')
    await page.getByLabel('Password', { exact: true }).fill('a long pass phrase')
    await screenshots(page, 'signup')
    await page.getByRole('button', { name: 'Make the account' }).click()
    await heading(page, 'First steps').waitFor()
    await page.context().clearCookies()
    await page.close()
  })
})

describe('the pages', () => {
  test('come with a policy that lets nothing else run', async () => {
    const { headers } = await fetch(visit.house.url)
    const policy = headers.get('content-security-policy') ?? ''
    expect(policy).toContain("default-src 'none'")
    expect(policy).toContain("script-src 'self';")
    expect(policy).not.toContain('unsafe')
    expect(policy).not.toMatch(/https?:/)
  })

  test('are kept as long as they are true: what has a hash for ever, the rest not unasked', async () => {
    const caching = async (path: string) =>
      (await fetch(visit.house.url + path)).headers.get('cache-control')
    const html = await (await fetch(visit.house.url)).text()
    const [, script] = /src="(\/assets\/[^"]+\.js)"/.exec(html) ?? []
    expect(await caching(script!)).toContain('immutable')
    for (const path of ['/', '/questions/x', '/worker.js', '/manifest.webmanifest']) {
      expect(await caching(path), path).toBe('no-cache')
    }
    expect((await fetch(`${visit.house.url}/assets/none.js`)).status).toBe(404)
  })

  test('can be installed', async () => {
    const page = await visit.open('/')
    await page.evaluate(() => navigator.serviceWorker.ready.then(() => true))
    const line = await visit.context.newCDPSession(page)
    const { errors, data } = await line.send('Page.getAppManifest')
    expect(errors).toEqual([])
    expect(JSON.parse(data!)).toMatchObject({ name: 'ChargeShare', display: 'standalone' })
    expect(await line.send('Page.getInstallabilityErrors')).toEqual({ installabilityErrors: [] })
    for (const { src } of (JSON.parse(data!) as { icons: { src: string }[] }).icons) {
      expect((await fetch(visit.house.url + src)).headers.get('content-type')).toBe('image/png')
    }
    await page.close()
  })

  test('say where nothing is', async () => {
    const page = await visit.open('/')
    await signIn(page, owner)
    await page.evaluate(() => history.pushState(null, '', '/nowhere'))
    await page.evaluate(() => dispatchEvent(new PopStateEvent('popstate')))
    await heading(page, 'There is nothing here').waitFor()
    await page.close()
  })
})

describe('signed in', () => {
  test('every page of the navigation is one press away, by keyboard too', async () => {
    const page = await visit.open('/')
    await heading(page, 'Hello, Jimbo').waitFor()
    await screenshots(page, 'home-new')
    expect(await violations(page)).toEqual([])
    const navigation = page.getByRole('navigation', { name: 'Main' })
    for (const [name, title] of [
      ['Questions', 'Questions'],
      ['Charges', 'Charges'],
      ['Places', 'Places'],
      ['Cars', 'Cars'],
      ['Home', /^Hello/],
    ] as const) {
      await navigation.getByRole('link', { name }).press('Enter')
      await heading(page, title).waitFor()
      expect(await navigation.getByRole('link', { name }).getAttribute('aria-current')).toBe('page')
      expect(await page.evaluate(() => document.activeElement?.tagName)).toBe('H1')
    }
    await page.close()
  })

  test.each([
    ['de', 'Hallo, Jimbo', 'Fragen'],
    ['zh', '您好，Jimbo', '问题'],
  ])('the app speaks %s where its owner does', async (language, hello, questions) => {
    await owner.asks('PATCH', '/v1/owners/me', { language })
    const page = await visit.open('/')
    await heading(page, hello).waitFor()
    expect(await page.evaluate(() => document.documentElement.lang)).toBe(language)
    await page.getByRole('link', { name: questions }).first().click()
    await heading(page, questions).waitFor()
    await screenshots(page, `questions-${language}`)
    expect(await violations(page)).toEqual([])
    await page.close()
    await owner.asks('PATCH', '/v1/owners/me', { language: null })
  })
})
