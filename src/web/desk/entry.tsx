/** Entries of the log, each a line that opens: what was said, what was answered, what was odd about it. */
import { useState } from 'preact/hooks'
import { dated, number } from '../format.ts'
import { Badge } from '../parts/flag.tsx'
import { Icon, type IconName } from '../parts/icon.tsx'
import type { Payload } from './payload.ts'
import { gistOf } from './gist.ts'
import { Json } from './json.tsx'
import type { Deviation, Direction, Entry } from './wire.ts'
import { useDesk } from './words.ts'

/** The name of a charger, by its identity. */
type NameIn = (identity: string) => string

export function Frames({ entries, nameIn }: { entries: Entry[]; nameIn: NameIn }) {
  return (
    <ul class="card frames">
      {entries.map((one) => (
        <li key={one.id}>
          <Frame entry={one} nameIn={nameIn} />
        </li>
      ))}
    </ul>
  )
}

type FrameProps = { entry: Entry; nameIn: NameIn }

function Frame({ entry, nameIn }: FrameProps) {
  const desk = useDesk()
  const { log: t, ocpp } = desk
  const [isOpen, open] = useState(false)
  const { at, action } = entry
  const backend = backendOf(entry)
  const way: Way = backend === null ? entry.direction : 'backend'
  const told = backend === null ? t.directions[entry.direction] : t.toBackend(backend)
  return (
    <details onToggle={({ currentTarget }) => open(currentTarget.open)}>
      <summary>
        <span class={`way ${way}`} title={told}>
          <Icon name={SIGNS[way]} size={16} />
          <span class="unseen">{told}</span>
        </span>
        <strong>{action === null ? t.noCall : (ocpp.actions[action] ?? action)}</strong>
        <time class="number soft" dateTime={at}>
          {clockOf(at)}
        </time>
        <span class="frame-gist">{gistOf(desk, toldIn(entry))}</span>
        <Marks entry={entry} nameIn={nameIn} />
      </summary>
      {isOpen && <Opened entry={entry} />}
    </details>
  )
}

type Way = Direction | 'backend'
const SIGNS: Record<Way, IconName> = { in: 'next', out: 'back', backend: 'share' }

/** The other backend that was told it, in place of the charger; null: it was none. */
function backendOf({ direction, messageId }: Entry): string | null {
  const name = direction === 'out' ? /^upstream:(.+)$/.exec(messageId ?? '') : null
  return name?.[1] ?? null
}

function Marks({ entry, nameIn }: FrameProps) {
  const t = useDesk().log
  const { charger, action, error, ms, deviations } = entry
  const backend = backendOf(entry)
  return (
    <span class="frame-marks soft">
      <span class="frame-of">{nameIn(charger)}</span>
      {backend !== null && <span class="frame-of">{t.toBackend(backend)}</span>}
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
