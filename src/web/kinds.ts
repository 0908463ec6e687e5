/** What differs between the two kinds of question: their answers, their words, what is sent. */
import type { Answer, Choice, Question, Reason, Station } from './wire.ts'
import { useWords, words } from './words/words.ts'
import type { IconName } from './parts/icon.tsx'

/** What waits for an answer, as the inbox, the navigation and the first page ask for it. */
export const OPEN = '/v1/questions?state=open&limit=100'

export type Value = Choice | Reason
export type Option = { value: Value; icon: IconName; title: string; note: string }
export type Kinds = {
  title: string
  options: Option[]
  /** The two that are one tap away in the inbox; never one that gives a place away for good. */
  short: [value: Value, label: string][]
  done: (value: Value) => string
  name: (value: Value) => string
}

const icons: Record<Value, IconName> = {
  always: 'globe',
  once: 'once',
  skip: 'skip',
  never: 'lock',
  user: 'check',
  station: 'warning',
  other: 'more',
}

const SHARES = ['once', 'skip'] as const
const isShort = (value: Value) => value === 'user' || value === 'station'

type Asked = Pick<Question, 'kind' | 'answers'>

/** The words of a question's answers, in the order of offering them. */
export function useKind(question: Asked): Kinds {
  return kindOf(useWords().questions, question)
}

function kindOf(t: ReturnType<typeof words>['questions'], { kind, answers }: Asked): Kinds {
  const { choices, done, title } = t[kind]
  const said = choices as Record<Value, { title: string; note: string }>
  const values = answers ?? (Object.keys(choices) as Value[])
  const options = values.map((value) => ({
    value,
    icon: icons[value],
    ...said[value],
  }))
  const short = (kind === 'share' ? SHARES : values.filter(isShort)).map(
    (value): [Value, string] => [value, t.short[value]],
  )
  return {
    title,
    options,
    short,
    done: (value) => (done as Record<Value, string>)[value],
    name: (value) => said[value].title,
  }
}

/** What a question was answered by, in words; '–' where it was not. */
export function nameOf(question: Question): string {
  const { answer } = question
  return answer === null ? '–' : kindOf(words().questions, question).name(answer)
}

/** As it goes on the wire; empty texts are not sent. */
export function answerOf(
  question: Question,
  value: Value,
  more: {
    post?: string
    station?: string
    comment?: string
    everyVisit?: boolean
    seen?: Value | null
  } = {},
): Answer {
  const { post = '', station = '', comment = '', everyVisit = false, seen = question.answer } = more
  const chosen =
    question.kind === 'share' ? { choice: value as Choice } : { reason: value as Reason }
  return {
    ...chosen,
    ...(question.kind === 'share' && post.trim() !== '' && { post: post.trim() }),
    ...(question.kind === 'share' && station !== '' && { station }),
    ...(comment.trim() !== '' && { comment: comment.trim() }),
    ...(everyVisit && { everyVisit }),
    seen,
  }
}

export type Doubt = 'none' | 'several' | 'closed' | 'unsure'

/** Why an "always" must be confirmed: it may be a home; null where the station is a public one. */
export function doubtOf({ location }: Question, station: Station | null): Doubt | null {
  if (!station) return location?.stations?.length ? 'several' : 'none'
  if (station.access === 'public') return null
  return station.access === 'unknown' ? 'unsure' : 'closed'
}
