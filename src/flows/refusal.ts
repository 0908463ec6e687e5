/** How a flow says no: what kind of no, and why, in words for the caller. */

/** Each inbound adapter says it in its own protocol. */
export type Kind = 'unauthorized' | 'forbidden' | 'missing' | 'conflict' | 'invalid' | 'gone'

/**
 * What is wrong with one field; `pointer` is a JSON Pointer into what the caller sent, `code` a word
 * that stays the same, by which apps say it in their own words.
 */
export type Fault = { pointer: string; detail: string; code: string }

/** What programs are told of a refusal that has a name of its own: that, and where to go on. */
export type Way = { name?: string; snapshot?: string; next?: string }

/** Thrown by flows; nothing has been changed. */
export class Refusal extends Error {
  readonly kind: Kind
  readonly faults: Fault[]
  readonly way: Way
  /** A word for it that stays the same; null where the kind says enough. */
  readonly code: string | null

  constructor(
    kind: Kind,
    detail: string,
    faults: Fault[] = [],
    { code = null, ...way }: Way & { code?: string | null } = {},
  ) {
    super(detail)
    this.name = 'Refusal'
    this.kind = kind
    this.faults = faults
    this.way = way
    this.code = code
  }
}

/**
 * A refusal because of how things stand, with a word by which apps know it; `pointer`: to the field
 * that is in the way.
 */
export function conflict(code: string, detail: string, pointer?: string): Refusal {
  const faults = pointer === undefined ? [] : [{ pointer, detail, code }]
  return new Refusal('conflict', detail, faults, { code })
}

/** A refusal because of one field. */
export function invalid(pointer: string, code: string, detail: string): Refusal {
  return new Refusal('invalid', detail, [{ pointer, detail, code }])
}

/** The thing asked for, or a refusal as if it were not there: of a `charger …` by the code `unknownCharger`. */
export function found<T>(thing: T | null | undefined, what: string): T {
  if (thing !== null && thing !== undefined) return thing
  const [, first = '', rest = ''] = /^(\w)(\w*)/.exec(what) ?? []
  const code = `unknown${first.toUpperCase()}${rest}`
  throw new Refusal('missing', `no such ${what}`, [], { code })
}
