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
  const counted = async (outcome: string) => {
    const total = new RegExp(`commands_total{outcome="${outcome}"} (\\d+)`)
    return Number(total.exec(await house.world.meter.text())?.[1] ?? 0)
  }
  const operator = operatorOf(house)
  await operator.register('GONE')
  const { store, holder } = house.world
  await store.write(async ({ chargers }) => {
    await chargers.set({ ...(await chargers.lock('GONE'))!, version: '1.6', holder })
  })
  const [away, silent] = [await counted('away'), await counted('silent')]
  const id = await owe('GONE')
  await expect.poll(() => stateOf(id), { interval: 10 }).toBe('away')
  expect(await counted('away')).toBe(away + 1)
  const late = await owe('OWED', { state: 'sent', expiresAt: 1 })
  await house.service.chargers.keepHolding(house.world.clock())
  expect(await stateOf(late)).toBe('silent')
  expect(await counted('silent')).toBe(silent + 1)
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

test('drivers and the operator go before backends, and these before what we ask ourselves', async () => {
  const charger = await plugged(house, 'RANKS')
  const seen: string[] = []
  const answer = (action: string) => {
    charger.answers(action, () => (seen.push(action), { status: 'Accepted' }))
  }
  for (const action of ['ClearCache', 'Reset', 'UnlockConnector', 'GetLocalListVersion']) {
    answer(action)
  }
  const { store, ids, clock } = house.world
  const row = (action: string, askedBy: string): Command => ({
    ...{ id: ids.next(), charger: 'RANKS', action, payload: {}, askedBy, at: clock() },
    ...{ expiresAt: clock() + 30_000, state: 'waiting', answer: null, sentAt: null },
    answeredAt: null,
  })
  await store.write(async ({ commands }) => {
    await commands.add(row('ClearCache', 'server'))
    await commands.add(row('GetLocalListVersion', 'upstream:b'))
    await commands.add(row('Reset', 'operator'))
    await commands.add(row('UnlockConnector', 'upstream:b'))
  })
  await expect.poll(() => seen.length, { interval: 10 }).toBe(4)
  expect(seen).toEqual(['UnlockConnector', 'Reset', 'GetLocalListVersion', 'ClearCache'])
})

test('a backend’s call is listened to for a quarter of a minute, and the next one is sent', async () => {
  const heard: [string, number][] = []
  const { service, world } = house
  await operatorOf(house).register('SHARED')
  service.chargers.plug('SHARED', {
    version: '1.6',
    close: () => undefined,
    call: (action, _, ms) => (heard.push([action, ms]), Promise.resolve('silent' as const)),
  })
  await world.store.write(async ({ chargers }) => {
    const charger = (await chargers.lock('SHARED'))!
    await chargers.set({ ...charger, version: '1.6', holder: world.holder })
  })
  const id = await owe('SHARED', { askedBy: 'upstream:b' })
  await expect.poll(() => stateOf(id), { interval: 10 }).toBe('silent')
  expect(heard).toEqual([['ClearCache', 15_000]])
})

test('who did not get his turn is told that, and not that the charger is away', async () => {
  const charger = await plugged(house, 'BUSY')
  const operator = operatorOf(house)
  const first = operator.asks('BUSY', 'ClearCache', {}, { timeoutS: 60 }).then((one) => one)
  const [, call] = (await charger.next()) as [number, string]
  const { status, body } = await operator.asks('BUSY', 'Reset', { type: 'Soft' }, { timeoutS: 1 })
  expect([status, body.code]).toEqual([409, 'busy'])
  charger.socket.send(JSON.stringify([3, call, { status: 'Accepted' }]))
  expect((await first).status).toBe(200)
})
