/** A log that is played again: the second house learns the same, and what it says otherwise is told. */
import { once } from 'node:events'
import { createServer } from 'node:http'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { WebSocketServer } from 'ws'
import { dropped, trimmed } from '../src/domain/chargers/log/trim.ts'
import { openTestHouse, type TestHouse } from './house.ts'
import { connect } from './inbound/ocpp/charger.ts'
import { call, itemsOf, type Json } from './people.ts'
import { operator } from './operator.ts'

const NOW = Date.parse('2026-11-21T12:00:00Z')
const PASSWORD = 'a password of 20 b..'

let folder: string
let file: string
let houses: TestHouse[] = []

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'chargeshare-replay-'))
  file = join(folder, 'log.ndjson')
})
afterEach(async () => {
  for (const house of houses.splice(0)) await house.close()
  rmSync(folder, { recursive: true, force: true })
})

const ask = (house: TestHouse, method: string, path: string, body?: unknown) =>
  call(method, `${house.url}${path}`, { token: house.secrets.operatorToken, body })

/** A house that knows a charger and a tag; `taken`: so many numbers of transactions are used up. */
async function openHouse(identity: string, taken = 0): Promise<TestHouse> {
  let now = NOW
  const house = await openTestHouse({ timer: false, clock: () => now++ })
  houses.push(house)
  await ask(house, 'POST', '/v1/chargers', { identity, password: PASSWORD })
  await ask(house, 'PUT', '/v1/tokens/TAG', { status: 'Accepted' })
  await house.world.store.write(async ({ transactions }) => {
    for (let i = 0; i < taken; i++) await transactions.nextNumber()
  })
  return house
}

/** A charger's day: two charges, one of them told twice, and a clock without a zone. */
async function liveThrough(house: TestHouse, identity: string): Promise<void> {
  const charger = await connect(house, identity, { password: PASSWORD })
  await charger.call('BootNotification', { chargePointVendor: 'V', chargePointModel: 'M' })
  for (const [connectorId, meterStart] of [
    [1, 100],
    [2, 7000],
  ] as const) {
    const at = (minute: number) => `2026-11-21T1${connectorId}:${minute}:00`
    const start = { connectorId, idTag: 'TAG', meterStart, timestamp: at(10) }
    const { transactionId } = await charger.call('StartTransaction', start)
    await charger.call('StartTransaction', start)
    const sampledValue = [{ value: String(meterStart + 900) }]
    const meterValue = [{ timestamp: at(20), sampledValue }]
    await charger.call('MeterValues', { connectorId, transactionId, meterValue })
    const stop = { transactionId, meterStop: meterStart + 1500, timestamp: at(30), reason: 'Local' }
    await charger.call('StopTransaction', stop)
  }
  await charger.says('Nonsense')
  await charger.close()
}

async function exportLog(house: TestHouse): Promise<void> {
  const response = await fetch(`${house.url}/v1/ocpp/messages`, {
    headers: {
      accept: 'application/x-ndjson',
      authorization: `Bearer ${house.secrets.operatorToken}`,
    },
  })
  writeFileSync(file, await response.text())
}

/** What a house knows of transactions, without what is its own. */
async function known(house: TestHouse): Promise<object[]> {
  const items = itemsOf(await ask(house, 'GET', '/v1/transactions'))
  const own = new Set(['id', 'number', 'charger', 'heardAt'])
  return items.map((item: Json) =>
    Object.fromEntries(Object.entries(item).filter(([name]) => !own.has(name))),
  )
}

const play = (house: TestHouse, ...more: string[]) => {
  const to = `${house.url.replace(/^http/, 'ws')}/ocpp/CP-1`
  const args = ['ocpp', 'replay', file, '--to', to, '--speed', 'max', '--password-stdin', ...more]
  return operator(folder).run(args, { input: PASSWORD })
}

describe('a log', () => {
  test('played to a second house makes the same transactions there, under its own numbers', async () => {
    const [first, second] = [await openHouse('CP-1'), await openHouse('CP-2', 40)]
    await liveThrough(first, 'CP-1')
    await exportLog(first)
    const { code, out, err } = await play(second, '--as', 'CP-2')
    expect({ code, err }).toEqual({ code: 0, err: '' })
    expect(out).toMatch(/^sent +10\nanswered the same +10\ndifferently +0\nnot at all +0\n$/)
    expect(await known(second)).toHaveLength(2)
    expect(await known(second)).toEqual(await known(first))
  })

  test('played to a house that answers otherwise tells what is different', async () => {
    const [first, second] = [await openHouse('CP-1'), await openHouse('CP-1')]
    await liveThrough(first, 'CP-1')
    await exportLog(first)
    await ask(second, 'PUT', '/v1/tokens/TAG', { status: 'Blocked' })
    const { code, out, err } = await play(second)
    expect(code).toBe(1)
    expect(err).toContain('not all answers are the same')
    expect(out).toMatch(/Z StartTransaction: \/idTagInfo\/status: Accepted, now Blocked\n/)
    expect(out).toMatch(/^sent +10$/m)
  })

  test('of several chargers is played for the one that is named', async () => {
    const line = (charger: string) =>
      JSON.stringify({
        ...{ charger, at: '2026-11-21T12:00:00Z', direction: 'in', version: '1.6' },
        ...{ action: 'Heartbeat', request: `[2,"${charger}","Heartbeat",{}]`, error: null },
        answer: `[3,"${charger}",{"currentTime":"x"}]`,
      })
    writeFileSync(file, `${line('A')}\n${line('B')}\n`)
    const house = await openHouse('CP-1')
    const both = await play(house)
    expect(both.err).toContain('the log holds A and B: name one of them by --charger')
    const { out } = await play(house, '--charger', 'B')
    expect(out).toMatch(/^sent +1\nanswered the same +1\n/m)
  })
})

