/** Short messages at the edge of the screen: `say('Saved')`, `say('Private now', { label, run })`. */
import { asProblem, type Problem } from '../api.ts'
import { cell, useCell } from '../cell.ts'
import { words } from '../words/words.ts'

export type Deed = { label: string; run: () => unknown }
type Toast = { id: number; text: string; deed: Deed | null; bad: boolean }

const toasts = cell<Toast[]>([])
let last = 0
const STAYS_MS = 5000
/** Time enough to read, find the button and press it. */
const STAYS_WITH_DEED_MS = 12_000

/** Says it for some seconds; with a deed it stays longer. `stays`: until it is closed. */
export function say(
  text: string,
  deed: Deed | null = null,
  { bad = false, stays = false } = {},
): void {
  const id = ++last
  toasts.set([...toasts.get().slice(-2), { id, text, deed, bad }])
  if (!stays) setTimeout(() => close(id), deed || bad ? STAYS_WITH_DEED_MS : STAYS_MS)
}

/** Says what went wrong, in the owner's words. */
export function sayProblem(error: unknown): void {
  say(told(asProblem(error)), null, { bad: true })
}

/** A problem in words that help: the server's own where it judged what was sent. */
export function told({ status, message, errors }: Problem): string {
  const { wrong } = words().shell
  if (status === 0) return wrong.offline
  if (status === 401) return wrong.signedOut
  if (status === 429) return wrong.tooMany
  if (status === 503) return wrong.busy
  if (status >= 500) return wrong.server
  return errors[0]?.detail ?? message
}

function close(id: number): void {
  toasts.set(toasts.get().filter((toast) => toast.id !== id))
}

/** Where they appear; once in the app. */
export function Toasts() {
  const shown = useCell(toasts)
  return (
    <div class="toasts" role="status" aria-live="polite">
      {shown.map(({ id, text, deed, bad }) => (
        <div key={id} class={bad ? 'toast bad' : 'toast'}>
          <span>{text}</span>
          {deed && (
            <button
              type="button"
              class="button quiet"
              onClick={() => {
                close(id)
                void Promise.resolve(deed.run()).catch(sayProblem)
              }}
            >
              {deed.label}
            </button>
          )}
        </div>
      ))}
    </div>
  )
}
