/** Notifications: each push is shown, each tap does something, and the server hears of both. */
import { call } from '../api.ts'
import { deviceLabel } from '../label.ts'
import { enqueue, flush, syncLater, type Told } from '../queue.ts'
import type { Pushed } from '../pushed.ts'
import type { Answer, Choice, List, Question, Reason } from '../wire.ts'
import { brief, LANGUAGES } from '../words/brief.ts'

declare const self: ServiceWorkerGlobalScope

/** What a notification carries until it is tapped. */
type Carried = {
  kind: string
  url: string
  tag: string
  title: string
  lang: string
  questionId: string | null
  token: string | null
  ack: string | null
}
type Shown = NotificationOptions & {
  renotify?: boolean
  actions?: { action: string; title: string }[]
}

const CHOICES: string[] = ['always', 'once', 'skip', 'never'] satisfies Choice[]
const REASONS: string[] = ['user', 'station', 'other'] satisfies Reason[]

/** Shows a push, whatever it holds: browsers take the permission away from who shows nothing. */
export async function show(text: string | null): Promise<void> {
  const pushed = parsed(text)
  const carried = carriedBy(pushed)
  const { notification = {} } = pushed
  await self.registration.showNotification(carried.title, {
    body: pushed.body ?? notification.body ?? '',
    icon: '/icon-192.png',
    badge: '/badge-96.png',
    tag: carried.tag,
    // A later question about the same charge takes the place of the earlier one, and is heard.
    renotify: notification.silent !== true,
    silent: notification.silent ?? false,
    lang: carried.lang,
    actions: actionsOf(pushed),
    data: carried,
  } as Shown)
  tellPages()
  await Promise.allSettled([
    acknowledge(carried, 'shown'),
    setBadge(Number(notification.app_badge ?? Number.NaN)),
    flush(),
  ])
}

/**
 * A declarative push (WebKit) comes as the notification that the browser is about to show: it is left
 * to show it, and opens its page by itself.
 */
export async function proposed({ data }: Notification): Promise<void> {
  tellPages()
  const { ack = null } = (data ?? {}) as Partial<Pushed>
  await Promise.allSettled([acknowledge({ ack }, 'shown'), flush()])
}

function parsed(text: string | null): Partial<Pushed> {
  try {
    return (JSON.parse(text ?? '{}') as Partial<Pushed> | null) ?? {}
  } catch {
    return {}
  }
}

function carriedBy(pushed: Partial<Pushed>): Carried {
  const { notification = {}, questionId = null, token = null, ack = null } = pushed
  return {
    kind: pushed.kind ?? '',
    url: pushed.url ?? notification.navigate ?? '/questions',
    tag: pushed.tag ?? notification.tag ?? questionId ?? 'chargeshare',
    title: pushed.title ?? notification.title ?? 'ChargeShare',
    lang: notification.lang ?? '',
    questionId,
    token,
    ack,
  }
}

/** What an older version of the app has shown may carry less. */
function carriedIn({ data }: Notification): Carried {
  return { ...carriedBy({}), ...(data as Partial<Carried> | null) }
}

/** Buttons only where the platform shows them: elsewhere the page has them, larger. */
function actionsOf({ actions = [] }: Partial<Pushed>): { action: string; title: string }[] {
  const { maxActions = 0 } = Notification as unknown as { maxActions?: number }
  return actions.slice(0, maxActions)
}

/** A button answers, also while the app is closed; the body opens the question. */
export async function clicked(notification: Notification, action: string): Promise<void> {
  const carried = carriedIn(notification)
  notification.close()
  const said = acknowledge(carried, 'clicked')
  const answer = answerOf(action)
  if (answer && carried.questionId !== null) await reply(carried, carried.questionId, answer)
  else await openPage(carried.url)
  await said
}

/** It was wiped away. */
export async function closed(notification: Notification): Promise<void> {
  await acknowledge(carriedIn(notification), 'closed')
}

