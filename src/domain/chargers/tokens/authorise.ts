/** Whether who showed a tag may charge by it, and how each version of OCPP says so. */
import { rfc3339 } from '../../text.ts'
import type { OcppVersion, Payload } from '../ocpp.ts'
import type { IdToken } from './token.ts'

/** 1.6 has no `Unknown`; the rest of 2.x (NoCredit, NotAtThisTime …) is never said by us. */
export type AuthorisationStatus =
  | 'Accepted'
  | 'Blocked'
  | 'Expired'
  | 'Invalid'
  | 'ConcurrentTx'
  | 'Unknown'

/** `expiresAt`: until when a charger may go by it without asking, milliseconds. */
export type Judged = {
  status: AuthorisationStatus
  expiresAt: number | null
  parent: string | null
}

/** What was shown: an idTag of 1.6 has no type. */
export type Shown = { id: string; type: string | null }

/** All that a judgement goes by. */
export type Circumstances = {
  now: number
  /** As it is registered, or null. */
  token: IdToken | null
  /** The token that its parent names, if that is registered too. */
  group: IdToken | null
  /** It was made by this server for a start from afar that is still under way. */
  isIssued: boolean
  /** It is charging at another connector. */
  isBusy: boolean
  acceptsUnknown: boolean
}

/** The longest tag of each version, in characters; none is longer than those of 2.1. */
export const LONGEST: Record<OcppVersion, number> = { '1.6': 20, '2.0.1': 36, '2.1': 255 }

/** How tags are compared: without the blanks around them and without case (OCPP 1.6, 7.28). */
export function tagKey(idTag: string): string {
  return idTag.trim().toLowerCase()
}

/** Tags that this server makes for starts from afar begin so. */
export const REMOTE = 'remote-'

/** What may be a tag at all. */
export function isTag(idTag: string): boolean {
  const key = tagKey(idTag)
  return key.length > 0 && key.length <= LONGEST['2.1']
}

/** The judgement; a driver of a blocked group is as blocked as a blocked driver. */
export function judgement(shown: Shown, given: Circumstances): Judged {
  const { token, group, isIssued, isBusy } = given
  // A charger that lets in everybody says so (2.0.1, C02): its operator has decided.
  if (shown.type === 'NoAuthorization' || isIssued)
    return plainly(isBusy ? 'ConcurrentTx' : 'Accepted')
  if (!isTag(shown.id)) return plainly('Invalid')
  if (!token || token.isUnknown) return plainly(ofUnknown(given))
  const own = standing(token, given.now)
  const status = own === 'Accepted' && group ? standing(group, given.now) : own
  return {
    status: status === 'Accepted' && isBusy ? 'ConcurrentTx' : status,
    expiresAt: soonest(token.expiresAt, group?.expiresAt ?? null),
    parent: token.parent,
  }
}

function plainly(status: AuthorisationStatus): Judged {
  return { status, expiresAt: null, parent: null }
}

function ofUnknown({ acceptsUnknown, isBusy }: Circumstances): AuthorisationStatus {
  if (!acceptsUnknown) return 'Unknown'
  return isBusy ? 'ConcurrentTx' : 'Accepted'
}

/** What a tag is worth by itself; one that was good may have expired. */
export function standing({ status, expiresAt }: IdToken, now: number): AuthorisationStatus {
  return status === 'Accepted' && expiresAt !== null && expiresAt <= now ? 'Expired' : status
}

function soonest(a: number | null, b: number | null): number | null {
  if (a === null || b === null) return a ?? b
  return Math.min(a, b)
}

/** The idTagInfo of 1.6, which knows no Unknown and no long tags. */
export function idTagInfo({ status, expiresAt, parent }: Judged): Payload {
  const isShort = parent !== null && parent.length <= LONGEST['1.6']
  return {
    status: status === 'Unknown' ? 'Invalid' : status,
    ...(expiresAt !== null && { expiryDate: rfc3339(expiresAt) }),
    ...(isShort && { parentIdTag: parent }),
  }
}

/** The idTokenInfo of 2.x. */
export function idTokenInfo({ status, expiresAt, parent }: Judged): Payload {
  const isShort = parent !== null && parent.length <= LONGEST['2.0.1']
  return {
    status,
    ...(expiresAt !== null && { cacheExpiryDateTime: rfc3339(expiresAt) }),
    ...(isShort && { groupIdToken: { idToken: parent, type: 'Central' } }),
  }
}
