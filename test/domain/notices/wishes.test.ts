/** What an owner may wish for, and how each wrong wish is named. */
import { expect, test } from 'vitest'
import { Notifications, unsaid } from '../../../src/domain/notices/wishes.ts'

const url = 'https://ntfy.example.org/my-topic'
const good = {
  quiet: { from: '22:00', to: '07:00', timezone: 'Europe/Berlin' },
  discreet: true,
  channels: ['email', 'push'],
  ntfy: { url },
}

test('takes good wishes, and none', () => {
  expect(Notifications.parse(good)).toEqual(good)
  expect(Notifications.parse(unsaid)).toEqual(unsaid)
  expect(Notifications.parse({ ...good, channels: [] }).channels).toEqual([])
})

test.each([
  [{ quiet: { ...good.quiet, from: '24:00' } }, 'quiet.from'],
  [{ quiet: { ...good.quiet, to: '7:00' } }, 'quiet.to'],
  [{ quiet: { ...good.quiet, to: '22:00' } }, 'quiet.to'],
  [{ quiet: { ...good.quiet, timezone: 'Mars/Olympus' } }, 'quiet.timezone'],
  [{ quiet: { from: '22:00', to: '07:00' } }, 'quiet.timezone'],
  [{ discreet: 'yes' }, 'discreet'],
  [{ channels: ['push', 'sms'] }, 'channels.1'],
  [{ channels: ['push', 'push'] }, 'channels'],
  [{ ntfy: { url: 'ntfy' } }, 'ntfy.url'],
  [{ ntfy: { url: 'https://ntfy.example.org/' } }, 'ntfy.url'],
  [{ ntfy: { url: 'https://ntfy.example.org/a topic' } }, 'ntfy.url'],
  [{ ntfy: url }, 'ntfy'],
])('names what is wrong: %j', (wish, path) => {
  const { error } = Notifications.safeParse({ ...good, ...wish })
  expect(error?.issues.map((issue) => issue.path.join('.'))).toEqual([path])
})

test('names all that is wrong at once', () => {
  const { error } = Notifications.safeParse({
    quiet: { from: 'late', to: 'early', timezone: 'here' },
    discreet: 1,
    channels: 'all',
    ntfy: { url: 1 },
  })
  expect(error?.issues).toHaveLength(6)
})
