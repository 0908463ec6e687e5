/** Questions, as the store promises to keep them. */
import { expect, it } from 'vitest'
import type { Question } from '../../../src/domain/sharing/question.ts'
import { aQuestion, aSession, charged } from '../samples.ts'
import type { Home } from './home.ts'

export function questions(home: Home): void {
  /** An owner with three charges, each asked about. */
  const asked = () =>
    home.store.write(async (tables) => {
      const first = await charged(tables)
      const about = { owner: first.owner.id, vehicle: first.vehicle.id }
      const more: Question[] = []
      for (const firstAt of [2000, 3000]) {
        const session = aSession({ vehicle: first.vehicle.id, firstAt })
        const question = aQuestion({ ...about, session: session.id })
        await tables.sessions.add(session)
        await tables.questions.add(question)
        more.push(question)
      }
      return { ...first, all: [first.question, ...more] as [Question, Question, Question] }
    })

  it('gives a question back as it was asked, and as it was answered', async () => {
    const { question } = await home.store.write(charged)
    expect(await home.store.read.questions.get(question.id)).toEqual(question)
    const answered: Question = {
      ...question,
      state: 'answered',
      choice: 'always',
      remindAt: 6000,
      answeredAt: 5500,
    }
    await home.store.write((tables) => tables.questions.set(answered))
    expect(await home.store.read.questions.get(question.id)).toEqual(answered)
    expect(await home.store.read.questions.get('nothing')).toBeNull()
  })

  it('asks about a session once, whatever was answered', async () => {
    const { question } = await home.store.write(charged)
    const again = aQuestion({ ...question, id: `${question.id} again` })
    const why = aQuestion({ ...question, id: `${question.id} why`, kind: 'abort' })
    const added = await home.store.write(async (tables) => [
      await tables.questions.add(again),
      await tables.questions.add(why),
    ])
    expect(added).toEqual([false, true])
    expect(await home.store.read.questions.get(again.id)).toBeNull()
  })

  it('drops one kind of question about a session', async () => {
    const { question, session } = await home.store.write(charged)
    const why = aQuestion({ ...question, id: `${question.id} why`, kind: 'abort' })
    await home.store.write(async (tables) => {
      await tables.questions.add(why)
      await tables.questions.drop(session.id, 'abort')
    })
    expect(await home.store.read.questions.get(why.id)).toBeNull()
    expect(await home.store.read.questions.get(question.id)).toEqual(question)
  })

  it('lists an owner’s questions by their state, newest first, page by page', async () => {
    const { owner, all } = await asked()
    const [one, two, three] = all
    const answered: Question = { ...two, state: 'answered', choice: 'skip', answeredAt: 1 }
    await home.store.write((tables) => tables.questions.set(answered))
    const { of } = home.store.read.questions
    const page = { after: null, limit: 10 }
    expect(await of(owner.id, 'all', page)).toEqual([three, answered, one])
    expect(await of(owner.id, 'open', page)).toEqual([three, one])
    expect(await of(owner.id, 'answered', page)).toEqual([answered])
    expect(await of(owner.id, 'expired', page)).toEqual([])
    expect(await of(owner.id, 'open', { after: null, limit: 1 })).toEqual([three])
    expect(await of(owner.id, 'open', { after: three.id, limit: 9 })).toEqual([one])
    expect(await of(owner.id, 'all', { after: one.id, limit: 9 })).toEqual([])
  })

  it('tells which sessions and which vehicle still wait for an answer', async () => {
    const { vehicle, all } = await asked()
    const [one, two, three] = all
    const why = aQuestion({ ...one, id: `${one.id} why`, kind: 'abort' })
    await home.store.write(async (tables) => {
      await tables.questions.add(why)
      await tables.questions.set({ ...two, state: 'expired' })
    })
    const { openFor, openOf } = home.store.read.questions
    expect(await openFor([one.session, two.session])).toEqual([one])
    expect(await openFor([])).toEqual([])
    const waiting = await openOf(vehicle.id)
    expect(waiting.map(({ id }) => id).sort()).toEqual([one.id, why.id, three.id].sort())
  })

  it('tells whose reminder or expiry is due', async () => {
    const { all } = await asked()
    const [one, two, three] = all
    const remind = { ...one, remindAt: -20 }
    const expire = { ...two, remindAt: 5000, expiresAt: -20 }
    const done: Question = { ...three, state: 'answered', remindAt: -30 }
    await home.store.write(async (tables) => {
      for (const question of [remind, expire, done]) await tables.questions.set(question)
    })
    const { due } = home.store.read.questions
    expect(await due(-20, 10)).toEqual([remind, expire])
    expect(await due(-20, 1)).toEqual([remind])
    expect(await due(-21, 10)).toEqual([])
  })
}
