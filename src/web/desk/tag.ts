/** Cards as the server takes them. */
import type { Token } from './wire.ts'

/** Those that were shown and that nobody has decided about. */
export const UNKNOWN = '/v1/tokens?unknown=true&limit=100'

/** Where one stands. */
export function tokenPath(idTag: string): string {
  return `/v1/tokens/${encodeURIComponent(idTag)}`
}

/** What is kept of one, as it goes back. */
export function wishOf({ status, parent, expiresAt, owner }: Token) {
  return { status, parent, expiresAt, owner }
}
