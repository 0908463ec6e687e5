/** What an owner's open pages are told, by whichever process it was changed. */
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from 'vitest'
import { openWorld } from '../../../src/app.ts'
import { readSettings, secretsOf } from '../../../src/config.ts'
import { type Change, followOwner } from '../../../src/flows/owners/live.ts'
import { openTestHouse, type TestHouse } from '../../house.ts'
import { motorist } from '../../store/samples.ts'

let house: TestHouse
let owner: string
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
})
afterEach(() => stop.abort())

/** Follows an owner; `lookMs` is how often the store is looked at while nothing stirs. */
function follow(since: string | null = null, lookMs = 60_000) {
  const changes = followOwner(house.world, lookMs)(owner, since, stop.signal)
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

test('it ends when it is told to, and nobody listens any more', async () => {
  const next = follow()
  await next()
  const waiting = next()
  stop.abort()
  expect(await waiting).toBeUndefined()
})
