/** What goes over the line: one JSON array a frame (OCPP-J, part 4 of 2.0.1), read and written. */
import type { Deviation, OcppAnswer, OcppVersion, Payload } from '../ocpp.ts'
import { spelt } from './codes.ts'

/**
 * A frame that was read. `said` is its id as it stood there, in JSON, to be echoed unchanged; of a
 * `broken` one it is null where none could be read.
 */
export type Frame =
  | { kind: 'call'; id: string; said: string; action: string; payload: unknown; isSend: boolean }
  | { kind: 'result'; id: string; payload: unknown }
  | { kind: 'error'; id: string; code: string; description: string; isAboutResult: boolean }
  | { kind: 'strange'; said: string | null }
  | { kind: 'broken'; said: string | null; why: string }

/** The numbers of the kinds; 5 and 6 are of 2.1. */
const CALL = 2
const RESULT = 3
const ERROR = 4
const RESULT_ERROR = 5
const SEND = 6

/** Deeper payloads are nobody's: OCPP nests eight levels. */
const DEEPEST = 32
/** The longest id that OCPP allows. */
const LONGEST_ID = 36

/** Reads a frame; null: it is empty, which some chargers send to keep a line alive. */
export function readFrame(text: string, version: OcppVersion): Frame | null {
  if (text.trim() === '') return null
  const list = parsed(text)
  if (!Array.isArray(list)) return { kind: 'broken', said: null, why: 'is no JSON array' }
  const [type, id] = list as unknown[]
  const said = saidId(text, id)
  if (typeof type !== 'number') return { kind: 'broken', said, why: 'begins with no number' }
  if (!isKnown(type, version)) return { kind: 'strange', said }
  if (said === null) return { kind: 'broken', said, why: 'has no id' }
  if (isTooDeep(text)) return { kind: 'broken', said, why: 'is nested too deep' }
  return partsOf(list as unknown[], type, said)
}

function partsOf(list: unknown[], type: number, said: string): Frame {
  const id = typeof list[1] === 'string' ? storable(list[1]) : said
  if (type === RESULT) return { kind: 'result', id, payload: list[2] }
  if (type === ERROR || type === RESULT_ERROR) {
    const [code, description] = [textOf(list[2]), textOf(list[3])]
    return { kind: 'error', id, code, description, isAboutResult: type === RESULT_ERROR }
  }
  const { 2: action, 3: payload } = list
  if (typeof action !== 'string') return { kind: 'broken', said, why: 'names no action' }
  return { kind: 'call', id, said, action: storable(action), payload, isSend: type === SEND }
}

/** What is odd about a call's frame and does no harm. */
export function oddities({ said, payload }: { said: string; payload: unknown }): Deviation[] {
  const found: Deviation[] = []
  if (!said.startsWith('"')) found.push({ rule: 'id-no-text', path: '', was: cut(said) })
  if (said.length > LONGEST_ID + 2) found.push({ rule: 'id-too-long', path: '', was: cut(said) })
  if (payload === undefined || payload === null) {
    found.push({ rule: 'payload-missing', path: '', was: '' })
  }
  return found
}

/** What was said, at most 60 characters of it. Objects may have any member, `toString` as well. */
export function cut(said: unknown): string {
  const text = typeof said === 'string' ? said : (JSON.stringify(said) ?? '')
  return text.length <= 60 ? text : `${text.slice(0, 59)}…`
}

export function callFrame(id: string, action: string, payload: object): string {
  return JSON.stringify([CALL, id, action, payload])
}

/** `said`: the id as it came. */
export function resultFrame(said: string, payload: object): string {
  return `[${RESULT},${said},${JSON.stringify(payload)}]`
}

/** The description is at most 255 characters long (OCPP-J 2.0.1, 4.2.3); nothing is ever echoed. */
export function errorFrame(said: string, code: string, description: string): string {
  return `[${ERROR},${said},${JSON.stringify(code)},${JSON.stringify(description.slice(0, 255))},{}]`
}

/** Either of them, the error's code as the version spells it. */
export function answerFrame(said: string, version: OcppVersion, answer: OcppAnswer): string {
  if ('result' in answer) return resultFrame(said, answer.result)
  const { code, description } = answer.error
  return errorFrame(said, spelt(code, version), description)
}

/** Whether it is an object, as every payload has to be. */
export function isPayload(value: unknown): value is Payload {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

function isKnown(type: number, version: OcppVersion): boolean {
  if (type === CALL || type === RESULT || type === ERROR) return true
  return version === '2.1' && (type === RESULT_ERROR || type === SEND)
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return null
  }
}

const NUMBER_ID = /^\s*\[\s*[-+.\deE]+\s*,\s*(-?\d[-+.\deE]*)/

/** Numbers stay as they were written: as numbers long ones would change. */
function saidId(text: string, id: unknown): string | null {
  if (typeof id === 'string') return JSON.stringify(id)
  return typeof id === 'number' ? (NUMBER_ID.exec(text)?.[1] ?? null) : null
}

function textOf(value: unknown): string {
  return typeof value === 'string' ? storable(value) : ''
}

/** PostgreSQL takes no NUL in a text; the sign for it is shown instead. */
export function storable(text: string): string {
  return text.includes('\0') ? text.replaceAll('\0', '\u2400') : text
}

/** Whether brackets, those in texts included, go deeper than anything that OCPP says. */
function isTooDeep(text: string): boolean {
  let depth = 0
  let inText = false
  for (let i = 0; i < text.length; i++) {
    const code = text.charCodeAt(i)
    if (inText) {
      if (code === 92) i++
      else if (code === 34) inText = false
    } else if (code === 34) inText = true
    else if (code === 91 || code === 123) depth++
    else if (code === 93 || code === 125) depth--
    if (depth > DEEPEST) return true
  }
  return false
}
