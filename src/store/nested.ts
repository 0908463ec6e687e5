/** Tells at once of a transaction inside another one, which SQLite would let wait for itself for ever. */
import { AsyncLocalStorage } from 'node:async_hooks'
import type { Engine } from './driver.ts'

/**
 * The same `write`, which throws where it is called by the work of one that has not ended. To know
 * that costs something at each promise, so it is for tests: what they call is never nested.
 */
export function unnested(write: Engine['write']): Engine['write'] {
  const within = new AsyncLocalStorage<{ isOpen: boolean }>()
  return async (work) => {
    if (within.getStore()?.isOpen) throw new Error('a write inside another one waits for itself')
    const transaction = { isOpen: true }
    try {
      return await write((db) => within.run(transaction, work, db))
    } finally {
      transaction.isOpen = false
    }
  }
}
