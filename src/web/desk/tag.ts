/** Identifiers as the server takes them. */
import type { Token } from './wire.ts'

/** Where one stands. */
export function tokenPath(idTag: string): string {
  return `/v1/tokens/${encodeURIComponent(idTag)}`
}

/** What is kept of one, as it goes back. */
export function wishOf({ status, parent, expiresAt, owner }: Token) {
  return { status, parent, expiresAt, owner }
}
