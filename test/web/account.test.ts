/** The owner's account: how questions reach him, his password and his data, and leaving. */
import { readFileSync } from 'node:fs'
import type { Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect } from 'vitest'
import { openTopicServer, type TopicServer } from '../outbound/topics.ts'
import { at, call, itemsOf, type Json, text } from '../people.ts'
import { isShell, openVisit, test, type Visit } from './browser.ts'
import { screenshots, violations } from './look.ts'
import { type Account, account, signIn } from './people.ts'
import { openPhone, type Phone } from './push.ts'

let visit: Visit
let phone: Phone
let topics: TopicServer
let owner: Account
let page: Page

const me = () => owner.asks('GET', '/v1/owners/me')
const wishes = async () => at(await me(), 'notifications') as Json
const devices = async () => itemsOf(await owner.asks('GET', '/v1/push/subscriptions'))
const button = (name: string | RegExp) => page.getByRole('button', { name, exact: true })
const field = (name: string) => page.getByLabel(name, { exact: true })
const toggle = (name: string) => page.getByRole('switch', { name, exact: true })
const dialog = () => page.getByRole('dialog')
const said = (text: string) => page.getByText(text, { exact: true }).first().waitFor()

beforeAll(async () => {
  visit = await openVisit()
  phone = await openPhone(visit)
  topics = await openTopicServer()
  owner = await account(visit.house, 'jimbo@example.org', 'Jimbo')
  page = await visit.open('/signin')
  await signIn(page, owner)
  await page.goto(`${visit.house.url}/account`)
})
afterAll(async () => {
  await phone.close()
  await topics.close()
  await visit.close()
})

describe('notifications', () => {
  test.skipIf(isShell)(
    'are switched on for this device, tried, and switched off again',
    async () => {
      await said('No device gets notifications yet.')
      await screenshots(page, 'account-new')
      expect(await violations(page)).toEqual([])
      await button('Notify this device').press('Enter')
      await said('This device is notified when your car has a question.')
      await said('This device')
      const [device] = await devices()
      expect(device).toMatchObject({ unshown: 0 })
      const name = device!['label'] as string
      await button(`Test ${name}`).click()
      await said('Sent. It should appear within seconds.')
      await phone.receive()
      await screenshots(page, 'account')
      expect(await violations(page)).toEqual([])
      await button(`Remove ${name}`).press('Enter')
      await dialog().getByText('It gets no more questions.').waitFor()
      expect(await violations(page)).toEqual([])
      await dialog().getByRole('button', { name: 'Remove' }).click()
      await said('No device gets notifications yet.')
      await button('Notify this device').waitFor()
      expect(await devices()).toEqual([])
    },
  )

  test.skipIf(isShell)(
    'a device that the server does not know any more can be added again',
    async () => {
      await button('Notify this device').click()
      await said('This device')
      await owner.asks('DELETE', `/v1/push/subscriptions/${text((await devices())[0]!, 'id')}`)
      await page.reload()
      await said('The server does not know this device any more.')
      await button('Add it again').click()
      await said('This device is notified when your car has a question.')
      expect(await devices()).toHaveLength(1)
    },
  )

  test('are explained where the browser was told no, and where the app has to be installed first', async () => {
    const says = async (pretend: () => void, words: string) => {
      const other = await visit.context.newPage()
      await other.addInitScript(pretend)
      await other.goto(`${visit.house.url}/account`)
      await other.getByText(words).waitFor()
      const offers = await other.getByRole('button', { name: 'Notify this device' }).count()
      await other.close()
      return offers
    }
    const denied = () => Object.defineProperty(Notification, 'permission', { value: 'denied' })
    expect(await says(denied, 'Notifications are blocked for this site.')).toBe(0)
    const iphone = () => {
      Object.defineProperty(navigator, 'userAgent', { value: 'iPhone Safari' })
      Reflect.deleteProperty(globalThis, 'PushManager')
    }
    expect(await says(iphone, 'choose “Add to Home Screen”')).toBe(0)
  })

  test('come by other ways as well, in the order that the owner sets without a mouse', async () => {
    expect(await wishes()).toMatchObject({ channels: ['push', 'ntfy', 'email'] })
    await button('ntfy: earlier').press('Enter')
    await said('ntfy is number 1 now.')
    expect(await wishes()).toMatchObject({ channels: ['ntfy', 'push', 'email'] })
    await toggle('Use E-mail').press(' ')
    await expect.poll(wishes).toMatchObject({ channels: ['ntfy', 'push'] })
    expect(await button('Test ntfy').isDisabled()).toBe(true)
    await said('This server sends no e-mail.')
  })

  test('go to a topic of the owner’s, which is tried and said how it went', async () => {
    await field('Address of the topic · optional').fill('my topic')
    await page.keyboard.press('Enter')
    await page.getByText('begins with https://').waitFor()
    await field('Address of the topic · optional').fill(`${topics.origin}/jimbo-cars`)
    await page.keyboard.press('Enter')
    await expect.poll(wishes).toMatchObject({ ntfy: { url: `${topics.origin}/jimbo-cars` } })
    await button('Test ntfy').click()
    await said('Sent. Look whether it has come.')
    expect((await topics.next()).topic).toBe('jimbo-cars')
    topics.answer(403)
    await button('Test ntfy').click()
    await page.getByText(/^Not sent: /).waitFor()
    expect(await violations(page)).toEqual([])
    await button('Forget this address').click()
    await expect.poll(wishes).toMatchObject({ ntfy: null })
  })

  test('keep still at night, by the clock on the owner’s wall, and are discreet', async () => {
    await toggle('Do not disturb at night').check()
    await field('From').waitFor()
    expect(await wishes()).toMatchObject({
      quiet: { from: '22:00', to: '07:00', timezone: 'Europe/Berlin' },
    })
    await field('From').fill('07:00')
    await said('Beginning and end must differ.')
    await field('From').fill('23:30')
    await field('Time zone').selectOption('Asia/Hong_Kong')
    await page.locator('.night').getByRole('button', { name: 'Save' }).click()
    const quiet = { from: '23:30', to: '07:00', timezone: 'Asia/Hong_Kong' }
    await expect.poll(wishes).toMatchObject({ quiet })
    await toggle('Discreet lock screen').press(' ')
    await expect.poll(wishes).toMatchObject({ quiet, discreet: true })
  })
})

