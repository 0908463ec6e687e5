/** The HTTP room on its own, for tools of OVMS: with a garage of the test's, in which cars say what they like. */
import { type HttpOptions, openHttp } from '../../../src/inbound/http/server.ts'
import { type Garage, openGarage } from '../../../src/inbound/ovms/garage.ts'
import type { Service } from '../../../src/flows/service.ts'
import type { TestHouse } from '../../house.ts'

const silent = { info: () => {}, warn: () => {}, error: () => {} }

export type Tools = { url: string; garage: Garage; close: () => Promise<void> }

/** Opens it beside the house's own; `service` swaps flows, `options` what the room is told. */
export async function openTools(
  house: TestHouse,
  options: Partial<HttpOptions> = {},
  service: Partial<Service> = {},
): Promise<Tools> {
  const garage = openGarage(house.world.clock)
  const http = openHttp({ ...house.service, ...service }, garage, {
    rateLimits: false,
    checkAnswers: true,
    cookieDays: 1,
    licenseText: '',
    version: '0',
    publicUrl: house.url,
    ocppUrl: null,
    tls: null,
    brokerUrl: null,
    mapTiles: null,
    metrics: house.world.meter,
    checkStore: () => Promise.resolve(),
    log: silent,
    ...options,
  })
  const port = await http.listen(0, '127.0.0.1')
  return { url: `http://127.0.0.1:${port}`, garage, close: http.close }
}

/** A car's line to the server: what it is told. */
export function lineOf(garage: Garage, id: string): string[] {
  const told: string[] = []
  garage.arrive(id, { say: (message) => void told.push(message), end: () => {} })
  return told
}

/** What a charging car says of itself: status, environment, location. */
export const charging = {
  S: '45.0,K,230,31.80,charging,standard,160,150,32,1,0,0,3,1,0,0,0,0,120.00,264,168,0,80,-1,0,0,0,-1,168,350,0,7.20,380.50,97.00,7.60,94.70,-18.90,21.6,0.0,1234.5,58.0,-1',
  D: '124,8,4,31,28,22,123,578231,0,60,17,1,1,1,13.9,0,12.6,16,33,7.8,18',
  L: '52.370216,4.895168,181.2,3.1,1,1,0.0,123,0,0.000,2.021,0.697,0,0,AA,9,0.9,0.0,88',
}

/** Lets a car say all of it. */
export function says(garage: Garage, id: string, messages: Record<string, string>): void {
  for (const [code, data] of Object.entries(messages)) garage.hear(id, code, data)
}

/** The password of every owner in these tests. */
export const PASSWORD = 'a long pass phrase'

/** The path with a name and a password in the query. */
export function by(name: string, password: string, path: string): string {
  const query = new URLSearchParams({ username: name, password })
  return `${path}${path.includes('?') ? '&' : '?'}${query.toString()}`
}

/** The cookie that an answer sets. */
export function cookieIn({ headers }: { headers: Record<string, unknown> }): string {
  return String(headers['set-cookie']).split(';')[0]!
}
