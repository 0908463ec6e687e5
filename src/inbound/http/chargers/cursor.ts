/** Cursors of lists that run by identity: identities hold characters that a cursor cannot. */

export function cursorOf(identity: string): string {
  return Buffer.from(identity).toString('base64url')
}

/** null: from the beginning. */
export function identityAt(cursor: string | null): string | null {
  return cursor === null ? null : Buffer.from(cursor, 'base64url').toString()
}
