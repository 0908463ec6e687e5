/** What backends must not miss of transactions: kept with the fact, told in order, at least once. */
import type { ChargerCall, OcppAnswer, Payload } from '../../../domain/chargers/ocpp.ts'
import { isReading } from '../../../domain/chargers/router/forwarding.ts'
import { wholeNumber, withNumber } from '../../../domain/chargers/router/numbers.ts'
import { startOf } from '../../../domain/chargers/router/retold.ts'
import type { Known, UpstreamLetter } from '../../../domain/chargers/router/upstream.ts'
import type { Called } from '../../ports.ts'
import type { Tables } from '../../tables.ts'
import { type Branch, holdLetters, type Needs } from './branch.ts'

/** So many wait for a backend at most; then readings are left out, starts and ends never. */
const QUEUED_MOST = 5000
/** A message that was refused so often is given up. */
const TRIES = 3
const RETRY_MS = 5000

type Tell = (action: string, payload: Payload) => Promise<Called>

/** Keeps a call for each backend, in the transaction that the call itself is kept in. */
export async function keepLetters(
  { ids }: Needs,
  branches: Branch[],
  tables: Tables,
  call: ChargerCall,
  answer: OcppAnswer,
): Promise<UpstreamLetter[]> {
  if (!('result' in answer)) return []
  const { charger, version, action, payload, at } = call
  const said = action === 'StartTransaction' ? answer.result : payload
  const number = version === '1.6' ? wholeNumber(said['transactionId']) : null
  const transaction = number === null ? null : await oursOf(tables, charger, number)
  const letters: UpstreamLetter[] = []
  for (const { upstream, queued } of branches) {
    if (queued >= QUEUED_MOST && isReading(call)) {
      await tables.upstreams.drop(charger, upstream.name, 1)
      continue
    }
    const id = ids.next()
    const to = { id, charger, upstream: upstream.name, tries: 0, at }
    letters.push({ ...to, version, action, payload, transaction })
  }
  await tables.upstreams.addLetters(letters)
  return letters
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
  const [letter] = await world.store.read.upstreams.letters(charger, name, 1)
  if (letter === undefined) {
    branch.queued = 0
    return
  }
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
  branch.waiters.get(letter.id)?.(called)
  branch.waiters.delete(letter.id)
  if (isOver) branch.queued = Math.max(0, branch.queued - 1)
  else holdLetters(branch, world.clock() + RETRY_MS)
}

type Told = { called: Called; known: Known | null }

/** In 1.6 under the number by which the backend knows the transaction, which it learns first. */
async function told(
  world: Needs,
  branch: Branch,
  letter: UpstreamLetter,
  tell: Tell,
): Promise<Told> {
  const { action, payload, transaction } = letter
  if (letter.version !== branch.version) return { called: UNSPEAKABLE, known: null }
  if (transaction === null) return { called: await tell(action, payload), known: null }
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

/** Tells the start of a transaction of which a backend knows nothing. */
async function replayed(world: Needs, branch: Branch, number: number, tell: Tell): Promise<Told> {
  const transaction = await world.store.read.transactions.byNumber(number)
  if (transaction === null || transaction.charger !== branch.upstream.charger) {
    return { called: NO_TRANSACTION, known: null }
  }
  return began(world, branch, number, await tell('StartTransaction', startOf(transaction)))
}

/** What a backend answered to a start; without a number it has not taken it. */
function began({ clock }: Needs, branch: Branch, ours: number, called: Called): Told {
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
function isHopeless(called: Called, letter: UpstreamLetter): boolean {
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
