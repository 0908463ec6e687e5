/** A mailbox is asked nothing before its owner has shown that it is his; and who forgot his password gets a new one by it. */
import request from 'supertest'
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { openTestHouse } from '../../house.ts'
import { as, signUp } from '../../inbound/http/visitors.ts'
import { HOUR, MINUTE, openStory, type Story } from '../../reachable.ts'

let story: Story
let bob: Awaited<ReturnType<typeof signUp>>
let count = 0
const email = () => `bob-${count}@example.org`
beforeAll(async () => {
  story = await openStory()
  await story.anew()
})
beforeEach(async () => {
  count++
  story.arrived()
  bob = await signUp(story.house, email())
})
afterAll(() => story.close())

const post = (path: string, body: object, status: number) =>
  request(story.house.url).post(path).send(body).expect(status)
const me = async () => (await bob.get('/v1/owners/me').expect(200)).body
const sendLetters = () => story.house.service.sendLetters(story.now)
const wish = (channels: string[]) =>
  bob.patch('/v1/owners/me').send({ notifications: { channels } }).expect(200)

/** The letter that has just come, and the token in its link. */
async function letter() {
  expect(await sendLetters()).toBe(1)
  const { to, headers, text, html } = await story.mails.next()
  story.mails.drain()
  expect(to).toEqual([email()])
  expect(headers['list-unsubscribe']).toBeUndefined()
  const [, page, token] = /(http\S+)#(csl_\S+)/.exec(text) ?? []
  expect(html).toContain(`${page}#${token}`)
  return { subject: headers['subject'], page: page!.replace(story.house.url, ''), token: token! }
}

async function proof() {
  await bob.post('/v1/owners/me/confirmation').expect(202)
  return letter()
}

describe('an address', () => {
  test('is not proven at first, and nothing is asked there', async () => {
    expect((await me()).confirmed).toBe(false)
    await wish(['email'])
    const car = await bob.addCar(`BOB-${count}`)
    await bob.post(`/v1/notifications/test`).send({ channel: 'email' }).expect(200, {
      sent: false,
      code: 'unconfirmed',
      detail: 'this address is not confirmed yet',
    })
    const said = { type: 'charge.started', at: new Date(story.now).toISOString() }
    await request(story.house.url)
      .post(`/v1/vehicles/BOB-${count}/messages`)
      .auth(car.token, { type: 'bearer' })
      .send({ ...said, position: { lat: 47, lon: 15 } })
      .expect(202)
    await story.round()
    await story.after(HOUR)
    expect(story.arrived()).toEqual([])
  })

  test('is proven by the token of a mail that is asked for, and by nothing less', async () => {
    const { subject, page, token } = await proof()
    expect([subject, page]).toEqual(['Is this your address?', '/confirm'])
    await request(story.house.url).get(page).expect(200)
    expect((await me()).confirmed).toBe(false)
    await post('/v1/owners/confirm', { token: token.slice(0, -2) }, 410)
    await post('/v1/owners/password', { token, password: 'another pass phrase' }, 410)
    await post('/v1/owners/confirm', { token }, 204)
    await post('/v1/owners/confirm', { token }, 204)
    expect((await me()).confirmed).toBe(true)
    await bob.post('/v1/owners/me/confirmation').expect(202)
    expect(await sendLetters()).toBe(0)
  })

  test('is to be proven within a day', async () => {
    const { token } = await proof()
    story.now += 24 * HOUR
    const { body } = await post('/v1/owners/confirm', { token }, 410)
    expect(body).toMatchObject({ code: 'linkEnded', type: 'about:blank' })
    expect((await me()).confirmed).toBe(false)
  })

  test('gets that mail also when e-mail is switched on, in the language of its owner', async () => {
    await wish(['push'])
    await bob.patch('/v1/owners/me').send({ language: 'de' }).expect(200)
    expect(await sendLetters()).toBe(0)
    await wish(['push', 'email'])
    expect((await letter()).subject).toBe('Ist das Ihre Adresse?')
    await wish(['email', 'push'])
    expect(await sendLetters()).toBe(0)
  })

  test('gets few of them, however often they are asked for', async () => {
    await proof()
    for (let i = 0; i < 3; i++) await bob.post('/v1/owners/me/confirmation').expect(202)
    expect(await sendLetters()).toBe(0)
    story.now += 2 * MINUTE
    expect(await sendLetters()).toBe(1)
    expect(await sendLetters()).toBe(0)
  })

  test('gets its mail in the end where the mail server stumbles, but not for ever', async () => {
    story.mails.answer('RCPT', '451 later')
    await bob.post('/v1/owners/me/confirmation').expect(202)
    expect(await sendLetters()).toBe(1)
    story.mails.answer('RCPT', null)
    story.now += HOUR
    expect(await sendLetters()).toBe(1)
    expect(story.arrived()).toEqual(['email'])
    story.mails.answer('RCPT', '550 no such mailbox')
    story.now += HOUR
    await bob.post('/v1/owners/me/confirmation').expect(202)
    expect(await sendLetters()).toBe(1)
    story.now += HOUR
    expect(await sendLetters()).toBe(0)
    story.mails.answer('RCPT', null)
  })

  test('cannot be proven where there is no mail server', async () => {
    const house = await openTestHouse({ timer: false })
    const ann = await signUp(house, 'ann@example.org')
    const { body } = await ann.post('/v1/owners/me/confirmation').expect(409)
    expect(body.code).toBe('noMail')
    await request(house.url)
      .post('/v1/sessions/forgotten')
      .send({ email: 'ann@example.org' })
      .expect(202)
    expect(await house.service.sendLetters(Date.now())).toBe(0)
    await house.close()
  })
})

