/** An idTag (1.6) or idToken (2.x): what a driver shows at a charger, and whether he may charge by it. */

/** 1.6 knows the first four; the rest of 2.x is told to 1.6 as Invalid or Blocked. */
export type TokenStatus = 'Accepted' | 'Blocked' | 'Expired' | 'Invalid'

export type IdToken = {
  /** In lower case: tags are compared without case (OCPP 1.6, 7.28). */
  id: string
  /** As it was first told. */
  label: string
  /** 2.x: ISO14443, eMAID, MacAddress, Central …; null: not told. */
  type: string | null
  /** `Invalid` for one that only came along and that nobody has decided about. */
  status: TokenStatus
  /** Who share a parent may end each other's transactions. */
  parent: string | null
  expiresAt: number | null
  /** The owner who may use it from the app. */
  owner: string | null
  /** It came along at a charger; nobody has registered it. */
  isUnknown: boolean
  seenAt: number | null
  seenOn: string | null
  createdAt: number
}
