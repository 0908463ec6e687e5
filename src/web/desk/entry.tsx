/** Entries of the log, each a line that opens: what was said, what was answered, what was odd about it. */
import { useState } from 'preact/hooks'
import { dated, number } from '../format.ts'
import { Badge } from '../parts/flag.tsx'
import { Icon } from '../parts/icon.tsx'
import type { Payload } from './payload.ts'
import { gistOf } from './gist.ts'
import { Json } from './json.tsx'
import type { Deviation, Entry } from './wire.ts'
import { useDesk } from './words.ts'

export function Frames({ entries }: { entries: Entry[] }) {
  return (
    <ul class="card frames">
      {entries.map((one) => (
        <li key={one.id}>
          <Frame entry={one} />
        </li>
      ))}
    </ul>
  )
}

function Frame({ entry }: { entry: Entry }) {
  const desk = useDesk()
  const { log: t, ocpp } = desk
  const [isOpen, open] = useState(false)
  const { at, direction, action } = entry
  return (
    <details onToggle={({ currentTarget }) => open(currentTarget.open)}>
      <summary>
        <span class={`way ${direction}`} title={t.directions[direction]}>
          <Icon name={direction === 'in' ? 'next' : 'back'} size={16} />
          <span class="unseen">{t.directions[direction]}</span>
        </span>
        <strong>{action === null ? t.noCall : (ocpp.actions[action] ?? action)}</strong>
        <time class="number soft" dateTime={at}>
          {clockOf(at)}
        </time>
        <span class="frame-gist">{gistOf(desk, toldIn(entry))}</span>
        <Marks entry={entry} />
      </summary>
      {isOpen && <Opened entry={entry} />}
    </details>
  )
}

function Marks({ entry: { charger, action, error, ms, deviations } }: { entry: Entry }) {
  const t = useDesk().log
  return (
    <span class="frame-marks soft">
      <span class="frame-of">{charger}</span>
      {action && <code>{action}</code>}
      {ms !== null && <span class="number">{number(ms)} ms</span>}
      {deviations.length > 0 && (
        <Badge tone="warn" icon="info">
          {t.oddities(deviations.length)}
        </Badge>
      )}
      {error !== null && (
        <Badge tone="bad" icon="warning">
          {error}
        </Badge>
      )}
    </span>
  )
}

/** The content of the frames `[2, id, action, payload]` and `[3, id, payload]`, where they are such. */
function toldIn({ action, request, answer }: Entry) {
  const asked = frameIn(request)
  const said = frameIn(answer)
  return {
    action,
    payload: partOf(asked[3]) ?? {},
    answer: said[0] === 3 ? partOf(said[2]) : null,
  }
}

function frameIn(text: unknown): unknown[] {
  try {
    const frame: unknown = typeof text === 'string' ? JSON.parse(text) : text
    return Array.isArray(frame) ? frame : []
  } catch {
    return []
  }
}

function partOf(of: unknown): Payload | null {
  return typeof of === 'object' && of !== null && !Array.isArray(of) ? (of as Payload) : null
}

/** To the second; the day where it is not today. */
function clockOf(at: string): string {
  const isToday = new Date(at).toDateString() === new Date().toDateString()
  return dated(at, {
    ...(!isToday && { day: 'numeric', month: 'short' }),
    ...{ hour: '2-digit', minute: '2-digit', second: '2-digit' },
  })
}

function Opened({ entry }: { entry: Entry }) {
  const t = useDesk().log
  const { request, answer, deviations, version, messageId } = entry
  return (
    <div class="frame-inside">
      {deviations.length > 0 && <Deviations of={deviations} />}
      <div class="halves">
        <Json label={t.request} of={request} />
        {answer !== null && <Json label={t.answer} of={answer} />}
      </div>
      <p class="soft">
        {version && `OCPP ${version}`} {messageId && <code>{messageId}</code>}
      </p>
    </div>
  )
}

function Deviations({ of }: { of: Deviation[] }) {
  const { rules } = useDesk()
  return (
    <ul class="odd-list">
      {of.map(({ rule, path, was }, i) => (
        <li key={i}>
          <strong>{rules[rule] ?? rule}</strong>
          {path && <code>{path}</code>}
          {was && <span class="soft">{was}</span>}
        </li>
      ))}
    </ul>
  )
}
