/** Devices, and questions on their way to their owners, as the store promises to keep them. */
import { expect, it } from 'vitest'
import { anOwner, aSubscription, charged, motorist } from '../samples.ts'
import type { Home } from './home.ts'

/** All tests share one database: each plays in a time of its own, before all others'. */
let era = -1_000_000
const nextEra = () => (era -= 10_000)

export function notices(home: Home): void {
  devices(home)
  silence(home)
  climbs(home)
}

function devices(home: Home): void {
  it('keeps and forgets the devices that are pushed to', async () => {
    const { owner } = await home.store.write((tables) => motorist(tables))
    const phone = aSubscription({ owner: owner.id, label: 'My phone', language: 'de' })
    const tablet = aSubscription({ owner: owner.id })
    await home.store.write(async ({ subscriptions }) => {
      expect(await subscriptions.add(phone)).toEqual(phone)
      expect(await subscriptions.add(tablet)).toEqual(tablet)
    })
    const { subscriptions } = home.store.read
    expect(await subscriptions.get(phone.id)).toEqual(phone)
    expect(await subscriptions.of(owner.id)).toEqual([phone, tablet])
    await home.store.write((tables) => tables.subscriptions.remove(phone.id))
    expect(await subscriptions.of(owner.id)).toEqual([tablet])
  })

  it('counts the pushes that a device has said nothing to, until it speaks or is added again', async () => {
    const { owner } = await home.store.write((tables) => motorist(tables))
    const phone = aSubscription({ owner: owner.id, label: 'My phone', language: 'de' })
    const now = () => home.store.read.subscriptions.get(phone.id)
    await home.store.write(async ({ subscriptions }) => {
      await subscriptions.add(phone)
      await subscriptions.pushed(phone.id, 10)
      await subscriptions.pushed(phone.id, 20)
    })
    expect(await now()).toEqual({ ...phone, unshown: 2, unshownSince: 10 })
    await home.store.write(async ({ subscriptions }) => {
      await subscriptions.shown(phone.id, 30)
      await subscriptions.pushed(phone.id, 40)
    })
    expect(await now()).toEqual({ ...phone, lastShownAt: 30, unshown: 1, unshownSince: 40 })
    const again = aSubscription({ owner: owner.id, endpoint: phone.endpoint, auth: 'new' })
    const kept = await home.store.write((tables) => tables.subscriptions.add(again))
    expect(kept).toEqual({ ...phone, auth: 'new', lastShownAt: 30 })
  })

  it('hands a device over to its new owner, without what the old one was asked', async () => {
    const at = nextEra()
    const { owner, question } = await home.store.write(charged)
    const buyer = anOwner()
    const phone = aSubscription({ owner: owner.id, label: 'My phone', lastShownAt: 5 })
    const again = aSubscription({ owner: buyer.id, endpoint: phone.endpoint, auth: 'new' })
    const kept = await home.store.write(async (tables) => {
      await tables.owners.add(buyer)
      await tables.subscriptions.add(phone)
      await tables.notices.add(question, at)
      const climb = { question: question.id, channel: 'push' as const, dueAt: 0 }
      await tables.notices.climb(climb, [{ channel: 'push', subscription: phone.id, dueAt: at }])
      return tables.subscriptions.add(again)
    })
    expect(kept).toEqual({ ...again, id: phone.id })
    expect(await home.store.read.subscriptions.of(owner.id)).toEqual([])
    const left = 'select way from notice where question = ?'
    expect(await home.below.read.all(left, question.id)).toEqual([{ way: 'ladder' }])
  })
}

