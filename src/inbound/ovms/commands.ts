/** Commands of apps to a car, and which app an answer is for. */

/** A command that was passed on; its number, or '' where it is enciphered. */
export type Asked<T> = { asker: T; command: string }

/** More are not awaited: the oldest will not be answered any more. */
const AWAITED = 64
/** Commands that are answered by a line for each feature or parameter. */
const IN_LINES = new Set(['1', '3'])

/** The commands that are awaited, with one more: `C7,stat`. */
export function remembered<T>(asked: Asked<T>[] | null, asker: T, message: string): Asked<T>[] {
  return [...(asked ?? []), { asker, command: commandOf(message) }].slice(-AWAITED)
}

/** Whom an answer is for, `c7,0,…`, and what is awaited after it. */
export function answerTo<T>(
  asked: Asked<T>[],
  message: string,
): { asker: T | null; rest: Asked<T>[] | null } {
  const at = asked.findIndex(({ command }) => command === commandOf(message))
  if (at < 0) return { asker: null, rest: asked }
  const rest = isLast(message) ? asked.filter((_, i) => i !== at) : asked
  return { asker: asked[at]!.asker, rest: rest.length > 0 ? rest : null }
}

/** The number of a command or an answer. */
function commandOf(message: string): string {
  return message.startsWith('E') ? '' : message.slice(1).split(',', 1)[0]!
}

/** `c1,0,<index>,<count>,…` up to the last index. */
function isLast(message: string): boolean {
  const [command, result, index, count] = message.slice(1).split(',')
  const isPart = IN_LINES.has(command ?? '') && result === '0'
  return !isPart || !(Number(index) < Number(count) - 1)
}
