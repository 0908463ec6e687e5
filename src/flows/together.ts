/** Small changes that come in one turn of the loop are kept in one transaction. */
import type { World } from './ports.ts'
import type { Tables } from './tables.ts'
import { inTurns } from './turn.ts'

/** A change that must be harmless to repeat where the transaction it was in has failed. */
export type Change<T> = (tables: Tables) => Promise<T>

type Waiting = {
  key: string
  change: Change<unknown>
  resolve: (value: never) => void
  reject: (error: unknown) => void
}

/** Nobody waits longer than for so many others. */
const TOGETHER = 200

/**
 * Gives what keeps one change; it resolves once that is durable. Rows are touched in the order of
 * the keys, so that two processes never wait for each other.
 */
export function together({ store }: Pick<World, 'store'>) {
  const hand = inTurns<Waiting>(
    () => TOGETHER,
    (batch) => commit(store, batch),
  )
  return <T>(key: string, change: Change<T>): Promise<T> =>
    new Promise((resolve, reject) => hand({ key, change, resolve, reject }))
}

/** One transaction for all; where it fails, each has its own and fails alone. */
async function commit(store: World['store'], batch: Waiting[]): Promise<void> {
  const inOrder = [...batch].sort((a, b) => (a.key < b.key ? -1 : 1))
  try {
    const values = await store.write(async (tables) => {
      const made = new Map<Waiting, unknown>()
      for (const one of inOrder) made.set(one, await one.change(tables))
      return made
    })
    for (const one of batch) one.resolve(values.get(one) as never)
  } catch (error) {
    if (batch.length > 1) for (const one of batch) await commit(store, [one])
    else batch[0]?.reject(error)
  }
}
