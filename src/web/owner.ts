/** Who is signed in on this device: `useOwner()`; signing in, up and out. */
import { call } from './api.ts'
import { forget, refresh, settle, useData } from './data.ts'
import { clear } from './shelf.ts'
import type { Owner, OwnerWish } from './wire.ts'
import { chosen } from './words/words.ts'

const ME = '/v1/owners/me'

/** The owner; null where nobody is signed in, undefined until that is known. */
export function useOwner(): Owner | null | undefined {
  // The server's word for scripts: without it there is nobody to ask for.
  const isHere = document.cookie.includes('signed-in=1')
  const { data, error } = useData<Owner>(isHere ? ME : null)
  if (data) return data
  return isHere && !error ? undefined : null
}

/** Signs in; the cookie that the server sets is out of reach of any script. */
export async function signIn(email: string, password: string): Promise<Owner> {
  const { owner } = await call<{ owner: Owner }>('POST', '/v1/sessions', { email, password })
  await forget()
  settle(ME, owner)
  void refresh(ME)
  return owner
}

/** Makes an account and signs in. */
export async function signUp(wish: {
  email: string
  password: string
  name?: string
}): Promise<Owner> {
  // Who has chosen none goes on being spoken to as each of his devices says.
  const language = chosen()
  await call('POST', '/v1/owners', { ...wish, ...(language && { language }) })
  return signIn(wish.email, wish.password)
}

/** Signs out and forgets all that this device kept. */
export async function signOut(): Promise<void> {
  await call('DELETE', '/v1/sessions/current')
  await leave()
}

/** Forgets all that this device kept of the owner. */
export async function leave(): Promise<void> {
  await clear('queue').catch(() => undefined)
  await wipeScreen().catch(() => undefined)
  await forget()
  await refresh(ME)
}

/** Questions on the lock screen and the number on the app's icon are the former owner's. */
async function wipeScreen(): Promise<void> {
  if ('clearAppBadge' in navigator) await navigator.clearAppBadge()
  const registration = await navigator.serviceWorker?.getRegistration()
  for (const notification of (await registration?.getNotifications()) ?? []) notification.close()
}

/** Changes the owner's settings; what is shown follows at once. */
export async function changeOwner(wish: OwnerWish): Promise<Owner> {
  const owner = await call<Owner>('PATCH', ME, wish)
  settle(ME, owner)
  return owner
}
