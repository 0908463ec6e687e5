/** What chargers say that is not as their version's schema wants it, made so where it can be understood. */
import { isSaid } from './said.ts'
import { cut } from './frame.ts'
import type { Deviation, ErrorCode, OcppVersion } from '../ocpp.ts'
import { isSameWord, numberIn, timeIn } from './spelling.ts'

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

type Holder = { [key: string]: unknown } | unknown[]

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

/** Repairs what one look at the schema found. */
export function repaired(given: unknown, faults: SchemaFault[]): Repaired {
  const root = { payload: structuredClone(given) }
  const told: Deviation[] = []
  const rest: SchemaFault[] = []
  let isChanged = false
  for (const fault of faults) {
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
    if ('drop' in verdict) remove(holder, key)
    else write(holder, key, verdict.to)
  }
  return { payload: compacted(root.payload), deviations: told, rest, isChanged }
}

/**
 * Takes out what could not be understood, so that what is left may be relied on: nothing in it is of
 * another kind than its schema says, and no object lacks what it must have.
 */
export function withoutFaults(given: unknown, faults: SchemaFault[]): Omit<Repaired, 'rest'> {
  const root = { payload: structuredClone(given) }
  const told: Deviation[] = []
  for (const fault of faults) {
    const place = placeOf(root, fault.instancePath)
    if (!place) continue
    const value = read(place.holder, place.key)
    const isMissing = fault.keyword === 'required'
    const rule = isMissing ? 'missing' : 'not-understood'
    told.push({ rule, path: pathOf(fault), was: cut(shown(value, fault)) })
    if (isMissing && isHolder(value)) standIn(place, value, String(fault.params['missingProperty']))
    else if (WRONG_VALUE.includes(fault.keyword)) remove(place.holder, place.key)
  }
  return { payload: compacted(root.payload), deviations: told, isChanged: true }
}

/** Readings without a time are of now, and may be none; other objects without their core are none. */
function standIn({ holder, key }: Place, value: Holder, missing: string): void {
  if (missing === 'timestamp') write(value, missing, '')
  else if (missing === 'sampledValue') write(value, missing, [])
  else if (key !== 'payload') remove(holder, key)
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

function verdictOn({ keyword, params }: SchemaFault, value: unknown, key: string): Verdict | null {
  if (value === null) return { drop: true, rule: 'null' }
  if (value === '' && keyword !== 'required') return { drop: true, rule: 'empty' }
  switch (keyword) {
    case 'type':
      return typeVerdict(value, String(params['type']))
    case 'enum':
      return wordVerdict(value, params['allowedValues'] as unknown[], key)
    case 'format':
      return formatVerdict(value, params['format'])
    case 'required':
      return missingVerdict(value, String(params['missingProperty']))
    case 'additionalProperties':
      return { keep: true, rule: 'unknown-member' }
    case 'maxLength':
      return { keep: true, rule: 'too-long' }
    case 'maxItems':
      return { keep: true, rule: 'too-many' }
    case 'minItems':
      return { drop: true, rule: 'empty' }
    case 'multipleOf':
      return { keep: true, rule: 'too-precise' }
    default:
      return null
  }
}

function typeVerdict(value: unknown, wanted: string): Verdict | null {
  const isList = Array.isArray(value)
  const isObject = typeof value === 'object' && !isList
  if (wanted === 'array' && isObject) return { to: [value], rule: 'object-for-list' }
  if (wanted === 'object' && isList && value.length === 1 && typeof value[0] === 'object') {
    return { to: value[0], rule: 'list-for-object' }
  }
  if (wanted === 'string') return textVerdict(value)
  if (wanted === 'number' || wanted === 'integer') return numberVerdict(value, wanted)
  return wanted === 'boolean' ? booleanVerdict(value) : null
}

function textVerdict(value: unknown): Verdict | null {
  if (typeof value === 'number') return { to: String(value), rule: 'number-for-text' }
  if (typeof value === 'boolean') return { to: String(value), rule: 'boolean-for-text' }
  return { to: JSON.stringify(value), rule: 'object-for-text' }
}

function numberVerdict(value: unknown, wanted: 'number' | 'integer'): Verdict | null {
  if (typeof value === 'number') return { to: Math.round(value), rule: 'fraction-for-whole' }
  const number = typeof value === 'string' ? numberIn(value) : null
  if (!number) return null
  const to = wanted === 'integer' ? Math.round(number.value) : number.value
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
  const to = allowed.find((one) => typeof one === 'string' && isSameWord(one, word))
  if (to !== undefined) return { to, rule: 'word-spelling' }
  return INFORMATIVE.includes(key) ? { keep: true, rule: 'unknown-word' } : null
}

function formatVerdict(value: unknown, format: unknown): Verdict | null {
  if (format !== 'date-time') return { keep: true, rule: 'no-address' }
  const time = typeof value === 'string' ? timeIn(value) : null
  return time && { to: time.value, rule: time.rule ?? 'time-spelling' }
}

/** A name in another case is the same name, and no news is no error. */
function missingVerdict(value: unknown, name: string): Verdict | null {
  const object = value as { [key: string]: unknown }
  const alike = Object.keys(object).find((key) => isSameWord(key, name))
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

type Place = { holder: Holder; key: string }

/** What holds the value that a pointer names; null where nothing is there any more. */
function placeOf(root: object, pointer: string): Place | null {
  const keys = `/payload${pointer}`.split('/').slice(1)
  const names = keys.map((key) => key.replaceAll('~1', '/').replaceAll('~0', '~'))
  let holder: unknown = root
  for (const name of names.slice(0, -1)) holder = isHolder(holder) ? read(holder, name) : undefined
  const key = names.at(-1)!
  return isHolder(holder) && read(holder, key) !== undefined ? { holder, key } : null
}

function isHolder(value: unknown): value is Holder {
  return typeof value === 'object' && value !== null
}

function read(holder: Holder, key: string): unknown {
  return Object.hasOwn(holder, key) ? (holder as { [key: string]: unknown })[key] : undefined
}

function write(holder: Holder, key: string, value: unknown): void {
  ;(holder as { [key: string]: unknown })[key] = value
}

/** In lists a hole is left, so that the others keep their places until all is done. */
function remove(holder: Holder, key: string): void {
  if (Array.isArray(holder)) holder[Number(key)] = undefined
  else delete holder[key]
}

function compacted(value: unknown): unknown {
  if (Array.isArray(value)) return value.filter((item) => item !== undefined).map(compacted)
  if (!isHolder(value)) return value
  return Object.fromEntries(Object.entries(value).map(([key, one]) => [key, compacted(one)]))
}
