/** What chargers say that is not as their version's schema wants it, made so where it can be understood. */
import { isSaid } from './said.ts'
import { cut } from './frame.ts'
import type { Deviation, ErrorCode, OcppVersion } from '../ocpp.ts'
import { isSameWord, numberIn, sameWord, timeIn } from './spelling.ts'
import {
  closed,
  copied,
  isHolder,
  type Holder,
  type Place,
  placeOf,
  read,
  remove,
  write,
} from './places.ts'
import { isTooBig } from './whole.ts'

/** What a schema finds wrong: where, which of its words, and what that word wants. */
export type SchemaFault = {
  /** A JSON Pointer into the payload. */
  instancePath: string
  keyword: string
  params: { [key: string]: unknown }
}

/** `rest` could not be understood; `isChanged`: another look may find more, or less. */
export type Repaired = {
  payload: unknown
  deviations: Deviation[]
  rest: SchemaFault[]
  isChanged: boolean
}

/** What a fault comes to: another value, nothing at all, or that it may stay as it is. */
type Verdict =
  | { to: unknown; rule: string }
  | { drop: true; rule: string }
  | { keep: true; rule: string }

/** Words that tell and do not decide: another one than the version knows does no harm. */
const INFORMATIVE = [
  'chargingState',
  'context',
  'errorCode',
  'format',
  'location',
  'measurand',
  'phase',
  'reason',
  'stoppedReason',
  'triggerReason',
  'unit',
]

/** Faults that do no harm, whatever is there. */
const TOLERATED: Record<string, string> = {
  additionalProperties: 'unknown-member',
  maxItems: 'too-many',
  maxLength: 'too-long',
  multipleOf: 'too-precise',
}

/** So many faults are told that are tolerated. */
const MOST_TOLERATED = 500

/** Repairs what one look at the schema found. */
export function repaired(given: unknown, faults: SchemaFault[]): Repaired {
  const root = { payload: copied(given) }
  const told = toleratedIn(root, faults)
  const rest: SchemaFault[] = []
  const holed = new Set<unknown[]>()
  let isChanged = false
  for (const fault of faults) {
    if (isTolerated(fault)) continue
    const place = placeOf(root, fault.instancePath)
    // An earlier repair may have taken it away.
    if (!place && isChanged) continue
    const value = place && read(place.holder, place.key)
    const verdict = place && verdictOn(fault, value, place.key)
    if (!verdict) {
      rest.push(fault)
      continue
    }
    const { holder, key } = place
    told.push({ rule: verdict.rule, path: pathOf(fault), was: cut(shown(value, fault)) })
    if ('keep' in verdict) continue
    isChanged = true
    if ('drop' in verdict) remove(holder, key, holed)
    else write(holder, key, verdict.to)
  }
  holed.forEach(closed)
  return { payload: root.payload, deviations: told, rest, isChanged }
}

/** Whether a fault may stay, whatever is there. */
export function isTolerated({ keyword }: SchemaFault): boolean {
  return Object.hasOwn(TOLERATED, keyword)
}

function toleratedIn(root: object, faults: SchemaFault[]): Deviation[] {
  const some = faults.filter(isTolerated).slice(0, MOST_TOLERATED)
  return some.map((fault) => {
    const place = placeOf(root, fault.instancePath)
    const was = cut(shown(place && read(place.holder, place.key), fault))
    return { rule: TOLERATED[fault.keyword]!, path: pathOf(fault), was }
  })
}

/**
 * Takes out what could not be understood, so that what is left may be relied on: nothing in it is of
 * another kind than its schema says, and no object lacks what it must have.
 */
export function withoutFaults(
  given: unknown,
  faults: SchemaFault[],
): Pick<Repaired, 'payload' | 'deviations'> {
  const root = { payload: copied(given) }
  const told: Deviation[] = []
  const holed = new Set<unknown[]>()
  for (const fault of faults) {
    const place = placeOf(root, fault.instancePath)
    if (!place) continue
    const value = read(place.holder, place.key)
    const isMissing = fault.keyword === 'required'
    const rule = isMissing ? 'missing' : 'not-understood'
    told.push({ rule, path: pathOf(fault), was: cut(shown(value, fault)) })
    if (isMissing && isHolder(value)) {
      standIn(place, value, String(fault.params['missingProperty']), holed)
    } else if (WRONG_VALUE.includes(fault.keyword)) {
      remove(place.holder, place.key, holed)
    }
  }
  holed.forEach(closed)
  return { payload: root.payload, deviations: told }
}

/** Readings without a time are of now, and may be none; other objects without their core are none. */
function standIn(
  { holder, key }: Place,
  value: Holder,
  missing: string,
  holed: Set<unknown[]>,
): void {
  if (missing === 'timestamp') write(value, missing, '')
  else if (missing === 'sampledValue') write(value, missing, [])
  else if (key !== 'payload') remove(holder, key, holed)
}

const WRONG_VALUE = ['type', 'enum', 'format']

/** One of each rule for each member, whatever its place in lists; at most twenty. */
export function gathered(deviations: Deviation[]): Deviation[] {
  const kinds = new Map<string, Deviation>()
  for (const one of deviations) {
    const kind = `${one.rule} ${one.path.replaceAll(/\/\d+(?=\/|$)/g, '/*')}`
    if (!kinds.has(kind)) kinds.set(kind, one)
    if (kinds.size >= MOST_TOLD) break
  }
  return [...kinds.values()]
}

