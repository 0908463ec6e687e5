/** The ground for stories of shared chargers: a house that routes, chargers, and backends that end with the story. */
import { once, on } from 'node:events'
import type { AddressInfo } from 'node:net'
import { WebSocketServer } from 'ws'
import {
  setUpstreams,
  sharingOf,
  type SharingWish,
} from '../../../src/flows/chargers/router/upstreams.ts'
import { openTestHouse, type TestHouse } from '../../house.ts'
import { call } from '../../people.ts'
import { type Backend, openBackend } from './backend.ts'
import { connect, type Protocol, type TestCharger } from './charger.ts'

export const token = `csa_${'o'.repeat(43)}`
export const env = {
  CHARGESHARE_OPERATOR_TOKEN: token,
  CHARGESHARE_OCPP_UNKNOWN_TAGS: 'accept',
}
export const secret = 'a secret of the charger'

/** How long a charger waits for backends in these stories, in milliseconds. */
const PATIENCE_MS = 400

export type Ground = Awaited<ReturnType<typeof openGround>>

/** `ends` is called after each story. */
export async function openGround(
  more: Record<string, string> = {},
  overrides: { clock?: () => number } = {},
) {
  // No chance: a line that broke is made again after half a second.
  const how = { timer: false, chance: () => 0, requestMs: PATIENCE_MS, ...overrides }
  const house = await openTestHouse(how, { ...env, ...more })
  const open: (() => Promise<unknown>)[] = []
  let made = 0
  const ground = {
    house,
    /** The identity of the charger that is shared next. */
    register: (identity: string) => register(house, identity),
    nextIdentity: () => `CP-${made + 1}`,
    lastIdentity: () => `CP-${made}`,
    /** A registered charger that is shared, connected and booted. */
    shared: async (wish: SharingWish, boots = true): Promise<TestCharger> => {
      const identity = `CP-${++made}`
      await register(house, identity)
      await ground.share(identity, wish)
      const charger = await ground.comes(identity)
      if (boots) await charger.call('BootNotification', boot)
      return charger
    },
    share: (identity: string, wish: SharingWish): Promise<void> =>
      house.world.store.write((tables) => setUpstreams(house.world)(tables, identity, wish)),
    /** A registered charger connects. */
    comes: async (identity: string, protocol: Protocol = 'ocpp1.6'): Promise<TestCharger> => {
      const charger = await connect(house, identity, { password: secret, protocol })
      open.push(charger.close)
      return charger
    },
    /** What the house does each second. */
    tick: (): Promise<void> => house.service.chargers.shareOn(house.world.clock()),
    /** How the backends of a charger fare, by name. */
    standing: async (identity: string) => {
      const charger = await house.world.store.read.chargers.get(identity)
      const all = await sharingOf(house.world.store.read, [charger!])
      return Object.fromEntries(all.get(identity)!.upstreams.map((one) => [one.name, one]))
    },
    backend: async (how: Parameters<typeof openBackend>[0] = {}): Promise<Backend> => {
      const one = await openBackend(how)
      open.push(one.kill)
      return one
    },
    rawBackend: async () => {
      const one = await openRawBackend()
      open.push(one.close)
      return one
    },
    /** Another house, where the next charger is registered too. */
    otherHouse: async (): Promise<TestHouse> => {
      const other = await openTestHouse({ timer: false, freePorts: true }, env)
      open.push(other.close)
      await register(other, ground.nextIdentity())
      return other
    },
    /** From now on, until this story ends, a charger waits longer than any story lasts. */
    waitsForEver: () => void (house.world.trunks.patienceMs = 3_600_000),
    ends: async () => {
      house.world.trunks.patienceMs = PATIENCE_MS
      for (const close of open.splice(0).reverse()) await close()
    },
  }
  return ground
}

export const boot = { chargePointVendor: 'Acme', chargePointModel: 'One' }

async function register(at: TestHouse, identity: string): Promise<void> {
  await call('POST', `${at.url}/v1/chargers`, { token, body: { identity, password: secret } })
}

/** A backend that says whatever it is told to say, and answers boots. */
async function openRawBackend() {
  const server = new WebSocketServer({ port: 0, host: '127.0.0.1' })
  await once(server, 'listening')
  const frames = on(server, 'frame')
  const connections = on(server, 'connection')
  const isRegistered = once(server, 'registered')
  server.on('connection', (socket) => {
    socket.on('error', () => {})
    socket.on('message', (data) => {
      const frame = JSON.parse((data as Buffer).toString()) as [number, string, string]
      if (frame[2] !== 'BootNotification') return void server.emit('frame', frame)
      const result = { currentTime: minute(0), interval: 300, status: 'Accepted' }
      socket.send(JSON.stringify([3, frame[1], result]))
      server.emit('registered')
    })
  })
  return {
    url: `ws://127.0.0.1:${(server.address() as AddressInfo).port}`,
    registered: () => isRegistered,
    /** Resolves when somebody has connected once more. */
    connected: () => connections.next(),
    /** Sends a frame, or whatever text. */
    send: (frame: unknown[] | string | Buffer) => {
      const isRaw = typeof frame === 'string' || Buffer.isBuffer(frame)
      for (const client of server.clients) client.send(isRaw ? frame : JSON.stringify(frame))
    },
    /** The next frame, boots left out. */
    next: async () => ((await frames.next()).value as [unknown[]])[0],
    close: async () => {
      for (const client of server.clients) client.terminate()
      await new Promise<void>((resolve) => {
        server.close(() => resolve())
      })
    },
  }
}

/** A moment of the day of the stories. */
export function minute(past: number): string {
  return new Date(Date.UTC(2026, 10, 21, 10, past)).toISOString()
}

export function start(at: number, idTag = 'TAG') {
  return { connectorId: 1, idTag, meterStart: 100, timestamp: minute(at) }
}

export function meter(transactionId: number, at: number) {
  const sampledValue = [{ value: String(100 + at) }]
  return { connectorId: 1, transactionId, meterValue: [{ timestamp: minute(at), sampledValue }] }
}

export function stop(transactionId: number, at: number) {
  return { transactionId, meterStop: 900, timestamp: minute(at), reason: 'Local' }
}

/** Whether a backend was told an action so often. */
export function has(action: string, count = 1) {
  return (told: { action: string }[]) => told.filter((one) => one.action === action).length >= count
}

export const TRANSACTION = ['StartTransaction', 'MeterValues', 'StopTransaction']
