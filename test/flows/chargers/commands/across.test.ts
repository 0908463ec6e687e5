/** Several servers on one database: a command reaches the one that holds the charger's connection. */
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import type { TestHouse } from '../../../house.ts'
import {
  isConnected,
  type Operator,
  operatorOf,
  plugged,
} from '../../../inbound/http/chargers/operator.ts'
import { connect } from '../../../inbound/ocpp/charger.ts'
import { text } from '../../../people.ts'
import { openTwins, type Twins } from '../../../twins.ts'
import { aStation } from '../station.ts'

const LEASE_MS = 90_000

let twins: Twins
let houses: [TestHouse, TestHouse]
let here: Operator
let there: Operator
let now = Date.now()
beforeAll(async () => {
  const env = { CHARGESHARE_OPERATOR_TOKEN: `csa_${'x'.repeat(43)}` }
  twins = await openTwins({ clock: () => now }, env)
  houses = twins.houses
  here = operatorOf(houses[0])
  there = operatorOf(houses[1])
})
afterAll(() => twins.close())
beforeEach(async () => {
  for (const { service } of houses) await service.chargers.keepHolding(now)
})

/** The other server's courier, until the command that comes in there is done. */
const served = async (asked: PromiseLike<{ status: number; body: object }>) => {
  const done = new AbortController()
  const answer = Promise.resolve(asked).finally(() => done.abort())
  while (!done.signal.aborted) {
    await houses[0].service.chargers.sendCommands(now)
    await houses[1].world.bell.wait(5, done.signal)
  }
  return answer
}

test('the command comes by HTTP at one server, and goes out by the socket of the other', async () => {
  const charger = await plugged(houses[0], 'FAR')
  charger.answers('RemoteStartTransaction', ({ idTag }) => ({
    status: idTag === 'A' ? 'Accepted' : 'Rejected',
  }))
  await isConnected(there, 'FAR')
  const { status, body } = await served(there.asks('FAR', 'RemoteStartTransaction', { idTag: 'A' }))
  expect({ status, body }).toEqual({ status: 200, body: { response: { status: 'Accepted' } } })
  const refused = await served(there.asks('FAR', 'RemoteStartTransaction', { idTag: 'B' }))
  expect(refused.body).toEqual({ response: { status: 'Rejected' } })
})

test('a password that is told across servers is kept by neither', async () => {
  const charger = await plugged(houses[0], 'KEYED')
  const said: string[] = []
  charger.answers('ChangeConfiguration', (payload) => {
    said.push(text(payload, 'value'))
    return { status: 'Accepted' }
  })
  const renew = there.post('/v1/chargers/KEYED/password').send({ push: true })
  const { body } = await served(renew)
  expect(said).toEqual([(body as { password: string }).password])
  expect(JSON.stringify(await here.commands('KEYED'))).not.toContain(said[0])
  await charger.close()
  const again = await connect(houses[1], 'KEYED', { password: said[0]! })
  await isConnected(here, 'KEYED')
  await again.close()
})

test('who comes to another server is that one’s, and the line that hung on here is ended', async () => {
  const old = await plugged(houses[0], 'MOVED')
  now += 1000
  const fresh = await connect(houses[1], 'MOVED', { password: old.password })
  fresh.answers('ClearCache', () => ({ status: 'Accepted' }))
  const holder = async () => (await houses[0].world.store.read.chargers.get('MOVED'))?.holder
  await expect.poll(holder, { interval: 10 }).toBe(houses[1].world.holder)
  await there.asks('MOVED', 'ClearCache').expect(200)
  await houses[0].service.chargers.keepHolding(now)
  expect((await old.closed).code).toBe(1008)
  await houses[1].service.chargers.keepHolding(now)
  expect(fresh.socket.readyState).toBe(fresh.socket.OPEN)
  expect((await here.seen('MOVED')).isConnected).toBe(true)
})

test('where the holder has died the command ends in time, and soon nobody thinks it is connected', async () => {
  await here.register('ORPHAN')
  const { store } = houses[0].world
  await store.write(async ({ chargers, holders }) => {
    await holders.renew('killed', now + LEASE_MS)
    const charger = await chargers.lock('ORPHAN')
    await chargers.set({ ...charger!, version: '1.6', holder: 'killed', seenAt: now })
  })
  const asked = there.asks('ORPHAN', 'ClearCache', {}, { timeoutS: 5 }).then((answer) => answer)
  await expect.poll(async () => (await here.commands('ORPHAN')).length, { interval: 10 }).toBe(1)
  const seenAt = now
  now += 5000
  const { status, body } = await asked
  expect([status, body.code]).toEqual([409, 'notConnected'])
  now += LEASE_MS
  for (const { service } of houses) await service.chargers.keepHolding(now)
  const seen = await there.seen('ORPHAN')
  expect(seen.isConnected).toBe(false)
  expect(seen.disconnectedAt).toBe(new Date(seenAt).toISOString())
  await there.asks('ORPHAN', 'ClearCache').expect(409)
})

