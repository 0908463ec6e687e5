/** Answering one question: the buttons, what else may be told, what became of it, and the way back. */
import { useEffect, useState } from 'preact/hooks'
import { asProblem, type Problem } from '../api.ts'
import { give, undo, unsent } from '../answers.ts'
import { useCell } from '../cell.ts'
import { answerOf, useKind, type Value } from '../kinds.ts'
import type { Question, Station } from '../wire.ts'
import { useWords } from '../words/words.ts'
import { Ask } from './ask.tsx'
import { Button, ButtonLink } from './button.tsx'
import { TextField } from './field.tsx'
import { Icon } from './icon.tsx'
import { CheckInLink, PostField, StationChoice } from './station.tsx'
import { say, told } from './toast.tsx'

type AnsweringProps = {
  question: Question
  token: string | null
  isSignedIn: boolean
  set: (question: Question) => void
  onUndo: () => Promise<void>
}

/** What another device has chosen, and what was chosen here. */
type Clash = { mine: Value; theirs: Value | null }

type More = { post: string; station: string; comment: string }

export function Answering({ question, token, isSignedIn, set, onUndo }: AnsweringProps) {
  const { questions: t } = useWords()
  const [more, setMore] = useState<More>({ post: '', station: '', comment: '' })
  const state = useAnswering({ question, token, set, onUndo }, more)
  const { clash, sending, problem, chosen, isLater, isSettled } = state
  if (clash) {
    const mine = (value: Value, seen: Value | null) => state.choose(value, seen)
    return <Clashed {...{ clash, question }} onMine={mine} onTheirs={state.giveIn} />
  }
  if (isSettled && chosen) {
    const { back: onUndo, change: onChange } = state
    return <Outcome {...{ question, chosen, isSignedIn, isLater, onUndo, onChange }} />
  }
  const { station: only = null, stations = [] } = question.location ?? {}
  const station = stations.find(({ id }) => id === more.station) ?? only
  return (
    <>
      {question.kind === 'share' && stations.length > (only ? 1 : 0) && (
        <StationChoice
          stations={stations}
          chosen={station?.id ?? null}
          onChoose={(station) => setMore({ ...more, station })}
        />
      )}
      <Ask
        {...{ question, chosen, station }}
        busy={sending !== null}
        onChoose={(value) => void state.choose(value)}
      />
      <p role="status" class={problem ? 'error' : 'soft'}>
        {problem ? told(problem) : sending ? t.sending : ''}
      </p>
      <Extra {...{ question, station, more }} onMore={setMore} />
    </>
  )
}

/** Where an answer stands: under way, kept for later, taken, or crossed by another device. */
function useAnswering(
  { question, token, set, onUndo }: Omit<AnsweringProps, 'isSignedIn'>,
  more: More,
) {
  const { shell } = useWords()
  const waiting = useCell(unsent).find(({ questionId }) => questionId === question.id)
  const [sending, setSending] = useState<Value | null>(null)
  const [problem, setProblem] = useState<Problem | null>(null)
  const [clash, setClash] = useState<Clash | null>(null)
  const [isChanging, setChanging] = useState(false)
  const kept = waiting?.answer.choice ?? waiting?.answer.reason ?? null
  const choose = async (value: Value, seen = question.answer) => {
    setSending(value)
    setProblem(null)
    setClash(null)
    try {
      const given = await give(question.id, answerOf(question, value, { ...more, seen }), token)
      if (given.state !== 'later' && given.question) set(given.question)
      if (given.state === 'other') setClash({ mine: value, theirs: given.question?.answer ?? null })
      setChanging(false)
    } catch (error) {
      setProblem(asProblem(error))
    } finally {
      setSending(null)
    }
  }
  const back = async () => {
    await undo(question.id, token)
    await onUndo()
    setChanging(false)
    say(shell.undone)
  }
  return {
    sending,
    problem,
    clash,
    choose,
    back,
    chosen: sending ?? kept ?? question.answer,
    isLater: kept !== null,
    isSettled: (question.state === 'answered' || kept !== null) && !isChanging && !sending,
    giveIn: () => setClash(null),
    change: () => setChanging(true),
  }
}

