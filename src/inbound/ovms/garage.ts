/** The cars and apps that are here now: the last words of each car, in memory alone, and who listens. */

/** One message as OVMS v2 writes it: a code letter and comma-separated data. */
export type Told = { data: string; at: number }

/** Somebody at the other end of a line, a car or an app. */
export type Link = {
  /** One v2 message, `Z1` or `S45.0,K,…`. */
  say: (message: string) => void
  end: () => void
}

/** How an app listens: one that a person holds counts as a peer, one that comes and goes does not. */
export type Listening = 'app' | 'batch'

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

type Car = {
  link: Link | null
  listeners: Map<Link, Listening>
  /** Callers of the HTTP API that count as peers, each until a time. */
  guests: Map<string, number>
  isCharging: boolean
  /** The number of peers that the car was told last. */
  announced: number | null
  messages: Map<string, Told>
  heardAt: number | null
  isParanoid: boolean
}

/** Longer ones are passed on but not remembered; no module of the field sends them. */
const LONGEST = 4096
/** More codes than this no protocol has. */
const CODES = 32

/** The garage of one process. */
export function openGarage(clock: () => number) {
  const cars = new Map<string, Car>()
  const carOf = (id: string): Car => {
    const car = cars.get(id) ?? newCar()
    cars.set(id, car)
    return car
  }

  /** Tells the car how many listen; a number that grows makes it send all it knows at once. */
  function announce(car: Car): void {
    const now = clock()
    for (const [guest, until] of car.guests) if (until <= now) car.guests.delete(guest)
    const apps = [...car.listeners.values()].filter((kind) => kind === 'app').length
    const peers = apps + car.guests.size + Number(car.isCharging)
    if (!car.link || car.announced === peers) return
    car.announced = peers
    car.link.say(`Z${peers}`)
  }

  function tell(car: Car, message: string): void {
    for (const listener of car.listeners.keys()) listener.say(message)
  }

  return {
    /** A car is here: the line it had before is ended. Returns what to call when it leaves. */
    arrive: (id: string, link: Link): (() => void) => {
      const car = carOf(id)
      const former = car.link
      car.link = link
      car.announced = null
      if (former) tell(car, 'Z0')
      former?.end()
      tell(car, 'Z1')
      announce(car)
      return () => {
        if (car.link !== link) return
        car.link = null
        car.announced = null
        tell(car, 'Z0')
      }
    },
    /** Remembers what a car said, and passes it on to its apps as it is. */
    hear: (id: string, code: string, data: string): void => {
      const car = carOf(id)
      const at = clock()
      car.heardAt = at
      const isKept = data.length <= LONGEST && (car.messages.has(code) || car.messages.size < CODES)
      if (isKept && !PASSING.has(code[0]!)) car.messages.set(code, { data, at })
      if (code.startsWith('E')) car.isParanoid = true
      else if (code === 'S' || code === 'L') car.isParanoid = false
      tell(car, code + data)
      tell(car, 'T0')
    },
    /** An app listens from now on. Returns what to call when it leaves. */
    listen: (id: string, link: Link, kind: Listening): (() => void) => {
      const car = carOf(id)
      car.listeners.set(link, kind)
      announce(car)
      return () => {
        car.listeners.delete(link)
        announce(car)
      }
    },
    /** Someone who calls over HTTP counts as a peer for a while. */
    visit: (id: string, guest: string, forMs: number): void => {
      const car = carOf(id)
      car.guests.set(guest, clock() + forMs)
      announce(car)
    },
    leave: (id: string, guest: string): void => {
      const car = carOf(id)
      car.guests.delete(guest)
      announce(car)
    },
    /**
     * While a charge is open the server itself counts as a peer, so that the car tells every change
     * at once; with nobody there it would tell them every ten minutes.
     */
    attend: (id: string, isCharging: boolean): void => {
      const car = carOf(id)
      car.isCharging = isCharging
      announce(car)
    },
    /** The cars that the server attends to. */
    attended: (): string[] => {
      return [...cars].flatMap(([id, car]) => (car.isCharging ? [id] : []))
    },
    /** Passes a message to the car; false where it is not here. */
    ask: (id: string, message: string): boolean => {
      const link = cars.get(id)?.link
      link?.say(message)
      return link != null
    },
    glance: (id: string): Glance => {
      const car = cars.get(id) ?? newCar()
      const kinds = [...car.listeners.values()]
      return {
        isConnected: car.link !== null,
        apps: kinds.filter((kind) => kind === 'app').length + car.guests.size,
        batches: kinds.filter((kind) => kind === 'batch').length,
        heardAt: car.heardAt,
        isParanoid: car.isParanoid,
        messages: car.messages,
      }
    },
    /** Forgets cars that are gone and were not heard of since a time. */
    sweep: (before: number): void => {
      for (const [id, car] of cars) {
        const isHere = car.link !== null || car.listeners.size > 0
        if (!isHere && (car.heardAt ?? 0) < before) cars.delete(id)
        else announce(car)
      }
    },
  }
}

export type Garage = ReturnType<typeof openGarage>

/** What is said once and means nothing later: pings, notifications, answers, records. */
const PASSING = new Set(['A', 'a', 'P', 'c', 'h', 'H', 'E', 'g', 'G', 'p'])

function newCar(): Car {
  return {
    link: null,
    listeners: new Map(),
    guests: new Map(),
    isCharging: false,
    announced: null,
    messages: new Map(),
    heardAt: null,
    isParanoid: false,
  }
}
