/** Answers that may yet be undone, as the store promises to keep them. */
import { expect, it } from 'vitest'
import type { Given } from '../../../src/domain/sharing/undo.ts'
import { aQuestion, aSession, charged } from '../samples.ts'
import type { Home } from './home.ts'

let made = 0

function given(told: Partial<Given> & Pick<Given, 'question' | 'session'>): Given {
  return {
    id: `answer-${String(++made).padStart(6, '0')}`,
    place: null,
    at: 1000,
    said: { choice: 'once', comment: 'told “so”', everyVisit: true },
    was: {
      place: { flag: 'pending', flagBy: null },
      sessions: [{ id: told.session, flag: 'pending', flagBy: null }],
      words: { post: null, comment: null, abortReason: null },
      questions: [{ id: told.question, state: 'open', choice: null, answeredAt: null }],
    },
    ...told,
  }
}

export function answers(home: Home): void {
  const read = () => home.store.read.answers
  /** Two answers about two charges of one vehicle. */
  const answered = () =>
    home.store.write(async (tables) => {
      const { owner, vehicle, place, session, question } = await charged(tables)
      const later = aSession({ vehicle: vehicle.id, place: place.id, firstAt: 5000 })
      const about = { owner: owner.id, vehicle: vehicle.id, session: later.id }
      const asked = aQuestion(about)
      await tables.sessions.add(later)
      await tables.questions.add(asked)
      const one = given({ question: question.id, session: session.id, place: place.id })
      const two = given({ question: asked.id, session: later.id, at: 2000 })
      for (const each of [two, one]) await tables.answers.keep(vehicle.id, each)
      return { vehicle, place, session, question, later, one, two }
    })

  it('gives a vehicle’s answers back, oldest first, as far as they are young enough', async () => {
    const { vehicle, one, two } = await answered()
    expect(await read().of(vehicle.id, 999)).toEqual([one, two])
    expect(await read().of(vehicle.id, 1000)).toEqual([two])
    expect(await read().of(vehicle.id, 2000)).toEqual([])
    expect(await read().of('another', 0)).toEqual([])
  })

  it('tells when questions were answered', async () => {
    const { one, two } = await answered()
    const times = (since: number) => read().times([one.question, two.question, 'none'], since)
    expect(await times(0)).toEqual(
      new Map([
        [one.question, 1000],
        [two.question, 2000],
      ]),
    )
    expect(await times(1000)).toEqual(new Map([[two.question, 2000]]))
    expect(await read().times([], 0)).toEqual(new Map())
  })

  it('keeps anew how things stood before, and one answer to a question', async () => {
    const { vehicle, one, two } = await answered()
    const changed = { ...one, was: { ...one.was, place: null, questions: [] } }
    const again = given({ ...two, id: `${two.id} again`, said: { choice: 'skip' } })
    await home.store.write(async ({ answers }) => {
      await answers.keep(vehicle.id, changed)
      await answers.keep(vehicle.id, again)
    })
    expect(await read().of(vehicle.id, 0)).toEqual([changed, again])
  })

  it('lets go of an answer, of all about a place, of all of a vehicle, and of old ones', async () => {
    const done = async (vehicle: string) =>
      (await read().of(vehicle, -1_000_000)).map(({ id }) => id)
    const first = await answered()
    await home.store.write(({ answers }) => answers.remove(first.one.id))
    expect(await done(first.vehicle.id)).toEqual([first.two.id])
    const second = await answered()
    await home.store.write(({ answers }) => answers.finish(second.vehicle.id, second.place.id))
    expect(await done(second.vehicle.id)).toEqual([second.two.id])
    await home.store.write(({ answers }) => answers.finish(second.vehicle.id))
    expect(await done(second.vehicle.id)).toEqual([])
    const third = await answered()
    const old = given({ ...third.one, id: `${third.one.id} old`, at: -500 })
    await home.store.write(async ({ answers }) => {
      await answers.keep(third.vehicle.id, old)
      expect(await answers.removeBefore(-500)).toBe(0)
      expect(await answers.removeBefore(-499)).toBe(1)
    })
    expect(await done(third.vehicle.id)).toEqual([third.two.id])
  })

  it('outlives its question, and goes with its vehicle', async () => {
    const { vehicle, session, one, two } = await answered()
    await home.store.write(({ questions }) => questions.drop(session.id, 'share'))
    expect(await read().of(vehicle.id, 0)).toEqual([one, two])
    await home.store.write(({ vehicles }) => vehicles.remove(vehicle.id))
    expect(await read().of(vehicle.id, 0)).toEqual([])
  })

  it('knows what a key was used for, as long as there is the question', async () => {
    const { session, question } = await home.store.write(charged)
    await home.store.write(async ({ answers }) => {
      await answers.addKey(question.id, 'k-1', 'digest')
      await answers.addKey(question.id, 'k-1', 'another')
    })
    expect(await read().byKey(question.id, 'k-1')).toBe('digest')
    expect(await read().byKey(question.id, 'k-2')).toBeNull()
    expect(await read().byKey('another', 'k-1')).toBeNull()
    await home.store.write(({ questions }) => questions.drop(session.id, 'share'))
    expect(await read().byKey(question.id, 'k-1')).toBeNull()
  })

  it('tells which charges an answer is about', async () => {
    const { vehicle, session, later } = await answered()
    const other = aSession({ vehicle: vehicle.id, firstAt: 7000 })
    await home.store.write(async ({ sessions }) => {
      await sessions.set({ ...later, flagBy: 'answer' })
      await sessions.add(other)
    })
    const ids = async (ids: string[], answers: string[]) =>
      (await home.store.read.sessions.touched(vehicle.id, ids, answers)).map(({ id }) => id)
    expect(await ids([session.id, 'nothing'], ['answer'])).toEqual([session.id, later.id])
    expect(await ids([], ['answer', 'more'])).toEqual([later.id])
    expect(await ids([], [])).toEqual([])
    expect(await home.store.read.sessions.touched('another', [session.id], [])).toEqual([])
  })
}
