/** What this device keeps for when there is no network: IndexedDB, shared by the page and the worker. */

/** `answers`: last answers by path; `queue`: the owner's own answers that wait; `told`: what became of them. */
export type Shelf = 'answers' | 'queue' | 'told'
const SHELVES: Shelf[] = ['answers', 'queue', 'told']

let opening: Promise<IDBDatabase> | null = null

function open(): Promise<IDBDatabase> {
  opening ??= new Promise<IDBDatabase>((resolve, reject) => {
    const request = indexedDB.open('chargeshare', 1)
    request.addEventListener('upgradeneeded', () => {
      for (const name of SHELVES) request.result.createObjectStore(name)
    })
    request.addEventListener('success', () => {
      const database = request.result
      // Another tab may hold a newer shape: let it go on.
      database.addEventListener('versionchange', () => {
        database.close()
        opening = null
      })
      resolve(database)
    })
    request.addEventListener('error', () => reject(request.error ?? new Error('no storage')))
  })
  // A private window may refuse storage: the next try may find it.
  opening.catch(() => (opening = null))
  return opening
}

async function within<T>(
  shelf: Shelf,
  mode: IDBTransactionMode,
  work: (store: IDBObjectStore) => IDBRequest<T>,
): Promise<T> {
  const database = await open()
  return new Promise<T>((resolve, reject) => {
    const transaction = database.transaction(shelf, mode, { durability: 'strict' })
    const request = work(transaction.objectStore(shelf))
    const fail = () => reject(transaction.error ?? new Error('storage failed'))
    transaction.addEventListener('complete', () => resolve(request.result))
    transaction.addEventListener('error', fail)
    transaction.addEventListener('abort', fail)
  })
}

/** Keeps a value under a key; resolves once it is on disk. */
export async function put(shelf: Shelf, key: string, value: unknown): Promise<void> {
  await within(shelf, 'readwrite', (store) => store.put(value, key))
}

/**
 * Looks at what lies there and changes it, in one step: to what is returned, to nothing by null;
 * undefined leaves it.
 */
export async function alter<T>(
  shelf: Shelf,
  key: string,
  change: (now: T | undefined) => T | null | undefined,
): Promise<void> {
  await within<T | undefined>(shelf, 'readwrite', (store) => {
    const found: IDBRequest<T | undefined> = store.get(key)
    found.addEventListener('success', () => {
      const next = change(found.result)
      if (next === null) store.delete(key)
      else if (next !== undefined) store.put(next, key)
    })
    return found
  })
}

/** What lies there, or undefined. */
export function take<T>(shelf: Shelf, key: string): Promise<T | undefined> {
  return within<T | undefined>(shelf, 'readonly', (store) => store.get(key))
}

/** All that lies on a shelf. */
export function all<T>(shelf: Shelf): Promise<T[]> {
  return within<T[]>(shelf, 'readonly', (store) => store.getAll())
}

/** Takes all that lies on a shelf away, in one step: of two who ask, one gets it. */
export function takeAll<T>(shelf: Shelf): Promise<T[]> {
  return within<T[]>(shelf, 'readwrite', (store) => {
    const all = store.getAll()
    store.clear()
    return all
  })
}

export async function drop(shelf: Shelf, key: string): Promise<void> {
  await within(shelf, 'readwrite', (store) => store.delete(key))
}

/** Forgets a whole shelf. */
export async function clear(shelf: Shelf): Promise<void> {
  await within(shelf, 'readwrite', (store) => store.clear())
}
