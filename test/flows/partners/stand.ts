/** A house with one partner whose address is proven, and a clock in the test's hand. */
import { openTestHouse, type TestHouse } from '../../house.ts'
import { join } from '../../inbound/http/visitors.ts'
import { openReceiver, type Receiver } from '../../outbound/receiver.ts'
import { publisher, type Publisher } from '../../publisher.ts'

const NOON = Date.parse('2026-11-21T12:00:00Z')

export type Stand = Publisher & {
  house: TestHouse
  receiver: Receiver
  partner: Awaited<ReturnType<typeof join>>
  now: () => number
  /** Sets the clock on. */
  pass: (ms: number) => void
  /** Sends all that is due. */
  deliver: () => Promise<number>
  /** How its pushes fare, as the partner sees it. */
  push: () => Promise<Push>
  wish: (push: object) => Promise<void>
  /** The sessions that were received, in order. */
  got: () => string[]
  close: () => Promise<void>
}

/** As it is on the wire. */
export type Push = {
  state: string
  enabled: boolean
  failures: number
  nextTryAt: string | null
  failingSince: string | null
  breaker: string
  deadLetters: number
  publicKey: string
  allowedRate: number | null
  oldSecretUntil: string | null
}

/** `chance` is the jitter's: 1 takes each step of the schedule as it is. */
export async function openStand(
  wishes: object = {},
  {
    chance = () => 0.999_999,
    env = {},
  }: { chance?: () => number; env?: Record<string, string> } = {},
): Promise<Stand> {
  let now = NOON
  const house = await openTestHouse({ clock: () => now, chance, timer: false }, env)
  const receiver = await openReceiver(() => now)
  const partner = await join(house)
  receiver.trust(partner.pushSecret)
  const deliver = () => house.service.deliverDue(now)
  const wish = async (push: object) => {
    await partner.patch('/v1/partners/me').send({ push }).expect(200)
  }
  await wish({ url: receiver.url, ...wishes })
  await deliver()
  return {
    ...publisher(house),
    house,
    receiver,
    partner,
    now: () => now,
    pass: (ms) => void (now += ms),
    deliver,
    push: async () => (await partner.get('/v1/partners/me').expect(200)).body.push as Push,
    wish,
    got: () => (receiver.items as { session: { id: string } }[]).map(({ session }) => session.id),
    close: async () => {
      await house.close()
      await receiver.close()
    },
  }
}
