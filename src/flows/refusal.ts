/** How a flow says no: what kind of no, and why, in words for the caller. */

/** Each inbound adapter says it in its own protocol. */
export type Kind = 'unauthorized' | 'forbidden' | 'missing' | 'conflict' | 'invalid' | 'gone'

/** What is wrong with one field; `pointer` is a JSON Pointer into what the caller sent. */
export type Fault = { pointer: string; detail: string }

/** Thrown by flows; nothing has been changed. */
export class Refusal extends Error {
  readonly kind: Kind
  readonly faults: Fault[]

  constructor(kind: Kind, detail: string, faults: Fault[] = []) {
    super(detail)
    this.name = 'Refusal'
    this.kind = kind
    this.faults = faults
  }
}

/** The thing asked for, or a refusal as if it were not there. */
export function found<T>(thing: T | null | undefined, what: string): T {
  if (thing === null || thing === undefined) throw new Refusal('missing', `no such ${what}`)
  return thing
}
