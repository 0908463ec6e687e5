/** A house that is its own backend, or two that are each other's: their charger notices nothing of it. */
import type { IncomingMessage } from 'node:http'
import { afterAll, afterEach, beforeAll, expect, it } from 'vitest'
import { openWorld } from '../../../src/app.ts'
import { readSettings } from '../../../src/config.ts'
import { setUpstreams } from '../../../src/flows/chargers/router/upstreams.ts'
import type { TestHouse } from '../../house.ts'
import { connect } from './charger.ts'
import { type Ground, openGround, secret, start } from './sharing.ts'

let ground: Ground
beforeAll(async () => {
  ground = await openGround()
})
afterEach(() => ground.ends())
afterAll(() => ground.house.close())

const PROBLEM = 'the line leads back to where it comes from'

/** By another name than the one that the house knows as its own. */
function addressOf({ url }: TestHouse): string {
  return `ws://localhost:${new URL(url).port}/ocpp`
}

it('a house that is its own backend tells so, and goes on with the charger', async () => {
  const url = addressOf(ground.house)
  const charger = await ground.shared({ upstreams: [{ name: 'self', url, password: secret }] })
  const identity = ground.lastIdentity()
  await expect
    .poll(() => ground.standing(identity))
    .toMatchObject({ self: { isConnected: false, problem: PROBLEM } })
  expect(ground.house.service.chargers.listKnocks()).toMatchObject([{ identity, status: 508 }])
  expect(await charger.call('StartTransaction', start(1))).toHaveProperty('transactionId')
  expect(charger.socket.readyState).toBe(charger.socket.OPEN)
})

it('of two that are each other’s backends the second is told, and nothing comes back', async () => {
  const other = await ground.otherHouse()
  const identity = ground.nextIdentity()
  await other.world.store.write((tables) =>
    setUpstreams(other.world)(tables, identity, {
      upstreams: [{ name: 'first', url: addressOf(ground.house), password: secret }],
    }),
  )
  const charger = await ground.shared({
    upstreams: [{ name: 'second', url: addressOf(other), password: secret }],
  })
  const { relays, ofAll } = other.world.store.read.upstreams
  expect(await relays([identity])).toHaveLength(1)
  await expect.poll(() => ofAll([identity])).toMatchObject([{ problem: PROBLEM }])
  await charger.call('StartTransaction', start(1))
  const page = { after: null, limit: 10 }
  const told = () => other.world.store.read.transactions.of(identity, page)
  await expect.poll(told).toHaveLength(1)
  expect(await ground.house.world.store.read.transactions.of(identity, page)).toHaveLength(1)
  expect(charger.socket.readyState).toBe(charger.socket.OPEN)
})

it('a line that has gone through another house is let in, and the next is told of both', async () => {
  const [identity, elsewhere] = ['FAR', `1.1 chargeshare-${'e'.repeat(22)}`]
  const backend = await ground.rawBackend()
  await ground.register(identity)
  await ground.share(identity, { upstreams: [{ name: 'next', url: backend.url }] })
  const headers = { via: `1.1 proxy, ${elsewhere}` }
  const charger = await connect(ground.house, identity, { password: secret, headers })
  const { value } = (await backend.connected()) as { value: [unknown, IncomingMessage] }
  expect(value[1].headers.via).toBe(`${elsewhere}, 1.1 chargeshare-${ground.house.world.house}`)
  await charger.close()
})

it('another process of the same house knows itself as well', async () => {
  const { data, world } = ground.house
  const beside = await openWorld(readSettings({ CHARGESHARE_DATA: data }))
  expect(beside.world.house).toBe(world.house)
  expect(world.house).toMatch(/^[\w-]{22}$/)
  await beside.close()
  const other = await ground.otherHouse()
  expect(other.world.house).not.toBe(world.house)
})
