/** Pushes all the way into a real service worker: the maker's push service is ours, the last step is the browser's own. */
import type { BrowserContext, CDPSession, Page, Worker } from 'playwright-core'
import { openPushService, type PushService } from '../outbound/pushservice.ts'
import { call, type Json, text } from '../people.ts'
import type { Visit } from './browser.ts'

export type Phone = {
  service: PushService
  /** Takes the next push of the server and gives it to the browser; resolves to what it held. */
  receive: () => Promise<Json>
  /** Gives the browser a push of one's own making. */
  deliver: (payload: string) => Promise<void>
  /** What is on the lock screen. */
  notices: () => Promise<Notice[]>
  /** Taps a notification, or one of its buttons. */
  tap: (action?: string) => Promise<void>
  /** Wipes it away. */
  wipe: () => Promise<void>
  /** Takes all from the lock screen. */
  clear: () => Promise<void>
  /** Wakes the worker as a browser does that has found a network (Background Sync). */
  sync: () => Promise<void>
  close: () => Promise<void>
}
export type Notice = { title: string; body: string; tag: string; actions: string[] }

/**
 * Lets a browser subscribe at a push service of its own: the real one would be asked over the
 * internet. To be called before the first page; `receive` works without any page of the app.
 */
export async function openPhone(visit: Visit): Promise<Phone> {
  const { context, house } = visit
  await context.grantPermissions(['notifications'], { origin: house.url })
  const service = await openPushService()
  const key = text(await call('GET', `${house.url}/v1/push/key`), 'publicKey')
  await context.addInitScript(subscribing, service.subscribe(key))
  const line = await listen(context)
  const worker = () => workerOf(context)
  const deliver = async (data: string) => {
    const registrationId = await line.registered
    const params = { origin: house.url, registrationId, data }
    await (await worker()).evaluate(watchShowing)
    await line.session.send('ServiceWorker.deliverPushMessage', params)
    await (await worker()).evaluate(() => (self as unknown as Scope).showing)
  }
  return {
    service,
    deliver,
    receive: async () => {
      const { payload } = await service.next()
      await deliver(payload)
      return JSON.parse(payload) as Json
    },
    notices: async () => (await worker()).evaluate(shown),
    tap: async (action = '') =>
      (await worker()).evaluate(touched, { kind: 'notificationclick', action }),
    wipe: async () => (await worker()).evaluate(touched, { kind: 'notificationclose', action: '' }),
    clear: async () => (await worker()).evaluate(cleared),
    sync: async () => {
      const registrationId = await line.registered
      const params = { origin: house.url, registrationId, tag: 'answers', lastChance: false }
      await line.session.send('ServiceWorker.dispatchSyncEvent', params)
    },
    close: service.close,
  }
}

type Device = ReturnType<PushService['subscribe']>

/** Runs in every page before its own scripts. */
function subscribing(device: Device): void {
  let held: object | null = null
  const subscription = {
    endpoint: device.endpoint,
    options: {},
    toJSON: () => device,
    unsubscribe: () => {
      held = null
      return Promise.resolve(true)
    },
  }
  Object.assign(PushManager.prototype, {
    subscribe: () => {
      held = subscription
      localStorage.setItem('subscribed', 'yes')
      return Promise.resolve(subscription)
    },
    getSubscription: () =>
      Promise.resolve(held ?? (localStorage.getItem('subscribed') ? subscription : null)),
  })
}

/** A page beside the app keeps the line to the browser, so that the app can be closed. */
async function listen(
  context: BrowserContext,
): Promise<{ session: CDPSession; registered: Promise<string> }> {
  const aside: Page = await context.newPage()
  const session = await context.newCDPSession(aside)
  const registered = new Promise<string>((resolve) => {
    session.on('ServiceWorker.workerVersionUpdated', ({ versions }) => {
      const ready = versions.find(({ status }) => status === 'activated')
      if (ready) resolve(ready.registrationId)
    })
  })
  await session.send('ServiceWorker.enable')
  return { session, registered }
}

async function workerOf(context: BrowserContext): Promise<Worker> {
  return context.serviceWorkers()[0] ?? context.waitForEvent('serviceworker')
}

type Shown = Notification & { actions?: { action: string }[] }
type Scope = {
  registration: {
    getNotifications: () => Promise<Shown[]>
    showNotification: (...given: unknown[]) => Promise<void>
  }
  /** Resolves when the next notification is on the screen. */
  showing?: Promise<void>
  NotificationEvent: new (kind: string, init: object) => Event
  dispatchEvent: (event: Event) => boolean
}

async function shown(): Promise<Notice[]> {
  const { registration } = self as unknown as Scope
  const all = await registration.getNotifications()
  return all.map(({ title, body, tag, actions = [] }) => ({
    title,
    body,
    tag,
    actions: actions.map(({ action }) => action),
  }))
}

/** The browser delivers and does not tell when the worker is done: it is watched for what it shows. */
function watchShowing(): void {
  const scope = self as unknown as Scope
  const { registration } = scope
  const show = registration.showNotification.bind(registration)
  scope.showing = new Promise((resolve) => {
    registration.showNotification = async (...given) => {
      registration.showNotification = show
      await show(...given)
      resolve()
    }
  })
}

async function cleared(): Promise<void> {
  const { registration } = self as unknown as Scope
  for (const one of await registration.getNotifications()) one.close()
}

/** Resolves once the worker has done all that it does about it. */
async function touched({ kind, action }: { kind: string; action: string }): Promise<void> {
  const scope = self as unknown as Scope
  const [notification] = await scope.registration.getNotifications()
  const event = new scope.NotificationEvent(kind, { notification, action })
  const work: unknown[] = []
  // An event made by a script cannot be prolonged: the test waits in its place.
  Object.defineProperty(event, 'waitUntil', { value: (done: unknown) => work.push(done) })
  scope.dispatchEvent(event)
  await Promise.all(work)
}
