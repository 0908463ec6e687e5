/** How two answers to one call differ: what is the charger's to know, not what every server says in its own way. */
import { MASK } from './mask.ts'

/** By JSON Pointer; clocks differ by their nature, and transactions are numbered by each server. */
const OWN = new Set(['/currentTime', '/transactionId'])

/**
 * What is different in an answer's frame, a short text for each: `/idTagInfo/status: Accepted, now
 * Invalid`. A result and an error differ as a whole.
 */
export function differences(before: string, now: string): string[] {
  const [was, is] = [readFrame(before), readFrame(now)]
  if (was.kind !== is.kind) return [`${was.word}, now ${is.word}`]
  if (was.kind === 4) return was.word === is.word ? [] : [`${was.word}, now ${is.word}`]
  return within('', was.payload, is.payload)
}

function readFrame(text: string): { kind: unknown; word: string; payload: unknown } {
  const [kind, , what, ...more] = JSON.parse(text) as unknown[]
  if (kind === 3) return { kind, word: 'a result', payload: what }
  return { kind, word: `an error ${String(what)}`, payload: more }
}

function within(path: string, was: unknown, is: unknown): string[] {
  if (OWN.has(path) || was === MASK || is === MASK) return []
  if (!isObject(was) || !isObject(is)) {
    return was === is ? [] : [`${path || '/'}: ${shown(was)}, now ${shown(is)}`]
  }
  const names = new Set([...Object.keys(was), ...Object.keys(is)])
  return [...names].flatMap((name) => within(`${path}/${name}`, was[name], is[name]))
}

function isObject(value: unknown): value is { [name: string]: unknown } {
  return typeof value === 'object' && value !== null
}

function shown(value: unknown): string {
  if (value === undefined) return 'nothing'
  const text = typeof value === 'string' ? value : JSON.stringify(value)
  return text.length <= 60 ? text : `${text.slice(0, 59)}…`
}
