/** A charging network with a server of its own: it registers, hears of charges, and of what was meanwhile. */
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { openTestHouse, type TestHouse } from '../house.ts'
import { openPeer, type OcpiPeer } from '../inbound/ocpi/peer.ts'
import { registers } from '../inbound/ocpi/stage.ts'
import { call, type Json, type Motorist, motorist, text } from '../people.ts'
import { ownPort } from '../port.ts'

const data = mkdtempSync(join(tmpdir(), 'chargeshare-ocpi-'))
const position = { lat: 22.2809, lon: 114.1588 }
let house: TestHouse
let network: OcpiPeer
let jim: Motorist

beforeAll(async () => {
  const port = String(await ownPort())
  house = await openTestHouse({}, { CHARGESHARE_DATA: data, CHARGESHARE_PORT: port })
  network = await openPeer()
  jim = await motorist(house.url, 'JIM-1')
})
afterAll(async () => {
  await house.close()
  await network.close()
  await jim.close()
  rmSync(data, { recursive: true })
})

const says = (type: string, energyKwh: number) =>
  jim.says({ type: `charge.${type}`, at: new Date().toISOString(), position, energyKwh })
/** Waits until the network has been told a session so. */
async function hears(status: string): Promise<Json> {
  for (;;) {
    const [session] = network.sessions.values()
    if (session?.['status'] === status) return session
    await network.inbox.next()
  }
}

test('a network signs up, and its server registers with the token it was given', async () => {
  const body = { name: 'Net', email: 'net@example.org', acceptLicense: 'CC-BY-4.0' }
  const token = text(await call('POST', `${house.url}/v1/partners`, { body }), 'token')
  const asked = { token, body: {} }
  const begun = await call('POST', `${house.url}/v1/partners/me/ocpi`, asked)
  network.theirs = text(begun, 'token')
  expect((await registers(house.url, network, '2.2.1')).code).toBe(1000)
})

test('it hears of a charge that is shared, while the car still charges', async () => {
  await says('started', 0)
  await jim.answers(await jim.phone(), { choice: 'always' })
  expect(await hears('ACTIVE')).toMatchObject({ kwh: 0, currency: 'XXX' })
})

test('it hears how the charge ended, also where our server was begun anew in between', async () => {
  network.options.instead = () => 'hang up'
  const before = network.heard.length
  await says('completed', 17.2)
  while (network.heard.length === before) await network.inbox.next()
  await house.close()
  network.options.instead = () => null
  const { port } = new URL(house.url)
  // A minute later, so that it is not waited for.
  const clock = () => Date.now() + 60_000
  house = await openTestHouse({ clock }, { CHARGESHARE_DATA: data, CHARGESHARE_PORT: port })
  expect(await hears('COMPLETED')).toMatchObject({ kwh: 17.2 })
  expect(network.faults).toEqual([])
})
