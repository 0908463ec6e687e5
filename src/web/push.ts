/** Notifications on this device: whether they can be, may be and are; switching them on and off. */
import { call } from './api.ts'
import { cell } from './cell.ts'
import { refresh } from './data.ts'
import { isApple, isInstalled } from './install.ts'
import { deviceLabel } from './label.ts'
import { language } from './words/words.ts'

/**
 * `install`: an iPhone that wants the app on its home screen first; `denied`: the browser was told no;
 * `none`: this browser cannot.
 */
export type PushState = 'unknown' | 'none' | 'install' | 'denied' | 'off' | 'on'

export const pushState = cell<PushState>('unknown')

/** Looks how it stands; told again when that may have changed. */
export async function lookAtPush(): Promise<void> {
  pushState.set(await stateNow())
}

/** Where browsers change the address of a device in silence, the server learns it at the next start. */
async function keepTold(subscription: PushSubscription): Promise<void> {
  const isNew = thisDevice() !== null && localStorage.getItem('endpoint') !== subscription.endpoint
  if (isNew) await tell(subscription).catch(() => undefined)
}

async function stateNow(): Promise<PushState> {
  if (!('serviceWorker' in navigator) || !('PushManager' in globalThis)) {
    return isApple() && !isInstalled() ? 'install' : 'none'
  }
  if (Notification.permission === 'denied') return 'denied'
  const registration = await navigator.serviceWorker.getRegistration()
  const subscription = await registration?.pushManager.getSubscription()
  if (!subscription || Notification.permission !== 'granted') return 'off'
  await keepTold(subscription)
  return 'on'
}

/** To be called by a tap: asks for permission, subscribes, tells the server. Resolves to how it stands. */
export async function switchOn(): Promise<PushState> {
  const permission = await Notification.requestPermission()
  if (permission === 'granted') {
    const { publicKey } = await call<{ publicKey: string }>('GET', '/v1/push/key')
    const registration = await navigator.serviceWorker.ready
    const subscription = await subscribed(registration, publicKey)
    await tell(subscription)
  }
  await lookAtPush()
  // Some browsers give no subscription back: what we were granted counts.
  if (permission === 'granted') pushState.set('on')
  return pushState.get()
}

/** A subscription made under another server's key has to go first. */
async function subscribed(
  registration: ServiceWorkerRegistration,
  publicKey: string,
): Promise<PushSubscription> {
  const options = { userVisibleOnly: true, applicationServerKey: publicKey }
  try {
    return await registration.pushManager.subscribe(options)
  } catch (error) {
    const old = await registration.pushManager.getSubscription()
    if (!old) throw error
    await old.unsubscribe()
    return registration.pushManager.subscribe(options)
  }
}

async function tell(subscription: PushSubscription): Promise<void> {
  const { endpoint, keys } = subscription.toJSON()
  const full = { endpoint, keys, label: deviceLabel(), language: language() }
  const { id } = await call<{ id: string }>('POST', '/v1/push/subscriptions', full)
  localStorage.setItem('device', id)
  localStorage.setItem('endpoint', endpoint ?? '')
  await refresh('/v1/push/subscriptions')
}

/** The id of this device among the owner's; null where it gets no pushes. */
export function thisDevice(): string | null {
  return localStorage.getItem('device')
}

/** Takes this device off the list. */
export async function switchOff(): Promise<void> {
  const registration = await navigator.serviceWorker.getRegistration()
  const subscription = await registration?.pushManager.getSubscription()
  await subscription?.unsubscribe()
  const id = thisDevice()
  localStorage.removeItem('device')
  if (id) await call('DELETE', `/v1/push/subscriptions/${id}`).catch(() => undefined)
  await refresh('/v1/push/subscriptions')
  pushState.set('off')
}
