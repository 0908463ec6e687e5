/** Where a reader of the feed stands: an opaque text that survives anything but a new feed. */

/** `epoch` names the generation of the feed: it changes when a backup is restored. */
export type Cursor = { epoch: string; seq: number }

export function cursorText({ epoch, seq }: Cursor): string {
  return Buffer.from(`${epoch}.${seq}`).toString('base64url')
}

/** null where the text is no cursor of ours. */
export function cursorOf(text: string): Cursor | null {
  const match = /^([a-z0-9]{1,40})\.(\d{1,15})$/.exec(Buffer.from(text, 'base64url').toString())
  return match?.[1] === undefined ? null : { epoch: match[1], seq: Number(match[2]) }
}
