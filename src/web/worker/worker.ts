/** The service worker: pushes, taps on them, answers that wait, and the app without a network. */
import { clicked, closed, proposed, resubscribe, sendWaiting, show } from './notices.ts'
import { dropOldShells, fromShell, keepShell } from './shell.ts'

declare const self: ServiceWorkerGlobalScope

/** Background Sync and the change of a subscription are not in the standard types. */
type SyncEvent = ExtendableEvent & { tag: string }
type ChangeEvent = ExtendableEvent & { newSubscription?: PushSubscription | null }
const on = (kind: string, hear: (event: never) => void) =>
  self.addEventListener(kind, hear as (event: Event) => void)

on('install', (event: ExtendableEvent) => event.waitUntil(keepShell()))
on('activate', (event: ExtendableEvent) =>
  event.waitUntil(Promise.all([dropOldShells(), self.clients.claim(), sendWaiting()])),
)
on('message', ({ data }: MessageEvent<{ what?: string }>) => {
  if (data.what === 'take over') void self.skipWaiting()
})
on('fetch', (event: FetchEvent) => {
  const answer = fromShell(event.request)
  if (answer) event.respondWith(answer)
})
on('push', (event: PushEvent & { notification?: Notification | null }) => {
  const { data, notification } = event
  event.waitUntil(!data && notification ? proposed(notification) : show(data?.text() ?? null))
})
on('notificationclick', (event: NotificationEvent) =>
  event.waitUntil(clicked(event.notification, event.action)),
)
on('notificationclose', (event: NotificationEvent) => event.waitUntil(closed(event.notification)))
on('pushsubscriptionchange', (event: ChangeEvent) =>
  event.waitUntil(resubscribe(event.newSubscription ?? null)),
)
on('sync', (event: SyncEvent) => event.waitUntil(sendWaiting()))

// Where nothing wakes the worker for it, each start of it is a chance.
void sendWaiting().catch(() => undefined)
