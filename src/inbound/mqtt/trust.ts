/** Remembers for a while which module stands behind a name, so that not every word asks the database. */
import type { Module } from '../../flows/service.ts'

/** An answer that is there at once, where it is known. */
export type Soon<T> = T | Promise<T>

export type Trust = {
  /** null: there is no such vehicle, or it is not theirs. Rejects where nobody can say now. */
  moduleOf: (account: string, vehicle: string) => Soon<Module | null>
  /** What was known is looked up anew. */
  forget: (account: string, vehicle: string) => void
}

type Known = { module: Soon<Module | null>; until: number }

/** Vehicles change hands: so long is somebody taken at his word; milliseconds. */
const TRUST_MS = 60_000

/** `look` is `service.trustModule`; of more than `most` names, all are looked up anew. */
export function openTrust(
  look: (account: string, vehicle: string) => Promise<Module | null>,
  clock: () => number,
  most: number,
): Trust {
  const known = new Map<string, Known>()

  function lookUp(
    name: string,
    account: string,
    vehicle: string,
    former?: Known,
  ): Soon<Module | null> {
    const until = clock() + TRUST_MS
    const asked = look(account, vehicle).then(
      (module) => {
        known.set(name, { module, until })
        return module
      },
      (error: unknown) => {
        known.delete(name)
        // Better an old answer than none, while the database does not speak.
        if (former && !(former.module instanceof Promise)) {
          known.set(name, { module: former.module, until })
          return former.module
        }
        throw error
      },
    )
    if (known.size >= most) known.clear()
    known.set(name, { module: asked, until })
    return asked
  }

  return {
    moduleOf: (account, vehicle) => {
      const name = `${account}/${vehicle}`
      const one = known.get(name)
      return one && one.until > clock() ? one.module : lookUp(name, account, vehicle, one)
    },
    forget: (account, vehicle) => void known.delete(`${account}/${vehicle}`),
  }
}
