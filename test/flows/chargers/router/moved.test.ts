/** Two servers on one database: a charger that moves takes its backends along, and nothing is told twice. */
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import { setUpstreams } from '../../../../src/flows/chargers/router/upstreams.ts'
import type { TestHouse } from '../../../house.ts'
import { call } from '../../../people.ts'
import { type Backend, openBackend } from '../../../inbound/ocpp/backend.ts'
import { connect, type TestCharger } from '../../../inbound/ocpp/charger.ts'
import { boot, env, has, meter, secret, start, stop, token } from '../../../inbound/ocpp/sharing.ts'
import { openTwins, type Twins } from '../../../twins.ts'

let twins: Twins
let houses: [TestHouse, TestHouse]
let now = Date.UTC(2026, 10, 21, 12)
beforeAll(async () => {
  twins = await openTwins({ clock: () => now, chance: () => 0, requestMs: 400 }, env)
  houses = twins.houses
})
afterAll(() => twins.close())
beforeEach(async () => {
  for (const { service } of houses) await service.chargers.keepHolding(now)
})

const tick = async () => {
  for (const { service } of houses) await service.chargers.shareOn(now)
}

async function shared(identity: string, backend: Backend): Promise<TestCharger> {
  const body = { identity, password: secret }
  await call('POST', `${houses[0].url}/v1/chargers`, { token, body })
  const upstreams = [{ name: 'b', url: backend.url, role: 'primary' as const }]
  await houses[0].world.store.write((tables) =>
    setUpstreams(houses[0].world)(tables, identity, { upstreams }),
  )
  const charger = await connect(houses[0], identity, { password: secret })
  await charger.call('BootNotification', boot)
  await backend.until(has('BootNotification'))
  return charger
}

/** The charger comes to the other house, while its line here hangs on. */
async function moves(identity: string): Promise<TestCharger> {
  now += 5000
  const charger = await connect(houses[1], identity, { password: secret })
  const { chargers } = houses[0].world.store.read
  await expect.poll(async () => (await chargers.get(identity))?.holder).toBe(houses[1].world.holder)
  await tick()
  return charger
}

/** With how many backends a house is connected, or tries to be. */
async function backendsOf({ world }: TestHouse): Promise<number> {
  const text = await world.meter.text()
  const counts = [...text.matchAll(/^chargeshare_backends\{[^}]*\} (\d+)$/gm)]
  return counts.reduce((sum, [, count]) => sum + Number(count), 0)
}

const queued = async (identity: string) =>
  (await houses[0].world.store.read.upstreams.waiting([identity]))[0]?.n ?? 0

test('what waited is told once, in order, by the house that the charger has come to', async () => {
  const backend = await openBackend({ firstNumber: 40 })
  const old = await shared('QUEUED', backend)
  await backend.kill()
  const { transactionId } = await old.call('StartTransaction', start(1))
  const number = transactionId as number
  for (let at = 2; at < 6; at++) await old.call('MeterValues', meter(number, at))
  const fresh = await moves('QUEUED')
  expect(await backendsOf(houses[0])).toBe(0)
  expect(await backendsOf(houses[1])).toBe(1)
  await backend.start()
  await fresh.call('StopTransaction', stop(number, 6))
  await backend.until(has('StopTransaction'))
  await expect.poll(() => queued('QUEUED')).toBe(0)
  await tick()
  const told = backend.of('StartTransaction', 'MeterValues', 'StopTransaction')
  expect(told).toEqual([
    start(1),
    meter(40, 2),
    meter(40, 3),
    meter(40, 4),
    meter(40, 5),
    stop(40, 6),
  ])
  // The line that hangs on here brings no backend back.
  await old.call('Heartbeat')
  expect(await backendsOf(houses[0])).toBe(0)
  const boots = backend.of('BootNotification').length
  now += 5000
  await tick()
  expect(backend.of('BootNotification')).toHaveLength(boots)
  for (const one of [old, fresh]) await one.close()
  await backend.kill()
})

test('what a backend wants reaches the charger once, where it is now', async () => {
  const backend = await openBackend({ firstNumber: 40 })
  const old = await shared('ASKED', backend)
  old.answers('UnlockConnector', () => 'the old line')
  const fresh = await moves('ASKED')
  let asked = 0
  fresh.answers('UnlockConnector', () => (asked++, { status: 'Unlocked' }))
  await fresh.call('BootNotification', boot)
  const standing = async () => (await houses[1].world.store.read.upstreams.of('ASKED'))[0]
  await expect.poll(standing).toMatchObject({ state: 'open' })
  await expect
    .poll(() => backend.call('UnlockConnector', { connectorId: 1 }).catch(() => null))
    .toEqual({ status: 'Unlocked' })
  expect(asked).toBe(1)
  for (const one of [old, fresh]) await one.close()
  await backend.kill()
})
