/** The cars and apps that are here now: the last words of each car, in memory alone, and who listens. */
import { answerTo, remembered } from './commands.ts'
import {
  announce,
  count,
  keep,
  keepHidden,
  type Link,
  type Listening,
  newlyParked,
  type Parked,
  recalled,
  tell,
  type Told,
} from './parked.ts'

export type { Link, Listening, Told }

/** What can be seen of a car from outside. */
export type Glance = {
  isConnected: boolean
  apps: number
  batches: number
  /** When the car spoke last, by the server's clock. */
  heardAt: number | null
  isParanoid: boolean
  /** The last message of each code. */
  messages: ReadonlyMap<string, Told>
}

type Parking = { clock: () => number; cars: Map<string, Parked>; carOf: (id: string) => Parked }

/** The garage of one process. */
export function openGarage(clock: () => number) {
  const cars = new Map<string, Parked>()
  const carOf = (id: string): Parked => {
    const known = cars.get(id)
    if (known) return known
    const car = newlyParked()
    cars.set(id, car)
    return car
  }
  const parking = { clock, cars, carOf }
  return {
    ...leaving(parking),
    ...coming(parking),
    ...saying(parking),
    ...attending(parking),
    ...looking(parking),
  }
}

export type Garage = ReturnType<typeof openGarage>

/** Cars that are no more. */
function leaving({ cars }: Parking) {
  return {
    /** All that are known here. */
    ids: (): string[] => [...cars.keys()],
    /** Ends the car's line and those of its apps, and forgets what it said. */
    forget: (id: string): void => {
      const car = cars.get(id)
      cars.delete(id)
      car?.link?.end()
      for (const listener of car?.listeners?.keys() ?? []) listener.end()
    },
  }
}

/** Cars, apps and callers come and leave. */
function coming({ clock, carOf }: Parking) {
  return {
    /**
     * A car is here: the line it had before is ended. Returns what to call when it leaves. A module
     * remembers the number of peers from its last connection: where a charge is open it is told
     * that there is none first, so that it sends all it knows.
     */
    arrive: (id: string, link: Link): (() => void) => {
      const car = carOf(id)
      const former = car.link
      Object.assign(car, { link, announced: null, asked: null })
      if (former) tell(car, 'Z0')
      former?.end()
      tell(car, 'Z1')
      if (car.attendedAt !== null) link.say('Z0')
      announce(car, clock())
      return () => {
        if (car.link !== link) return
        Object.assign(car, { link: null, announced: null, asked: null })
        tell(car, 'Z0')
      }
    },
    /** An app listens from now on. Returns what to call when it leaves. */
    listen: (id: string, link: Link, kind: Listening): (() => void) => {
      const car = carOf(id)
      car.listeners = (car.listeners ?? new Map<Link, Listening>()).set(link, kind)
      announce(car, clock())
      return () => {
        car.listeners?.delete(link)
        if (car.listeners?.size === 0) car.listeners = null
        announce(car, clock())
      }
    },
    /** Someone who calls over HTTP counts as a peer for a while. */
    visit: (id: string, guest: string, forMs: number): void => {
      const car = carOf(id)
      car.guests = (car.guests ?? new Map<string, number>()).set(guest, clock() + forMs)
      announce(car, clock())
    },
    leave: (id: string, guest: string): void => {
      const car = carOf(id)
      car.guests?.delete(guest)
      announce(car, clock())
    },
  }
}

/** What is meant for the server, or for one app: pings, records, answers, groups, subscriptions. */
const SILENT = new Set(['A', 'a', 'c', 'C', 'h', 'H', 'g', 'G', 'p'])

/** What cars and apps say to each other. */
function saying({ clock, cars, carOf }: Parking) {
  return {
    /** Remembers what a car said, and passes it on to its apps as it is. */
    hear: (id: string, code: string, data: string): void => {
      const isToken = code === 'E' && data[0] !== 'M'
      // A hidden message has its own code inside.
      if (SILENT.has(code === 'E' && !isToken ? (data[1] ?? 'h') : code)) return
      const car = carOf(id)
      const at = clock()
      if (code === 'E') keepHidden(car, data, at)
      else if (code !== 'P') keep(car, code, { data, at })
      if (code === 'P' || isToken) return tell(car, code + data)
      car.heardAt = at
      if (!car.listeners) return
      tell(car, code + data)
      tell(car, 'T0')
    },
    /**
     * Passes a message to the car; false where it is not here. The answer to a command goes to the
     * `asker` alone, see `reply`.
     */
    ask: (id: string, message: string, asker?: Link): boolean => {
      const car = cars.get(id)
      if (!car?.link) return false
      if (asker) car.asked = remembered(car.asked, asker, message)
      car.link.say(message)
      return true
    },
    /** A car's answer to a command goes to the app that asked; where none did, to all. */
    reply: (id: string, message: string): void => {
      const car = carOf(id)
      if (!car.asked) return tell(car, message)
      const { asker, rest } = answerTo(car.asked, message)
      car.asked = rest
      if (asker && car.listeners?.has(asker)) asker.say(message)
    },
  }
}

/** The server is a peer itself. */
function attending({ clock, cars, carOf }: Parking) {
  return {
    /**
     * While a charge is open the server itself counts as a peer, so that the car tells every change
     * at once; with nobody there it would tell them every ten minutes.
     */
    attend: (id: string, isCharging: boolean): void => {
      const car = carOf(id)
      car.attendedAt = isCharging ? clock() : null
      announce(car, clock())
    },
    /** The cars that the server attends to; of those, the ones last attended by a time. */
    attended: (by = Number.POSITIVE_INFINITY): string[] => {
      return [...cars].flatMap(([id, { attendedAt }]) =>
        attendedAt !== null && attendedAt <= by ? [id] : [],
      )
    },
  }
}

/** What is remembered, and for how long. */
function looking({ clock, cars }: Parking) {
  return {
    glance: (id: string): Glance => {
      const car = cars.get(id) ?? newlyParked()
      const { link, guests, heardAt, isParanoid, messages } = car
      return {
        isConnected: link !== null,
        apps: count(car, 'app') + (guests?.size ?? 0),
        batches: count(car, 'batch'),
        heardAt,
        isParanoid,
        messages,
      }
    },
    /** All that is remembered of a car, as an app is told it when it comes: `Z1`, `F…`, `S…`, … */
    recall: (id: string): string[] => {
      const car = cars.get(id)
      return [car?.link ? 'Z1' : 'Z0', ...(car ? recalled(car) : [])]
    },
    /** Forgets cars that are gone and were not heard of since a time. */
    sweep: (before: number): void => {
      for (const [id, car] of cars) {
        if (car.guests) announce(car, clock())
        const { link, listeners, guests, attendedAt, heardAt } = car
        const isHere = link ?? listeners ?? guests ?? attendedAt
        if (isHere === null && (heardAt ?? 0) < before) cars.delete(id)
      }
    },
  }
}