function silence(home: Home): void {
  it('hands out devices that are silent too long, to one teller at a time', async () => {
    const at = nextEra()
    const { owner } = await home.store.write((tables) => motorist(tables))
    const silent = { owner: owner.id, unshown: 5, unshownSince: at }
    const phone = aSubscription(silent)
    const others = [
      aSubscription({ ...silent, unshown: 4 }),
      aSubscription({ ...silent, unshownSince: at + 1 }),
      aSubscription({ owner: owner.id }),
    ]
    await home.store.write(async ({ subscriptions }) => {
      for (const one of [phone, ...others]) await subscriptions.add(one)
    })
    // Adding a device begins its count anew.
    await home.below.write(async (db) => {
      for (const { id, unshown, unshownSince } of [phone, ...others]) {
        const set = 'update subscription set unshown = ?, unshown_since = ? where id = ?'
        await db.run(set, unshown, unshownSince, id)
      }
    })
    const take = (now: number, until: number) =>
      home.store.write(({ subscriptions }) =>
        subscriptions.takeDeaf({ pushes: 5, since: at }, now, until, 10),
      )
    expect(await take(at + 10, at + 50)).toEqual([phone])
    expect(await take(at + 49, at + 90)).toEqual([])
    expect(await take(at + 50, at + 60)).toEqual([phone])
    await home.store.write(({ subscriptions }) => subscriptions.tellAt(phone.id, at + 200))
    expect(await take(at + 199, at + 300)).toEqual([])
    await home.store.write(({ subscriptions }) => subscriptions.shown(phone.id, at + 201))
    expect(await take(at + 400, at + 500)).toEqual([])
  })
}

