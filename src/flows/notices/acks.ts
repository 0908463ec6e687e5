/** Small tokens that say nothing and open one thing: a device's word on a push, the end of mails. */
import type { World } from '../ports.ts'
import { Refusal } from '../refusal.ts'

type Needs = Pick<World, 'store' | 'vault' | 'clock'>
type Keys = Pick<World, 'vault'>

/** What a push was about (null: no question) and which device got it. */
export type Pushed = { question: string | null; subscription: string }

/** What an acknowledgement is bound to, and likewise the end of mails. */
const [ACK, MAIL] = ['ack', 'mail']

/** The token by which a device says that it showed a push. Sealed, so that it is never kept. */
export function ackToken({ vault }: Keys, { question, subscription }: Pushed): string {
  return `csk_${vault.seal(JSON.stringify([question, subscription]), ACK)}`
}

/** The token that ends mails to an owner. */
export function mailToken({ vault }: Keys, owner: string): string {
  return `csu_${vault.seal(owner, MAIL)}`
}

/**
 * Takes a device's word that it showed a push, or that it was clicked or closed, which says the
 * same: it hears, and its owner need not be told by another channel.
 */
export function acknowledge({ store, vault, clock }: Needs) {
  return async (token: string): Promise<void> => {
    const text = opened({ vault }, token, 'csk_', ACK)
    const [question, subscription] = JSON.parse(text) as [string | null, string]
    await store.write(async (tables) => {
      await tables.subscriptions.shown(subscription, clock())
      if (question !== null) await tables.notices.end(question, 'shown')
    })
  }
}

/** Ends mails to the owner whose token this is. */
export function stopMail({ store, vault }: Pick<World, 'store' | 'vault'>) {
  return async (token: string): Promise<void> => {
    const id = opened({ vault }, token, 'csu_', MAIL)
    await store.write(async (tables) => {
      const owner = await tables.owners.lock(id)
      if (!owner) return
      const channels = owner.notifications.channels.filter((channel) => channel !== 'email')
      await tables.owners.set({ ...owner, notifications: { ...owner.notifications, channels } })
    })
  }
}

function opened({ vault }: Keys, token: string, prefix: string, bound: string): string {
  const text = token.startsWith(prefix) ? vault.open(token.slice(prefix.length), bound) : null
  if (text === null) throw new Refusal('unauthorized', 'no or wrong credential')
  return text
}
