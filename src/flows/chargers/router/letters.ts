/** What backends must not miss of transactions: kept with the fact, told in order, at least once. */
import type { ChargerCall, OcppAnswer, Payload } from '../../../domain/chargers/ocpp.ts'
import { isReading } from '../../../domain/chargers/router/forwarding.ts'
import { wholeNumber, withNumber } from '../../../domain/chargers/router/numbers.ts'
import { startOf } from '../../../domain/chargers/router/retold.ts'
import { infoIn } from '../../../domain/chargers/router/votes.ts'
import type { Known, UpstreamLetter, Waiting } from '../../../domain/chargers/router/upstream.ts'
import type { Replied } from '../../ports.ts'
import type { Tables } from '../../tables.ts'
import { type Branch, holdLetters, isElsewhere, type Needs, weigh } from './branch.ts'
import { drivenIn } from './own.ts'

/**
 * So many wait for a backend at most, of so many characters in all: a month of a busy charger. Then
 * the oldest readings are left out, so many at once; starts and ends never.
 */
const QUEUED_MOST = 5000
const SIZE_MOST = 16 * 1024 * 1024
const THINNED = 50
/** A message that was refused so often is given up. */
const TRIES = 3
const RETRY_MS = 5000

type Tell = (action: string, payload: Payload) => Promise<Replied>

/** What is kept for each backend, and what was left out for it. */
export type Kept = {
  letters: { id: string; branch: Branch; size: number }[]
  thinned: ({ branch: Branch } & Waiting)[]
}

/** Keeps a call for each backend, in the transaction that the call itself is kept in. */
export async function keepLetters(
  { ids, meter }: Needs,
  branches: Branch[],
  tables: Tables,
  call: ChargerCall,
  answer: OcppAnswer,
): Promise<Kept> {
  const kept: Kept = { letters: [], thinned: [] }
  if (!('result' in answer)) return kept
  const { charger, version, action, payload, at } = call
  const said = action === 'StartTransaction' ? answer.result : payload
  const number = version === '1.6' ? wholeNumber(said['transactionId']) : null
  const transaction = number === null ? null : await oursOf(tables, charger, number)
  const size = JSON.stringify(payload).length
  const letters: UpstreamLetter[] = []
  for (const branch of branches) {
    const upstream = branch.upstream.name
    if (isFull(branch, size)) {
      const thinned = await tables.upstreams.thin(charger, upstream, THINNED)
      kept.thinned.push({ branch, ...thinned })
      // Nothing that waits may be left out: then it is what comes, if that may be.
      const isLeftOut = thinned.n === 0 && isReading(call)
      await tables.upstreams.drop(charger, upstream, thinned.n + Number(isLeftOut))
      meter.backendLetter('dropped', thinned.n + Number(isLeftOut))
      if (isLeftOut) continue
    }
    const id = ids.next()
    letters.push({ id, charger, upstream, version, action, payload, transaction, tries: 0, at })
    kept.letters.push({ id, branch, size })
  }
  await tables.upstreams.addLetters(letters)
  return kept
}

function isFull({ queued, size }: Branch, more: number): boolean {
  return queued >= QUEUED_MOST || (queued > 0 && size + more > SIZE_MOST)
}

/** Our number for what the charger calls so: some go on calling it by what another server said. */
async function oursOf(
  { transactions }: Tables,
  charger: string,
  number: number,
): Promise<number | null> {
  const ours = number > 0 ? await transactions.byNumber(number) : null
  if (ours?.charger === charger) return number
  return (await transactions.byAlias(charger, number))?.number ?? null
}

/** Tells the oldest letter; it is forgotten once it was taken, or refused too often. */
export async function sendLetter(world: Needs, branch: Branch, tell: Tell): Promise<void> {
  const { charger, name } = branch.upstream
  const { read } = world.store
  // The other process tells them now.
  if (await isElsewhere(world, charger)) return holdLetters(branch, world.clock() + RETRY_MS)
  const [letter] = await read.upstreams.letters(charger, name, 1)
  if (letter === undefined) return weigh(branch, -branch.queued, 0)
  const { called, known } = await told(world, branch, letter, tell)
  if (typeof called === 'string') return
  const isTaken = 'result' in called
  const isOver = isTaken || isHopeless(called, letter)
  await world.store.write(async ({ upstreams }) => {
    if (known) await upstreams.know(known)
    if (!isOver) return upstreams.retry(letter.id)
    await upstreams.removeLetter(letter.id)
    if (!isTaken) await upstreams.drop(charger, name, 1)
  })
  if (isOver) world.meter.backendLetter(isTaken ? 'told' : 'dropped', 1)
  branch.waiters.get(letter.id)?.(called)
  branch.waiters.delete(letter.id)
  if (isOver) weigh(branch, -1, -JSON.stringify(letter.payload).length)
  else holdLetters(branch, world.clock() + RETRY_MS)
}

