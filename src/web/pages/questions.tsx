/** The inbox: every charge that waits for its owner's word, and what he has answered lately. */
import { unsent, undo } from '../answers.ts'
import { useCell } from '../cell.ts'
import { useData } from '../data.ts'
import { line, moment } from '../format.ts'
import { OPEN, useKind } from '../kinds.ts'
import { useNames } from '../names.ts'
import { Button } from '../parts/button.tsx'
import { Card, Row, Rows } from '../parts/card.tsx'
import { Empty, Loaded } from '../parts/empty.tsx'
import { LaterBadge, placeOf } from '../parts/facts.tsx'
import { grouped, InboxCard } from '../parts/inbox.tsx'
import { Icon } from '../parts/icon.tsx'
import { Page } from '../parts/page.tsx'
import { say } from '../parts/toast.tsx'
import { useSeen } from '../seen.ts'
import type { List, Question } from '../wire.ts'
import { useWords } from '../words/words.ts'

const ANSWERED = '/v1/questions?state=answered&limit=10'

export function QuestionsPage() {
  const { questions: t } = useWords()
  const open = useData<List<Question>>(OPEN)
  return (
    <Page title={t.title} lead={t.lead}>
      <Loaded of={open}>{({ items }) => <Inbox all={items} />}</Loaded>
      <Answered />
    </Page>
  )
}

function Inbox({ all }: { all: Question[] }) {
  const { questions: t } = useWords()
  const waiting = useCell(unsent)
  const isWaiting = ({ id }: Question) => waiting.some(({ questionId }) => questionId === id)
  const open = all.filter((question) => !isWaiting(question))
  const later = all.filter(isWaiting)
  useSeen(open)
  return (
    <>
      {open.length === 0 && later.length === 0 && (
        <Empty icon="check" title={t.empty.title}>
          {t.empty.text}
        </Empty>
      )}
      {open.length > 0 && (
        <>
          <p class="hint touch-only">{t.swipe}</p>
          <ul class="bare inbox">
            {grouped(open).map((group) => (
              <InboxCard key={group[0]?.id} group={group} />
            ))}
          </ul>
        </>
      )}
      {later.length > 0 && (
        <Card>
          <Rows>
            {later.map((question) => (
              <Line key={question.id} question={question} isLater />
            ))}
          </Rows>
        </Card>
      )}
    </>
  )
}

function Answered() {
  const { questions: t } = useWords()
  const { data } = useData<List<Question>>(ANSWERED)
  if (!data || data.items.length === 0) return null
  return (
    <Card title={t.answered}>
      <Rows>
        {data.items.map((question) => (
          <Line key={question.id} question={question} />
        ))}
      </Rows>
    </Card>
  )
}

/** One that is answered: what was said, and the way back while there is one. */
function Line({ question, isLater = false }: { question: Question; isLater?: boolean }) {
  const { shell } = useWords()
  const { car } = useNames()
  const { name } = useKind(question)
  const kept = useCell(unsent).find(({ questionId }) => questionId === question.id)?.answer
  const said = kept?.choice ?? kept?.reason ?? question.answer
  const isUndoable = isLater || new Date(question.undoUntil ?? 0).getTime() > Date.now()
  const back = async () => {
    await undo(question.id)
    say(shell.undone)
  }
  const place = placeOf(question) ?? shell.newPlace
  const note = line([said && name(said), moment(question.session.startedAt)])
  const title = `${place} · ${car(question.vehicleId)}`
  if (!isUndoable) return <Row href={`/questions/${question.id}`} title={title} note={note} />
  return (
    <Row
      title={title}
      note={
        <>
          {note}
          {isLater && <LaterBadge />}
        </>
      }
      end={
        <Button aria-label={`${shell.undo}: ${title}`} onClick={back}>
          <Icon name="undo" size={20} />
          {shell.undo}
        </Button>
      }
    />
  )
}
