/** Whose a charge is: kept when a backend's word let a driver charge, and asked before a backend ends it. */
import { isStart } from '../../../domain/chargers/commands/asked.ts'
import {
  type AuthorisationStatus,
  REMOTE,
  standing,
  tagKey,
} from '../../../domain/chargers/tokens/authorise.ts'
import type { ChargerCall, OcppAnswer, Payload } from '../../../domain/chargers/ocpp.ts'
import { numberIn, wholeNumber, withNumber } from '../../../domain/chargers/router/numbers.ts'
import { isYes, type Spoken } from '../../../domain/chargers/router/votes.ts'
import type { Known } from '../../../domain/chargers/router/upstream.ts'
import type { Transaction } from '../../../domain/chargers/transaction.ts'
import type { Tables } from '../../tables.ts'
import type { Branch, Needs } from './branch.ts'

/** What is asked, in words that the charger knows; null: it is about what is not this backend's. */
export async function allowedWords(
  { store: { read }, clock }: Needs,
  branch: Branch,
  action: string,
  payload: Payload,
): Promise<Payload | null> {
  if (isStart(action)) return (await mayStartBy(read, tagIn(payload), clock())) ? payload : null
  return branch.version === '1.6'
    ? inOurNumber(read, branch, action, payload)
    : ofItsOwn(read, branch, payload)
}

/**
 * A tag with an owner here is started by him alone, one that is registered here only where it may
 * charge; a tag that this server makes for starts of its own is no backend's.
 */
async function mayStartBy(read: Tables, tag: string, now: number): Promise<boolean> {
  const key = tagKey(tag)
  if (key.startsWith(REMOTE)) return false
  const token = await read.idTokens.get(key)
  if (token === null || token.isUnknown) return true
  const group = token.parent === null ? null : await read.idTokens.get(tagKey(token.parent))
  const all = group && !group.isUnknown ? [token, group] : [token]
  return token.owner === null && all.every((one) => standing(one, now) === 'Accepted')
}

function tagIn({ idTag, idToken }: Payload): string {
  const tag = idTag ?? (Object(idToken) as Payload)['idToken']
  return typeof tag === 'string' ? tag : ''
}

/** Our number instead of theirs. */
async function inOurNumber(
  read: Tables,
  { upstream }: Branch,
  action: string,
  payload: Payload,
): Promise<Payload | null> {
  const theirs = numberIn(action, payload)
  if (theirs === null) return payload
  const known = await read.upstreams.byTheirs(upstream.charger, upstream.name, theirs)
  const transaction = known && (await read.transactions.byNumber(known.ours))
  if (!known || (transaction && !isOf(transaction, known, upstream.name))) return null
  return withNumber(action, payload, known.ours)
}

/** In 2.x all call a transaction as its charger does. */
async function ofItsOwn(
  read: Tables,
  { upstream: { charger, name } }: Branch,
  payload: Payload,
): Promise<Payload | null> {
  const { transactionId = (Object(payload['chargingProfile']) as Payload)['transactionId'] } =
    payload
  if (typeof transactionId !== 'string') return payload
  const [transaction] = await read.transactions.byReference(charger, transactionId)
  if (!transaction) return null
  const known = await read.upstreams.byOurs(charger, name, transaction.number)
  return isOf(transaction, known, name) ? payload : null
}

/** On its own account, or on ours where it has not refused the tag itself. */
function isOf({ acceptedBy }: Transaction, known: Known | null, name: string): boolean {
  if (acceptedBy !== null) return acceptedBy === name
  return known === null || known.status === null || known.status === 'Accepted'
}

/** 2.x has words that this server never says. */
const OURS: AuthorisationStatus[] = [
  'Accepted',
  'Blocked',
  'Expired',
  'Invalid',
  'ConcurrentTx',
  'Unknown',
]

/**
 * Keeps with the transaction what its charger is told about the tag, where that is not our own word,
 * and by whom: so the same is said to a start that is told again, whoever is away then.
 */
export async function keepRuling(
  { store }: Needs,
  call: ChargerCall,
  ours: OcppAnswer,
  { by, info }: Spoken,
): Promise<void> {
  if (by === null) return
  const verdict = OURS.find((one) => one === info.status) ?? 'Invalid'
  const acceptedBy = isYes(info) ? by : null
  await store.write(async (tables) => {
    await tables.chargers.lock(call.charger)
    const transaction = await begunBy(tables, call, ours)
    if (transaction === null) return
    if (transaction.verdict === verdict && transaction.acceptedBy === acceptedBy) return
    await tables.transactions.set({ ...transaction, verdict, acceptedBy })
  })
}

async function begunBy(
  { transactions }: Tables,
  { charger, action, payload }: ChargerCall,
  ours: OcppAnswer,
): Promise<Transaction | null> {
  if (!('result' in ours) || action === 'Authorize') return null
  if (action === 'StartTransaction') {
    const number = wholeNumber(ours.result['transactionId'])
    return number === null ? null : transactions.byNumber(number)
  }
  const reference = drivenIn(payload)
  if (reference === null) return null
  const [transaction] = await transactions.byReference(charger, reference)
  return transaction && tagKey(transaction.idTag ?? '') === tagKey(tagIn(payload))
    ? transaction
    : null
}

/** 2.x: the transaction, as its charger calls it, whose driver's tag a call may show; else null. */
export function drivenIn(payload: Payload): string | null {
  const { transactionId } = Object(payload['transactionInfo']) as Payload
  // Who is to end it has another tag, or the same one for another purpose.
  const isOfDriver = payload['triggerReason'] !== 'StopAuthorized'
  return isOfDriver && typeof transactionId === 'string' ? transactionId : null
}
