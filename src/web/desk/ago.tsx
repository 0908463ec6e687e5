/** How long ago something was, true to the second while one looks. */
import { cell, useCell } from '../cell.ts'
import { ago, duration, moment, number } from '../format.ts'
import type { Time } from '../wire.ts'

const now = cell(Date.now())
setInterval(() => document.visibilityState === 'visible' && now.set(Date.now()), 1000)

/** The time now, drawn anew each second. */
function useSecond(): number {
  return useCell(now)
}

export function Ago({ at }: { at: Time }) {
  const second = useSecond()
  // What has just come is not to seem to lie ahead.
  const text = ago(at, Math.max(second, Date.parse(at)))
  return (
    <time dateTime={at} title={moment(at)}>
      {text}
    </time>
  )
}

/** In seconds what lasted less than a minute. */
function lasting(ms: number): string {
  const seconds = Math.max(0, Math.round(ms / 1000))
  return seconds < 60 ? `${number(seconds)}\u00a0s` : duration(ms)
}

/** How long something has gone on. */
export function Lasting({ since, until }: { since: Time; until?: Time | null }) {
  const second = useSecond()
  const end = until ? Date.parse(until) : Math.max(second, Date.parse(since))
  return <>{lasting(end - Date.parse(since))}</>
}
