/** An MQTT room of a test's own, with a clock in hand: what it is told can be seen, and made to fail. */
import type { IClientOptions } from 'mqtt'
import type { Log } from '../../../src/flows/ports.ts'
import type { Module, Observed, Service, Telemetry } from '../../../src/flows/service.ts'
import { openWarden } from '../../../src/inbound/warden.ts'
import { openMqtt, type MqttOptions } from '../../../src/inbound/mqtt/server.ts'
import { type Garage, openGarage } from '../../../src/inbound/ovms/garage.ts'
import { openTestHouse, type TestHouse } from '../../house.ts'
import { dial, type Dialled } from './dial.ts'

export const stranger: Observed = { isOptedIn: false, isCharging: false, isLost: false }
export const sharer: Observed = { isOptedIn: true, isCharging: false, isLost: false }

export type Told = { vehicle: string; module: Module } & Telemetry

export type Stand = {
  house: TestHouse
  garage: Garage
  /** null where another broker is listened to. */
  port: number | null
  tlsPort: number | null
  /** All that was told, in order; what failed too. */
  told: Told[]
  /** Resolves once so much was told since the stand was opened. */
  isTold: (count: number) => Promise<void>
  /** What is answered to telemetry; may throw, and may wait. */
  observes: (told: Telemetry) => Observed | Promise<Observed>
  /** Swaps what the room asks of the house. */
  service: Partial<Service>
  /** What was noted, in the words of the log, with all that was noted beside them. */
  notes: string[]
  now: number
  owner: string
  adds: (vehicleId: string, owner?: string) => Promise<void>
  /** Connects as a module whose user is its vehicle, its password like its id. */
  module: (vehicleId?: string, options?: IClientOptions) => Promise<Dialled>
  /** Connects as the owner of the vehicles. */
  app: (options?: IClientOptions) => Promise<Dialled>
  /** Forgets what was told and noted, and what was swapped. */
  renews: () => void
  close: () => Promise<void>
}

export const EMAIL = 'jimbo@example.org'
export const PASSWORD = 'a long pass phrase'

/** What a module of this vehicle says at its CONNECT. */
export function signIn(vehicleId: string): IClientOptions {
  return { username: vehicleId, password: vehicleId, clientId: vehicleId }
}

/** Opens one with the vehicle DEMO of jimbo, whose password is DEMO. */
export async function openStand(options: Partial<MqttOptions> = {}): Promise<Stand> {
  const stand = { now: Date.parse('2026-05-20T10:00:00Z') } as Stand
  const clock = () => stand.now
  const house = await openTestHouse({ timer: false, clock })
  const { owner } = await house.service.createOwner({ email: EMAIL, password: PASSWORD })
  const notes: string[] = []
  const note = (what: object, text: string) => void notes.push(`${text} ${JSON.stringify(what)}`)
  const log: Log = { info: note, warn: note, error: note }
  const adds = async (vehicleId: string, whose = owner.id) => {
    await house.service.addVehicle(whose, { vehicleId, password: vehicleId })
  }
  await adds('DEMO')
  const garage = openGarage(clock)
  const told: Told[] = []
  let wake = () => {}
  const observe: Service['observe'] = async (module, telemetry) => {
    told.push({ vehicle: module.id, module, ...telemetry })
    wake()
    return stand.observes(telemetry)
  }
  const service = new Proxy(house.service, {
    get: (real, name: keyof Service) => stand.service[name] ?? real[name],
  })
  const renews = () => {
    told.length = 0
    notes.length = 0
    stand.service = { observe }
    stand.observes = () => stranger
  }
  Object.assign(stand, { house, garage, told, notes, owner: owner.id, adds, renews })
  renews()
  const mqtt = await openMqtt(service, garage, {
    host: '127.0.0.1',
    port: 0,
    tlsPort: null,
    tls: null,
    url: null,
    rateLimits: false,
    warden: openWarden(service, garage, log),
    log,
    ...options,
  })
  const { port, tlsPort } = mqtt
  return Object.assign(stand, {
    port,
    tlsPort,
    isTold: async (count: number) => {
      while (told.length < count) await new Promise<void>((resolve) => (wake = resolve))
    },
    module: (vehicleId = 'DEMO', given: IClientOptions = {}) =>
      dial(port!, { ...signIn(vehicleId), ...given }),
    app: (given: IClientOptions = {}) =>
      dial(port!, { username: EMAIL, password: PASSWORD, clientId: 'app', ...given }),
    close: async () => {
      await mqtt.close()
      await house.close()
    },
  })
}
