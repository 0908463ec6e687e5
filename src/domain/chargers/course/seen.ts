/** Which events of a transaction were told, by their numbers, kept as stretches. */
import type { Stretch } from '../transaction.ts'

/** The same stretches with one more number in them. */
export function withNumber(seen: Stretch[], number: number): Stretch[] {
  if (seen.some(([from, to]) => number >= from && number <= to)) return seen
  const before = seen.filter(([, to]) => to < number)
  const after = seen.filter(([from]) => from > number)
  const [below, above] = [before.at(-1), after[0]]
  const left = below?.[1] === number - 1 ? before.pop()![0] : number
  const right = above?.[0] === number + 1 ? after.shift()![1] : number
  return [...before, [left, right], ...after]
}

/** Whether some between the first and the last have not come. */
export function hasGap(seen: Stretch[]): boolean {
  return seen.length > 1
}