type Told = { called: Replied; known: Known | null }

/** In 1.6 under the number by which the backend knows the transaction, which it learns first. */
async function told(
  world: Needs,
  branch: Branch,
  letter: UpstreamLetter,
  tell: Tell,
): Promise<Told> {
  const { action, payload, transaction } = letter
  if (letter.version !== branch.version) return { called: UNSPEAKABLE, known: null }
  if (transaction === null) return judged(world, branch, letter, await tell(action, payload))
  const { charger, name } = branch.upstream
  const before = await world.store.read.upstreams.byOurs(charger, name, transaction)
  // A start that the charger has told twice.
  if (action === 'StartTransaction') {
    if (before) return { called: { result: answerOf(before) }, known: null }
    return began(world, branch, transaction, await tell(action, payload))
  }
  const start = before ? null : await replayed(world, branch, transaction, tell)
  if (start && !start.known) return start
  const { theirs } = before ?? start!.known!
  // It is kept at once: whatever happens now, the start is not told again.
  if (start?.known) await world.store.write(({ upstreams }) => upstreams.know(start.known!))
  return { called: await tell(action, withNumber(action, payload, theirs)), known: null }
}

/** In 2.x, where it is called as the charger calls it, what a backend said of the tag. */
async function judged(
  { store, clock }: Needs,
  { upstream: { charger, name: upstream } }: Branch,
  { version, payload }: UpstreamLetter,
  called: Replied,
): Promise<Told> {
  const info = typeof called === 'string' ? null : infoIn(called, version)
  const reference = drivenIn(payload)
  if (info === null || reference === null) return { called, known: null }
  const [one] = await store.read.transactions.byReference(charger, reference)
  if (!one) return { called, known: null }
  const named = { ours: one.number, theirs: one.number }
  return { called, known: { charger, upstream, ...named, status: info.status, at: clock() } }
}

/** Tells the start of a transaction of which a backend knows nothing. */
async function replayed(world: Needs, branch: Branch, number: number, tell: Tell): Promise<Told> {
  const transaction = await world.store.read.transactions.byNumber(number)
  if (transaction === null || transaction.charger !== branch.upstream.charger) {
    return { called: NO_TRANSACTION, known: null }
  }
  return began(world, branch, number, await tell('StartTransaction', startOf(transaction)))
}

/** What a backend answered to a start; without a number it has not taken it. */
function began({ clock }: Needs, branch: Branch, ours: number, called: Replied): Told {
  if (typeof called === 'string' || !('result' in called)) return { called, known: null }
  const theirs = wholeNumber(called.result['transactionId'])
  if (theirs === null) return { called: NO_NUMBER, known: null }
  const { charger, name: upstream } = branch.upstream
  const { status } = Object(called.result['idTagInfo']) as Payload
  const said = typeof status === 'string' ? status.slice(0, 20) : null
  return { called, known: { charger, upstream, ours, theirs, status: said, at: clock() } }
}

function answerOf({ theirs, status }: Known): Payload {
  return { transactionId: theirs, ...(status !== null && { idTagInfo: { status } }) }
}

/** Readings are not worth a second try. */
function isHopeless(called: Replied, letter: UpstreamLetter): boolean {
  if (typeof called === 'string' || !('error' in called)) return false
  const { code } = called.error
  return (
    letter.tries + 1 >= TRIES ||
    isReading(letter) ||
    ['NotImplemented', 'NotSupported', UNSPEAKABLE.error.code].includes(code)
  )
}

const NO_NUMBER = { error: { code: 'GenericError', description: 'no transactionId' } }
const NO_TRANSACTION = { error: { code: 'GenericError', description: 'no such transaction' } }
/** The charger has learnt another version since. */
const UNSPEAKABLE = { error: { code: 'OtherVersion', description: 'said in another version' } }
