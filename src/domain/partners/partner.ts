/** A partner, and how far the feed was pushed to it. */

/** The address to push to: none, not proven yet, proven by challenge, or gone (it answered 410). */
export type PushState = 'none' | 'unproven' | 'proven' | 'gone'

export type Partner = {
  id: string
  name: string
  email: string
  license: string
  createdAt: number
  pushUrl: string | null
  pushEnabled: boolean
  pushState: PushState
  /** Standard Webhooks secret, `whsec_…`; empty where the key that sealed it is lost. */
  pushSecret: string
  /** The last feed number the partner has received by push. */
  cursorSeq: number
  /** Failures in a row, and when the next try is due (null: at once). */
  tries: number
  dueAt: number | null
}

/** One attempt to push. */
export type Delivery = {
  id: string
  partner: string
  /** The webhook-id, the same for every try of a message. */
  message: string
  kind: 'events' | 'verification' | 'test'
  at: number
  firstSeq: number | null
  lastSeq: number | null
  events: number
  status: number | null
  error: string | null
  ms: number
}
