/** A car of the stories: tells readings at its own times, and hears what they were read as. */
import type { Message } from '../../../src/domain/charging/message.ts'
import type { Position } from '../../../src/domain/places/position.ts'
import { elapsed, watched } from '../../../src/domain/telemetry/follow.ts'
import type { Reading } from '../../../src/domain/telemetry/reading.ts'
import { unwatched, type Watch } from '../../../src/domain/telemetry/watch.ts'

export const began = Date.UTC(2026, 4, 20, 8, 0)
export const post: Position = { lat: 52.370216, lon: 4.895168 }
export const home: Position = { lat: 52.3, lon: 4.7 }
const rules = { settleMs: 90_000, fixMs: 86_400_000 }

/** What a message says, its time in seconds since the story began. */
export type Heard = Partial<Omit<Message, 'at'>> & { t: number }

/** A car that is told of from the beginning of the story. */
export function aCar() {
  let watch: Watch = unwatched
  const heard: Heard[] = []
  const hear = (step: { watch: Watch; messages: Message[] }) => {
    // What is kept is JSON: nothing may hang on what JSON forgets.
    watch = JSON.parse(JSON.stringify(step.watch)) as Watch
    heard.push(...step.messages.map(({ at, ...rest }) => ({ ...rest, t: (at - began) / 1000 })))
  }
  const car = {
    /** At `t` seconds the car tells this; times inside are seconds of the story too. */
    tells: (t: number, reading: Omit<Reading, 'at'>) => {
      hear(watched(watch, { ...reading, at: began + t * 1000 }, rules))
      return car
    },
    /** At `heardT` comes a line of the log about `t`. */
    recalls: (t: number, reading: Omit<Reading, 'at' | 'isLogged'>) =>
      car.tells(t, { ...reading, isLogged: true }),
    /** Nothing is told until `t`. */
    waits: (t: number) => {
      hear(elapsed(watch, began + t * 1000))
      return car
    },
    /** All that was heard so far. */
    heard,
    /** Types and times alone. */
    story: () => heard.map(({ type, t }) => `${type?.slice('charge.'.length)} ${t}`),
    watch: () => watch,
  }
  return car
}

export const idle = { state: 'stopped', substate: '', isCharging: false, isOn: false, speedKmh: 0 }
export const charging = { state: 'charging', substate: 'onrequest', isCharging: true }
export const done = { state: 'done', substate: 'stopped', isCharging: false }
export const stopped = (substate: string) => ({ state: 'stopped', substate, isCharging: false })