const MOST_TOLD = 20

/** The error that a fault is answered by (OCPP-J 1.6, table 7; 2.0.1, table 10). */
export function codeFor({ keyword, instancePath }: SchemaFault): ErrorCode {
  if (keyword === 'type') return instancePath === '' ? 'FormatViolation' : 'TypeConstraintViolation'
  const isOfNumber = ['required', 'minItems', 'maxItems', 'additionalProperties'].includes(keyword)
  return isOfNumber ? 'OccurrenceConstraintViolation' : 'PropertyConstraintViolation'
}

/** The bare name of an action; some chargers say `AuthorizeRequest`, `Authorize.req`, `authorize`. */
export function bareAction(version: OcppVersion, action: string): string {
  if (isSaid(version, action)) return action
  const bare = action.trim().replace(/(?:\.req|Req|Request|\.request)$/, '')
  return isSaid(version, bare) ? bare : action
}

function verdictOn(fault: SchemaFault, value: unknown, key: string): Verdict | null {
  const { keyword, params, instancePath: path } = fault
  if (value === null) return { drop: true, rule: 'null' }
  if (value === '' && keyword !== 'required') return { drop: true, rule: 'empty' }
  switch (keyword) {
    case 'type':
      return typeVerdict(value, String(params['type']), path)
    case 'enum':
      return wordVerdict(value, params['allowedValues'] as unknown[], key)
    case 'format':
      return formatVerdict(value, params['format'])
    case 'required':
      return missingVerdict(value, String(params['missingProperty']))
    case 'minItems':
      return { drop: true, rule: 'empty' }
    default:
      return null
  }
}

function typeVerdict(value: unknown, wanted: string, path: string): Verdict | null {
  const isList = Array.isArray(value)
  const isObject = typeof value === 'object' && !isList
  if (wanted === 'array' && isObject) return { to: [value], rule: 'object-for-list' }
  if (wanted === 'object' && isList && value.length === 1 && typeof value[0] === 'object') {
    return { to: value[0], rule: 'list-for-object' }
  }
  if (wanted === 'string') return textVerdict(value)
  if (wanted === 'number' || wanted === 'integer') return numberVerdict(value, wanted, path)
  return wanted === 'boolean' ? booleanVerdict(value) : null
}

function textVerdict(value: unknown): Verdict | null {
  if (typeof value === 'number') return { to: String(value), rule: 'number-for-text' }
  if (typeof value === 'boolean') return { to: String(value), rule: 'boolean-for-text' }
  return { to: JSON.stringify(value), rule: 'object-for-text' }
}

function numberVerdict(value: unknown, wanted: string, path: string): Verdict | null {
  if (typeof value === 'number') return { to: Math.round(value), rule: 'fraction-for-whole' }
  const number = typeof value === 'string' ? numberIn(value) : null
  if (!number) return null
  const to = wanted === 'integer' ? Math.round(number.value) : number.value
  if (wanted === 'integer' && isTooBig(to, path)) return { to: 0, rule: 'number-too-big' }
  return { to, rule: number.rule ?? 'text-for-number' }
}

function booleanVerdict(value: unknown): Verdict | null {
  if (typeof value !== 'string' && typeof value !== 'number') return null
  const said = String(value).trim().toLowerCase()
  if (said === 'true' || said === '1') return { to: true, rule: 'text-for-boolean' }
  return said === 'false' || said === '0' ? { to: false, rule: 'text-for-boolean' } : null
}

function wordVerdict(value: unknown, allowed: unknown[], key: string): Verdict | null {
  if (typeof value !== 'string') return null
  const word = value.trim() === '%' ? 'Percent' : value
  const to = sameWord(word, allowed)
  if (to !== undefined) return { to, rule: 'word-spelling' }
  return INFORMATIVE.includes(key) ? { keep: true, rule: 'unknown-word' } : null
}

function formatVerdict(value: unknown, format: unknown): Verdict | null {
  if (format !== 'date-time') return { keep: true, rule: 'no-address' }
  const time = typeof value === 'string' ? timeIn(value) : null
  return time && { to: time.value, rule: time.rule ?? 'time-spelling' }
}

/** Among more names than any object of OCPP has, none is looked for. */
const MOST_NAMES = 200

/** A name in another case is the same name, and no news is no error. */
function missingVerdict(value: unknown, name: string): Verdict | null {
  const object = value as { [key: string]: unknown }
  const names = Object.keys(object).slice(0, MOST_NAMES)
  const alike = names.find((key) => isSameWord(key, name))
  if (alike !== undefined) {
    const entries = Object.entries(object).map(([key, one]) => [key === alike ? name : key, one])
    return { to: Object.fromEntries(entries), rule: 'member-spelling' }
  }
  if (name === 'errorCode') return { to: { ...object, errorCode: 'NoError' }, rule: 'missing' }
  return null
}

function shown(value: unknown, { keyword, params }: SchemaFault): unknown {
  if (keyword === 'required') return params['missingProperty']
  return keyword === 'additionalProperties' ? params['additionalProperty'] : value
}

/** Where the fault is: of members that are missing or too many, they themselves. */
function pathOf({ instancePath, keyword, params }: SchemaFault): string {
  if (keyword === 'required') return `${instancePath}/${String(params['missingProperty'])}`
  if (keyword !== 'additionalProperties') return instancePath
  return `${instancePath}/${cut(String(params['additionalProperty']))}`
}
