/** Whether a siege has left any harm: messages lost, events doubled, missing or told in two ways. */
import type { Chronicle, Event, Told } from './siege.ts'

/** What the database holds at the end. */
export type Remains = {
  messages: Told[]
  /** In the order of the feed. */
  feed: { session: string; revision: number }[]
  journal: string
  /** What `pragma synchronous` says of a writer on the re-opened file; 2 is FULL. */
  synchronous: number
}

/** A sentence for each harm; none where all is well. */
export function harms({ told, forgotten, pulled, pushed, exitCode }: Chronicle, remains: Remains) {
  const kept = new Set(remains.messages.map(nameOf))
  const lost = told.filter((one) => !kept.has(nameOf(one)))
  const rules: [boolean, string][] = [
    [lost.length > 0, `${lost.length} acknowledged messages are lost: ${lost[0]?.id}`],
    [forgotten.length > 0, `${forgotten.length} were new when told again: ${forgotten[0]?.id}`],
    [!same(pulled.map(keyOf), remains.feed.map(versionOf)), 'what was pulled is not the feed'],
    [!sameSet(pulled.map(keyOf), pushed.map(keyOf)), 'what was pushed is not what was pulled'],
    [!same(lastStates(pulled), lastStates(pushed)), 'pull and push end in different states'],
    [remains.journal !== 'wal', `the journal is ${remains.journal}, not wal`],
    [remains.synchronous !== 2, `synchronous is ${remains.synchronous}, not 2 (full)`],
    [exitCode !== 0, `the last server ended with ${exitCode} when it was asked to stop`],
  ]
  return [...rules.filter(([isHarm]) => isHarm).map(([, words]) => words), ...broken(remains.feed)]
}

/** Each session's revisions must be 1, 2, 3 … in the order of the feed. */
function broken(feed: Remains['feed']): string[] {
  const last = new Map<string, number>()
  return feed.flatMap(({ session, revision }) => {
    const due = (last.get(session) ?? 0) + 1
    last.set(session, revision)
    return revision === due ? [] : [`session ${session} has revision ${revision}, not ${due}`]
  })
}

function nameOf({ vehicle, id, session }: Told): string {
  return `${vehicle} ${id} ${session}`
}

function versionOf({ session, revision }: Remains['feed'][number]): string {
  return `${session} ${revision}`
}

function keyOf({ session }: Event): string {
  return `${session.id} ${session.revision}`
}

/** The last event of each session, as text. */
function lastStates(events: Event[]): string[] {
  const last = new Map(events.map((event) => [event.session.id, JSON.stringify(event)]))
  return [...last.values()].sort()
}

function same(a: string[], b: string[]): boolean {
  return a.length === b.length && a.every((text, i) => text === b[i])
}

function sameSet(a: string[], b: string[]): boolean {
  return same([...new Set(a)].sort(), [...new Set(b)].sort())
}
