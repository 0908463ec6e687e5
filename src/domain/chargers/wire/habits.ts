/** What chargers say that the schemas let pass and that means something else, or nothing. */
import { cut } from './frame.ts'
import type { Deviation, OcppVersion } from '../ocpp.ts'
import { isPlainTime, numberIn, timeIn } from './spelling.ts'

type Found = Deviation[]

/**
 * The same payload where nothing is odd. Texts lose NULs, which no database takes; times are told
 * in UTC; samples without a value are dropped, since an empty one is not zero.
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
  if (typeof value !== 'object' || value === null) return value
  if (Array.isArray(value)) {
    const list = changed(value, (item, i) => seen(item, key, `${path}/${i}`, version, found))
    return key === 'sampledValue' ? samplesIn(list, path, version, found) : list
  }
  const names = Object.keys(value)
  const before = Object.values(value) as unknown[]
  const after = changed(before, (item, i) =>
    seen(item, names[i]!, `${path}/${pointed(names[i]!)}`, version, found),
  )
  const whole =
    after === before ? value : Object.fromEntries(names.map((name, i) => [name, after[i]]))
  return key === 'sampledValue' && !/\/\d+$/.test(path)
    ? (samplesIn([whole], path, version, found)[0] ?? whole)
    : whole
}

/** The same list where nothing in it has changed. */
function changed(list: unknown[], to: (item: unknown, i: number) => unknown): unknown[] {
  const after = list.map(to)
  return after.every((item, i) => item === list[i]) ? list : after
}

/** A member's name in a JSON Pointer (RFC 6901). */
export function pointed(name: string): string {
  return name.replaceAll('~', '~0').replaceAll('/', '~1')
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
