/** How far partners are, what waits for them and what was tried, as the store promises to keep it. */
import { expect, it } from 'vitest'
import type { Lane, Partner } from '../../../src/domain/partners/partner.ts'
import { aDelivery, aLane, aLetter, anEvent, aPartner } from '../samples.ts'
import type { Home } from './home.ts'

export function lanes(home: Home): void {
  const joined = async (told: Partial<Partner> = {}, lane: Partial<Lane> = {}) => {
    const partner = aPartner(told)
    await home.store.write(async (tables) => {
      await tables.partners.add(partner)
      await tables.lanes.add(aLane({ partner: partner.id, ...lane }))
    })
    return partner.id
  }

  it('gives a lane back as it is, with its breaker', async () => {
    const partner = await joined()
    expect(await home.store.read.lanes.get(partner)).toEqual(aLane({ partner }))
    const lane: Lane = {
      partner,
      cursorSeq: 2 ** 40,
      aimSeq: 2 ** 41,
      tries: 3,
      dueAt: 4000,
      failingSince: 3000,
      breaker: { failures: 3, slices: [[1, 2, 3]], pauses: 1 },
      allowedRate: 0.5,
      paidUntil: 77,
    }
    await home.store.write((tables) => tables.lanes.set(lane))
    expect(await home.store.read.lanes.get(partner)).toEqual(lane)
    expect(await home.store.read.lanes.get('nobody')).toBeNull()
  })

  it('tells which partners something is due for', async () => {
    await home.store.write((tables) => tables.feed.append(anEvent()))
    const cursorSeq = await home.store.read.feed.last()
    const due = [
      await joined({}, { cursorSeq: cursorSeq - 1 }),
      await joined({}, { cursorSeq: 0, tries: 2, dueAt: 500 }),
      await joined({ pushState: 'unproven' }, { cursorSeq }),
    ]
    const lettered = await joined({}, { cursorSeq })
    const rest = [
      await joined({}, { cursorSeq }),
      await joined({}, { cursorSeq: 0, dueAt: 501 }),
      await joined({ pushEnabled: false }, { cursorSeq: 0 }),
      await joined({ pushState: 'gone' }, { cursorSeq: 0 }),
      await joined({ pushState: 'disabled' }, { cursorSeq: 0 }),
      await joined({ pushUrl: null, pushState: 'none' }, { cursorSeq: 0 }),
      await joined({ suspendedAt: 9 }, { cursorSeq: 0 }),
      await joined({ pushState: 'unproven' }, { dueAt: 501 }),
    ]
    const early = await joined({}, { cursorSeq })
    await home.store.write(async ({ letters }) => {
      await letters.add(aLetter({ partner: lettered, dueAt: 500 }))
      await letters.add(aLetter({ partner: early, dueAt: 501 }))
      await letters.add(aLetter({ partner: early, dueAt: 1, at: 9000, state: 'dead' }))
    })
    const found = await home.store.read.lanes.due(500, 'me')
    for (const id of [...due, lettered]) expect(found).toContain(id)
    for (const id of [...rest, early]) expect(found).not.toContain(id)
  })

  it('lends a lane to one holder at a time, and to the next when he gave it back or died', async () => {
    await home.store.write((tables) => tables.feed.append(anEvent()))
    const partner = await joined()
    const hold = (holder: string, now: number) =>
      home.store.write(({ lanes }) => lanes.hold(partner, holder, now, now + 100))
    const isDue = async (holder: string, now: number) =>
      (await home.store.read.lanes.due(now, holder)).includes(partner)
    const [isA, isB] = await Promise.all([hold('a', 10), hold('b', 10)])
    expect(isA).not.toBe(isB)
    const [one, other] = isA ? ['a', 'b'] : ['b', 'a']
    expect(await hold(one, 50)).toBe(true)
    expect([await isDue(one, 60), await isDue(other, 60)]).toEqual([true, false])
    expect(await hold(other, 149)).toBe(false)
    expect(await isDue(other, 150)).toBe(true)
    expect(await hold(other, 150)).toBe(true)
    await home.store.write(({ lanes }) => lanes.release(partner, one))
    expect(await hold(one, 151)).toBe(false)
    await home.store.write(({ lanes }) => lanes.release(partner, other))
    expect(await hold(one, 151)).toBe(true)
  })

  it('keeps letters in the order of the feed, replays apart, and lets newer states end them', async () => {
    const partner = await joined()
    const letter = (told: object) => aLetter({ partner, ...told })
    const [late, first, replay] = [
      letter({ from: 5, to: 6, about: 'x', tries: 2, status: 422 }),
      letter({ from: 3, to: 4, about: 'y' }),
      letter({ from: 0, to: 9, isReplay: true, session: 's' }),
    ]
    const { letters } = home.store.read
    await home.store.write(async ({ letters }) => {
      for (const one of [late, first, replay]) await letters.add(one)
    })
    expect(await letters.next(partner, false, 999)).toBeNull()
    expect(await letters.next(partner, false, 1000)).toEqual(first)
    expect(await letters.next(partner, true, 1000)).toEqual(replay)
    await home.store.write(({ letters }) => letters.supersede(partner, ['y', 'x'], 6))
    expect(await letters.next(partner, false, 1000)).toEqual(late)
    expect(await letters.get(first.id)).toEqual({ ...first, state: 'superseded' })
    await home.store.write(({ letters }) => letters.set({ ...late, state: 'dead', tries: 10 }))
    expect(await letters.dead(partner, { after: null, limit: 9 })).toEqual([
      { ...late, state: 'dead', tries: 10 },
    ])
    expect(await letters.dead(partner, { after: late.id, limit: 9 })).toEqual([])
    expect(await letters.deadAt(partner, late)).toMatchObject({ id: late.id })
    expect(await letters.countDead(partner)).toBe(1)
    expect(await letters.countReplays(partner)).toBe(1)
    await home.store.write(({ letters }) => letters.hurry(partner))
    expect(await letters.next(partner, true, 0)).toMatchObject({ id: replay.id })
    expect(await home.store.write(({ letters }) => letters.removeBefore(1001))).toBe(2)
    await home.store.write(({ letters }) => letters.remove(replay.id))
    expect(await letters.get(replay.id)).toBeNull()
  })

  it('keeps every attempt to push, newest first, page by page, and finds some', async () => {
    const partner = await joined()
    const first = aDelivery({ partner, superseded: 3, answer: 'fine' })
    const nowhere = { firstSeq: null, lastSeq: null, events: 0, status: null }
    const failed = aDelivery({ partner, kind: 'verification', at: 2000, error: 'dns', ...nowhere })
    await home.store.write(async ({ deliveries }) => {
      await deliveries.add(first)
      await deliveries.add(failed)
    })
    const { deliveries } = home.store.read
    const of = (sieve = {}) => deliveries.of(partner, { after: null, limit: 10 }, sieve)
    expect(await of()).toEqual([failed, first])
    expect(await deliveries.of(partner, { after: null, limit: 1 })).toEqual([failed])
    expect(await deliveries.of(partner, { after: failed.id, limit: 9 })).toEqual([first])
    expect(await of({ result: 'delivered' })).toEqual([first])
    expect(await of({ result: 'failed', kind: 'verification' })).toEqual([failed])
    expect(await of({ since: 1001 })).toEqual([failed])
    expect(await of({ until: 2000, message: first.message })).toEqual([first])
    expect(await deliveries.get(partner, first.id)).toEqual(first)
    expect(await deliveries.get('somebody else', first.id)).toBeNull()
  })

  it('forgets what was answered to messages with a session that is withdrawn', async () => {
    const partner = await joined()
    const { session } = anEvent()
    await home.store.write((tables) => tables.feed.append(anEvent({ session })))
    const seq = await home.store.read.feed.last()
    const reach = (firstSeq: number, lastSeq: number) =>
      aDelivery({ partner, firstSeq, lastSeq, answer: 'you said: here' })
    const [before, around, after] = [
      reach(seq - 9, seq - 1),
      reach(seq - 1, seq + 1),
      reach(seq + 2, seq + 3),
    ]
    await home.store.write(async ({ deliveries, feed }) => {
      for (const one of [before, around, after]) await deliveries.add(one)
      await feed.append(anEvent({ session, type: 'charge.withdrawn', body: '{}' }))
      await deliveries.hush(session)
    })
    const { deliveries } = home.store.read
    const answerOf = async ({ id }: { id: string }) => (await deliveries.get(partner, id))?.answer
    expect([await answerOf(before), await answerOf(around), await answerOf(after)]).toEqual([
      'you said: here',
      '',
      'you said: here',
    ])
    expect(await deliveries.recalled([session, 'another'])).toEqual([session])
  })

  it('keeps the newest thousand attempts of each partner', async () => {
    const [busy, quiet] = [await joined(), await joined()]
    const all = Array.from({ length: 1003 }, () => aDelivery({ partner: busy }))
    const alone = aDelivery({ partner: quiet, id: 'delivery-0' })
    await home.store.write(async ({ deliveries }) => {
      await deliveries.add(alone)
      for (const one of all) await deliveries.add(one)
    })
    const { of } = home.store.read.deliveries
    const kept = await of(busy, { after: null, limit: 2000 })
    expect(kept.map(({ id }) => id)).toEqual(
      all
        .slice(3)
        .reverse()
        .map(({ id }) => id),
    )
    expect(await of(quiet, { after: null, limit: 9 })).toEqual([alone])
  })

  it('forgets old attempts', async () => {
    const partner = await joined()
    const forgotten = await home.store.write(async ({ deliveries }) => {
      for (const at of [-30, -20, -10]) await deliveries.add(aDelivery({ partner, at }))
      return deliveries.removeBefore(-10)
    })
    expect(forgotten).toBe(2)
    const left = await home.store.read.deliveries.of(partner, { after: null, limit: 9 })
    expect(left.map(({ at }) => at)).toEqual([-10])
  })

  it('keeps notes, and gives those that are to be mailed to one at a time', async () => {
    const partner = await joined()
    const [a, b] = [
      { id: 'note-a', partner, kind: 'push.gone' as const, at: 5 },
      { id: 'note-b', partner, kind: 'secret.renewed' as const, at: 6 },
    ]
    const take = (now: number) => home.store.write(({ notes }) => notes.take(now, now + 100, 10))
    await home.store.write(async ({ notes }) => {
      await notes.add(a, 50)
      await notes.add(b, null)
    })
    expect(await home.store.read.notes.of(partner, { after: null, limit: 9 })).toEqual([b, a])
    expect(await take(49)).toEqual([])
    const taken = await Promise.all([take(50), take(50)])
    expect(taken.flat(), 'whichever was quicker').toEqual([{ ...a, tries: 0 }])
    await home.store.write(({ notes }) => notes.setMail(a.id, 1, 200))
    expect(await take(200)).toEqual([{ ...a, tries: 1 }])
    await home.store.write(({ notes }) => notes.setMail(a.id, 2, null))
    expect(await take(1e12)).toEqual([])
    expect(await home.store.write(({ notes }) => notes.removeBefore(6))).toBe(1)
  })

  it('knows what was and will be mailed to an address, whichever partners have told it', async () => {
    const [one, two] = [await joined({ email: 'x@x.org' }), await joined({ email: 'X@x.org' })]
    const other = await joined({ email: 'y@x.org' })
    const note = (partner: string, at: number) =>
      ({ id: `${partner} at ${at}`, partner, kind: 'push.gone', at }) as const
    const [old, sent, silent, due] = [note(one, 5), note(one, 6), note(one, 7), note(two, 8)]
    await home.store.write(async ({ notes }) => {
      for (const note of [old, sent, due]) await notes.add(note, 50)
      await notes.add(silent, null)
      await notes.add(note(other, 9), 50)
      await notes.setMail(sent.id, 1, null)
    })
    expect(await home.store.read.notes.mailed(one, 5)).toEqual([sent, due])
    expect(await home.store.read.notes.mailed(two, 4)).toEqual([old, sent, due])
  })
}
