/** Trials of the ways to an owner: sent at once, also in quiet hours, and told how they went. */
import type { Channel } from '../../domain/notices/wishes.ts'
import type { World } from '../ports.ts'
import { found } from '../refusal.ts'
import type { Owner, Subscription } from '../tables.ts'
import { ownDevice } from './devices.ts'
import { type Outcome, push, tell } from './reach.ts'
import { languageOf, trial } from './telling.ts'

type Needs = Pick<
  World,
  'store' | 'vault' | 'push' | 'ntfy' | 'mail' | 'clock' | 'policy' | 'meter'
>

/** What became of a trial: a word for the app, and all of it for who looks closer. */
export type Tried = {
  sent: boolean
  code:
    | 'sent'
    | 'noDevice'
    | 'noTopic'
    | 'noMail'
    | 'unconfirmed'
    | 'gone'
    | 'refused'
    | 'unreached'
  detail: string
}

/** A trial by one channel; by web push, to all devices of the owner. */
export function testChannel(world: Needs) {
  return async (id: string, channel: Channel): Promise<Tried> => {
    const { owners, subscriptions } = world.store.read
    const owner = found(await owners.get(id), 'owner')
    const devices = await subscriptions.of(id)
    if (channel === 'push') return testPushes(world, owner, devices)
    const missing = missingFor(world, owner, channel)
    if (missing !== null) return missing
    const told = await tell(world, owner, channel, trial(languageOf(owner, devices)))
    return triedBy(whoFor(owner, channel), told)
  }
}

/** A trial to one device of the owner's. */
export function testDevice(world: Needs) {
  return async (id: string, device: string): Promise<Tried> => {
    const { read } = world.store
    const one = await ownDevice(read, id, device)
    return testPush(world, found(await read.owners.get(id), 'owner'), one)
  }
}

async function testPushes(world: Needs, owner: Owner, devices: Subscription[]): Promise<Tried> {
  if (devices.length === 0) return unsent('noDevice', 'no device is signed up for pushes')
  const tried = await Promise.all(devices.map((device) => testPush(world, owner, device)))
  const sent = tried.filter((one) => one.sent).length
  const details = [...new Set(tried.map(({ detail }) => detail))].join('; ')
  const code = sent > 0 ? 'sent' : tried[0]!.code
  return { sent: sent > 0, code, detail: `${sent} of ${devices.length}: ${details}` }
}

async function testPush(world: Needs, owner: Owner, device: Subscription): Promise<Tried> {
  const { store, clock } = world
  const told = await push(
    world,
    device,
    trial(languageOf(owner, [device])),
    await badgeOf(world, owner),
  )
  await store.write(async ({ subscriptions }) => {
    if (told.result === 'sent') await subscriptions.pushed(device.id, clock())
    if (told.result === 'gone') await subscriptions.remove(device.id)
  })
  const who = new URL(device.endpoint).host
  const end = told.result === 'gone' ? '; the device is gone and was removed' : ''
  const tried = triedBy(who, told)
  return { ...tried, detail: `${tried.detail}${end}` }
}

async function badgeOf({ store }: Needs, { id }: Owner): Promise<number> {
  return (await store.read.questions.of(id, 'open', { after: null, limit: 99 })).length
}

function missingFor({ mail }: Needs, owner: Owner, channel: Channel): Tried | null {
  const { ntfy } = owner.notifications
  if (channel === 'ntfy') return ntfy === null ? unsent('noTopic', 'no ntfy address is set') : null
  if (mail === null) return unsent('noMail', 'this server has no mail server set')
  const detail = 'this address is not confirmed yet'
  return owner.confirmedAt === null ? unsent('unconfirmed', detail) : null
}

function unsent(code: Tried['code'], detail: string): Tried {
  return { sent: false, code, detail }
}

function whoFor({ email, notifications }: Owner, channel: Channel): string {
  if (channel === 'email') return `the mail server, for ${email},`
  return new URL(notifications.ntfy!.url).host
}

function triedBy(who: string, told: Outcome): Tried {
  const { result, status } = told
  const code = result === 'sent' || result === 'gone' ? result : null
  const isReached = status !== null
  const why = isReached ? ('refused' as const) : ('unreached' as const)
  return { sent: result === 'sent', code: code ?? why, detail: saidOf(who, told) }
}

/** `ntfy.example.org took it (200)`, `… answered 403: forbidden`, `… was not reached (dns)`. */
function saidOf(who: string, { result, status, error, body }: Outcome): string {
  if (result === 'sent') return `${who} took it (${status})`
  if (status === null) return `${who} was not reached (${error})`
  const words = body.replace(/\s+/g, ' ').trim().slice(0, 200)
  return `${who} answered ${status}${words === '' ? '' : `: ${words}`}`
}
