/** From the owner's tap on Start until his charge is there, or it is clear that it will not come: `useStarting(onStarted)`. */
import { useEffect, useState } from 'preact/hooks'
import { call } from './api.ts'
import { settle, useData } from './data.ts'
import type { Charging } from './driving.ts'
import type { List } from './wire.ts'

export const CHARGERS = '/v1/owners/me/chargers'
export const CHARGINGS = '/v1/owners/me/chargings'
const ACTIVE = `${CHARGINGS}?active=true`

/** A charger waits about a minute for the cable (OCPP: ConnectionTimeOut). */
const PATIENCE_MS = 90_000

/** `asked`: the charger has not answered yet; `awaited`: it will try; `late`: nothing came of it. */
export type Attempt = {
  identity: string
  evse: number
  /** The charges that went on before: what is none of them came of it, whatever clocks say. */
  before: string[]
  state: 'asked' | 'awaited' | 'refused' | 'late'
}

type Starting = {
  attempt: Attempt | null
  /** Asks a charger; throws the `Problem` where it could not be asked. */
  start: (identity: string, evse: number) => Promise<void>
}

export function useStarting(onStarted: (id: string) => void): Starting {
  const [attempt, set] = useState<Attempt | null>(null)
  const isAwaited = attempt?.state === 'awaited'
  const { data } = useData<List<Charging>>(isAwaited ? ACTIVE : null)
  const come = isAwaited ? comeOf(attempt, data?.items ?? []) : undefined
  useEffect(() => {
    if (come) onStarted(come.id)
  }, [come?.id])
  useEffect(() => {
    if (!isAwaited) return
    const waiting = setTimeout(() => {
      // In the background no event was heard: it may charge all the while.
      void found(attempt).then((one) =>
        one ? onStarted(one.id) : set({ ...attempt, state: 'late' }),
      )
    }, PATIENCE_MS)
    return () => clearTimeout(waiting)
  }, [attempt])
  return { attempt, start: (identity, evse) => ask({ identity, evse, before: [] }, set) }
}

type Asked = Omit<Attempt, 'state'>

async function ask(asked: Asked, set: (attempt: Attempt | null) => void): Promise<void> {
  set({ ...asked, state: 'asked' })
  const path = `${CHARGERS}/${encodeURIComponent(asked.identity)}/start`
  try {
    // What this device remembers of them may have ended long ago.
    const known = await call<List<Charging>>('GET', ACTIVE)
    settle(ACTIVE, known)
    const before = known.items.map(({ id }) => id)
    const { answer } = await call<{ answer: string }>('POST', path, { evse: asked.evse })
    set({ ...asked, before, state: answer === 'Accepted' ? 'awaited' : 'refused' })
  } catch (error) {
    set(null)
    throw error
  }
}

async function found(attempt: Attempt): Promise<Charging | undefined> {
  const list = await call<List<Charging>>('GET', ACTIVE).catch(() => null)
  return comeOf(attempt, list?.items ?? [])
}

/** The charge that came of it. */
function comeOf({ identity, evse, before }: Attempt, items: Charging[]): Charging | undefined {
  return items.find(
    (one) =>
      one.status === 'charging' &&
      one.charger.identity === identity &&
      one.evse === evse &&
      !before.includes(one.id),
  )
}
