/** What partners are mailed: never more than a stranger, whose address one of them told, can bear. */
import request from 'supertest'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { type MailServer, openMailServer } from '../../outbound/mailserver.ts'
import { openStand, type Stand } from './stand.ts'

const DAY = 86_400_000

let stand: Stand
let mail: MailServer
beforeEach(async () => {
  mail = await openMailServer()
  const env = { CHARGESHARE_SMTP_URL: mail.url, CHARGESHARE_MAIL_FROM: 'house@example.org' }
  stand = await openStand({}, { env })
  stand.receiver.answer({ status: 410 })
})
afterEach(async () => {
  await stand.close()
  await mail.close()
})

const mailed = () => stand.house.service.mailPartners(stand.now())

/** Switched on by its partner, off by its endpoint. */
async function flap() {
  await stand.wish({ enabled: true })
  await stand.partner.post('/v1/partners/me/replay').send({ since: '2026-11-21T00:00:00Z' })
  await stand.deliver()
}

/** Another partner whose endpoint is gone from the start. */
async function gone(email: string) {
  const push = { url: stand.receiver.url }
  await request(stand.house.url)
    .post('/v1/partners')
    .send({ name: 'Map', email, acceptLicense: 'CC-BY-4.0', push })
    .expect(201)
  await stand.deliver()
}

test('a partner is mailed the same once a day, however often it is noted', async () => {
  await stand.tell('a')
  for (let i = 0; i < 5; i++) await flap()
  const { body } = await stand.partner.get('/v1/partners/me/notes').expect(200)
  expect(body.items).toHaveLength(5)
  expect(await mailed()).toBe(1)
  expect((await mail.next()).text).toContain('when a partner of this server signed up')
  stand.pass(DAY - 1)
  await flap()
  expect(await mailed()).toBe(0)
  stand.pass(1)
  await flap()
  expect(await mailed()).toBe(1)
})

test('one address is mailed three times a day, whichever partners told it, and others are not kept waiting', async () => {
  for (let i = 0; i < 5; i++) await gone(i % 2 ? 'victim@example.org' : 'Victim@example.org')
  await gone('honest@example.org')
  expect(await mailed()).toBe(4)
  const letters = [await mail.next(), await mail.next(), await mail.next(), await mail.next()]
  expect(letters.at(-1)?.to).toEqual(['honest@example.org'])
})
