/** What an owner's open pages are told, by whichever process it was changed. */
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from 'vitest'
import { openWorld } from '../../../src/app.ts'
import { readSettings, secretsOf } from '../../../src/config.ts'
import { newToken, tokenHash } from '../../../src/flows/credentials.ts'
import { type Change, followOwner } from '../../../src/flows/owners/live.ts'
import { openTestHouse, type TestHouse } from '../../house.ts'
import { motorist } from '../../store/samples.ts'

let house: TestHouse
let owner: string
let token: string
let vehicle: string
let stop: AbortController

beforeAll(async () => {
  house = await openTestHouse({ timer: false })
})
afterAll(() => house.close())
beforeEach(async () => {
  stop = new AbortController()
  const made = await house.world.store.write((tables) => motorist(tables))
  ;[owner, vehicle] = [made.owner.id, made.vehicle.id]
  token = await signedIn(owner)
})
afterEach(() => stop.abort())

async function signedIn(owner: string): Promise<string> {
  const token = newToken('cso')
  const login = { tokenHash: tokenHash('owner', token), owner, createdAt: 0, expiresAt: 1e15 }
  await house.world.store.write(({ owners }) => owners.addLogin(login))
  return token
}

/** Follows an owner; `lookMs` is how often the store is looked at while nothing stirs. */
function follow(since: string | null = null, lookMs = 60_000) {
  const changes = followOwner(house.world, lookMs)(token, since, stop.signal)
  return async () => (await changes.next()).value as Change | undefined
}
const rename = (name: string) => house.service.nameVehicle(owner, vehicle, { name })

test('the first word brings a mark, the next ones what has changed', async () => {
  const next = follow()
  const first = await next()
  expect(first?.what).toEqual([])
  await rename('Red')
  const second = await next()
  expect(second?.what).toEqual(['vehicles'])
  expect(second?.mark).not.toBe(first?.mark)
  await rename('Red')
  await rename('Blue')
  expect((await next())?.what).toEqual(['vehicles'])
})

test('who comes back with a mark learns what has changed since, and a strange mark is all news', async () => {
  const mark = (await follow()())!.mark
  expect((await follow(mark)())?.what).toEqual([])
  await rename('Green')
  expect((await follow(mark)())?.what).toEqual(['vehicles'])
  expect((await follow('strange')())?.what).toContain('charges')
})

test('what another process has changed is found by looking', async () => {
  const settings = readSettings({ CHARGESHARE_DATA: house.data, CHARGESHARE_PORT: '0' })
  const beside = await openWorld(settings, secretsOf({}))
  const next = follow(null, 1)
  await next()
  await beside.service.nameVehicle(owner, vehicle, { name: 'Black' })
  expect((await next())?.what).toEqual(['vehicles'])
  await beside.close()
})

test('it ends at once where its owner signs out in this process', async () => {
  const next = follow()
  await next()
  const waiting = next()
  await house.service.signOut(token)
  expect(await waiting).toBeUndefined()
})

test('it ends where a new password has signed it out, and the one who has set that goes on', async () => {
  const [mine, other] = [await signedIn(owner), follow()]
  await other()
  const waiting = other()
  const passwordHash = await house.world.passwords.hash('a long pass phrase')
  await house.world.store.write(({ owners }) => owners.setPassword(owner, passwordHash))
  const password = { old: 'a long pass phrase', new: 'another pass phrase' }
  await house.service.setOwner(owner, mine, { password })
  expect(await waiting).toBeUndefined()
  token = mine
  expect((await follow()())?.what).toEqual([])
})

test('it ends where its owner is erased', async () => {
  const next = follow()
  await next()
  const waiting = next()
  await house.service.eraseOwner(owner)
  expect(await waiting).toBeUndefined()
})

test('it ends when it is told to, and nobody listens any more', async () => {
  const next = follow()
  await next()
  const waiting = next()
  stop.abort()
  expect(await waiting).toBeUndefined()
})
