/** What the operator wishes about chargers, as the flows follow it. */

/** How chargers are let in, and how long what they say is kept; times in milliseconds. */
export type OcppPolicy = {
  /** Chargers that nobody has registered are let in and recorded. */
  enrols: boolean
  /** idTags that nobody has registered may charge. */
  acceptsUnknownTags: boolean
  /** Who names no subprotocol is taken to speak 1.6. */
  guesses16: boolean
  /** They are asked by themselves for their settings, and what became of a charge. */
  asks: boolean
  /** What each shall be set to: `Name=value`, with semicolons between them. */
  wishes: string
  heartbeatMs: number
  /** Whose own messages are taken; in lower case. */
  vendors: string[]
  messagesMs: number
  readingsMs: number
  /** The O of their certificates must be this; null: it may be any. */
  organisation: string | null
  /** So long are certificates valid that are signed here. */
  certificateMs: number
}
