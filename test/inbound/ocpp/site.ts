/** A house with an operator who registers chargers. */
import type { Overrides } from '../../../src/furnish.ts'
import { openTestHouse, type TestHouse } from '../../house.ts'
import { call, itemsOf, type Json, text } from '../../people.ts'
import { connect, type ConnectOptions, type TestCharger } from './charger.ts'

export type Site = TestHouse & {
  /** What the operator asks of the API. */
  asks: (method: string, path: string, body?: unknown) => Promise<Json>
  /** Registers a charger; resolves to its password. */
  register: (identity: string, more?: Json) => Promise<string>
  /** Registers it and connects it. */
  plug: (identity: string, options?: ConnectOptions) => Promise<TestCharger>
  /** The log of a charger's messages, the newest first. */
  log: (identity: string, query?: string) => Promise<Json[]>
}

const token = `csa_${'o'.repeat(43)}`

/** Without a timer: `house.ocpp.tick` is the clock's hand. */
export async function openSite(
  overrides: Overrides = {},
  env: Record<string, string> = {},
): Promise<Site> {
  const house = await openTestHouse(
    { timer: false, ...overrides },
    { CHARGESHARE_OPERATOR_TOKEN: token, ...env },
  )
  const asks = (method: string, path: string, body?: unknown) =>
    call(method, `${house.url}${path}`, { token, ...(body !== undefined && { body }) })
  const register = async (identity: string, more: Json = {}) => {
    const made = await asks('POST', '/v1/chargers', { identity, ...more })
    return made['password'] === null ? '' : text(made, 'password')
  }
  return {
    ...house,
    asks,
    register,
    plug: async (identity, options) =>
      connect(house, identity, { password: await register(identity), ...options }),
    log: async (identity, query = '') =>
      itemsOf(await asks('GET', `/v1/chargers/${identity}/messages${query}`)),
  }
}
