/** A card of the inbox: one open question, or all visits to one place, answered by a tap or a swipe. */
import { useId, useState } from 'preact/hooks'
import { give, undo } from '../answers.ts'
import { energy, line, moment, percent } from '../format.ts'
import { answerOf, nameOf, useKind, type Value } from '../kinds.ts'
import { useNames } from '../names.ts'
import type { Question } from '../wire.ts'
import { useSwipe } from '../swipe.ts'
import { useWords } from '../words/words.ts'
import { Link } from '../route.tsx'
import { Button } from './button.tsx'
import { Icon } from './icon.tsx'
import { placeOf } from './facts.tsx'
import { say, sayProblem } from './toast.tsx'

/** Open questions about one place, newest first; what is asked about a stop stands alone. */
export function grouped(questions: Question[]): Question[][] {
  const groups = new Map<string, Question[]>()
  for (const question of questions) {
    const { kind, location, id } = question
    const key = kind === 'share' && location ? location.id : id
    groups.set(key, [...(groups.get(key) ?? []), question])
  }
  return [...groups.values()]
}

/** Answers with a toast that undoes it; one answer at a time. */
function useAnswer(group: Question[], isForAll: boolean) {
  const { questions: t, shell } = useWords()
  const [question] = group as [Question]
  const { done } = useKind(question)
  const [busy, setBusy] = useState(false)
  const answer = async (value: Value) => {
    if (busy) return
    setBusy(true)
    const everyVisit = isForAll && group.length > 1
    try {
      const given = await give(question.id, answerOf(question, value, { everyVisit }))
      if (given.state === 'other') {
        return say(given.question ? t.otherDevice(nameOf(given.question)) : t.closed.gone.text)
      }
      const text = given.state === 'later' ? t.later : done(value)
      say(text, { label: shell.undo, run: () => undo(question.id) })
    } catch (error) {
      sayProblem(error)
    } finally {
      setBusy(false)
    }
  }
  return { answer, busy }
}

export function InboxCard({ group }: { group: Question[] }) {
  const [question] = group as [Question]
  const { short } = useKind(question)
  const [isForAll, setForAll] = useState(group.length > 1)
  const { answer, busy } = useAnswer(group, isForAll)
  const [right, left] = short as [[Value, string], [Value, string]]
  const swipe = useSwipe(
    () => void answer(right[0]),
    () => void answer(left[0]),
  )
  return (
    <li class="swipe">
      <span class="swipe-hint" aria-hidden="true">
        <span>{right[1]}</span>
        <span>{left[1]}</span>
      </span>
      <div
        {...swipe.on}
        class={swipe.isHeld ? 'swipe-card held' : 'swipe-card'}
        style={{ transform: swipe.offset === 0 ? 'none' : `translateX(${swipe.offset}px)` }}
      >
        <section class="card inbox-card">
          <Head question={question} />
          <Summary group={group} />
          {group.length > 1 && <ForAll count={group.length} isOn={isForAll} onChange={setForAll} />}
          <div class="inbox-deeds">
            {short.map(([value, label]) => (
              <Button key={value} busy={busy} onClick={() => answer(value)}>
                {label}
              </Button>
            ))}
          </div>
        </section>
      </div>
    </li>
  )
}

function Head({ question }: { question: Question }) {
  const { questions: t, shell } = useWords()
  return (
    <header class="inbox-head">
      <p class="kicker">{t[question.kind].title}</p>
      <h2>{placeOf(question) ?? shell.newPlace}</h2>
      <Link class="inbox-more" href={`/questions/${question.id}`}>
        {t.short.more}
        <Icon name="next" size={16} />
      </Link>
    </header>
  )
}

function Summary({ group }: { group: Question[] }) {
  const [question] = group as [Question]
  const { questions: t } = useWords()
  const { car, isOnly } = useNames()
  const { session, location, vehicleId } = question
  const soc = session.soc.end ?? session.soc.start
  const visits = location?.visits ?? group.length
  return (
    <p class="soft number">
      {line([
        !isOnly && car(vehicleId),
        moment(session.startedAt),
        soc !== null && percent(soc),
        session.energyKwh && energy(session.energyKwh),
        visits > 1 && t.visits(visits),
      ])}
    </p>
  )
}

function ForAll({
  count,
  isOn,
  onChange,
}: {
  count: number
  isOn: boolean
  onChange: (isOn: boolean) => void
}) {
  const { questions: t } = useWords()
  const id = useId()
  return (
    <label class="check" for={id}>
      <input
        id={id}
        type="checkbox"
        checked={isOn}
        onChange={(event) => onChange(event.currentTarget.checked)}
      />
      {t.everyVisit(count)}
    </label>
  )
}