test('what the log has cut is not sent, and how much that was is told', async () => {
  const entry = (request: string, answer: string, more: object = {}) =>
    JSON.stringify({
      ...{ charger: 'CP-1', at: '2026-11-21T12:00:00Z', direction: 'in', version: '1.6' },
      ...{ action: 'DataTransfer', messageId: '1', request, answer, error: null, ...more },
    })
  const call = '[2,"1","DataTransfer",{"vendorId":"x"}]'
  const lines = [
    entry(dropped(call), dropped(call)),
    entry(trimmed(`[2,"1","DataTransfer",{"vendorId":"${'x'.repeat(20_000)}"}]`), '[3,"1",{}]'),
    // Of these the request is there, and what was answered is not.
    entry(call, dropped(call)),
    entry(call, trimmed(`[3,"1",{"data":"${'x'.repeat(20_000)}"}]`)),
    // A charger may have said what is none: that is what it said.
    entry('(hello)', '[4,"-1","GenericError","",{}]', { action: null }),
  ]
  writeFileSync(file, lines.join('\n'))
  const { code, out, err } = await play(await openHouse('CP-1'))
  expect({ code, err }).toMatchObject({ code: 1 })
  expect(out).toContain('sent                      3\n')
  expect(out).toContain('cut in the log, not sent  2\n')
})

test('what another backend has answered is no answer of the charger', async () => {
  const entry = (direction: string, messageId: string, status: string) =>
    JSON.stringify({
      ...{ charger: 'A', at: '2026-11-21T12:00:00Z', direction, version: '1.6', messageId },
      ...{ action: 'DataTransfer', request: '[2,"7","DataTransfer",{}]', error: null },
      answer: `[3,"x",{"status":"${status}"}]`,
    })
  const lines = [
    entry('out', 'ours', 'Accepted'),
    entry('out', 'upstream:b', 'Rejected'),
    entry('in', '7', 'Accepted'),
  ]
  writeFileSync(file, lines.join('\n'))
  const server = createServer().listen(0, '127.0.0.1')
  await once(server, 'listening')
  const heard: unknown[] = []
  new WebSocketServer({ server }).on('connection', (socket) => {
    socket.on('message', (data) => {
      heard.push(JSON.parse((data as Buffer).toString()))
      if (heard.length === 1) socket.send('[2,"r","DataTransfer",{"vendorId":"x"}]')
      else socket.send('[3,"7",{"status":"Accepted"}]')
    })
  })
  const to = `ws://127.0.0.1:${(server.address() as AddressInfo).port}/ocpp`
  const args = ['ocpp', 'replay', file, '--to', to, '--as', 'A', '--speed', 'max']
  expect((await operator(folder).run(args)).code).toBe(0)
  expect(heard[1]).toEqual([3, 'r', { status: 'Accepted' }])
  server.closeAllConnections()
  server.close()
})

test.each([
  ['a file that is no log', '{"charger":"A"}', 'line 1 is no entry of an exported log'],
  ['a file that is no JSON', 'hello', 'line 1 is no entry of an exported log'],
])('%s is refused by its line', async (_, text, words) => {
  writeFileSync(file, text)
  const { code, err } = await operator(folder).run([
    'ocpp',
    'replay',
    file,
    '--to',
    'ws://127.0.0.1:1/a',
  ])
  expect({ code, err }).toEqual({ code: 1, err: `error: ${words}\n` })
})

test('an address that is none, and a speed, are refused before anything is sent', async () => {
  const run = (...args: string[]) => operator(folder).run(['ocpp', 'replay', file, ...args])
  expect((await run('--to', 'http://localhost/ocpp/A')).err).toContain('must be an address like')
  expect((await run('--to', 'ws://localhost/a', '--speed', '0')).err).toContain('above 0, or max')
})

test('calls of the endpoint are answered as the charger answered them', async () => {
  const entry = (direction: string, action: string, answer: string) =>
    JSON.stringify({
      ...{
        charger: 'A',
        at: '2026-11-21T12:00:00Z',
        direction,
        version: '1.6',
        action,
        error: null,
      },
      ...{ request: `[2,"7","${action}",{}]`, answer },
    })
  const reset = entry('out', 'Reset', '[3,"x",{"status":"Rejected"}]')
  writeFileSync(file, `${reset}\n${entry('in', 'Heartbeat', '[3,"7",{}]')}\n`)
  const server = createServer().listen(0, '127.0.0.1')
  await once(server, 'listening')
  const heard: unknown[] = []
  new WebSocketServer({ server }).on('connection', (socket) => {
    socket.on('message', (data) => {
      heard.push(JSON.parse((data as Buffer).toString()))
      if (heard.length === 1) socket.send('[2,"r","Reset",{"type":"Soft"}]')
      if (heard.length === 2) socket.send('[2,"u","UnlockConnector",{"connectorId":1}]')
      if (heard.length === 3) socket.send('[3,"7",{}]')
    })
  })
  const to = `ws://127.0.0.1:${(server.address() as AddressInfo).port}/ocpp`
  const args = ['ocpp', 'replay', file, '--to', to, '--as', 'A', '--speed', 'max']
  expect((await operator(folder).run(args)).code).toBe(0)
  expect(heard).toEqual([
    [2, '7', 'Heartbeat', {}],
    [3, 'r', { status: 'Rejected' }],
    [4, 'u', 'NotSupported', 'the log holds no answer to this', {}],
  ])
  server.closeAllConnections()
  server.close()
})
