/** Questions by e-mail and by ntfy: what leaves, what it opens, and that following a link decides nothing. */
import request from 'supertest'
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { call, text } from '../../people.ts'
import { MINUTE, openStory, type Story } from '../../reachable.ts'

let story: Story
beforeAll(async () => {
  story = await openStory()
})
beforeEach(() => story.anew())
afterAll(() => story.close())

/** A question of hers at a place with a name, by one channel. */
async function asks(channel: 'ntfy' | 'email', wishes: object = {}): Promise<void> {
  await story.wishes({ channels: [channel], ...wishes })
  await story.says('charge.started')
  const { id } = await story.ann.location()
  await story.ann.patch(`/v1/locations/${id}`).send({ name: 'My parents' }).expect(200)
  await story.round()
}

describe('a mail', () => {
  beforeEach(() => asks('email'))

  test('asks without naming the place, and opens the one question without signing in', async () => {
    const letter = await story.mails.next()
    expect(letter).toMatchObject({ to: ['ann@example.org'], from: 'share@example.org' })
    expect(letter.headers['subject']).toBe('Share this charge?')
    expect(letter.text + letter.html).not.toContain('parents')
    const { id } = (await story.question()) as { id: string }
    const [, page, token] = /(http\S+)#(csq_\S+)/.exec(letter.text) ?? []
    expect(page).toBe(`${story.house.url}/questions/${id}`)

    const path = `${story.house.url}/v1/questions/${id}`
    expect(await call('GET', path, { token: token! })).toMatchObject({ state: 'open' })
    await call('POST', `${path}/answer`, { token: token!, body: { choice: 'skip' } })
    expect(await story.question('answered')).toMatchObject({ answer: 'skip' })
  })

  test('decides nothing when its links are followed, as scanners of mails do', async () => {
    const { text, html, headers } = await story.mails.next()
    const all = `${text} ${html} ${headers['list-unsubscribe']}`
    const links = new Set(all.match(/http[^\s"<>]+/g)?.map((link) => link.split('#')[0]!))
    expect(links.size).toBe(3)
    for (const link of links) await fetch(link, { redirect: 'manual' })
    expect(await story.question()).toMatchObject({ state: 'open', answer: null })
    expect((await story.ann.get('/v1/owners/me')).body.notifications.channels).toEqual(['email'])
  })

  test('is ended by one POST of the mail program, and by nothing else', async () => {
    const { headers } = await story.mails.next()
    const link = headers['list-unsubscribe']!.slice(1, -1)
    const body = 'List-Unsubscribe=One-Click'
    const type = { 'content-type': 'application/x-www-form-urlencoded' }
    expect((await fetch(link, { method: 'POST', body, headers: type })).status).toBe(204)
    expect((await story.ann.get('/v1/owners/me')).body.notifications.channels).toEqual([])
    const other = link.replace(/.$/, (last) => (last === 'A' ? 'B' : 'A'))
    expect((await fetch(other, { method: 'POST' })).status).toBe(401)
    const seen = await fetch(link, { redirect: 'manual' })
    expect([seen.status, seen.headers.get('location')]).toEqual([303, `${story.house.url}/account`])
  })
})

test('mails leave one at a time, however many charges somebody invents', async () => {
  await story.wishes({ channels: ['email'] })
  for (let i = 0; i < 5; i++) {
    await story.says('charge.started')
    await story.says('charge.completed')
    story.now += 1000
  }
  await story.round()
  expect(story.arrived()).toEqual(['email'])
  await story.after(9 * MINUTE)
  expect(story.arrived()).toEqual([])
  await story.after(MINUTE)
  expect(story.arrived()).toEqual(['email'])
})

describe('a message to a topic', () => {
  test('leads to the question, but carries no token, no place and no button', async () => {
    await asks('ntfy')
    const { raw, ...said } = await story.topics.next()
    const { id } = (await story.question()) as { id: string }
    expect(said).toMatchObject({
      topic: 'ann-topic',
      title: 'Share this charge?',
      message: 'ANN is charging at a new place.',
      click: `${story.house.url}/questions/${id}`,
      priority: 4,
    })
    expect(raw).not.toMatch(/cs[a-z]_|parents|actions|#/)
  })

  test('says nothing at all where the owner wishes it discreet', async () => {
    await asks('ntfy', { discreet: true })
    const { raw } = await story.topics.next()
    expect(raw).not.toMatch(/ANN|parents/)
  })

  test('is in her own language', async () => {
    await story.ann.patch('/v1/owners/me').send({ language: 'de' }).expect(200)
    await asks('ntfy')
    expect(await story.topics.next()).toMatchObject({
      title: 'Diesen Ladevorgang teilen?',
      message: 'ANN lädt an einem neuen Ort.',
    })
  })
})

describe('an acknowledgement', () => {
  const send = (token: string, body: object) =>
    request(story.house.url).post(`/v1/push/acks/${token}`).send(body)

  test('says which device heard, and its token opens nothing else', async () => {
    await story.says('charge.started')
    await story.round()
    const ack = text(story.payload(), 'ack')
    expect(Buffer.from(ack, 'base64url').toString()).not.toContain('question')
    const { id } = (await story.question()) as { id: string }
    const answer = { token: ack, body: { choice: 'always' } }
    await expect(
      call('POST', `${story.house.url}/v1/questions/${id}/answer`, answer),
    ).rejects.toThrow('401')
    await expect(call('GET', `${story.house.url}/v1/owners/me`, { token: ack })).rejects.toThrow(
      '401',
    )
    story.now += MINUTE
    await send(ack, { what: 'shown' }).expect(204)
    const { body } = await story.ann.get('/v1/push/subscriptions').expect(200)
    expect(body.items[0]).toMatchObject({
      unshown: 0,
      lastShownAt: new Date(story.now).toISOString(),
    })
  })

  test('must be one, and say what happened', async () => {
    await story.says('charge.started')
    await story.round()
    const ack = text(story.payload(), 'ack')
    await send(ack, { what: 'eaten' }).expect(422)
    await send(ack, {}).expect(422)
    for (const wrong of ['csk_', 'csk_x.y', ack.slice(0, -2), ack.replace('csk_', 'csq_')]) {
      await send(wrong, { what: 'shown' }).expect(401)
    }
    expect((await story.ann.get('/v1/push/subscriptions')).body.items[0].unshown).toBe(1)
  })

  test('of a device that is gone meanwhile is no fault', async () => {
    await story.says('charge.started')
    await story.round()
    const ack = text(story.payload(), 'ack')
    const { body } = await story.ann.get('/v1/push/subscriptions')
    await story.ann.delete(`/v1/push/subscriptions/${body.items[0].id}`).expect(204)
    expect((await send(ack, { what: 'closed' })).status).toBe(204)
  })
})
