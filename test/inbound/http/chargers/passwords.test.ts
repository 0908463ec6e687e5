/** Chargers' passwords: in either form, renewed without locking anybody out, never to be read again. */
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { openTestHouse, type TestHouse } from '../../../house.ts'
import { type Json, text } from '../../../people.ts'
import { connect, type Protocol } from '../../ocpp/charger.ts'
import { type Operator, operatorOf, plugged } from './operator.ts'

let house: TestHouse
let operator: Operator
beforeAll(async () => {
  house = await openTestHouse({ timer: false })
  operator = operatorOf(house)
})
afterAll(() => house.close())

const renew = (identity: string, wish: object = {}) =>
  operator.post(`/v1/chargers/${identity}/password`).send(wish)
/** Whether it is let in. */
const comes = async (
  identity: string,
  password: string | Buffer,
  protocol: Protocol = 'ocpp1.6',
) => {
  try {
    const charger = await connect(house, identity, { password, protocol })
    await charger.close()
    return true
  } catch {
    return false
  }
}

test('the password is taken as its bytes and as their hex digits, and as nothing else', async () => {
  const password = await operator.register('BOTH')
  expect(await comes('BOTH', password)).toBe(true)
  expect(await comes('BOTH', password.toUpperCase())).toBe(true)
  expect(await comes('BOTH', Buffer.from(password, 'hex'))).toBe(true)
  expect(await comes('BOTH', `${password.slice(0, -1)}${password.endsWith('0') ? 1 : 0}`)).toBe(
    false,
  )
  await operator.register('CHOSEN', { password: 'correct horse 16' })
  expect(await comes('CHOSEN', 'correct horse 16')).toBe(true)
  expect(await comes('CHOSEN', Buffer.from('correct horse 16').toString('hex'))).toBe(true)
  expect(await comes('CHOSEN', password)).toBe(false)
})

test('a new password works beside the old one until it is used', async () => {
  const old = await operator.register('RENEWED')
  const { body } = await renew('RENEWED').expect(200)
  expect(body.password).toMatch(/^[0-9a-f]{40}$/)
  expect(await comes('RENEWED', old)).toBe(true)
  expect(await comes('RENEWED', body.password)).toBe(true)
  expect(await comes('RENEWED', old)).toBe(false)
  expect(await comes('RENEWED', body.password)).toBe(true)
})

const taken = {
  attributeStatus: 'Accepted',
  component: { name: 'SecurityCtrlr' },
  variable: { name: 'BasicAuthPassword' },
}
const told: [Protocol, string, Json][] = [
  ['ocpp1.6', 'ChangeConfiguration', { status: 'Accepted' }],
  ['ocpp2.0.1', 'SetVariables', { setVariableResult: [taken] }],
]
test.each(told)('it is told to a charger of %s by %s', async (protocol, action, answer) => {
  const identity = `TOLD-${protocol}`
  const charger = await plugged(house, identity, protocol)
  let said = ''
  charger.answers(action, (payload) => {
    said = JSON.stringify(payload)
    return answer
  })
  const { body } = await renew(identity, { push: true }).expect(200)
  expect(said).toContain(body.password)
  await charger.close()
  expect(await comes(identity, body.password, protocol)).toBe(true)
  expect(await comes(identity, charger.password, protocol)).toBe(false)
  const [row] = await operator.commands(identity)
  expect(row).toMatchObject({ action, state: 'answered', askedBy: 'operator' })
  expect(JSON.stringify(row)).toContain('***')
})

test('one that the charger refuses is none, and the old one goes on', async () => {
  const charger = await plugged(house, 'STUBBORN')
  let said = ''
  charger.answers('ChangeConfiguration', (payload) => {
    said = text(payload, 'value')
    return { status: 'Rejected' }
  })
  const { body } = await renew('STUBBORN', { push: true }).expect(409)
  expect(body).toMatchObject({ code: 'refusedByCharger', detail: 'the charger said Rejected' })
  await charger.close()
  expect(await comes('STUBBORN', said)).toBe(false)
  expect(await comes('STUBBORN', charger.password)).toBe(true)
})

test('one that was set by a plain command counts too', async () => {
  const charger = await plugged(house, 'SCRIPTED')
  charger.answers('ChangeConfiguration', () => ({ status: 'Accepted' }))
  const value = 'ab'.repeat(18)
  const setting = { key: 'AuthorizationKey', value }
  await operator.asks('SCRIPTED', 'ChangeConfiguration', setting).expect(200)
  await charger.close()
  expect(await comes('SCRIPTED', value)).toBe(true)
})

test('what cannot be told is refused, and changes nothing', async () => {
  await operator.register('AWAY')
  await renew('AWAY', { push: true }).expect(409)
  const charger = await plugged(house, 'OLD')
  const { body } = await renew('OLD', { push: true, password: 'too short' }).expect(422)
  expect(body.errors[0]).toMatchObject({ pointer: '/password' })
  await renew('OLD', { password: 'short' }).expect(422)
  await renew('NOBODY').expect(404)
  await charger.close()
  expect(await comes('OLD', charger.password)).toBe(true)
})

test('no password stands anywhere in the database', async () => {
  const charger = await plugged(house, 'SECRET')
  charger.answers('ChangeConfiguration', () => ({ status: 'Accepted' }))
  const { body } = await renew('SECRET', { push: true }).expect(200)
  await house.world.store.scrub()
  for (const file of readdirSync(house.data).filter((name) => name.includes('.db'))) {
    const bytes = readFileSync(join(house.data, file)).toString('latin1')
    expect(bytes, file).not.toContain(body.password)
    expect(bytes, file).not.toContain(charger.password)
  }
})
