/** Lets apps of OVMS v2 and callers of the HTTP API see cars that speak MQTT alone: as if they spoke v2. */
import type { Garage } from '../ovms/garage.ts'
import type { Car } from './car.ts'
import { type Code, CODES, lineOf, shownIn } from './lines.ts'
import { CLIENT } from './topics.ts'

export type EchoNeeds = {
  garage: Garage
  clock: () => number
  /** Publishes to a car; `rest` follows its prefix. */
  say: (car: Car, rest: string, payload: string) => void
}

/** A message is told no more often. */
const EACH_MS = 1000
/** A module forgets a peer that it has not heard of for two minutes. */
const PEERS_MS = 60_000
const COMMANDS_MAX = 16
/** Runs a command in the module's shell: the one of v2 that v3 has as well. */
const SHELL = '7'
const [OK, UNIMPLEMENTED] = [0, 3]

/**
 * A car that is connected over v2 as well speaks for itself there: what it says over MQTT is not
 * echoed, and it is never taken off that line.
 */
export function openEcho(needs: EchoNeeds) {
  const { garage, clock } = needs
  return {
    isShown: (name: string): boolean => shownIn(name).length > 0,
    /** A metric of a car was said. */
    note: ({ shown }: Car, name: string): void => {
      for (const code of shownIn(name)) shown.dirty.add(code)
    },
    /** Tells what has changed of a car, at most one message of a kind a second. */
    show: (car: Car): void => {
      if (car.shown.dirty.size > 0) show(needs, car, clock())
    },
    /** A notification, which v2 knows as well. */
    notice: (car: Car, letter: string, text: string): void => {
      if (isHere(needs, car)) garage.hear(car.id, 'P', letter + oneLine(text))
    },
    /** A module has done what it was told to do. */
    answered: ({ id, shown }: Car, number: string, text: string): void => {
      const command = shown.asked.get(number)
      shown.asked.delete(number)
      if (command) garage.reply(id, `c${command},${OK},${oneLine(text)}`)
    },
    /** The car is here no more. */
    gone: ({ shown }: Car): void => {
      if (shown.timer) clearTimeout(shown.timer)
      shown.timer = null
      shown.dirty.clear()
      shown.leave?.()
      shown.leave = null
      shown.peers = 0
    },
  }
}

export type Echo = ReturnType<typeof openEcho>

function show(needs: EchoNeeds, car: Car, now: number): void {
  const { shown } = car
  if (!isHere(needs, car)) return shown.dirty.clear()
  for (const code of shown.dirty) {
    if (now - (shown.saidAt.get(code) ?? 0) >= EACH_MS) tell(needs, car, code, now)
  }
  if (shown.dirty.size > 0) {
    shown.timer ??= setTimeout(() => tellRest(needs, car), EACH_MS).unref()
  }
  if (shown.peers > 0 && now - shown.peersAt >= PEERS_MS) tellPeers(needs, car, shown.peers)
}

function tellRest(needs: EchoNeeds, car: Car): void {
  car.shown.timer = null
  if (!isHere(needs, car)) return
  for (const code of car.shown.dirty) tell(needs, car, code, needs.clock())
}

function tell({ garage }: EchoNeeds, { id, said, shown }: Car, code: Code, now: number): void {
  shown.dirty.delete(code)
  shown.saidAt.set(code, now)
  garage.hear(id, code, lineOf(code, said))
}

/** Whether the car stands in the garage through us; it is brought there where its place is free. */
function isHere(needs: EchoNeeds, car: Car): boolean {
  const { shown } = car
  if (shown.leave) return true
  if (needs.garage.glance(car.id).isConnected) return false
  shown.leave = needs.garage.arrive(car.id, {
    say: (message) => pass(needs, car, message),
    // It has come over v2: from now on it speaks for itself.
    end: () => {
      shown.leave = null
      shown.peers = 0
    },
  })
  for (const code of CODES) shown.dirty.add(code)
  return true
}

/** What the garage says to a car, as far as v3 knows it. */
function pass(needs: EchoNeeds, car: Car, message: string): void {
  if (message.startsWith('Z')) return tellPeers(needs, car, Number(message.slice(1)))
  if (message.startsWith('C')) command(needs, car, message.slice(1))
}

/** A module counts those that say that they are there. */
function tellPeers({ say, clock }: EchoNeeds, car: Car, peers: number): void {
  const { shown } = car
  if (peers > 0 || shown.peers > 0) say(car, `client/${CLIENT}/active`, peers > 0 ? '1' : '0')
  shown.peers = peers
  shown.peersAt = clock()
}

/** A shell command goes to the module; its answer comes back under the same number. */
function command({ garage, say }: EchoNeeds, car: Car, data: string): void {
  const { shown } = car
  const [code = '', ...words] = data.split(',')
  if (code !== SHELL) return garage.reply(car.id, `c${code},${UNIMPLEMENTED}`)
  const number = String(++shown.commands)
  shown.asked.set(number, code)
  // Some modules never answer.
  if (shown.asked.size > COMMANDS_MAX) shown.asked.delete(String(shown.commands - COMMANDS_MAX))
  say(car, `client/${CLIENT}/command/${number}`, words.join(','))
}

/** As modules write it over v2: one line, and no comma that would end the field. */
function oneLine(text: string): string {
  return text.replaceAll(/\r?\n/g, '\r').replaceAll(',', ';').slice(0, 4000)
}
