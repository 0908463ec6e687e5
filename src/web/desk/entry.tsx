/** Entries of the log, each a line that opens: what was said, what was answered, what was odd about it. */
import { useState } from 'preact/hooks'
import { dated, number } from '../format.ts'
import { Badge } from '../parts/flag.tsx'
import { Icon } from '../parts/icon.tsx'
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
  const t = useDesk().log
  const [isOpen, open] = useState(false)
  const { at, direction, charger, action, error, ms, deviations } = entry
  return (
    <details onToggle={({ currentTarget }) => open(currentTarget.open)}>
      <summary>
        <span class={`way ${direction}`} title={t.directions[direction]}>
          <Icon name={direction === 'in' ? 'next' : 'back'} size={16} />
          <span class="unseen">{t.directions[direction]}</span>
        </span>
        <strong>{action ?? t.noCall}</strong>
        <time class="number soft" dateTime={at}>
          {clockOf(at)}
        </time>
        <span class="frame-marks">
          <span class="soft frame-of">{charger}</span>
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
          {ms !== null && <span class="soft number">{number(ms)} ms</span>}
        </span>
      </summary>
      {isOpen && <Opened entry={entry} />}
    </details>
  )
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
