/** A key that is lost: nothing is made in its place unseen, and all that does not need it goes on. */
import * as fs from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { middleOfCell } from '../src/domain/places/cells.ts'
import { openTestHouse } from './house.ts'
import { home, type KeyStory, market, openKeyStory, station } from './keystory.ts'
import { fact } from './operator.ts'
import { at, call, itemsOf, text } from './people.ts'

let story: KeyStory
let old: string
beforeAll(async () => {
  story = await openKeyStory()
  ;[old = ''] = story.keysInFile()
  await story.charge(market)
  await story.says('charge.started', home)
})
afterAll(() => story.close())

const start = () => openTestHouse({}, { CHARGESHARE_DATA: story.data })
const line = () => `the database needs the key ${old}, which is not in the key file`

test('is not silently made anew: the start is refused, and leaves nothing behind', async () => {
  await story.house.close()
  fs.renameSync(story.keyFile, join(story.data, 'mislaid'))
  const before = fs.readdirSync(story.data)

  await expect(start()).rejects.toThrow(line())
  expect(fs.readdirSync(story.data)).toEqual(before)
  const { err } = await story.beside.run(['owner', 'list'])
  expect(err).toMatch(new RegExp(`^error: ${line()}: bring back .* keys accept-loss\n$`))
})

test('is not replaced by another one either', async () => {
  fs.writeFileSync(story.keyFile, Buffer.alloc(32, 9).toString('base64'), { mode: 0o600 })
  await expect(start()).rejects.toThrow(line())
  fs.rmSync(story.keyFile)
})

test('is named with all that it has made', async () => {
  expect(JSON.parse(await story.beside.told(['keys', 'list', '--json']))).toEqual([
    {
      id: old,
      standing: 'lost',
      rows: 8,
      neededBy:
        '1 last fix, 1 chosen password, 2 places, 1 position, 1 push secret, 2 module secrets',
    },
  ])
})

test('may be given up by the operator, who is told what that means', async () => {
  const out = await story.beside.told(['keys', 'accept-loss'])
  expect(fact(out, 'lost key')).toBe(old)
  expect(out).toContain(
    'owners are asked again at 2 places; 1 chosen password of modules must be set anew; ' +
      '1 push secret of partners must be made anew',
  )
  expect(story.keysInFile()).toEqual([fact(out, 'current key')])
  expect(await story.beside.told(['keys', 'accept-loss'])).toContain('nothing: the keys fit')
  await story.restart()
})

test('ends no token: owner, module and partner go on', async () => {
  expect(itemsOf(await story.ann.asks('GET', '/v1/vehicles'))).toHaveLength(2)
  expect(itemsOf(await story.ann.asks('GET', '/v1/charges/mine'))).toHaveLength(4)
  await story.drive()
  expect(await story.map.feed()).toHaveLength(1)
})

test('takes a chosen password with it, until the module has a new token', async () => {
  await expect(story.oldCar()).rejects.toThrow('401')
  const token = fact(await story.beside.told(['vehicle', 'token', 'OLD-1']), 'token')
  await story.oldCar(token)
})

test('leaves a question without its place: it can be declined, and shared no more', async () => {
  const [question] = await story.ann.questions()
  expect(at(question!, 'location', 'position')).toBeNull()
  await expect(story.ann.replies(question!, { choice: 'always' })).rejects.toThrow('409')
  await story.ann.replies(question!, { choice: 'skip' })
  expect(await story.openQuestions()).toBe(0)
})

test('disturbs no charge that is under way at a place that is not known any more', async () => {
  await story.says('charge.updated', home)
  await story.says('charge.completed', home)
  const charges = itemsOf(await story.ann.asks('GET', '/v1/charges/mine'))
  expect(charges.map(({ status }) => status)).not.toContain('charging')
  for (const question of await story.ann.questions()) {
    await story.ann.replies(question, { choice: 'skip' })
  }
})

test('makes the server ask again about private places, once each', async () => {
  for (const position of [home, market, home]) await story.charge(position)
  const asked = await story.ann.questions()
  expect(asked.map((one) => at(one, 'location', 'position'))).toEqual([home, market, home])
  await story.ann.replies(asked[0]!, { choice: 'never' })
  await story.charge(home)
  expect(await story.openQuestions()).toBe(1)
  const places = itemsOf(await story.ann.asks('GET', '/v1/locations'))
  expect(new Set(places.map(({ flag }) => flag))).toEqual(
    new Set(['always', 'never', 'pending', 'skip']),
  )
})

test('stops the pushes, never signed by nothing, until the partner has a new secret', async () => {
  const requests = story.map.receiver.requests()
  await story.charge(station)
  expect(await story.map.feed()).toHaveLength(3)
  const push = await call('POST', `${story.house.url}/v1/partners/me/push/test`, {
    token: story.map.token,
  })
  expect(push).toMatchObject({ status: null, error: 'no secret' })
  const me = () => call('GET', `${story.house.url}/v1/partners/me`, { token: story.map.token })
  expect(text(await me(), 'push', 'problem')).toMatch(/^no secret .*push-secret$/)
  expect(story.map.receiver.requests()).toBe(requests)

  const renewed = await call('POST', `${story.house.url}/v1/partners/me/push-secret`, {
    token: story.map.token,
  })
  story.map.receiver.trust(text(renewed, 'pushSecret'))
  const [event] = await story.map.gets(2)
  expect(at(event!, 'session', 'location', 'position')).toEqual(middleOfCell(station))
  expect(at(await me(), 'push', 'problem')).toBeNull()
})

test('opens again what is left of its work when it is found and put behind the new one', async () => {
  expect(await story.listed(old)).toMatchObject({ standing: 'lost', neededBy: expect.any(String) })
  const kept = fs.readFileSync(story.keyFile, 'utf8')
  const found = fs.readFileSync(join(story.data, 'mislaid'), 'utf8')
  await story.restart(() => fs.writeFileSync(story.keyFile, kept + found))

  expect(await story.listed(old)).toMatchObject({ standing: 'older' })
  await story.beside.told(['keys', 'reseal'])
  const left = await story.listed(old)
  expect(left).toMatchObject({ neededBy: expect.stringMatching(/^\d places?$/) })
})