describe('a forgotten password', () => {
  const password = 'another pass phrase'

  test('is replaced by the token of a mail, once, and ends all sign-ins', async () => {
    await post('/v1/sessions/forgotten', { email: email().toUpperCase() }, 202)
    const { subject, page, token } = await letter()
    expect([subject, page]).toEqual(['A new password', '/password'])
    await post('/v1/owners/password', { token, password: 'short' }, 422)
    await post('/v1/owners/confirm', { token }, 410)
    await post('/v1/owners/password', { token, password }, 204)
    await bob.get('/v1/owners/me').expect(401)
    await post('/v1/sessions', { email: email(), password: 'a long pass phrase' }, 401)
    const { body } = await post('/v1/sessions', { email: email(), password }, 201)
    // He has read a mail to it.
    expect(body.owner.confirmed).toBe(true)
    await post('/v1/owners/password', { token, password: 'a third pass phrase' }, 410)
  })

  test('takes the ways to a stranger away who made the account with the address of another', async () => {
    const ways = async () => {
      const { body } = await post('/v1/sessions', { email: email(), password }, 201)
      const owner = as(story.house, String(body.token))
      return [
        (await owner.get('/v1/push/subscriptions')).body.items.length,
        (await owner.get('/v1/owners/me')).body.notifications.ntfy !== null,
      ]
    }
    const replace = async () => {
      const ntfy = { url: `${story.topics.origin}/a-topic` }
      await bob.patch('/v1/owners/me').send({ notifications: { ntfy } }).expect(200)
      await bob.post('/v1/push/subscriptions').send(story.phones.subscribe()).expect(201)
      await post('/v1/sessions/forgotten', { email: email() }, 202)
      await post('/v1/owners/password', { token: (await letter()).token, password }, 204)
    }
    await replace()
    expect(await ways()).toEqual([0, false])
    const { body } = await post('/v1/sessions', { email: email(), password }, 201)
    bob = { ...bob, ...as(story.house, String(body.token)) }
    story.now += HOUR
    await replace()
    expect(await ways()).toEqual([1, true])
  })

  test('is replaced within an hour, or not at all', async () => {
    await post('/v1/sessions/forgotten', { email: email() }, 202)
    const { token } = await letter()
    story.now += HOUR
    await post('/v1/owners/password', { token, password }, 410)
    expect((await me()).confirmed).toBe(false)
  })

  test('that was changed meanwhile is not replaced', async () => {
    await post('/v1/sessions/forgotten', { email: email() }, 202)
    const { token } = await letter()
    const change = { old: 'a long pass phrase', new: password }
    await bob.patch('/v1/owners/me').send({ password: change }).expect(200)
    await post('/v1/owners/password', { token, password: 'a thief was here' }, 410)
    const { body } = await post('/v1/sessions', { email: email(), password }, 201)
    expect(body.owner.email).toBe(email())
  })

  test('of nobody is answered likewise, and nothing is sent', async () => {
    const known = await post('/v1/sessions/forgotten', { email: email() }, 202)
    await letter()
    const unknown = await post('/v1/sessions/forgotten', { email: 'nobody@example.org' }, 202)
    expect([unknown.text, unknown.body]).toEqual([known.text, known.body])
    expect(await sendLetters()).toBe(0)
  })
})
