/** Where a reader of the feed stands: an opaque text that says nothing wrong after a restored backup. */

/**
 * A row of the feed. `epoch` names the generation of the feed; `at` is when the row was published:
 * where another row has this number, the feed was cut and has grown anew.
 */
export type Mark = { epoch: string; seq: number; at: number }

/** A mark, and how the reader goes on from it. */
export type Cursor = Mark & {
  /** He reads what is past retention, of which each session's last state alone is promised. */
  isPast: boolean
  /** What he wants of the feed, as `sieveText` writes it; empty: all. */
  sieve: string
}

/** A mark alone goes on with every event. */
export function cursorText(cursor: Mark & Partial<Cursor>): string {
  const { epoch, seq, at, isPast = false, sieve = '' } = cursor
  const how = `${isPast ? '.p' : ''}${sieve === '' ? '' : `~${sieve}`}`
  return Buffer.from(`${epoch}.${seq}.${at}${how}`).toString('base64url')
}

const FORM = /^([a-z0-9]{1,40})\.(\d{1,15})\.(\d{1,15})(\.p)?(?:~([\w.,;:+-]{1,200}))?$/

/** null where the text is no cursor of ours. */
export function cursorOf(text: string): Cursor | null {
  const match = FORM.exec(Buffer.from(text, 'base64url').toString())
  if (!match) return null
  const [, epoch, seq, at, past, sieve = ''] = match
  return { epoch: epoch!, seq: Number(seq), at: Number(at), isPast: past !== undefined, sieve }
}
