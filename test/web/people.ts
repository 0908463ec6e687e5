/** The owner in the browser: an account with what it needs for a story, made over the wire. */
import type { Page } from 'playwright-core'
import type { TestHouse } from '../house.ts'
import { call, type Json, text } from '../people.ts'

export type Account = {
  email: string
  password: string
  /** Calls with the owner's own token, as another device of his would. */
  asks: (method: string, path: string, body?: unknown) => Promise<Json>
  /** A car of his; `says` lets it speak. */
  addCar: (
    vehicleId: string,
    wish?: { name?: string; optedIn?: boolean },
  ) => Promise<{ token: string; says: (...messages: Json[]) => Promise<Json> }>
}

/** Signs somebody up. */
export async function account(house: TestHouse, email: string, name?: string): Promise<Account> {
  const password = 'a long pass phrase'
  const body = { email, password, ...(name && { name }) }
  const token = text(await call('POST', `${house.url}/v1/owners`, { body }), 'token')
  const asks: Account['asks'] = (method, path, wish) =>
    call(method, `${house.url}${path}`, { token, body: wish })
  return {
    email,
    password,
    asks,
    addCar: async (vehicleId, { name, optedIn = true } = {}) => {
      const added = await asks('POST', '/v1/vehicles', { vehicleId, ...(name && { name }) })
      const sharing = { optedIn, handle: { kind: 'anonymous' } }
      if (optedIn) await asks('PUT', `/v1/vehicles/${vehicleId}/sharing`, sharing)
      const secret = text(added, 'token')
      const path = `${house.url}/v1/vehicles/${vehicleId}/messages`
      const says = (...messages: Json[]) => call('POST', path, { token: secret, body: messages })
      return { token: secret, says }
    },
  }
}

/** Signs in as a person does, and waits for the first page. */
export async function signIn(
  page: Page,
  { email, password }: Pick<Account, 'email' | 'password'>,
): Promise<void> {
  await page.goto(new URL('/signin', page.url()).href)
  await page.getByLabel('E-mail address').fill(email)
  await page.getByLabel('Password', { exact: true }).fill(password)
  await page.getByRole('button', { name: 'Sign in' }).click()
  await page.getByRole('navigation', { name: 'Main' }).waitFor()
}

/** Switches notifications on in the first steps, as a person does. */
export async function allowPushes(page: Page): Promise<void> {
  await page.goto(new URL('/welcome', page.url()).href)
  const step = page.getByRole('button', { name: /Notifications/ })
  await step.waitFor()
  // Where it is the first that is not done it stands open already.
  if ((await step.getAttribute('aria-expanded')) === 'false') await step.click()
  await page.getByRole('button', { name: 'Allow notifications' }).click()
  await page.getByRole('button', { name: /Notifications.*Done/ }).waitFor()
}

/** A charge that started so many minutes ago, a little way north of the Peak for each `place`. */
export function started(minutesAgo: number, place = 0, soc = 41.5): Json {
  const at = new Date(Date.now() - minutesAgo * 60_000).toISOString()
  const position = { lat: 22.2809 + place * 0.01, lon: 114.1588 }
  return { type: 'charge.started', at, position, soc, energyKwh: 0, powerKw: 6.6 }
}

/** The same a while later. */
export function told(type: string, minutesAgo: number, more: Json): Json {
  return { type, at: new Date(Date.now() - minutesAgo * 60_000).toISOString(), ...more }
}
