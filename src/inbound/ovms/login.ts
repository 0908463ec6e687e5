/** From the first line to a visitor: who calls is proven, held silently, or sent away. */
import { type Module, Refusal, type Service } from '../../flows/service.ts'
import { Car } from './car.ts'
import type { Streams } from './cipher.ts'
import { agreed, type Caller, type Hello, type PlainHello, readHello } from './hello.ts'
import type { Line } from './line.ts'
import { Listener } from './listener.ts'
import type { Room } from './room.ts'

/** A line whose first words could not be judged, for no fault of its own. */
type Held = { line: Line; greeting: Greeting; resolve: () => void }
type Greeting = Hello | PlainHello

/** Who was proven to be there, and what he is told. */
type Proven = {
  caller: Caller
  welcome: string
  streams: Streams | null
  vehicleId: string
  /** A car's; apps need none. */
  module: Module | null
  /** False once what was shown is no longer valid. */
  stands: () => Promise<boolean>
  isParanoid: boolean
  /** A charge of the car is open. */
  isCharging: boolean
}

export type Login = {
  /** Resolves once the line is let in or ended. */
  greet: (line: Line, words: string) => Promise<void>
  /** Looks at those again that could not be judged before. */
  retry: () => void
  /** How many are being judged now. */
  judging: () => number
}

/**
 * A line that is closed before the welcome is taken by a module for a wrong password, and it never
 * calls again: so that is what happens to wrong passwords alone. Whatever else goes wrong, the line
 * is held without a word, and the module tries again after a minute.
 */
export function openLogin(room: Room): Login {
  const held = new Map<Line, Held>()
  let judging = 0
  /** Where none can be judged, one note of it is enough for each round. */
  let isNoted = false

  async function judge(one: Held): Promise<void> {
    const { line, greeting, resolve } = one
    judging++
    try {
      const proven = await prove(room, greeting)
      if (!line.isOver) answer(room, line, greeting, proven)
      resolve()
    } catch (error) {
      if (!isNoted) {
        room.log.warn({ error: String(error) }, 'OVMS logins cannot be judged now, and are held')
      }
      isNoted = true
      if (!line.isOver) held.set(line, one)
    }
    judging--
  }

  return {
    greet: (line, words) => {
      const greeting = readHello(words)
      if (greeting?.scheme === 'AP') line.sayPlain('AP-X')
      const isAllowed = greeting?.scheme === '0' || (greeting?.scheme === '1' && line.isPrivate)
      if (!isAllowed || greeting.caller === 'S') {
        line.end()
        return Promise.resolve()
      }
      return new Promise((resolve) => {
        // A guesser learns nothing; a module behind the same address tries again.
        if (room.guessers.isOne(callOf(line, greeting), room.service.clock())) return
        void judge({ line, greeting, resolve })
      })
    },
    retry: () => {
      const waiting = [...held.values()]
      held.clear()
      isNoted = false
      for (const one of waiting) if (!one.line.isOver) void judge(one)
    },
    judging: () => judging,
  }
}

function callOf({ address }: Line, greeting: Greeting) {
  return { address, name: greeting.scheme === '1' ? greeting.owner : greeting.vehicleId }
}

function answer(room: Room, line: Line, greeting: Greeting, proven: Proven | null): void {
  if (proven) return enter(room, line, proven)
  const { vehicleId } = greeting
  room.guessers.wrong(callOf(line, greeting), room.service.clock())
  room.log.info({ address: line.address, vehicleId }, 'an OVMS login was refused')
  line.end()
}

function enter(room: Room, line: Line, proven: Proven): void {
  const { caller, welcome, streams, vehicleId, module, stands } = proven
  const end = () => line.end()
  line.socket.once('close', room.warden.guard({ of: vehicleId, stands, end }))
  if (module) {
    const car = new Car(room, line, module, proven.isParanoid)
    line.welcome(welcome, streams, car)
    if (proven.isCharging) room.garage.attend(vehicleId, true)
    car.enter()
    return
  }
  const listener = new Listener(room, line, vehicleId, caller === 'A' ? 'app' : 'batch')
  line.welcome(welcome, streams, listener)
  listener.enter()
}

/** null: the proof is wrong. Rejects where that cannot be said now. */
async function prove(room: Room, greeting: Greeting): Promise<Proven | null> {
  try {
    return greeting.scheme === '0'
      ? await proveKey(room, greeting)
      : await provePlain(room, greeting)
  } catch (error) {
    if (error instanceof Refusal) return null
    throw error
  }
}

async function proveKey({ service, newToken }: Room, hello: Hello): Promise<Proven | null> {
  const proof = await service.proveModule(hello.vehicleId, (secret) =>
    agreed(hello, newToken, secret),
  )
  if (!proof) return null
  const { module, vehicle, shown } = proof
  const isCar = hello.caller === 'C'
  return {
    ...shown,
    caller: hello.caller,
    vehicleId: module.id,
    module: isCar ? module : null,
    stands: () => service.stands(module),
    isParanoid: vehicle.trouble === 'paranoid',
    isCharging: isCar && (await isCharging(service, module.id)),
  }
}

/** More vehicles than this are not named in a welcome. */
const NAMED = 100

async function provePlain({ service }: Room, hello: PlainHello): Promise<Proven | null> {
  const { owner: name, password, vehicleId, caller } = hello
  const owner = await service.ownerBy(name, password)
  const vehicles = await service.listVehicles(owner.id, { after: null, limit: NAMED })
  const vehicle = vehicleId === '*' ? vehicles[0] : await service.showVehicle(owner.id, vehicleId)
  if (!vehicle) return null
  const { id, label, trouble } = vehicle
  const isCar = caller === 'C'
  const module = isCar ? await service.trustModule(owner.email, id) : null
  if (isCar && !module) return null
  return {
    caller,
    welcome: ['MP-S 1', name, label, ...vehicles.map(({ label }) => label)].join(' '),
    streams: null,
    vehicleId: id,
    module,
    stands: () => isHis(service, owner.id, id),
    isParanoid: trouble === 'paranoid',
    isCharging: isCar && (await isCharging(service, id)),
  }
}

async function isHis(service: Service, owner: string, vehicle: string): Promise<boolean> {
  try {
    return (await service.showVehicle(owner, vehicle)) !== null
  } catch (error) {
    if (error instanceof Refusal) return false
    throw error
  }
}

async function isCharging(service: Service, id: string): Promise<boolean> {
  return (await service.chargingOf([id])).has(id)
}
