/** What chargers say that the schemas let pass and that means something else, or nothing. */
import { cut } from './frame.ts'
import type { Deviation, OcppVersion } from '../ocpp.ts'
import { isPlainTime, numberIn, timeIn } from './spelling.ts'
import { isTooBig } from './whole.ts'

type Found = Deviation[]

/**
 * The same payload where nothing is odd. Texts lose NULs, which no database takes; times are told
 * in UTC; samples without a value are dropped, since an empty one is not zero; a number that is too
 * big to be one of a connector or a transaction is 0, which names none.
 */
export function withoutHabits<T>(payload: T, version: OcppVersion, found: Found): T {
  return seen(payload, '', '', version, found) as T
}

function seen(
  value: unknown,
  key: string,
  path: string,
  version: OcppVersion,
  found: Found,
): unknown {
  if (typeof value === 'string') return textSeen(value, key, path, found)
  if (typeof value === 'number') return numberSeen(value, path, version, found)
  if (typeof value !== 'object' || value === null) return value
  if (Array.isArray(value)) {
    return changed(value, (item, i) => seen(item, key, `${path}/${i}`, version, found))
  }
  let whole = value as { [name: string]: unknown }
  for (const name of Object.keys(value)) {
    const item = whole[name]
    const after = memberSeen(item, name, `${path}/${pointed(name)}`, version, found)
    if (after === item) continue
    // The first that is odd; nearly always there is none, and nothing is copied.
    if (whole === value) whole = { ...value }
    whole[name] = after
  }
  return whole
}

function memberSeen(
  value: unknown,
  name: string,
  path: string,
  version: OcppVersion,
  found: Found,
): unknown {
  const after = seen(value, name, path, version, found)
  if (name !== 'sampledValue' || typeof after !== 'object' || after === null) return after
  if (Array.isArray(after)) return samplesIn(after, path, version, found)
  // One that should be a list of one.
  return samplesIn([after], path, version, found)[0] ?? after
}

/** The same list where nothing in it has changed. */
function changed(list: unknown[], to: (item: unknown, i: number) => unknown): unknown[] {
  const after = list.map(to)
  return after.every((item, i) => item === list[i]) ? list : after
}

/** A member's name in a JSON Pointer (RFC 6901). */
function pointed(name: string): string {
  // Hardly any name holds either.
  if (!name.includes('~') && !name.includes('/')) return name
  return name.replaceAll('~', '~0').replaceAll('/', '~1')
}

function numberSeen(value: number, path: string, version: OcppVersion, found: Found): number {
  // Transactions of 2.x have names: there it is a text that was told as a number.
  const isName = version !== '1.6' && path.endsWith('/transactionId')
  if (isName || !isTooBig(value, path)) return value
  found.push({ rule: 'number-too-big', path, was: cut(value) })
  return 0
}

function textSeen(text: string, key: string, path: string, found: Found): string {
  const clean = text.includes('\0') ? text.replaceAll('\0', '') : text
  if (clean !== text) found.push({ rule: 'nul', path, was: cut(clean) })
  if (key !== 'timestamp' || isPlainTime(clean)) return clean
  const time = timeIn(clean)
  if (!time) return clean
  if (time.rule !== null) found.push({ rule: time.rule, path, was: cut(clean) })
  return time.value
}

/** Samples whose value is no number say nothing; what is signed is no number either, and stays. */
function samplesIn(
  samples: unknown[],
  path: string,
  version: OcppVersion,
  found: Found,
): unknown[] {
  const kept = changed(samples, (sample, i) => sampleSeen(sample, `${path}/${i}`, version, found))
  return kept === samples ? samples : kept.filter((sample) => sample !== undefined)
}

function sampleSeen(sample: unknown, path: string, version: OcppVersion, found: Found): unknown {
  if (typeof sample !== 'object' || sample === null || !('value' in sample)) return sample
  const { value, format } = sample as { value: unknown; format?: unknown }
  if (typeof value === 'number' || format === 'SignedData') return sample
  const number = typeof value === 'string' ? numberIn(value) : null
  if (!number) {
    found.push({ rule: 'value-no-number', path: `${path}/value`, was: cut(value) })
    return undefined
  }
  const isAsWanted = version === '1.6' && number.rule === null
  if (isAsWanted) return sample
  const rule = number.rule ?? 'text-for-number'
  found.push({ rule, path: `${path}/value`, was: cut(value) })
  return { ...sample, value: version === '1.6' ? String(number.value) : number.value }
}
