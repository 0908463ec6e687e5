/** Second thoughts: answers that are undone, two phones that disagree, answers that come twice. */
import request from 'supertest'
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { openTestHouse, type TestHouse } from '../../house.ts'
import { feedOf, signUp } from './visitors.ts'

const MINUTE = 60_000
const place = { lat: 48.2, lon: 16.37 }

let house: TestHouse
let now = Date.parse('2026-11-21T12:00:00Z')
let count = 0
let ann: Awaited<ReturnType<typeof signUp>>
let bob: Awaited<ReturnType<typeof signUp>>
let car: Awaited<ReturnType<typeof ann.addCar>>
/** What partners had been told before this story began. */
let told = 0

beforeAll(async () => {
  house = await openTestHouse({ clock: () => now, timer: false })
})
afterAll(() => house.close())
beforeEach(async () => {
  count++
  ann = await signUp(house, `doubts-${count}@example.org`)
  bob = await signUp(house, `firm-${count}@example.org`)
  car = await ann.addCar(`DOUBTS-${count}`)
  told = (await feedOf(house)).length
})

/** The car charges for half an hour, half an hour after the last time. */
async function charges(type = 'charge.completed'): Promise<void> {
  now += 30 * MINUTE
  const at = () => new Date(now).toISOString()
  await car.says({ type: 'charge.started', at: at(), position: place, soc: 30 })
  now += 30 * MINUTE
  await car.says({ type, at: at(), position: place, soc: 80, energyKwh: 20 })
}

const questions = async (state = 'open') =>
  (await ann.get(`/v1/questions?state=${state}`).expect(200)).body.items
const question = () => ann.question()
const location = () => ann.location()
const answer = (id: string, body: object) => ann.post(`/v1/questions/${id}/answer`).send(body)
const undo = (id: string) => ann.delete(`/v1/questions/${id}/answer`)
const feed = async () => (await feedOf(house)).slice(told).map(({ type }) => type)

