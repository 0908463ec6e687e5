/** Which cars are heard of now, and through how many connections. */
import type { Module } from '../../flows/service.ts'
import { type Car, newCar } from './car.ts'
import type { Echo } from './echo.ts'

type Heard = { car: Car; links: number }

/** The cars of one process, by vehicle id. */
export function openRoster(echo: Echo, most = Number.POSITIVE_INFINITY) {
  const cars = new Map<string, Heard>()

  function drop(car: Car): void {
    echo.gone(car)
    if (cars.get(car.id)?.car === car) cars.delete(car.id)
  }

  function known(module: Module, realm: string, prefix: string): Heard {
    const one = cars.get(module.id) ?? { car: newCar(module, realm, prefix), links: 0 }
    Object.assign(one.car, { realm, prefix, module })
    cars.set(module.id, one)
    return one
  }

  return {
    /** The car, which from now on is heard through one more connection. */
    join: (module: Module, realm: string, prefix: string): Car => {
      const one = known(module, realm, prefix)
      one.links++
      return one.car
    },
    /** It is not heard through one of its connections any more. */
    part: (car: Car): void => {
      const one = cars.get(car.id)
      if (one?.car !== car) return
      one.links--
      if (one.links <= 0) drop(car)
    },
    /** The car, where no connection tells when it leaves. */
    meet: (module: Module, prefix: string): Car => {
      const [oldest] = cars.size >= most && !cars.has(module.id) ? cars.values() : []
      if (oldest) drop(oldest.car)
      return known(module, '', prefix).car
    },
    /** Forgets cars that were not heard since a time. */
    sweep: (before: number): void => {
      for (const { car } of [...cars.values()]) if (car.heardAt < before) drop(car)
    },
  }
}

export type Roster = ReturnType<typeof openRoster>
