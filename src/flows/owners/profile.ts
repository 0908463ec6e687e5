/** What owners set about themselves: name, language, password, and how they wish to be told. */
import type { Language, Notifications } from '../../domain/notices/wishes.ts'
import { tokenHash } from '../credentials.ts'
import type { World } from '../ports.ts'
import { type Fault, found, Refusal } from '../refusal.ts'
import type { Owner, Tables } from '../tables.ts'

type Needs = Pick<World, 'store' | 'passwords' | 'ntfy'>

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
    return world.store.write(async (tables) => {
      const owner = wished(found(await tables.owners.lock(id), 'owner'), wish)
      await tables.owners.set(owner)
      if (passwordHash === null) return owner
      if (owner.passwordHash !== before.passwordHash) {
        throw new Refusal('conflict', 'the password was changed at the same time')
      }
      await changePassword(tables, owner, { passwordHash, token })
      return { ...owner, passwordHash }
    })
  }
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
  return detail === null ? [] : [{ pointer: '/notifications/ntfy/url', detail }]
}

async function passwordFaults(
  { passwords }: Needs,
  { passwordHash }: Owner,
  { password }: OwnerWish,
): Promise<Fault[]> {
  if (password === undefined || (await passwords.verify(passwordHash, password.old))) return []
  return [{ pointer: '/password/old', detail: 'is not your password' }]
}
