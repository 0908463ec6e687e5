/** E-mail to a mail server on loopback: taken, turned down, out of reach, or silent. */
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { openMail, type OpenMail } from '../../src/outbound/mail.ts'
import { type MailServer, openMailServer } from './mailserver.ts'

const letter = {
  to: 'ann@example.org',
  subject: '要分享这次充电吗？ Łódź',
  text: 'Grüße\n\n.\nund Ende',
  html: '<p>Grüße</p>',
  language: 'de',
  unsubscribe: 'https://share.example.org/v1/notifications/unsubscribe/csu_x',
}

let server: MailServer
let mail: OpenMail
beforeEach(async () => {
  server = await openMailServer()
  mail = openMail({ url: server.url, from: 'ChargeShare <share@example.org>' })
})
afterEach(async () => {
  mail.close()
  await server.close()
})

describe('a letter', () => {
  test('arrives as it was written, from whom and in which language, and may be ended', async () => {
    expect(await mail.send(letter)).toMatchObject({ status: 250, error: null })
    expect(await server.next()).toEqual({
      from: 'share@example.org',
      to: ['ann@example.org'],
      text: letter.text,
      html: letter.html,
      headers: expect.objectContaining({
        from: 'ChargeShare <share@example.org>',
        to: 'ann@example.org',
        subject: letter.subject,
        'content-language': 'de',
        'auto-submitted': 'auto-generated',
        'list-unsubscribe': `<${letter.unsubscribe}>`,
        'list-unsubscribe-post': 'List-Unsubscribe=One-Click',
      }),
    })
  })

  test('puts nothing into the headers by its subject', async () => {
    await mail.send({ ...letter, subject: 'Car\r\nBcc: eve@example.org' })
    const { headers, to } = await server.next()
    expect(to).toEqual(['ann@example.org'])
    expect(headers['bcc']).toBeUndefined()
  })

  test.each([
    ['RCPT', '550 no such user', 550],
    ['MAIL', '451 come again', 451],
    ['DATA', '554 no', 554],
  ] as const)('that is turned down at %s says so', async (command, reply, status) => {
    server.answer(command, reply)
    expect(await mail.send(letter)).toMatchObject({ status, body: reply, error: null })
    server.answer(command, null)
    expect(await mail.send(letter)).toMatchObject({ status: 250 })
    expect(server.letters).toHaveLength(1)
  })

  test('to no address is not sent', async () => {
    expect(await mail.send({ ...letter, to: 'nobody' })).toMatchObject({ error: 'envelope' })
    expect(server.letters).toEqual([])
  })
})

describe('a mail server', () => {
  test('that is not there is told of as such', async () => {
    await server.close()
    expect(await mail.send(letter)).toMatchObject({ status: null, error: 'connect' })
  })

  test('that says nothing is not waited for', async () => {
    server.stall()
    const hasty = openMail({ url: server.url, from: 'share@example.org', timeoutMs: 50 })
    expect(await hasty.send(letter)).toMatchObject({ status: null, error: 'timeout' })
  })

  test('holds up nobody who closes', async () => {
    server.stall()
    const sending = mail.send(letter)
    mail.close()
    expect(await sending).toMatchObject({ status: null, error: 'timeout' })
  })
})
