/** The operator and his chargers, for tests: registered by him, connected by a socket. */
import { expect, vi } from 'vitest'
import type { TestHouse } from '../../../house.ts'
import { connect, type Protocol, type TestCharger } from '../../ocpp/charger.ts'
import { as } from '../visitors.ts'

export type Operator = ReturnType<typeof operatorOf>

/** The operator of a house. */
export function operatorOf(house: TestHouse) {
  const calls = as(house, house.secrets.operatorToken)
  const register = async (identity: string, more: object = {}): Promise<string> => {
    const { body } = await calls
      .post('/v1/chargers')
      .send({ identity, ...more })
      .expect(201)
    return String(body.password)
  }
  const seen = async (identity: string) =>
    (await calls.get(`/v1/chargers/${identity}`).expect(200)).body
  const asks = (identity: string, action: string, payload?: object, more: object = {}) =>
    calls.post(`/v1/chargers/${identity}/commands`).send({ action, payload, ...more })
  const commands = async (identity: string) =>
    (await calls.get(`/v1/chargers/${identity}/commands`).expect(200)).body.items
  return { ...calls, register, seen, asks, commands }
}

/** A charger that is registered and connected, and known to be. */
export async function plugged(
  house: TestHouse,
  identity: string,
  protocol: Protocol = 'ocpp1.6',
): Promise<TestCharger & { password: string }> {
  const operator = operatorOf(house)
  const password = await operator.register(identity)
  const charger = await connect(house, identity, { protocol, password })
  await isConnected(operator, identity)
  return { ...charger, password }
}

/** Resolves when the house knows that it is, or is not. */
export async function isConnected(operator: Operator, identity: string, is = true): Promise<void> {
  const look = async () => expect((await operator.seen(identity)).isConnected).toBe(is)
  await vi.waitFor(look, { interval: 10, timeout: 20_000 })
}
