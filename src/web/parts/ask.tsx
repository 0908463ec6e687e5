/** The four large buttons of a question (three for a stopped charge), and the second look at "always". */
import { useState } from 'preact/hooks'
import { doubtOf, useKind, type Value } from '../kinds.ts'
import type { Question, Station } from '../wire.ts'
import { useWords } from '../words/words.ts'
import { Button } from './button.tsx'
import { Dialog } from './dialog.tsx'
import { Icon } from './icon.tsx'

type AskProps = {
  question: Question
  /** What stands now, to be shown as chosen. */
  chosen: Value | null
  /** The one that its owner has said, or the only one there is. */
  station: Station | null
  busy: boolean
  onChoose: (value: Value) => void
}

export function Ask({ question, chosen, station, busy, onChoose }: AskProps) {
  const { questions: t } = useWords()
  const { options, title } = useKind(question)
  const [asksAgain, setAsksAgain] = useState(false)
  const doubt = doubtOf(question, station)
  // An older server does not say who it is.
  const says = t.suggested[question.suggestedBy ?? 'vehicle']
  const press = (value: Value) => {
    if (busy) return
    if (value === 'always' && doubt && chosen !== value) setAsksAgain(true)
    else onChoose(value)
  }
  return (
    <>
      <div class="choices" role="group" aria-label={title}>
        {options.map(({ value, icon, title, note }) => (
          <button
            key={value}
            type="button"
            class={`choice ${value}`}
            aria-pressed={value === chosen}
            aria-disabled={busy}
            onClick={() => press(value)}
          >
            <span class="choice-icon">
              <Icon name={icon} />
            </span>
            <span class="choice-text">
              <strong>{title}</strong>
              <span>{question.suggested === value ? `${says} ${note}` : note}</span>
            </span>
          </button>
        ))}
      </div>
      <Dialog open={asksAgain} title={t.sure.title} onClose={() => setAsksAgain(false)}>
        <p>
          {doubt && t.sure.why[doubt]} {t.sure.text}
        </p>
        <div class="row end">
          <CancelButton onPress={() => setAsksAgain(false)} />
          <Button
            kind="lead"
            onClick={() => {
              setAsksAgain(false)
              onChoose('always')
            }}
          >
            {t.sure.yes}
          </Button>
        </div>
      </Dialog>
    </>
  )
}

function CancelButton({ onPress }: { onPress: () => void }) {
  const { shell } = useWords()
  return (
    <Button kind="quiet" onClick={onPress}>
      {shell.cancel}
    </Button>
  )
}
