/** Tells the server which questions its owner has before him, so that no other channel is tried. */
import { useEffect } from 'preact/hooks'
import { call } from './api.ts'
import type { Question } from './wire.ts'

/** When each was told last. */
const told = new Map<string, number>()
/** Who looks again so much later may have been reminded meanwhile. */
const AGAIN_MS = 600_000

/** `token`: of the one question, where nobody is signed in. */
export function useSeen(questions: Question[], token?: string | null): void {
  const ids = questions.filter(({ state }) => state === 'open').map(({ id }) => id)
  useEffect(() => {
    const look = () => {
      // A page in the background is not looked at.
      if (document.visibilityState === 'visible') for (const id of ids) tell(id, token)
    }
    look()
    document.addEventListener('visibilitychange', look)
    return () => document.removeEventListener('visibilitychange', look)
  }, [ids.join(), token])
}

function tell(id: string, token: string | null | undefined): void {
  if (performance.now() - (told.get(id) ?? -AGAIN_MS) < AGAIN_MS) return
  told.set(id, performance.now())
  const path = `/v1/questions/${encodeURIComponent(id)}/seen`
  // Without a network it is told at the next look.
  call('POST', path, undefined, token ? { token } : {}).catch(() => told.delete(id))
}
