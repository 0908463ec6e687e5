/** Charge sessions and messages, as the store promises to keep them. */
import { expect, it } from 'vitest'
import type { Session } from '../../../src/domain/charging/session.ts'
import type { Tables } from '../../../src/flows/tables.ts'
import { aFact, aPlace, aQuestion, aSession, charged, motorist } from '../samples.ts'
import type { Home } from './home.ts'

/** A vehicle with one session for each time, oldest first. */
async function history(tables: Tables, ...times: number[]) {
  const { owner, vehicle } = await motorist(tables)
  const sessions = times.map((firstAt) => aSession({ vehicle: vehicle.id, firstAt }))
  for (const session of sessions) await tables.sessions.add(session)
  return { owner, vehicle: vehicle.id, sessions }
}

const ids = (sessions: Session[]) => sessions.map(({ id }) => id)

export function charging(home: Home): void {
  it('gives a session back as it was kept, and as it was changed', async () => {
    const { session } = await home.store.write(charged)
    expect(await home.store.read.sessions.get(session.id)).toEqual(session)
    const changed: Session = {
      ...session,
      flag: 'once',
      status: 'aborted',
      startedAt: 900,
      firstAt: 950,
      seenAt: 3000,
      endedAt: 3000,
      heardAt: 3100,
      socStart: null,
      socEnd: 55.25,
      energyKwh: 4,
      maxPowerKw: 7.4,
      odometerKm: null,
      endReason: 'charge interrupted',
      abortReason: 'station',
      post: null,
      comment: 'plug was “stuck”',
      publicId: `public ${session.id}`,
      revision: 3,
    }
    await home.store.write(async ({ sessions }) => {
      await sessions.set(changed)
      await sessions.retime(changed)
    })
    expect(await home.store.read.sessions.get(session.id)).toEqual(changed)
    await home.store.write(({ sessions }) => sessions.remove(session.id))
    expect(await home.store.read.sessions.get(session.id)).toBeNull()
  })

  it('tells the latest session by the car’s clock', async () => {
    const { vehicle, sessions } = await home.store.write((tables) => history(tables, 300, 100, 300))
    expect(await home.store.read.sessions.latest(vehicle)).toEqual(sessions[2])
    expect(await home.store.read.sessions.latest('nothing')).toBeNull()
  })

  it('lends the stretch of time that a late message falls into', async () => {
    const { vehicle, sessions } = await home.store.write((tables) => history(tables, 100, 200, 300))
    const [one, two, three] = sessions
    const { stretch } = home.store.read.sessions
    expect(await stretch(vehicle, 250)).toEqual({ before: one, sessions: [two, three] })
    expect(await stretch(vehicle, 200)).toEqual({ before: one, sessions: [two, three] })
    expect(await stretch(vehicle, 199)).toEqual({ before: null, sessions: [one, two, three] })
    expect(await stretch(vehicle, 99)).toEqual({ before: null, sessions: [one, two, three] })
    expect(await stretch(vehicle, 999)).toEqual({ before: two, sessions: [three] })
    expect(await stretch('nothing', 100)).toEqual({ before: null, sessions: [] })
  })

  it('orders sessions that began at once by their ids', async () => {
    const { vehicle, sessions } = await home.store.write((tables) => history(tables, 100, 100, 100))
    const [, two, three] = sessions
    expect(await home.store.read.sessions.stretch(vehicle, 100)).toEqual({
      before: two,
      sessions: [three],
    })
  })

  it('lets a vehicle charge once at a time', async () => {
    const { vehicle } = await home.store.write((tables) => motorist(tables))
    const open = () => aSession({ vehicle: vehicle.id, status: 'charging', endedAt: null })
    const [first, second] = [open(), open()]
    await home.store.write(({ sessions }) => sessions.add(first))
    await expect(home.store.write(({ sessions }) => sessions.add(second))).rejects.toThrow(
      /unique/i,
    )
    await home.store.write(async ({ sessions }) => {
      await sessions.set({ ...first, status: 'unknown', endedAt: 2000 })
      await sessions.add(second)
    })
    expect((await home.store.read.sessions.get(second.id))?.status).toBe('charging')
  })

  it('tells which session is charging at a place', async () => {
    const { place, session } = await home.store.write(charged)
    const { openAt } = home.store.read.sessions
    expect(await openAt(place.vehicle, place.id)).toBeNull()
    const open: Session = { ...session, status: 'charging', endedAt: null }
    await home.store.write(({ sessions }) => sessions.set(open))
    expect(await openAt(place.vehicle, place.id)).toEqual(open)
  })

  it('tells what is unsettled at a place: shared, to be shared, or asked about and not answered', async () => {
    const { owner, vehicle, place, session, question } = await home.store.write(charged)
    const at = { vehicle: vehicle.id, place: place.id }
    const shared = aSession({ ...at, firstAt: 3000, publicId: 'shown' })
    const quiet = aSession({ ...at, firstAt: 4000 })
    const why = aSession({ ...at, firstAt: 5000 })
    const late = aSession({ ...at, firstAt: 6000, flag: 'once' })
    const about = { owner: owner.id, vehicle: vehicle.id, session: why.id }
    await home.store.write(async ({ sessions, questions }) => {
      for (const one of [shared, quiet, why, late]) await sessions.add(one)
      await questions.add(aQuestion({ ...about, kind: 'abort' }))
    })
    const { unsettledAt } = home.store.read.sessions
    expect(await unsettledAt(vehicle.id, place.id)).toEqual([session, shared, late])
    await home.store.write(({ questions }) => questions.set({ ...question, state: 'expired' }))
    expect(await unsettledAt(vehicle.id, place.id)).toEqual([shared, late])
  })

  it('lists sessions of several vehicles, newest first, page by page', async () => {
    const one = await home.store.write((tables) => history(tables, 100, 300))
    const two = await home.store.write((tables) => history(tables, 200, 300))
    const [a, c] = ids(one.sessions)
    const [b, d] = ids(two.sessions)
    const page = async (after: string | null, limit: number) =>
      ids(await home.store.read.sessions.of([one.vehicle, two.vehicle], { after, limit }))
    expect(await page(null, 10)).toEqual([d, c, b, a])
    expect(await page(null, 1)).toEqual([d])
    expect(await page(d!, 2)).toEqual([c, b])
    expect(await page(b!, 10)).toEqual([a])
    expect(await page(a!, 10)).toEqual([])
    expect(await page('nothing', 10)).toEqual([])
  })

  it('counts the charges at each place and tells the last one', async () => {
    const { vehicle, place, session } = await home.store.write(charged)
    const other = aPlace({ vehicle: vehicle.id })
    const later = aSession({ vehicle: vehicle.id, place: place.id, firstAt: 7000 })
    const there = aSession({ vehicle: vehicle.id, place: other.id, firstAt: 3000 })
    const nowhere = aSession({ vehicle: vehicle.id, firstAt: 9000 })
    await home.store.write(async ({ places, sessions }) => {
      await places.keep(other, vehicle)
      for (const one of [later, there, nowhere]) await sessions.add(one)
    })
    expect(session.firstAt).toBeLessThan(later.firstAt)
    expect(await home.store.read.sessions.tally(vehicle.id)).toEqual(
      new Map([
        [place.id, { charges: 2, last: later }],
        [other.id, { charges: 1, last: there }],
      ]),
    )
  })

  it('tells which sessions of a vehicle are published', async () => {
    const { vehicle, sessions } = await home.store.write((tables) => history(tables, 100, 200))
    const shared = { ...sessions[1]!, publicId: 'p', revision: 1 }
    await home.store.write((tables) => tables.sessions.set(shared))
    expect(await home.store.read.sessions.published(vehicle)).toEqual([shared])
  })

  it('tells which charging sessions fell silent, the longest silence first', async () => {
    // Long before all other sessions of this run, so that only these are meant.
    const silent = await home.store.write(async (tables) => {
      const heard = async (heardAt: number, status: Session['status']) => {
        const { vehicle } = await motorist(tables)
        const session = aSession({ vehicle: vehicle.id, status, endedAt: null, heardAt })
        await tables.sessions.add(session)
        return session.id
      }
      const [b, a] = [await heard(-50, 'charging'), await heard(-90, 'charging')]
      await heard(-70, 'unknown')
      await heard(-49, 'charging')
      return [a, b]
    })
    expect(ids(await home.store.read.sessions.silentSince(-50, 10))).toEqual(silent)
    expect(ids(await home.store.read.sessions.silentSince(-50, 1))).toEqual(silent.slice(0, 1))
  })

  it('tells which sessions may be published, are over, and are not published yet', async () => {
    const { vehicle, place } = await home.store.write(charged)
    const ended = (told: Partial<Session>) =>
      aSession({ vehicle: vehicle.id, place: place.id, flag: 'once', endedAt: -100, ...told })
    const waiting = [ended({ endedAt: -200 }), ended({ flag: 'always' })]
    const others = [
      ended({ endedAt: -99 }),
      ended({ flag: 'pending' }),
      ended({ flag: 'skip' }),
      ended({ publicId: 'p' }),
      ended({ place: null }),
      ended({ endedAt: null, status: 'charging' }),
    ]
    await home.store.write(async ({ sessions }) => {
      for (const session of [...waiting.toReversed(), ...others]) await sessions.add(session)
    })
    const { unpublished } = home.store.read.sessions
    expect(await unpublished(-99, 10)).toEqual(waiting)
    expect(await unpublished(-99, 1)).toEqual(waiting.slice(0, 1))
  })

  it('tells of which sessions partners know an older state, since a day that is over', async () => {
    const { vehicle, place } = await home.store.write(charged)
    const known = (told: Partial<Session>) =>
      aSession({ vehicle: vehicle.id, place: place.id, flag: 'once', publicId: 'p', ...told })
    const waiting = [known({ untoldOn: -300 }), known({ untoldOn: -200 })]
    const others = [
      known({ untoldOn: null }),
      known({ untoldOn: -100 }),
      known({ untoldOn: -200, place: null }),
      known({ untoldOn: -200, endedAt: null, status: 'charging' }),
    ]
    await home.store.write(async ({ sessions }) => {
      for (const session of [...waiting.toReversed(), ...others]) await sessions.add(session)
    })
    const { untold } = home.store.read.sessions
    expect(await untold(-100, 10)).toEqual(waiting)
    expect(await untold(-100, 1)).toEqual(waiting.slice(0, 1))
  })

  it('knows a message again, and keeps it without telling its facts twice', async () => {
    const { vehicle, place, session } = await home.store.write(charged)
    const fact = aFact({ place: place.id, reason: 'told “so”' })
    const kept = { digest: 'd', session: session.id }
    await home.store.write(({ messages }) => messages.add(vehicle.id, fact, kept, 2000))
    const { messages } = home.store.read
    expect(await messages.get(vehicle.id, fact.key)).toEqual(kept)
    expect(await messages.get('another', fact.key)).toBeNull()
    expect(await messages.of([session.id])).toEqual([{ fact, session: session.id }])
    const row = await home.below.read.get<{ facts: string }>(
      'select facts from message where vehicle = ? and id = ?',
      vehicle.id,
      fact.key,
    )
    expect(Object.keys(JSON.parse(row!.facts) as object).sort()).toEqual(
      ['durationS', 'energyKwh', 'powerKw', 'reason', 'soc'].sort(),
    )
  })

  it('refuses a message that is kept already', async () => {
    const { vehicle } = await home.store.write((tables) => motorist(tables))
    const fact = aFact()
    const add = () =>
      home.store.write(({ messages }) =>
        messages.add(vehicle.id, fact, { digest: 'd', session: null }, 2000),
      )
    await add()
    await expect(add()).rejects.toThrow(/unique/i)
  })

  it('tells the story of several sessions without telemetry, and moves its messages', async () => {
    const { vehicle, sessions } = await home.store.write((tables) => history(tables, 100, 200))
    const [a, b] = ids(sessions)
    const [start, end] = [aFact({ type: 'charge.started' }), aFact({ type: 'charge.completed' })]
    await home.store.write(async ({ messages }) => {
      await messages.add(vehicle, start, { digest: 'd', session: a! }, 2000)
      await messages.add(vehicle, end, { digest: 'd', session: a! }, 2000)
      await messages.add(vehicle, aFact({ type: 'telemetry' }), { digest: 'd', session: a! }, 2000)
      await messages.add(vehicle, aFact(), { digest: 'd', session: null }, 2000)
      await messages.move(vehicle, end.key, b!)
    })
    const { of } = home.store.read.messages
    expect(await of([a!, b!])).toHaveLength(2)
    expect(await of([a!])).toEqual([{ fact: start, session: a }])
    expect(await of([b!])).toEqual([{ fact: end, session: b }])
    expect(await of([])).toEqual([])
  })

  it('forgets messages received before a time', async () => {
    const { vehicle } = await home.store.write((tables) => motorist(tables))
    const facts = [aFact(), aFact(), aFact()]
    await home.store.write(async ({ messages }) => {
      for (const [i, fact] of facts.entries()) {
        await messages.add(vehicle.id, fact, { digest: 'd', session: null }, -30 + i * 10)
      }
    })
    expect(await home.store.write(({ messages }) => messages.removeBefore(-10, -10))).toBe(2)
    const { get } = home.store.read.messages
    expect(await get(vehicle.id, facts[1]!.key)).toBeNull()
    expect(await get(vehicle.id, facts[2]!.key)).not.toBeNull()
  })
}
