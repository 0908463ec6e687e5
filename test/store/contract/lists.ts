/** Lists of charges and who knows of them, as the store promises to make them. */
import { expect, it } from 'vitest'
import { timeOrdered } from '../../../src/domain/ids.ts'
import type { Session } from '../../../src/domain/charging/session.ts'
import type { Sieve } from '../../../src/flows/tables.ts'
import { aDelivery, anEvent, aPartner, aPlace, aSession, charged, motorist } from '../samples.ts'
import type { Home } from './home.ts'

const ids = (sessions: Session[]) => sessions.map(({ id }) => id)

export function lists(home: Home): void {
  /** A car that charged four times at two places. */
  const travelled = () =>
    home.store.write(async (tables) => {
      const { vehicle } = await motorist(tables)
      const [here, there] = [aPlace({ vehicle: vehicle.id }), aPlace({ vehicle: vehicle.id })]
      for (const place of [here, there]) await tables.places.keep(place, vehicle)
      const at = (startedAt: number, told: Partial<Session>) =>
        aSession({ vehicle: vehicle.id, startedAt, firstAt: startedAt, ...told })
      const sessions = [
        at(100, { place: here.id, publicId: 'p', revision: 1 }),
        at(200, { place: here.id, status: 'aborted', energyKwh: null }),
        at(300, { place: there.id }),
        at(400, {}),
      ] as const
      for (const session of sessions) await tables.sessions.add(session)
      return { vehicle: vehicle.id, here: here.id, there: there.id, sessions }
    })

  it('sifts charges by all that may be asked for, page by page', async () => {
    const { vehicle, here, sessions } = await travelled()
    const [a, b, c, d] = ids([...sessions])
    const sift = async (sieve: Sieve, after: string | null = null, limit = 10) =>
      ids(await home.store.read.sessions.of([vehicle], { after, limit }, sieve))
    expect(await sift({})).toEqual([d, c, b, a])
    expect(await sift({ place: here })).toEqual([b, a])
    expect(await sift({ from: 200, to: 400 })).toEqual([c, b])
    expect(await sift({ status: 'aborted' })).toEqual([b])
    expect(await sift({ shared: true })).toEqual([a])
    expect(await sift({ shared: false })).toEqual([d, c, b])
    expect(await sift({ shared: false, from: 200, status: 'completed' })).toEqual([d, c])
    expect(await sift({ shared: false }, c)).toEqual([b])
    expect(await sift({ place: here }, null, 1)).toEqual([b])
    expect(await sift({ place: 'nowhere' })).toEqual([])
  })

  it('counts visits, and gives what sums are made of', async () => {
    const { vehicle, here, there } = await travelled()
    const { visits, sums } = home.store.read.sessions
    expect(await visits([vehicle], [here, there, 'nowhere'])).toEqual(
      new Map([
        [here, 2],
        [there, 1],
      ]),
    )
    expect(await visits([], [here])).toEqual(new Map())
    const all = (await sums([vehicle])).sort((a, b) => a.startedAt - b.startedAt)
    expect(all).toEqual([
      { place: here, startedAt: 100, energyKwh: 17.2, witness: null },
      { place: here, startedAt: 200, energyKwh: null, witness: null },
      { place: there, startedAt: 300, energyKwh: 17.2, witness: null },
      { place: null, startedAt: 400, energyKwh: 17.2, witness: null },
    ])
  })

  it('keeps where a charge’s flag comes from, and the day on which it was taken back', async () => {
    const { session } = await home.store.write(charged)
    const after = { ...session, flagBy: 'answer', withdrawnOn: 86_400_000 }
    await home.store.write(({ sessions }) => sessions.set(after))
    expect(await home.store.read.sessions.get(session.id)).toEqual(after)
  })

  it('gives all questions about charges, whatever their kind and state', async () => {
    const { session, question } = await home.store.write(charged)
    const why = { ...question, id: `${question.id} why`, kind: 'abort' as const }
    const done = { ...question, state: 'answered', choice: 'once', answeredAt: 5 } as const
    await home.store.write(async ({ questions }) => {
      await questions.add(why)
      await questions.set(done)
    })
    const about = await home.store.read.questions.about([session.id, 'nothing'])
    expect(about.sort((a, b) => (a.id < b.id ? -1 : 1))).toEqual([done, why])
    expect(await home.store.read.questions.about([])).toEqual([])
  })

  it('tells the events of a charge, what was blanked too', async () => {
    const session = `shown ${Math.random()}`
    const told = [anEvent({ session }), anEvent({ session, type: 'charge.withdrawn', revision: 2 })]
    await home.store.write(async ({ feed }) => {
      for (const event of told) await feed.append(event)
    })
    const rows = await home.store.read.feed.told(session)
    expect(rows).toMatchObject(told.map(({ type }) => ({ session, type })))
    expect(rows[0]!.seq).toBeLessThan(rows[1]!.seq)
    expect(await home.store.read.feed.told('nothing')).toEqual([])
  })

  it('tells when each partner was first pushed an event', async () => {
    const NOON = Date.parse('2026-11-21T12:00:00Z')
    const [swift, slow, deaf] = [aPartner(), aPartner(), aPartner()]
    const at = (ms: number) => timeOrdered(NOON + ms, made++, new Uint8Array(12))
    let made = 0
    const push = (partner: string, ms: number, told = {}) =>
      aDelivery({ partner, id: at(ms), at: NOON + ms, firstSeq: 40, lastSeq: 45, ...told })
    await home.store.write(async ({ partners, deliveries }) => {
      for (const partner of [swift, slow, deaf]) await partners.add(partner)
      for (const delivery of [
        push(swift.id, -120_000),
        push(swift.id, 5),
        push(swift.id, 900),
        push(slow.id, 10, { error: 'timeout', status: null }),
        push(slow.id, 500),
        push(deaf.id, 10, { error: 'status', status: 500 }),
        push(deaf.id, 20, { firstSeq: 43, lastSeq: 45 }),
        push(deaf.id, 30, { kind: 'test', firstSeq: null, lastSeq: null }),
      ]) {
        await deliveries.add(delivery)
      }
    })
    const pushes = await home.store.read.deliveries.pushes(42, NOON)
    expect(pushes).toEqual(
      new Map([
        [swift.id, NOON + 5],
        [slow.id, NOON + 500],
      ]),
    )
    expect(await home.store.read.deliveries.pushes(46, NOON)).toEqual(new Map())
  })
}
