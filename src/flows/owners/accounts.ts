/** Owners' accounts: signing up, in and out, and leaving for good. */
import { type Language, unsaid } from '../../domain/notices/wishes.ts'
import type { Changes } from '../../domain/sharing/settle.ts'
import { together, withdraw } from '../../domain/sharing/settle.ts'
import { newToken, provingOwners, tokenHash } from '../credentials.ts'
import { blankLog, forgetTokens, tagsOf } from '../chargers/tokens/forget.ts'
import { conclude, keep } from '../keep.ts'
import type { World } from '../ports.ts'
import type { Owner, Tables } from '../tables.ts'
import { conflict, Refusal } from '../refusal.ts'

type Needs = Pick<
  World,
  'store' | 'vault' | 'passwords' | 'clock' | 'ids' | 'policy' | 'bell' | 'locks'
>

export type SignedIn = { owner: Owner; token: string }
export type Account = {
  email: string
  password: string
  name?: string | undefined
  language?: Language | undefined
}

/** A new account, signed in. */
export function signUp(world: Needs) {
  return async (account: Account): Promise<SignedIn> => {
    if (!world.policy.signUp)
      throw new Refusal('forbidden', 'this server takes no new owners', [], {
        code: 'signUpClosed',
      })
    return createOwner(world)(account)
  }
}

/** The same by the operator's hand, also where sign-up is switched off. */
export function createOwner(world: Needs) {
  return async ({ email, password, name, language }: Account): Promise<SignedIn> => {
    const owner: Owner = {
      id: world.ids.next(),
      email: email.toLowerCase(),
      account: null,
      passwordHash: await world.passwords.hash(password),
      name: name ?? null,
      language: language ?? null,
      notifications: unsaid,
      confirmedAt: null,
      createdAt: world.clock(),
    }
    const token = await world.store.write(async (tables) => {
      if (!(await tables.owners.add(owner))) {
        throw conflict('emailTaken', 'this e-mail address cannot be used')
      }
      return login(world, tables, owner)
    })
    return { owner, token }
  }
}

/** Wrong address and wrong password get the same answer after the same work. */
export function signIn(world: Needs) {
  const prove = provingOwners(world)
  return async (email: string, password: string): Promise<SignedIn> => {
    const known = await world.store.read.owners.byEmail(email.toLowerCase())
    const owner = await prove(known, password)
    if (!owner) throw new Refusal('unauthorized', 'wrong e-mail address or password')
    return { owner, token: await world.store.write((tables) => login(world, tables, owner)) }
  }
}

/** Ends the session of this token. */
export function signOut(world: Needs) {
  return async (token: string): Promise<void> => {
    const hash = tokenHash('owner', token)
    const login = await world.store.read.owners.login(hash)
    await world.store.write((tables) => tables.owners.removeLogin(hash))
    if (!login) return
    world.bell.stir(login.owner)
    world.locks.changed(login.owner)
  }
}

/** Erases the account with all its vehicles, and takes back what they shared. */
export function eraseOwner(world: Needs) {
  return async (owner: string): Promise<void> => {
    const vehicles: string[] = []
    // First of all: where the long search breaks off he is still here, and can ask again.
    const tags = await tagsOf(world.store.read, owner)
    const searched = await blankLog(world, tags, null)
    const changes = await world.store.write(async (tables) => {
      const changes: Changes[] = []
      for (const { id } of await tables.vehicles.of(owner, { after: null, limit: 10_000 })) {
        changes.push(await forgetVehicle(world, tables, id))
        vehicles.push(id)
      }
      await forgetTokens(tables, world.ids, owner)
      await tables.owners.remove(owner)
      return together(...changes)
    })
    await blankLog(world, tags, searched)
    world.bell.stir(owner)
    for (const of of [owner, ...vehicles]) world.locks.changed(of)
    await conclude(world, changes, { erased: true })
  }
}

/** Takes back all that a vehicle shared, and removes it with all that is kept about it. */
export async function forgetVehicle(
  { clock }: Pick<World, 'clock'>,
  tables: Tables,
  id: string,
): Promise<Changes> {
  const vehicle = await tables.vehicles.lock(id)
  const shared = await tables.sessions.published(id)
  const changes = together(...shared.map((session) => withdraw(session, clock())))
  if (vehicle) await keep(tables, changes, { vehicle, now: clock() })
  await tables.meetings.part({ vehicle: id })
  await tables.vehicles.remove(id)
  return changes
}

async function login(world: Needs, tables: Tables, owner: Owner): Promise<string> {
  const token = newToken('cso')
  const now = world.clock()
  await tables.owners.addLogin({
    tokenHash: tokenHash('owner', token),
    owner: owner.id,
    createdAt: now,
    expiresAt: now + world.policy.loginMs,
  })
  return token
}
