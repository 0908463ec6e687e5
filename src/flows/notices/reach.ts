/** Reaches an owner by one channel, and says what became of it. */
import type { Channel } from '../../domain/notices/wishes.ts'
import { questionToken } from '../credentials.ts'
import type { Answered, World } from '../ports.ts'
import type { Owner, Subscription } from '../tables.ts'
import { ackToken, mailToken } from './acks.ts'
import { letterOf, payloadOf } from './payload.ts'
import type { Telling } from './telling.ts'

type Needs = Pick<World, 'vault' | 'push' | 'ntfy' | 'mail' | 'policy' | 'meter'>

/**
 * `gone`: the device is no more. `refused`: to try the same again is of no use. `failed`: it may
 * work later.
 */
export type Outcome = Answered & { result: 'sent' | 'gone' | 'refused' | 'failed' }

const NOWHERE: Answered = { status: null, body: '', error: 'unset', retryAfterMs: 0, ms: 0 }

/** One push to one device; `badge` is how many questions wait for the owner. */
export async function push(
  world: Needs,
  device: Subscription,
  telling: Telling,
  badge: number,
): Promise<Outcome> {
  const { question } = telling
  const payload = payloadOf(telling, {
    url: linkTo(world, telling, 'with its token'),
    token: question === null ? null : questionToken(world, question),
    ack: ackToken(world, { question, subscription: device.id }),
    badge,
  })
  const { ttlS, tag, urgency } = telling
  const answered = await world.push.send(device, payload, { ttlS, topic: tag, urgency })
  const { status, error } = answered
  const isGone = status === 404 || status === 410 || error === 'keys'
  const result = isGone ? 'gone' : isTaken(answered) ? 'sent' : 'failed'
  world.meter.push(result)
  return { ...answered, result }
}

/** One message by a channel that is no device's. */
export async function tell(
  world: Needs,
  owner: Owner,
  channel: Exclude<Channel, 'push'>,
  telling: Telling,
): Promise<Outcome> {
  const answered = await (channel === 'ntfy' ? publish : write)(world, owner, telling)
  const result = isTaken(answered) ? 'sent' : isFinal(channel, answered) ? 'refused' : 'failed'
  world.meter.notice(channel, result)
  return { ...answered, result }
}

/** The channels that lead to the owner, whether he wants them or not; a mailbox once it is proven his. */
export function openChannels(
  { mail }: Pick<World, 'mail'>,
  { notifications, confirmedAt }: Owner,
  devices: Subscription[],
): Set<Channel> {
  const open = new Set<Channel>()
  if (devices.length > 0) open.add('push')
  if (notifications.ntfy !== null) open.add('ntfy')
  if (mail !== null && confirmedAt !== null) open.add('email')
  return open
}

/**
 * No token goes to a topic: its server, often a stranger's, keeps messages in the clear, and who
 * knows the topic's name reads along. The link asks for the owner's own sign-in; for the same
 * reason there are no buttons, which would carry the token too.
 */
async function publish(world: Needs, owner: Owner, telling: Telling): Promise<Answered> {
  const { ntfy } = owner.notifications
  if (ntfy === null) return NOWHERE
  const { title, body: message, urgency } = telling
  const click = linkTo(world, telling, 'without')
  return world.ntfy.publish(ntfy.url, { title, message, click, urgency })
}

async function write(world: Needs, owner: Owner, telling: Telling): Promise<Answered> {
  if (world.mail === null) return NOWHERE
  const letter = letterOf(telling, {
    url: linkTo(world, telling, 'with its token'),
    settings: `${world.policy.publicUrl}/account`,
    timezone: owner.notifications.quiet?.timezone ?? 'UTC',
  })
  const unsubscribe = `${world.policy.publicUrl}/v1/notifications/unsubscribe/${mailToken(world, owner.id)}`
  return world.mail.send({ ...letter, to: owner.email, unsubscribe })
}

/** Behind the hash a token is sent to no server by following the link, nor by scanners of mails. */
function linkTo(world: Needs, { path, question }: Telling, how: 'with its token' | 'without') {
  const hash = question !== null && how !== 'without' ? `#${questionToken(world, question)}` : ''
  return `${world.policy.publicUrl}${path}${hash}`
}

export function isTaken({ status }: Answered): boolean {
  return status !== null && status >= 200 && status < 300
}

/** 4xx over HTTP and 5xx over SMTP say that it is our message that cannot be; some mean: later. */
export function isFinal(channel: Channel, { status, error }: Answered): boolean {
  if (status === null) return error === 'unset' || error === 'blocked' || error === 'envelope'
  if (channel === 'email') return status >= 500 && status !== 503
  return status < 500 && status !== 408 && status !== 425 && status !== 429
}
