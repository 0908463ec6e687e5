/** What owners do by the link in a mail: prove their address, and replace a password they forgot. */
import { LETTER_EACH_MS, ownerByLetter } from '../notices/letters.ts'
import type { World } from '../ports.ts'
import { conflict, Refusal } from '../refusal.ts'
import type { Owner, Tables } from '../tables.ts'

type Needs = Pick<World, 'store' | 'vault' | 'passwords' | 'mail' | 'clock' | 'bell' | 'locks'>

/** Sends the owner a mail by which he proves that his address is his; none where he has done so. */
export function askProof({ store, mail, clock, bell }: Needs) {
  return async ({ id, confirmedAt }: Owner): Promise<void> => {
    if (mail === null) throw conflict('noMail', 'this server has no mail server set')
    if (confirmedAt !== null) return
    await store.write(({ proofs }) => proofs.add(id, 'address', clock(), LETTER_EACH_MS))
    bell.ring()
  }
}

/** The owner confirms his address by the token in a mail; a second time changes nothing. */
export function confirmAddress(world: Needs) {
  const { store, clock, bell } = world
  return async (token: string): Promise<void> => {
    const owner = await ownerByLetter(world, 'address', token, clock())
    if (!owner) throw ended()
    await store.write(({ owners }) => owners.confirm(owner.id, owner.email, clock()))
    bell.stir(owner.id)
  }
}

/**
 * Sends the way to a new password to an address. Whether anybody has it is not told; where there is
 * no mail server nothing is sent.
 */
export function forgotPassword({ store, mail, clock, bell }: Needs) {
  return async (email: string): Promise<void> => {
    const owner = await store.read.owners.byEmail(email.toLowerCase())
    if (owner === null || mail === null) return
    await store.write(({ proofs }) => proofs.add(owner.id, 'password', clock(), LETTER_EACH_MS))
    bell.ring()
  }
}

/**
 * A new password by the token in a mail, once; it ends all sign-ins. Who has it has read mails to
 * the address: that is proven as well.
 */
export function replacePassword(world: Needs) {
  const { store, passwords, clock, bell, locks } = world
  return async (token: string, password: string): Promise<void> => {
    const found = await ownerByLetter(world, 'password', token, clock())
    if (!found) throw ended()
    const passwordHash = await passwords.hash(password)
    await store.write(async (tables) => {
      const { owners } = tables
      const owner = await owners.lock(found.id)
      if (owner?.passwordHash !== found.passwordHash) throw ended()
      await owners.setPassword(owner.id, passwordHash)
      await owners.confirm(owner.id, owner.email, clock())
      await owners.removeLogins(owner.id)
      if (owner.confirmedAt === null) await forgetWays(tables, owner)
    })
    bell.stir(found.id)
    locks.changed(found.id)
  }
}

/**
 * Until now nobody had shown that the address is his: somebody else may have made the account with
 * it, whose devices and topic are not to learn of anything.
 */
async function forgetWays({ owners, subscriptions }: Tables, owner: Owner): Promise<void> {
  for (const { id } of await subscriptions.of(owner.id)) await subscriptions.remove(id)
  await owners.set({ ...owner, notifications: { ...owner.notifications, ntfy: null } })
}

function ended(): Refusal {
  return new Refusal('gone', 'this link works no more: ask for a new one', [], {
    code: 'linkEnded',
  })
}
