/** The app's own files, kept for when there is no network; what the API answers is never kept here. */

/** Put in by the build: the files of this version, and a name for them all together. */
declare const SHELL: string[]
declare const VERSION: string

const CACHE = `shell-${VERSION}`
/** Addresses for which the one page of the app is served; see inbound/http/pages.ts. */
const APP =
  /^\/(?:welcome|signin|places|account|questions(?:\/[^/]+)?|charges(?:\/[^/]+)?|vehicles(?:\/[^/]+)?)?$/

/** Fetches this version whole; rejects where one file is missing, and the old version stays. */
export async function keepShell(): Promise<void> {
  const cache = await caches.open(CACHE)
  // Names in assets/ hold a hash; of the others the browser may have old ones.
  const fresh = SHELL.map((path) =>
    path.startsWith('/assets/') ? path : new Request(path, { cache: 'no-cache' }),
  )
  await cache.addAll(fresh)
}

/** Forgets the files of older versions. */
export async function dropOldShells(): Promise<void> {
  const names = await caches.keys()
  const old = names.filter((name) => name.startsWith('shell-') && name !== CACHE)
  await Promise.all(old.map((name) => caches.delete(name)))
}

/** The answer to a request for the app's own files; null where it goes its own way. */
export function fromShell(request: Request): Promise<Response> | null {
  const url = new URL(request.url)
  if (request.method !== 'GET' || url.origin !== location.origin) return null
  if (request.mode === 'navigate') return APP.test(url.pathname) ? page() : null
  if (SHELL.includes(url.pathname) || url.pathname.startsWith('/assets/')) return file(request)
  return null
}

async function page(): Promise<Response> {
  const cache = await caches.open(CACHE)
  const kept = await cache.match('/')
  if (!kept) return fetch('/')
  void renew(cache, kept.clone())
  return kept
}

/** The page's policy may have changed with the operator's settings, though the page has not. */
async function renew(cache: Cache, kept: Response): Promise<void> {
  const now = await fetch('/', { cache: 'no-cache' }).catch(() => null)
  if (!now?.ok) return
  const isSame = (await now.clone().text()) === (await kept.text())
  if (isSame) await cache.put('/', now)
}

/** What is large and seldom needed comes into the cache when it is first asked for. */
async function file(request: Request): Promise<Response> {
  const cache = await caches.open(CACHE)
  const kept = await cache.match(request, { ignoreVary: true })
  if (kept) return kept
  const answer = await fetch(request)
  if (answer.ok) await cache.put(request, answer.clone())
  return answer
}