/** What others should know; it goes with whatever is chosen. */
function Extra({
  question,
  station,
  more,
  onMore,
}: {
  question: Question
  station: Station | null
  more: More
  onMore: (more: More) => void
}) {
  const { questions: t } = useWords()
  return (
    <details class="more">
      <summary>{t.extra}</summary>
      <div class="stack">
        {question.kind === 'share' && (
          <PostField
            {...{ station }}
            value={more.post}
            onValue={(post) => onMore({ ...more, post })}
          />
        )}
        <TextField
          label={t.comment}
          lines={3}
          maxLength={500}
          value={more.comment}
          onValue={(comment) => onMore({ ...more, comment })}
        />
      </div>
    </details>
  )
}

type OutcomeProps = {
  question: Question
  chosen: Value
  isLater: boolean
  isSignedIn: boolean
  onUndo: () => Promise<void>
  onChange: () => void
}

function Outcome({ question, chosen, isLater, isSignedIn, onUndo, onChange }: OutcomeProps) {
  const { questions: t, shell } = useWords()
  const { done, name } = useKind(question)
  const minutes = useMinutesLeft(question.undoUntil ?? null)
  return (
    <div class="outcome">
      <span class={isLater ? 'outcome-icon later' : 'outcome-icon'}>
        <Icon name={isLater ? 'clock' : 'check'} size={32} />
      </span>
      <p class="outcome-text" role="status">
        {isLater ? `${name(chosen)}. ${t.later}` : done(chosen)}
      </p>
      <div class="row centre">
        {(isLater || minutes > 0) && (
          <Button onClick={onUndo}>
            <Icon name="undo" size={20} />
            {isLater ? shell.undo : t.undoFor(minutes)}
          </Button>
        )}
        <Button kind="quiet" onClick={onChange}>
          {t.change}
        </Button>
      </div>
      {chosen !== 'never' && <CheckInLink question={question} />}
      {isSignedIn && (
        <div class="row centre">
          <ButtonLink kind="quiet" href={`/charges/${question.session.id}`}>
            {t.toCharge}
          </ButtonLink>
          <ButtonLink kind="quiet" href="/questions">
            {t.toInbox}
          </ButtonLink>
        </div>
      )}
    </div>
  )
}

/** Two phones cannot fight: what the other has chosen is shown, and stays unless it is changed on purpose. */
function Clashed({
  clash,
  question,
  onMine,
  onTheirs,
}: {
  clash: Clash
  question: Question
  onMine: (value: Value, seen: Value | null) => Promise<void>
  onTheirs: () => void
}) {
  const { questions: t } = useWords()
  const { name } = useKind(question)
  const { mine, theirs } = clash
  return (
    <div class="outcome" role="alert">
      <span class="outcome-icon later">
        <Icon name="phone" size={32} />
      </span>
      <p class="outcome-text">{theirs ? t.otherDevice(name(theirs)) : t.closed.gone.text}</p>
      <div class="row centre">
        <Button kind="lead" onClick={onTheirs}>
          {t.keepOther}
        </Button>
        {theirs && <Button onClick={() => onMine(mine, theirs)}>{t.useMine(name(mine))}</Button>}
      </div>
    </div>
  )
}

/** Whole minutes until a time, counted down while it is looked at; 0 when it has passed. */
function useMinutesLeft(until: string | null): number {
  const [now, setNow] = useState(Date.now())
  useEffect(() => {
    const ticking = setInterval(() => setNow(Date.now()), 10_000)
    return () => clearInterval(ticking)
  }, [until])
  if (until === null) return 0
  return Math.max(0, Math.ceil((new Date(until).getTime() - now) / 60_000))
}