describe('an answer that is undone', () => {
  test('opens its question again, takes back what was shared, and gives the place its flag back', async () => {
    await charges()
    const { id, undoUntil } = await question()
    expect(undoUntil).toBeNull()
    const given = await answer(id, { choice: 'always', post: 'A3', comment: 'behind the lift' })
    expect(given.body).toMatchObject({
      state: 'answered',
      answer: 'always',
      undoUntil: new Date(now + 10 * MINUTE).toISOString(),
    })
    expect(await feed()).toEqual(['charge.completed'])

    const undone = await undo(id).expect(200)
    expect(undone.body).toMatchObject({ id, state: 'open', answer: null, undoUntil: null })
    expect(await feed()).toEqual(['charge.withdrawn'])
    expect(await location()).toMatchObject({ flag: 'pending', position: place })
    const [charge] = (await ann.get('/v1/charges/mine').expect(200)).body.items
    expect(charge).toMatchObject({ flag: 'pending', post: null, comment: null, sharedAs: null })
    await undo(id).expect(200)
    expect((await answer(id, { choice: 'once' })).body.answer).toBe('once')
    expect(await feed()).toEqual(['charge.withdrawn', 'charge.completed'])
  })

  test('opens all questions again that it had settled, and asks about charges that came after it', async () => {
    await charges()
    await charges()
    const [second, first] = await questions()
    await answer(first.id, { choice: 'always' }).expect(200)
    expect((await questions('answered')).map(({ answer }: { answer: string }) => answer)).toEqual([
      'always',
      'always',
    ])
    await charges()
    now -= 58 * MINUTE
    expect(await feed()).toHaveLength(4)
    await undo(second.id).expect(409)
    await undo(first.id).expect(200)
    expect(await questions()).toHaveLength(3)
    expect(await feed()).toEqual(['charge.withdrawn', 'charge.withdrawn', 'charge.withdrawn'])
  })

  test('is undone for ten minutes and no longer', async () => {
    await charges()
    const { id } = await question()
    await answer(id, { choice: 'once' }).expect(200)
    now += 10 * MINUTE - 1
    await undo(id).expect(200)
    await answer(id, { choice: 'once' }).expect(200)
    now += 10 * MINUTE
    const refused = await undo(id).expect(409)
    expect(refused.body).toMatchObject({
      detail: expect.stringContaining('cannot be undone any more'),
      question: { id, state: 'answered', answer: 'once', undoUntil: null },
    })
  })

  test('leaves what was answered long ago, where it had changed that', async () => {
    await charges()
    const { id } = await question()
    await answer(id, { choice: 'always' }).expect(200)
    now += 11 * MINUTE
    await answer(id, { choice: 'skip' }).expect(200)
    expect(await feed()).toEqual(['charge.withdrawn'])
    const undone = await undo(id).expect(200)
    expect(undone.body).toMatchObject({ state: 'answered', answer: 'always', undoUntil: null })
    expect(await location()).toMatchObject({ flag: 'always' })
    expect(await feed()).toEqual(['charge.withdrawn', 'charge.completed'])
  })

  test('was "never": the position stays erased, the place waits undecided for the next charge', async () => {
    await charges()
    const { id } = await question()
    const given = await answer(id, { choice: 'never' }).expect(200)
    expect(given.body.undoUntil).not.toBeNull()
    expect(await location()).toMatchObject({ flag: 'never', position: null })
    const undone = await undo(id).expect(200)
    expect(undone.body).toMatchObject({ state: 'open', location: { position: null } })
    expect(await location()).toMatchObject({ flag: 'pending', position: null })
    const lost = await answer(id, { choice: 'always' }).expect(409)
    expect(lost.body.question).toMatchObject({ id, state: 'open' })
    await charges()
    expect(await location()).toMatchObject({ flag: 'pending', position: place, charges: 2 })
    await answer(id, { choice: 'always' }).expect(200)
    expect(await feed()).toEqual(['charge.completed', 'charge.completed'])
  })

  test('is final once the place was decided for otherwise, and a name decides nothing', async () => {
    await charges()
    const { id } = await question()
    const { id: where } = await location()
    await answer(id, { choice: 'always' }).expect(200)
    await ann.patch(`/v1/locations/${where}`).send({ name: 'Mall' }).expect(200)
    expect((await ann.get(`/v1/questions/${id}`)).body.undoUntil).not.toBeNull()
    await ann.patch(`/v1/locations/${where}`).send({ flag: 'once' }).expect(200)
    expect((await ann.get(`/v1/questions/${id}`)).body.undoUntil).toBeNull()
    await undo(id).expect(409)
    expect(await location()).toMatchObject({ flag: 'once' })
  })

  test('is final once charges at the place are mere counts', async () => {
    await charges()
    const { id } = await question()
    await answer(id, { choice: 'never' }).expect(200)
    now += 1
    const { id: where } = await location()
    await ann.patch(`/v1/locations/${where}`).send({ forgetCharges: true }).expect(200)
    await undo(id).expect(404)
    expect(await location()).toMatchObject({ flag: 'never', forgetCharges: true })
  })

  test('was why a charge stopped: partners are told that it is not known', async () => {
    await charges('charge.aborted')
    await answer((await question()).id, { choice: 'once' }).expect(200)
    const why = await question()
    expect(why.kind).toBe('abort')
    await answer(why.id, { reason: 'station', comment: 'no power' }).expect(200)
    const undone = await undo(why.id).expect(200)
    expect(undone.body).toMatchObject({ kind: 'abort', state: 'open', answer: null })
    const last = (await feedOf(house)).at(-1)
    expect(last.session).toMatchObject({ abort: { reason: null, confirmed: false }, comment: null })
  })

  test('is undone by its owner alone, or by the token of its push', async () => {
    await charges()
    const { id } = await question()
    await answer(id, { choice: 'once' }).expect(200)
    await bob.delete(`/v1/questions/${id}/answer`).expect(403)
    await bob.delete('/v1/questions/nothing/answer').expect(404)
    await request(house.url).delete(`/v1/questions/${id}/answer`).expect(401)
    const token = `csq_${house.world.vault.hash('question', id)}`
    const byToken = request(house.url).delete(`/v1/questions/${id}/answer`)
    await byToken.set('authorization', `Bearer ${token}`).expect(200)
    expect((await question()).id).toBe(id)
  })
})