test('one that died in the middle of a call is 504, and the row says that it was silent', async () => {
  await here.register('CUT')
  const { store } = houses[0].world
  await store.write(async ({ chargers, holders }) => {
    await holders.renew('killed', now + LEASE_MS)
    const charger = await chargers.lock('CUT')
    await chargers.set({ ...charger!, version: '1.6', holder: 'killed', seenAt: now })
  })
  const asked = there.asks('CUT', 'ClearCache', {}, { timeoutS: 5 }).then((answer) => answer)
  await expect.poll(async () => (await here.commands('CUT')).length, { interval: 10 }).toBe(1)
  await store.write(async ({ commands }) => {
    const [row] = await commands.waiting('CUT', now)
    await commands.set({ ...row!, state: 'sent', sentAt: now })
  })
  now += 5000
  expect((await asked).status).toBe(504)
  now += LEASE_MS
  for (const { service } of houses) await service.chargers.keepHolding(now)
  expect((await here.commands('CUT'))[0]).toMatchObject({ state: 'silent' })
})

describe('a command to a charger whose process dies is ended with its lease', () => {
  const outcome = async (charger: string, isSent: boolean) => {
    await here.register(charger)
    const { store } = houses[0].world
    await store.write(async ({ chargers, holders }) => {
      await holders.renew('killed', now + 1000)
      const known = await chargers.lock(charger)
      await chargers.set({ ...known!, version: '1.6', holder: 'killed', seenAt: now })
    })
    const asked = there.asks(charger, 'ClearCache', {}, { timeoutS: 300 }).then((answer) => answer)
    await expect.poll(async () => (await here.commands(charger)).length, { interval: 10 }).toBe(1)
    const [row] = await store.read.commands.waiting(charger, now)
    if (isSent) await store.write((tables) => tables.commands.set({ ...row!, state: 'sent' }))
    const before = await counted()
    now += 1000
    const { status, body } = await asked
    const [{ state }] = await here.commands(charger)
    return { status, code: body.code, state, counted: (await counted())[state]! - before[state]! }
  }
  /** How many commands of the other server came to each end. */
  const counted = async (): Promise<Record<string, number>> => {
    const text = await houses[1].world.meter.text()
    const found = (word: string) =>
      Number(new RegExp(`commands_total{outcome="${word}"} (\\d+)`).exec(text)?.[1] ?? 0)
    return { away: found('away'), silent: found('silent') }
  }

  test('and was not sent, where none had taken it', async () => {
    const ended = await outcome('LEFT', false)
    expect(ended).toEqual({ status: 409, code: 'notConnected', state: 'away', counted: 1 })
  })

  test('and may have been sent, where it was about to be', async () => {
    const ended = await outcome('LOST', true)
    expect(ended).toMatchObject({ status: 504, state: 'silent', counted: 1 })
  })
})

test('a process that stood still is told from one that died: it takes its chargers again', async () => {
  await plugged(houses[0], 'STILL')
  now += LEASE_MS + 1000
  await houses[1].service.chargers.keepHolding(now)
  expect((await there.seen('STILL')).isConnected).toBe(false)
  await houses[0].service.chargers.keepHolding(now)
  expect((await there.seen('STILL')).isConnected).toBe(true)
})

test('servers that hear of the same tags at once wait for each other, and never for ever', async () => {
  const stations = await Promise.all(
    Array.from({ length: 8 }, (_, i) => aStation(houses[i % 2]!, '1.6')),
  )
  const tags = ['tag-1', 'tag-2', 'tag-3']
  const answers = await Promise.allSettled(
    stations.flatMap((station, i) =>
      (i % 2 ? tags : tags.toReversed()).map((idTag) => station.says('Authorize', { idTag })),
    ),
  )
  expect(answers.filter(({ status }) => status === 'rejected')).toEqual([])
  const page = { after: null, limit: 99 }
  const unknown = await houses[0].service.chargers.listTokens(page, { unknown: true })
  expect(unknown.map(({ label }) => label)).toEqual(tags)
})
