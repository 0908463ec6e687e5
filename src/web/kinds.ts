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

/** The words of a question's kind, in the order of the proposal. */
export function useKind(kind: Question['kind']): Kinds {
  return kindOf(useWords().questions, kind)
}

function kindOf(t: ReturnType<typeof words>['questions'], kind: Question['kind']): Kinds {
  const { choices, done, title } = t[kind]
  const said = choices as Record<Value, { title: string; note: string }>
  const options = (Object.keys(choices) as Value[]).map((value) => ({
    value,
    icon: icons[value],
    ...said[value],
  }))
  const { once, skip, user, station } = t.short
  return {
    title,
    options,
    short:
      kind === 'share'
        ? [
            ['once', once],
            ['skip', skip],
          ]
        : [
            ['user', user],
            ['station', station],
          ],
    done: (value) => (done as Record<Value, string>)[value],
    name: (value) => said[value].title,
  }
}

/** What a question was answered by, in words; '–' where it was not. */
export function nameOf({ kind, answer }: Question): string {
  return answer === null ? '–' : kindOf(words().questions, kind).name(answer)
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