describe('an answer for every visit', () => {
  test('settles all open questions about the place, and leaves later ones to be asked', async () => {
    await charges()
    await charges()
    const [second, first] = await questions()
    expect(first.location).toMatchObject({ name: null, visits: 2 })
    await answer(first.id, { choice: 'skip', everyVisit: true }).expect(200)
    expect(await questions()).toEqual([])
    const other = await ann.get(`/v1/questions/${second.id}`).expect(200)
    expect(other.body).toMatchObject({ state: 'answered', answer: 'skip', undoUntil: null })
    await charges()
    expect(await questions()).toHaveLength(1)
    expect(await feed()).toEqual([])
  })

  test('comes after the same answer for one visit alone', async () => {
    await charges()
    await charges()
    const [, first] = await questions()
    await answer(first.id, { choice: 'once' }).expect(200)
    await answer(first.id, { choice: 'once', everyVisit: true }).expect(200)
    expect(await questions()).toEqual([])
    expect(await feed()).toEqual(['charge.completed', 'charge.completed'])
    await undo(first.id).expect(200)
    expect(await questions()).toHaveLength(2)
  })

  test('is yes or no, and no word about a stopped charge', async () => {
    await charges()
    const { id } = await question()
    const wrong = await answer(id, { choice: 'skip', everyVisit: 'yes' }).expect(422)
    expect(wrong.body.errors).toMatchObject([{ pointer: '/everyVisit' }])
    const why = await answer(id, { reason: 'user', everyVisit: true }).expect(422)
    expect(why.body.errors).toMatchObject([{ pointer: '/everyVisit' }])
  })
})

describe('two phones', () => {
  test('do not fight: who saw an older answer is shown the one that stands', async () => {
    await charges()
    const { id } = await question()
    await answer(id, { choice: 'always', seen: null }).expect(200)
    const refused = await answer(id, { choice: 'never', seen: null }).expect(409)
    expect(refused.headers['content-type']).toContain('application/problem+json')
    expect(refused.body).toMatchObject({
      status: 409,
      question: { id, answer: 'always', location: { position: place } },
    })
    expect(await location()).toMatchObject({ flag: 'always' })
    await answer(id, { choice: 'always', seen: null }).expect(200)
    await answer(id, { choice: 'once', seen: 'always' }).expect(200)
    await undo(id).expect(200)
    await answer(id, { choice: 'once', seen: 'once' }).expect(409)
    const wrong = await answer(id, { choice: 'once', seen: 'perhaps' }).expect(422)
    expect(wrong.body.errors).toMatchObject([{ pointer: '/seen' }])
  })

  test('may answer offline: what is sent again is done once, whatever was answered since', async () => {
    await charges()
    const { id } = await question()
    const sent = (key: string, body: object) => answer(id, body).set('idempotency-key', key)
    await sent('k-1', { choice: 'skip', seen: null }).expect(200)
    await answer(id, { choice: 'once', seen: 'skip' }).expect(200)
    const again = await sent('"k-1"', { choice: 'skip', seen: null }).expect(200)
    expect(again.body.answer).toBe('once')
    const other = await sent('k-1', { choice: 'always' }).expect(422)
    expect(other.body.errors).toMatchObject([{ pointer: '/idempotency-key' }])

    const undone = () => undo(id).set('idempotency-key', 'k-2')
    expect((await undone().expect(200)).body.state).toBe('open')
    await answer(id, { choice: 'always' }).expect(200)
    expect((await undone().expect(200)).body.answer).toBe('always')
    await sent('two words', { choice: 'once' }).expect(422)
    await sent('x'.repeat(129), { choice: 'once' }).expect(422)
    expect((await ann.get(`/v1/questions/${id}`)).body.answer).toBe('always')
  })
})
