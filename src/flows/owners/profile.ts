/** What owners set about themselves: name, language, password, and how they wish to be told. */
import { type Quiet, quietUntil } from '../../domain/notices/quiet.ts'
import type { Language, Notifications } from '../../domain/notices/wishes.ts'
import { tokenHash } from '../credentials.ts'
import { LETTER_EACH_MS } from '../notices/letters.ts'
import type { World } from '../ports.ts'
import { conflict, type Fault, found, Refusal } from '../refusal.ts'
import type { Owner, Tables } from '../tables.ts'

type Needs = Pick<World, 'store' | 'passwords' | 'ntfy' | 'mail' | 'clock' | 'bell' | 'locks'>

/** What is not told stays as it is. */
export type OwnerWish = {
  name?: string | null | undefined
  language?: Language | null | undefined
  password?: { old: string; new: string } | undefined
  notifications?: { [K in keyof Notifications]?: Notifications[K] | undefined } | undefined
}

/** Changes what an owner wishes; a new password ends all sign-ins but the one of `token`. */
export function setOwner(world: Needs) {
  return async (id: string, token: string, wish: OwnerWish): Promise<Owner> => {
    const before = found(await world.store.read.owners.get(id), 'owner')
    const faults = [...addressFaults(world, wish), ...(await passwordFaults(world, before, wish))]
    if (faults.length > 0) throw new Refusal('invalid', 'the request is not valid', faults)
    const passwordHash = wish.password ? await world.passwords.hash(wish.password.new) : null
    const owner = await world.store.write(async (tables) => {
      const now = found(await tables.owners.lock(id), 'owner')
      const owner = wished(now, wish)
      await tables.owners.set(owner)
      await follow(world, tables, now, owner)
      if (passwordHash === null) return owner
      if (owner.passwordHash !== before.passwordHash) {
        throw conflict('changedMeanwhile', 'the password was changed at the same time')
      }
      await changePassword(tables, owner, { passwordHash, token })
      return { ...owner, passwordHash }
    })
    world.bell.ring()
    world.bell.stir(id)
    if (passwordHash !== null) world.locks.changed(id)
    return owner
  }
}

/** What a wish sets going: who wishes for mails is asked to prove his address. */
async function follow(
  { mail, clock }: Needs,
  { notices, proofs, subscriptions }: Tables,
  before: Owner,
  owner: Owner,
): Promise<void> {
  const isNew = !wants(before) && wants(owner)
  if (isNew && owner.confirmedAt === null && mail !== null) {
    await proofs.add(owner.id, 'address', clock(), LETTER_EACH_MS)
  }
  const quiet = quietUntil(before.notifications.quiet, clock())
  if (quiet === null || isSame(before.notifications.quiet, owner.notifications.quiet)) return
  // What waited for the end of the old hours is looked at again: it goes now, or waits for the new.
  await notices.wake(owner.id, quiet, clock())
  await subscriptions.wake(owner.id, quiet, clock())
}

function wants({ notifications }: Owner): boolean {
  return notifications.channels.includes('email')
}

function isSame(one: Quiet | null, other: Quiet | null): boolean {
  return JSON.stringify(one) === JSON.stringify(other)
}

async function changePassword(
  { owners }: Tables,
  { id }: Owner,
  { passwordHash, token }: { passwordHash: string; token: string },
): Promise<void> {
  await owners.setPassword(id, passwordHash)
  await owners.removeOtherLogins(id, tokenHash('owner', token))
}

function wished(owner: Owner, { name, language, notifications = {} }: OwnerWish): Owner {
  const { quiet, discreet, channels, ntfy } = notifications
  const before = owner.notifications
  return {
    ...owner,
    name: name === undefined ? owner.name : name,
    language: language === undefined ? owner.language : language,
    notifications: {
      quiet: quiet === undefined ? before.quiet : quiet,
      discreet: discreet ?? before.discreet,
      channels: channels ?? before.channels,
      ntfy: ntfy === undefined ? before.ntfy : ntfy,
    },
  }
}

function addressFaults({ ntfy }: Needs, { notifications }: OwnerWish): Fault[] {
  const url = notifications?.ntfy?.url
  const detail = url === undefined ? null : ntfy.refusal(url)
  return detail === null ? [] : [{ pointer: '/notifications/ntfy/url', detail, code: 'address' }]
}

async function passwordFaults(
  { passwords }: Needs,
  { passwordHash }: Owner,
  { password }: OwnerWish,
): Promise<Fault[]> {
  if (password === undefined || (await passwords.verify(passwordHash, password.old))) return []
  return [{ pointer: '/password/old', detail: 'is not your password', code: 'wrong' }]
}
