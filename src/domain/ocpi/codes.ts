/** The status codes of OCPI's own layer, above HTTP's (2.2.1, chapter 5). */

export const OK = 1000
export const CLIENT_ERROR = 2000
export const BAD_PARAMETER = 2001
export const UNKNOWN_LOCATION = 2003
export const SERVER_ERROR = 3000
export const UNUSABLE_API = 3001
export const UNSUPPORTED_VERSION = 3002
export const MISSING_ENDPOINTS = 3003

/** What became of an object that we sent. */
export type Verdict =
  | 'taken'
  /** They do not want this one; the next may be welcome. */
  | 'refused'
  /** They cannot take anything now, or do not know us any more. */
  | 'away'

const TRANSIENT = [401, 403, 408, 425, 429]

/** `code` is null where the answer held none, as that of many to PUT does. */
export function verdictOf(status: number | null, code: number | null): Verdict {
  if (status === null || status >= 500 || TRANSIENT.includes(status)) return 'away'
  if (status >= 300) return 'refused'
  if (code === null || (code >= 1000 && code < 2000)) return 'taken'
  return code >= 3000 ? 'away' : 'refused'
}
