/** A host learns why a charger does not come: who knocked, and why it was turned away. */
import { afterAll, beforeAll, expect, test } from 'vitest'
import { openTestHouse, type TestHouse } from '../../../house.ts'
import { connect } from '../../ocpp/charger.ts'
import { type Operator, operatorOf } from './operator.ts'

let house: TestHouse
let operator: Operator
beforeAll(async () => {
  house = await openTestHouse({ timer: false })
  operator = operatorOf(house)
})
afterAll(() => house.close())

const knocks = async () => (await operator.get('/v1/ocpp/knocks').expect(200)).body.items
const turnedAway = (identity: string, password: string) =>
  expect(connect(house, identity, { password })).rejects.toThrow('HTTP')

test('who knocked is told with the reason, the newest first, until it has come in', async () => {
  const password = await operator.register('CP-1')
  await turnedAway('CP-2', 'a password')
  await turnedAway('CP-1', 'a wrong one')
  await turnedAway('CP-1', 'another wrong one')
  expect(await knocks()).toMatchObject([
    { identity: 'CP-1', status: 401, why: 'no or a wrong password', count: 2 },
    { identity: 'CP-2', status: 404, why: 'no charger has this identity', count: 1 },
  ])
  await (await connect(house, 'CP-1', { password })).close()
  expect(await knocks()).toMatchObject([{ identity: 'CP-2' }])
})

test('no more than fifty are remembered', async () => {
  for (let i = 0; i < 60; i++) await turnedAway(`NOBODY-${i}`, 'a password')
  const known = await knocks()
  expect(known).toHaveLength(50)
  expect(known[0]).toMatchObject({ identity: 'NOBODY-59' })
})

test('nobody but the operator learns of it', async () => {
  expect((await fetch(`${house.url}/v1/ocpp/knocks`)).status).toBe(401)
})
