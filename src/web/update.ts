/** The worker's life as the page sees it: registered at the start, a newer one taken when the owner says so. */
import { say } from './parts/toast.tsx'
import { go } from './route.tsx'
import { words } from './words/words.ts'

/** How often a page that stays open asks for a newer version. */
const LOOK_MS = 60 * 60_000

/** A tap on a notification leads the open page somewhere; to be called before anything is waited for. */
export function followWorker(): void {
  if (!('serviceWorker' in navigator)) return
  navigator.serviceWorker.addEventListener('message', ({ data }: MessageEvent<{ go?: string }>) => {
    if (data.go?.startsWith('/')) go(data.go)
  })
}

export async function startWorker(): Promise<void> {
  if (!('serviceWorker' in navigator)) return
  const { serviceWorker } = navigator
  let isControlled = serviceWorker.controller !== null
  serviceWorker.addEventListener('controllerchange', () => {
    // The first worker of all takes over in silence; a newer one brings newer pages.
    if (isControlled) location.reload()
    isControlled = true
  })
  const registration = await serviceWorker
    .register('/worker.js', { updateViaCache: 'none' })
    .catch(() => null)
  if (!registration) return
  offer(registration)
  setInterval(() => void registration.update().catch(() => undefined), LOOK_MS)
}

/** A newer worker waits until nobody is in the middle of something. */
function offer(registration: ServiceWorkerRegistration): void {
  const ready = (worker: ServiceWorker | null) => {
    if (!worker || !navigator.serviceWorker.controller) return
    const { newVersion, update } = words().shell
    const run = () => worker.postMessage({ what: 'take over' })
    say(newVersion, { label: update, run }, { stays: true })
  }
  if (registration.waiting) ready(registration.waiting)
  registration.addEventListener('updatefound', () => {
    const coming = registration.installing
    coming?.addEventListener('statechange', () => {
      if (coming.state === 'installed') ready(coming)
    })
  })
}