function answerOf(action: string): Answer | null {
  if (CHOICES.includes(action)) return { choice: action as Choice, seen: null }
  if (REASONS.includes(action)) return { reason: action as Reason, seen: null }
  return null
}

async function reply(carried: Carried, questionId: string, answer: Answer): Promise<void> {
  await enqueue({ questionId, token: carried.token, answer })
  const told = (await flush(questionId)).find((one) => one.questionId === questionId)
  if (told?.state !== 'sent') await explain(carried, told)
  if (!told) await syncLater(self.registration)
  tellPages()
  await refreshBadge()
}

/** Sends what waits; the notices that said so go, or say what became of it. */
export async function sendWaiting(): Promise<void> {
  const told = new Map((await flush()).map((one) => [one.questionId, one]))
  for (const notification of await self.registration.getNotifications()) {
    const carried = carriedIn(notification)
    const one = told.get(carried.questionId ?? '')
    if (!one) continue
    notification.close()
    if (one.state !== 'sent') await explain(carried, one)
  }
  if (told.size > 0) await refreshBadge()
}

/** Says in the place of the question what became of its answer, without a sound. */
async function explain(carried: Carried, told: Told | undefined): Promise<void> {
  const words = brief(carried.lang)
  const other = told?.state === 'other' ? told.question?.answer : null
  const body = !told ? words.later : other ? words.other(words.answers[other]) : words.closed
  await self.registration.showNotification(carried.title, {
    body,
    icon: '/icon-192.png',
    badge: '/badge-96.png',
    tag: carried.tag,
    silent: true,
    data: carried,
  })
}

/** An open window comes to the front and goes there; else a new one is opened. */
async function openPage(url: string): Promise<void> {
  const { pathname, search, hash } = new URL(url, self.location.origin)
  const path = pathname + search + hash
  const windows = await self.clients.matchAll({ type: 'window', includeUncontrolled: true })
  const open = windows.find(({ visibilityState }) => visibilityState === 'visible') ?? windows[0]
  if (!open) {
    await self.clients.openWindow(path)
    return
  }
  open.postMessage({ go: path })
  // Without a fresh tap the browser may refuse; the page is there all the same.
  await open.focus().catch(() => undefined)
}

/** Silence of a device that should have shown something is how a dead subscription is found. */
async function acknowledge(
  { ack }: Pick<Carried, 'ack'>,
  what: 'shown' | 'clicked' | 'closed',
): Promise<void> {
  if (ack === null) return
  const path = `/v1/push/acks/${encodeURIComponent(ack)}`
  await call('POST', path, { what }, { keepalive: true }).catch(() => undefined)
}

function tellPages(): void {
  const line = new BroadcastChannel('chargeshare')
  line.postMessage({ what: 'pushed' })
  line.close()
}

async function setBadge(count: number): Promise<void> {
  if ('setAppBadge' in navigator && Number.isFinite(count)) await navigator.setAppBadge(count)
}

async function refreshBadge(): Promise<void> {
  if (!('setAppBadge' in navigator)) return
  const path = '/v1/questions?state=open&limit=100'
  const open = await call<List<Question>>('GET', path).catch(() => null)
  if (open) await setBadge(open.items.length)
}

/** The browser has changed the address of this device: the server is told the new one. */
export async function resubscribe(fresh: PushSubscription | null): Promise<void> {
  const { publicKey } = await call<{ publicKey: string }>('GET', '/v1/push/key')
  const options = { userVisibleOnly: true, applicationServerKey: publicKey }
  const subscription = fresh ?? (await self.registration.pushManager.subscribe(options))
  const { endpoint, keys } = subscription.toJSON()
  const language = LANGUAGES.find((tag) => navigator.language.startsWith(tag))
  const full = { endpoint, keys, label: deviceLabel(), ...(language && { language }) }
  await call('POST', '/v1/push/subscriptions', full)
}
