/** What chargers said is kept for its time and not longer; what was charged is kept. */
import { join } from 'node:path'
import Database from 'better-sqlite3'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { openTestHouse, type TestHouse } from '../../../house.ts'
import { as } from '../../../inbound/http/visitors.ts'
import { connect, type TestCharger } from '../../../inbound/ocpp/charger.ts'

const DAY = 86_400_000
const settings = { CHARGESHARE_OCPP_MESSAGES_DAYS: '3', CHARGESHARE_OCPP_READINGS_DAYS: '5' }

let house: TestHouse
let operator: ReturnType<typeof as>
let charger: TestCharger
let now: number

beforeEach(async () => {
  now = Date.parse('2026-11-20T12:00:00Z')
  house = await openTestHouse({ clock: () => now, timer: false }, settings)
  operator = as(house, house.secrets.operatorToken)
  const { body } = await operator.post('/v1/chargers').send({ identity: 'CP-1' }).expect(201)
  charger = await connect(house, 'CP-1', { password: String(body.password) })
  // Who comes without a boot is asked for its state.
  charger.answers('TriggerMessage', () => ({ status: 'Accepted' }))
  charger.answers('ClearCache', () => ({ status: 'Accepted' }))
})
afterEach(async () => {
  await charger.close()
  await house.close()
})

function count(table: string): number {
  const database = new Database(join(house.data, 'chargeshare.db'), { readonly: true })
  try {
    return database.prepare(`select count(*) from ${table}`).pluck().get() as number
  } finally {
    database.close()
  }
}

async function charges(): Promise<void> {
  const timestamp = new Date(now).toISOString()
  const start = { connectorId: 1, idTag: 'TAG', meterStart: 0, timestamp }
  const { transactionId } = await charger.call('StartTransaction', start)
  const meterValue = [{ timestamp, sampledValue: [{ value: '500' }] }]
  await charger.call('MeterValues', { connectorId: 1, transactionId, meterValue })
  await charger.call('StopTransaction', { transactionId, meterStop: 900, timestamp })
}

test('messages, commands and readings go at their times, transactions stay', async () => {
  await charges()
  const command = { action: 'ClearCache', payload: {} }
  await operator.post('/v1/chargers/CP-1/commands').send(command).expect(200)
  // What the server asks by itself comes after it.
  await expect.poll(() => count("command where state <> 'answered'"), { interval: 10 }).toBe(0)
  const commands = count('command')
  expect(commands).toBeGreaterThan(0)
  const messages = count("ocpp_message where direction = 'in'")
  const readings = count('reading')
  expect([messages >= 3, readings > 0]).toEqual([true, true])

  await house.service.forgetOld(now + 3 * DAY)
  expect([count("ocpp_message where direction = 'in'"), count('command')]).toEqual([
    messages,
    commands,
  ])
  await house.service.forgetOld(now + 3 * DAY + 1)
  expect([count('ocpp_message'), count('command'), count('charger_event')]).toEqual([0, 0, 0])
  expect(count('reading')).toBe(readings)
  await house.service.forgetOld(now + 5 * DAY + 1)
  expect([count('reading'), count('charger_transaction')]).toEqual([0, 1])
})

test('a charger that is removed takes its log with it, and nobody else’s', async () => {
  await operator.post('/v1/chargers').send({ identity: 'CP-2' }).expect(201)
  await house.world.store.write(({ ocppLog }) =>
    ocppLog.add(
      ['CP-1', 'CP-2'].map((identity) => ({
        ...{ id: house.world.ids.next(), charger: identity, at: now, direction: 'in' as const },
        ...{ version: null, action: null, message: null, request: 'x', answer: null, error: null },
        ...{ ms: null, deviations: [{ rule: 'odd', path: '', was: 'x' }] },
      })),
    ),
  )
  await operator.delete('/v1/chargers/CP-1').expect(204)
  expect(count("ocpp_message where charger = 'CP-1'")).toBe(0)
  expect(count("charger_deviation where charger = 'CP-1'")).toBe(0)
  expect(count("charger_deviation where charger = 'CP-2'")).toBe(1)
})