function climbs(home: Home): void {
  /** A question on its way, and its owner's two devices. */
  const asked = async (at: number) => {
    const { owner, question } = await home.store.write(charged)
    const [phone, tablet] = [aSubscription({ owner: owner.id }), aSubscription({ owner: owner.id })]
    await home.store.write(async ({ subscriptions, notices }) => {
      await subscriptions.add(phone)
      await subscriptions.add(tablet)
      await notices.add(question, at)
    })
    const push = (subscription: string) => {
      return { channel: 'push' as const, subscription, dueAt: at }
    }
    const climb = { question: question.id, channel: 'push' as const, dueAt: at + 100 }
    return { question, phone, tablet, climb, messages: [push(phone.id), push(tablet.id)] }
  }
  const due = (now: number) => home.store.write(({ notices }) => notices.climbs(now, 10))
  const take = async (now: number, until: number) =>
    (await home.store.write(({ notices }) => notices.take(now, until, 10))).sort((a, b) =>
      String(a.subscription) < String(b.subscription) ? -1 : 1,
    )
  const isDue = (now: number) => home.store.read.notices.isDue(now)

  it('lets a question climb: to each device, then by a channel, each message taken once', async () => {
    const at = nextEra()
    const { question, phone, tablet, climb, messages } = await asked(at)
    expect(await isDue(at - 1)).toBe(false)
    expect(await isDue(at)).toBe(true)
    expect(await due(at - 1)).toEqual([])
    expect(await due(at)).toEqual([{ question: question.id, channel: null, dueAt: at }])

    await home.store.write(({ notices }) => notices.climb(climb, messages))
    expect(await due(at)).toEqual([])
    const notice = (told: object) => {
      return { question: question.id, channel: 'push', dueAt: at + 60, tries: 0, ...told }
    }
    const both = [notice({ subscription: phone.id }), notice({ subscription: tablet.id })]
    expect(await take(at + 1, at + 60)).toEqual(both)
    expect(await take(at + 59, at + 120)).toEqual([])
    expect(await take(at + 60, at + 60)).toEqual(both)

    await home.store.write(async ({ notices }) => {
      const [first, second] = messages.map(({ subscription }) => {
        return {
          question: question.id,
          channel: 'push' as const,
          subscription,
          dueAt: at,
          tries: 0,
        }
      })
      await notices.remove(first!)
      await notices.set({ ...second!, dueAt: at + 70, tries: 3 })
    })
    expect(await take(at + 69, at)).toEqual([])
    expect(await due(at + 100)).toEqual([climb])
    const letter = { channel: 'email' as const, subscription: null, dueAt: at }
    await home.store.write(({ notices }) =>
      notices.climb({ ...climb, channel: 'email', dueAt: at + 200 }, [letter]),
    )
    expect(await take(at + 100, at + 160)).toEqual([notice({ ...letter, dueAt: at + 160 })])
    await home.store.write(({ notices }) => notices.end(question.id))
    expect(await isDue(at + 9000)).toBe(false)
  })

  it('gives a message to one taker, however many take at the same time', async () => {
    const at = nextEra()
    const { question, climb, messages } = await asked(at)
    await home.store.write(({ notices }) => notices.climb(climb, messages))
    let second: Promise<unknown[]> | undefined
    const first = await home.store.write(async ({ notices }) => {
      const taken = await notices.take(at + 1, at + 5000, 10)
      second = take(at + 1, at + 5000)
      // Time enough for the other one to come upon the same rows.
      for (let i = 0; i < 1000; i++) await notices.isDue(at)
      return taken
    })
    expect([first.length, (await second)?.length]).toEqual([2, 0])
    await home.store.write(({ notices }) => notices.end(question.id))
  })

  it('goes on with what is to be made where nothing climbs higher', async () => {
    const at = nextEra()
    const { question, climb, messages } = await asked(at)
    await home.store.write(async ({ notices }) => {
      await notices.climb(climb, messages)
      await notices.rest(question.id)
    })
    expect(await due(at + 9000)).toEqual([])
    expect(await take(at, at + 9000)).toHaveLength(2)
    await home.store.write(({ notices }) => notices.end(question.id))
  })

  it('lets the next channel be tried sooner, never later', async () => {
    const at = nextEra()
    const { question, climb } = await asked(at)
    await home.store.write(async ({ notices }) => {
      await notices.climb(climb)
      await notices.hurry(question.id, at + 500)
    })
    expect(await due(at + 99)).toEqual([])
    expect(await due(at + 100)).toEqual([climb])
    await home.store.write(({ notices }) => notices.hurry(question.id, at + 5))
    expect(await due(at + 5)).toEqual([{ ...climb, dueAt: at + 5 }])
    await home.store.write(({ notices }) => notices.end(question.id))
  })

  it('wakes what an owner has waiting for one moment, and nothing else', async () => {
    const at = nextEra()
    const [mine, other] = [await asked(at), await asked(at)]
    const { owner } = mine.question
    await home.store.write(async ({ notices }) => {
      await notices.climb({ ...mine.climb, dueAt: at + 500 }, mine.messages)
      await notices.climb({ ...other.climb, dueAt: at + 500 }, [])
      await notices.wake(owner, at + 501, at + 10)
    })
    expect(await due(at + 10)).toEqual([])
    await home.store.write(({ notices }) => notices.wake(owner, at + 500, at + 10))
    expect(await due(at + 10)).toEqual([{ ...mine.climb, dueAt: at + 10 }])
    const silent = () =>
      home.below.read.all('select tell_at as at from subscription where id = ?', mine.phone.id)
    await home.store.write(async ({ subscriptions }) => {
      await subscriptions.tellAt(mine.phone.id, at + 500)
      await subscriptions.wake(owner, at + 499, at + 10)
    })
    expect(await silent()).toEqual([{ at: at + 500 }])
    await home.store.write(({ subscriptions }) => subscriptions.wake(owner, at + 500, at + 10))
    expect(await silent()).toEqual([{ at: at + 10 }])
    await home.store.write(async ({ notices }) => {
      await notices.end(mine.question.id)
      await notices.end(other.question.id)
    })
  })

  it('begins the climb anew where a question is asked again', async () => {
    const at = nextEra()
    const { question, climb, messages } = await asked(at)
    await home.store.write(async ({ notices }) => {
      await notices.climb(climb, messages)
      await notices.add(question, at + 300)
    })
    expect(await take(at + 9000, at)).toEqual([])
    expect(await due(at + 300)).toEqual([{ question: question.id, channel: null, dueAt: at + 300 }])
    await home.store.write(({ notices }) => notices.end(question.id))
  })

  it('ends the climb where a device has shown it; its other devices go on', async () => {
    const at = nextEra()
    const { question, climb, messages } = await asked(at)
    await home.store.write(async ({ notices }) => {
      await notices.climb(climb, [...messages, { channel: 'ntfy', subscription: null, dueAt: at }])
      await notices.end(question.id, 'shown')
    })
    expect(await due(at + 9000)).toEqual([])
    const left = await take(at, at + 9000)
    expect(left.map(({ channel }) => channel)).toEqual(['push', 'push'])
    await home.store.write(({ notices }) => notices.end(question.id))
  })

  it('drops what was on its way to a device that is removed, or about a question that is', async () => {
    const at = nextEra()
    const { question, phone, climb, messages } = await asked(at)
    await home.store.write(async ({ notices, subscriptions }) => {
      await notices.climb(climb, messages)
      await subscriptions.remove(phone.id)
    })
    expect(await take(at, at + 10)).toHaveLength(1)
    await home.store.write(({ questions }) => questions.drop(question.session, 'share'))
    expect(await isDue(at + 9000)).toBe(false)
  })
}