describe('the owner', () => {
  test('changes his name and language, and reads the page in it at once', async () => {
    await field('Name · optional').fill('Jim')
    await field('Language').selectOption('Deutsch')
    await button('Save').last().click()
    await page.getByRole('heading', { level: 1, name: 'Konto' }).waitFor()
    expect(await me()).toMatchObject({ name: 'Jim', language: 'de' })
    const remembered = () => page.evaluate(() => localStorage.getItem('language'))
    expect(await remembered()).toBe('de')
    await screenshots(page, 'account-german')
    expect(await violations(page)).toEqual([])
    await field('Sprache').selectOption('中文')
    await button('Speichern').last().click()
    await page.getByRole('heading', { level: 1, name: '账户' }).waitFor()
    await field('语言').selectOption('跟随设备')
    await button('保存').last().click()
    await page.getByRole('heading', { level: 1, name: 'Account' }).waitFor()
    expect(await me()).toMatchObject({ language: null })
    expect(await remembered()).toBe(null)
  })

  test('changes his password; a wrong one is named in its place', async () => {
    await field('Current password').fill('what was it')
    await field('New password').fill('short')
    await button('Change the password').click()
    await page.locator('.error', { hasText: 'At least 10 characters.' }).waitFor()
    await field('New password').fill('another long pass phrase')
    await button('Change the password').click()
    await said('That is not the current password.')
    expect(await field('Current password').getAttribute('aria-invalid')).toBe('true')
    await field('Current password').fill(owner.password)
    await page.keyboard.press('Enter')
    await said('Changed. Other devices are signed out.')
    await expect(me()).rejects.toThrow('401')
    owner = await again('another long pass phrase')
  })

  test('takes all that is kept about him as a file', async () => {
    const downloading = page.waitForEvent('download')
    await button('Download everything').press('Enter')
    const download = await downloading
    expect(download.suggestedFilename()).toBe('chargeshare.json')
    const file = JSON.parse(readFileSync(await download.path(), 'utf8')) as Json
    expect(at(file, 'owner', 'email')).toBe(owner.email)
    expect(file).toHaveProperty('notHeld')
  })

  test.skipIf(isShell)('signs out, and this device gets no more questions', async () => {
    expect(await devices()).toHaveLength(1)
    await button('Sign out').click()
    await dialog().getByRole('button', { name: 'Sign out' }).click()
    await page.getByRole('banner').getByRole('link', { name: 'Sign in' }).waitFor()
    expect(new URL(page.url()).pathname).toBe('/')
    expect(await devices()).toEqual([])
    await page.goto(`${visit.house.url}/account`)
    await page.waitForURL(/\/signin/)
  })

  test('erases his account by typing his address, and not by a slip', async () => {
    await signIn(page, owner)
    await page.goto(`${visit.house.url}/account`)
    await button('Erase my account').click()
    await field('Type your e-mail address to confirm').fill('jim@example.org')
    await button('Erase everything').click()
    await said('This is not your e-mail address.')
    expect(await violations(page)).toEqual([])
    expect(await me()).toMatchObject({ email: owner.email })
    await field('Type your e-mail address to confirm').fill('Jimbo@example.org')
    await button('Erase everything').press('Enter')
    await said('Your account is erased. Thank you for having been here.')
    expect(new URL(page.url()).pathname).toBe('/')
    await expect(me()).rejects.toThrow('401')
    await expect(again('another long pass phrase')).rejects.toThrow('401')
  })

  test('all the while nothing went wrong, and nobody else was asked', () => {
    expect(visit.faults).toEqual([])
  })
})

/** The same owner, signed in anew. */
async function again(password: string): Promise<Account> {
  const { email } = owner
  const body = { email, password }
  const token = text(await call('POST', `${visit.house.url}/v1/sessions`, { body }), 'token')
  const asks: Account['asks'] = (method, path, wish) =>
    call(method, `${visit.house.url}${path}`, { token, body: wish })
  return { ...owner, password, asks }
}
