/** Short messages at the edge of the screen: `say('Saved')`, `say('Private now', { label, run })`. */
import { useEffect, useState } from 'preact/hooks'
import { asProblem, type Problem } from '../api.ts'
import { cell, useCell } from '../cell.ts'
import { slip } from '../swipe.ts'
import type { Tried } from '../wire.ts'
import { words } from '../words/words.ts'
import { Icon } from './icon.tsx'

export type Deed = { label: string; run: () => unknown }
type Toast = { id: number; text: string; deed: Deed | null; bad: boolean; stays: boolean }

const toasts = cell<Toast[]>([])
let last = 0
const STAYS_MS = 5000
/** Time enough to read, find the button and press it (WCAG 2.2.1); looked at or held, it waits. */
const STAYS_WITH_DEED_MS = 20_000
/** Of those that wait below the newest, so many are kept. */
const KEPT = 3

/** Says it for some seconds; with a deed it stays longer. `stays`: until it is closed. */
export function say(
  text: string,
  deed: Deed | null = null,
  { bad = false, stays = false } = {},
): void {
  toasts.set([...toasts.get().slice(1 - KEPT), { id: ++last, text, deed, bad, stays }])
}

/** Says what went wrong, in the owner's words. */
export function sayProblem(error: unknown): void {
  say(told(asProblem(error)), null, { bad: true })
}

/** A problem in words that help: the server's own where it judged what was sent. */
export function told({ status, message, first, code }: Problem): string {
  const { wrong } = words().shell
  if (status === 0) return wrong.offline
  if (status === 401) return wrong.signedOut
  if (status === 429) return wrong.tooMany
  const { refusals } = words().problems
  const known = (refusals as Record<string, string>)[code ?? '']
  if (known !== undefined) return known
  if (status === 503) return wrong.busy
  if (status >= 500) return wrong.server
  return first ?? message
}

/** Why a trial did not arrive; what the other side said is told as it said it. */
export function whyNot({ code, detail }: Tried): string {
  const known: Record<string, string> = words().problems.tried
  const isTheirs = code === 'refused' || code === 'unreached'
  const said = known[code]
  return said === undefined ? detail : isTheirs ? `${said} (${detail})` : said
}

function close(id: number): void {
  toasts.set(toasts.get().filter((toast) => toast.id !== id))
}

/**
 * Where they appear, the newest alone; once in the app. It lies over the app's name on phones and in
 * the empty part of the column on wide screens: never over what one wants to tap next.
 */
export function Toasts() {
  const newest = useCell(toasts).at(-1)
  return (
    <div class="toasts" role="status">
      {newest && <Shown key={newest.id} toast={newest} />}
    </div>
  )
}

/** Closed by hand; the focus must not fall off the page with it. */
function dismiss(id: number): void {
  close(id)
  document.querySelector('main')?.focus({ preventScroll: true })
}

function Shown({ toast: { id, text, deed, bad, stays } }: { toast: Toast }) {
  const [isHeld, hold] = useState(false)
  const lasts = deed || bad ? STAYS_WITH_DEED_MS : STAYS_MS
  useEffect(() => {
    if (stays || isHeld) return
    const over = setTimeout(() => close(id), lasts)
    return () => clearTimeout(over)
  }, [isHeld])
  return (
    <div
      class={bad ? 'toast bad' : 'toast'}
      onPointerEnter={() => hold(true)}
      onPointerLeave={() => hold(false)}
      onFocusIn={() => hold(true)}
      onFocusOut={() => hold(false)}
      onKeyDown={({ key }) => key === 'Escape' && dismiss(id)}
      onPointerDown={(event) => slip(event, () => close(id))}
    >
      <span>{text}</span>
      {deed && (
        <button
          type="button"
          class="button quiet"
          onClick={() => {
            dismiss(id)
            void Promise.resolve(deed.run()).catch(sayProblem)
          }}
        >
          {deed.label}
        </button>
      )}
      <button
        type="button"
        class="button quiet round"
        aria-label={words().shell.close}
        onClick={() => dismiss(id)}
      >
        <Icon name="close" size={18} />
      </button>
    </div>
  )
}
