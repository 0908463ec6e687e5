/** The operator tries how an owner is reached, beside a running server. */
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { openWorld } from '../src/app.ts'
import { readSettings } from '../src/config.ts'
import { openTestHouse } from './house.ts'
import { operator, type Said } from './operator.ts'
import { openStory, type Story } from './reachable.ts'

let story: Story
beforeAll(async () => {
  story = await openStory()
})
beforeEach(() => story.anew())
afterAll(() => story.close())

function trial(...args: string[]): Promise<Said> {
  const env = {
    CHARGESHARE_SMTP_URL: story.mails.url,
    CHARGESHARE_MAIL_FROM: 'share@example.org',
    CHARGESHARE_ALLOW_PRIVATE_URLS: 'true',
  }
  return operator(story.house.data).run(['notify', 'test', ...args], { env })
}

describe('the operator’s trial', () => {
  test('reaches an owner by every channel that she wishes for, and says what became of it', async () => {
    const { code, out, err } = await trial('Ann@example.org')
    expect([code, err]).toEqual([0, ''])
    const lines = out.trimEnd().split('\n')
    expect(lines[0]).toMatch(/^CHANNEL +SENT +DETAIL$/)
    expect(lines.slice(1)).toEqual([
      expect.stringMatching(/^push +true +1 of 1: 127\.0\.0\.1:\d+ took it \(201\)$/),
      expect.stringMatching(/^ntfy +true +127\.0\.0\.1:\d+ took it \(200\)$/),
      expect.stringMatching(
        /^email +true +the mail server, for ann@example\.org, took it \(250\)$/,
      ),
    ])
    expect(story.arrived()).toEqual(['push', 'ntfy', 'email'])
  })

  test('tries one channel alone where it is named, also one that she does not wish for', async () => {
    await story.wishes({ channels: ['push'] })
    const { out } = await trial('ann@example.org', '--channel', 'email', '--json')
    expect(JSON.parse(out)).toEqual([
      { channel: 'email', sent: true, detail: expect.stringContaining('took it') },
    ])
    expect(story.arrived()).toEqual(['email'])
  })

  test('fails where nothing was sent, and says why', async () => {
    story.topics.answer(403)
    const { code, out } = await trial('ann@example.org', '--channel', 'ntfy')
    expect(code).toBe(1)
    expect(out).toMatch(/^ntfy +false +127\.0\.0\.1:\d+ answered 403/m)
  })

  test('is refused for nobody, and by no channel', async () => {
    expect((await trial('bob@example.org')).err).toBe(
      'error: no owner has the e-mail address bob@example.org\n',
    )
    const { code, err } = await trial('ann@example.org', '--channel', 'pigeon')
    expect(code).toBe(1)
    expect(err).toContain('pigeon')
  })
})

test('a mail server needs somebody to write from', async () => {
  const env = {
    CHARGESHARE_SMTP_URL: story.mails.url,
    CHARGESHARE_CONTACT: 'https://example.org/contact',
    CHARGESHARE_DATA: story.house.data,
  }
  await expect(openWorld(readSettings(env))).rejects.toThrow(/CHARGESHARE_MAIL_FROM/)
})

test('without a writer of its own a mail is from the contact', async () => {
  const house = await openTestHouse(
    { timer: false },
    { CHARGESHARE_SMTP_URL: story.mails.url, CHARGESHARE_CONTACT: 'mailto:us@example.org' },
  )
  const { owner } = await house.service.createOwner({
    email: 'cleo@example.org',
    password: 'a long pass phrase',
  })
  const { id, email, createdAt } = owner
  await house.world.store.write(({ owners }) => owners.confirm(id, email, createdAt))
  await house.service.testChannel(id, 'email')
  expect(await story.mails.next()).toMatchObject({
    from: 'us@example.org',
    to: ['cleo@example.org'],
  })
  await house.close()
})
