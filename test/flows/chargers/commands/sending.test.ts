/** Commands that nobody waits for are sent all the same, each once and none too late. */
import { afterAll, beforeAll, expect, test } from 'vitest'
import type { Command } from '../../../../src/flows/chargers/ports.ts'
import { openTestHouse, type TestHouse } from '../../../house.ts'
import { isConnected, operatorOf, plugged } from '../../../inbound/http/chargers/operator.ts'
import { connect } from '../../../inbound/ocpp/charger.ts'

let house: TestHouse
beforeAll(async () => {
  house = await openTestHouse()
})
afterAll(() => house.close())

/** A row as other processes and jobs write it. */
const owe = async (charger: string, told: Partial<Command> = {}) => {
  const at = house.world.clock()
  const command: Command = {
    ...{ id: house.world.ids.next(), charger, action: 'ClearCache', payload: {} },
    ...{ askedBy: 'test', at, expiresAt: at + 30_000, state: 'waiting' },
    ...{ answer: null, sentAt: null, answeredAt: null },
    ...told,
  }
  await house.world.store.write(({ commands }) => commands.add(command))
  return command.id
}
const stateOf = async (id: string) => (await house.world.store.read.commands.get(id))?.state

test('a row that nobody hurries goes out by the courier, and once', async () => {
  const charger = await plugged(house, 'OWED')
  let calls = 0
  charger.answers('ClearCache', () => {
    calls++
    return { status: 'Accepted' }
  })
  const id = await owe('OWED')
  const rounds = Array.from({ length: 5 }, () => house.service.chargers.sendCommands(Date.now()))
  await Promise.all(rounds)
  await expect.poll(() => stateOf(id), { interval: 10 }).toBe('answered')
  expect(calls).toBe(1)
})

test('what waits for a charger that is away reaches it when it comes, if it is not too late', async () => {
  const operator = operatorOf(house)
  const password = await operator.register('LATER')
  const late = await owe('LATER', { action: 'Reset', payload: { type: 'Hard' }, expiresAt: 1 })
  const intime = await owe('LATER')
  const charger = await connect(house, 'LATER', { password })
  const seen: string[] = []
  for (const action of ['Reset', 'ClearCache']) {
    charger.answers(action, () => {
      seen.push(action)
      return { status: 'Accepted' }
    })
  }
  await isConnected(operator, 'LATER')
  await expect.poll(() => stateOf(intime), { interval: 10 }).toBe('answered')
  expect(seen).toEqual(['ClearCache'])
  await house.service.chargers.keepHolding(house.world.clock())
  expect(await stateOf(late)).toBe('away')
})

test('what ends for want of a line is counted like all others', async () => {
  const away = async () =>
    Number(/commands_total{outcome="away"} (\d+)/.exec(await house.world.meter.text())?.[1] ?? 0)
  const operator = operatorOf(house)
  await operator.register('GONE')
  const { store, holder } = house.world
  await store.write(async ({ chargers }) => {
    await chargers.set({ ...(await chargers.lock('GONE'))!, version: '1.6', holder })
  })
  const before = await away()
  const id = await owe('GONE')
  await expect.poll(() => stateOf(id), { interval: 10 }).toBe('away')
  expect(await away()).toBe(before + 1)
  const late = await owe('OWED', { state: 'sent', expiresAt: 1 })
  await house.service.chargers.keepHolding(house.world.clock())
  expect(await stateOf(late)).toBe('silent')
  expect(await house.world.meter.text()).toMatch(/commands_total{outcome="silent"} [1-9]/)
})

test('an answer from which nothing can be learnt is an answer all the same', async () => {
  const charger = await plugged(house, 'ODD')
  const key = { key: 'HeartbeatInterval', readonly: false, value: '60' }
  charger.answers('GetConfiguration', () => ({ configurationKey: [key] }))
  const { store } = house.world
  const { write } = store
  const put = () => Promise.reject(new Error('no room'))
  store.write = (work) =>
    write((tables) => work({ ...tables, variables: { ...tables.variables, put } }))
  try {
    const id = await owe('ODD', { action: 'GetConfiguration' })
    await expect.poll(() => stateOf(id), { interval: 10 }).toBe('answered')
  } finally {
    store.write = write
  }
})
