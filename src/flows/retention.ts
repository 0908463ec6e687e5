/** Deletes what has been kept long enough. */
import type { World } from './ports.ts'

type Needs = Pick<World, 'store' | 'policy' | 'log'>

/** Deletes kept messages, delivery logs and sign-ins whose time is over. */
export function forgetOld({ store, policy, log }: Needs) {
  return async (now: number): Promise<void> => {
    const deleted = await store.write(async (tables) => ({
      messages: await tables.messages.removeBefore(now - policy.messagesMs),
      deliveries: await tables.partners.removeDeliveriesBefore(now - policy.deliveriesMs),
      logins: await tables.owners.removeLoginsBefore(now),
    }))
    log.info(deleted, 'old rows deleted')
  }
}
