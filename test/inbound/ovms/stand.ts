/** An OVMS server of a test's own, with a clock in hand: what it is told can be seen, and made to fail. */
import { openTestHouse, type TestHouse } from '../../house.ts'
import type { Log } from '../../../src/flows/ports.ts'
import type { Observed, Service, Telemetry } from '../../../src/flows/service.ts'
import { type Garage, openGarage } from '../../../src/inbound/ovms/garage.ts'
import { openWarden } from '../../../src/inbound/warden.ts'
import { openOvms, type OvmsOptions, type OvmsServer } from '../../../src/inbound/ovms/server.ts'
import { connectModule, dial, type ModuleOptions, type TestModule, type Wire } from './module.ts'

export type Stand = {
  house: TestHouse
  garage: Garage
  ovms: OvmsServer
  /** All that was told, by vehicle, in order; what failed too. */
  told: ({ vehicle: string } & Telemetry)[]
  /** Resolves once so much was told since the stand was opened. */
  isTold: (count: number) => Promise<void>
  /** What is answered to telemetry; may throw. */
  observes: (told: Telemetry) => Observed | Promise<Observed>
  /** Swaps what the server asks of the house. */
  service: Partial<Service>
  /** What was noted, in the words of the log. */
  notes: string[]
  now: number
  /** Lets time pass. */
  passes: (ms: number) => Promise<void>
  adds: (vehicleId: string, password?: string) => Promise<void>
  dials: () => Promise<Wire>
  /** Logs in; the vehicle is DEMO where no other is named, its password like its id. */
  connects: (type: ModuleOptions['type'], given?: Partial<ModuleOptions>) => Promise<TestModule>
  /** Another server in the same house, that knows of nothing that was. */
  renews: () => Promise<void>
  close: () => Promise<void>
}

export const stranger: Observed = { isOptedIn: false, isCharging: false, isLost: false }
export const sharer: Observed = { isOptedIn: true, isCharging: false, isLost: false }

/** Opens one with the vehicle DEMO, whose password is DEMO. */
export async function openStand(options: Partial<OvmsOptions> = {}): Promise<Stand> {
  const stand = { now: BEGAN, service: {}, told: [], notes: [] } as unknown as Stand
  const house = await openTestHouse({ timer: false, clock: () => stand.now })
  const { owner } = await house.service.createOwner({
    email: 'jimbo@example.org',
    password: 'a long pass phrase',
  })
  const known = new Set<string>()
  const adds = async (vehicleId: string, password = vehicleId) => {
    if (known.has(vehicleId)) return
    known.add(vehicleId)
    await house.service.addVehicle(owner.id, { vehicleId, password })
  }
  await adds('DEMO')
  const service = new Proxy(house.service, {
    get: (real, name: keyof Service) => stand.service[name] ?? real[name],
  })
  Object.assign(stand, { house, adds, ...talking(stand), ...telling(stand) })
  const renews = async () => {
    await stand.ovms?.close()
    const log = logging(stand)
    Object.assign(stand, { now: BEGAN, service: observing(stand), observes: () => stranger })
    stand.told.length = stand.notes.length = 0
    stand.garage = openGarage(() => stand.now)
    stand.ovms = await openOvms(service, stand.garage, {
      ...usual,
      warden: openWarden(service, stand.garage, log),
      log,
      ...options,
    })
  }
  const close = async () => {
    await stand.ovms.close()
    await house.close()
  }
  await renews()
  return Object.assign(stand, { renews, close })
}

const BEGAN = Date.parse('2026-05-20T10:00:00Z')

const usual = {
  host: '127.0.0.1',
  port: 0,
  tlsPort: null,
  tls: null,
  rateLimits: false,
  version: '1.2.3',
}

function logging({ notes }: Stand): Log {
  const note = (_: object, text: string) => void notes.push(text)
  return { info: note, warn: note, error: note }
}

function talking(stand: Stand): Pick<Stand, 'dials' | 'connects' | 'passes'> {
  return {
    dials: () => dial({ port: stand.ovms.port! }),
    connects: (type, given = {}) => {
      const vehicleId = given.vehicleId ?? 'DEMO'
      const usual = { port: stand.ovms.port!, type, vehicleId, password: vehicleId }
      return connectModule({ ...usual, ...given })
    },
    passes: async (ms) => {
      stand.now += ms
      await stand.ovms.tick(stand.now)
    },
  }
}

function telling(stand: Stand): Pick<Stand, 'isTold'> {
  return {
    isTold: async (count) => {
      while (stand.told.length < count) await new Promise((resolve) => setImmediate(resolve))
    },
  }
}

function observing(stand: Stand): Pick<Service, 'observe'> {
  return {
    observe: async (module, told) => {
      stand.told.push({ vehicle: module.id, ...told })
      return stand.observes(told)
    },
  }
}
