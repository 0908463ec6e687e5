/** Mails that were asked for: the proof of an address, and the way to a new password. */
import { createHash } from 'node:crypto'
import { backoff } from '../../domain/partners/backoff.ts'
import type { World } from '../ports.ts'
import type { DueProof, ProofKind, Owner } from '../tables.ts'
import { letterFor } from './payload.ts'
import { isFinal, isTaken } from './reach.ts'
import { languageOf } from './telling.ts'

type Needs = Pick<World, 'store' | 'vault' | 'mail' | 'chance' | 'policy' | 'meter' | 'log'>

/** How long the link in each kind works, in milliseconds. */
const VALID_MS: Record<ProofKind, number> = { address: 24 * 3_600_000, password: 3_600_000 }
/** A mailbox is not to be filled by whoever knows its address. */
export const LETTER_EACH_MS = 2 * 60_000
const AT_ONCE = 20
/** Longer than a mail server takes; whoever dies on the way, his mail is sent again after it. */
const LEASE_MS = 60_000
/** After so many tries nobody waits for it any more. */
const MOST_TRIES = 6

/** The page that each kind leads to. */
const PAGES: Record<ProofKind, string> = { address: '/confirm', password: '/password' }

/** Sends all that are due and not under way; returns how many were tried. */
export function sendLetters(world: Needs) {
  const { read, write } = world.store
  return async (now: number): Promise<number> => {
    if (!(await read.proofs.isDue(now))) return 0
    const due = await write(({ proofs }) => proofs.take(now, now + LEASE_MS, AT_ONCE))
    await Promise.all(due.map((letter) => send(world, letter, now)))
    return due.length
  }
}

async function send(world: Needs, letter: DueProof, now: number): Promise<void> {
  const { store, mail, chance, meter, log } = world
  const owner = await store.read.owners.get(letter.owner)
  const done = () => store.write(({ proofs }) => proofs.sent(letter, now))
  const isProven = letter.kind === 'address' && owner?.confirmedAt !== null
  if (!owner || !mail || isProven) return done()
  const language = languageOf(owner, await store.read.subscriptions.of(owner.id))
  const token = letterToken(world, letter.kind, owner, now + VALID_MS[letter.kind])
  // Behind the hash a token is sent to no server by following the link, nor by scanners of mails.
  const url = `${world.policy.publicUrl}${PAGES[letter.kind]}#${token}`
  const written = letterFor(letter.kind, language, url)
  const answered = await mail.send({ ...written, to: owner.email, unsubscribe: null })
  const tries = letter.tries + 1
  const isLast = isFinal('email', answered) || tries >= MOST_TRIES
  meter.notice('email', isTaken(answered) ? 'sent' : isLast ? 'refused' : 'failed')
  if (isTaken(answered)) return done()
  const { status, error } = answered
  log.warn({ owner: owner.id, kind: letter.kind, status, error, tries }, 'letter failed')
  if (isLast) return done()
  const dueAt = now + backoff(tries, chance(), 0)
  return store.write(({ proofs }) => proofs.retry({ ...letter, tries }, dueAt))
}

/** Its one purpose is what it is bound to. Sealed, so that it is never kept. */
function letterToken(
  { vault }: Pick<World, 'vault'>,
  kind: ProofKind,
  owner: Owner,
  until: number,
): string {
  return `csl_${vault.seal(JSON.stringify([owner.id, proofOf(kind, owner), until]), boundTo(kind))}`
}

/**
 * Whose token of this kind it is, as long as he is as he was when it was sent: it does not outlive
 * the address, nor the password that it replaces. null where it opens nothing.
 */
export async function ownerByLetter(
  { store, vault }: Pick<World, 'store' | 'vault'>,
  kind: ProofKind,
  token: string,
  now: number,
): Promise<Owner | null> {
  const text = token.startsWith('csl_') ? vault.open(token.slice(4), boundTo(kind)) : null
  if (text === null) return null
  const [id, proof, until] = JSON.parse(text) as [string, string, number]
  const owner = until > now ? await store.read.owners.get(id) : null
  return owner && proofOf(kind, owner) === proof ? owner : null
}

function boundTo(kind: ProofKind): string {
  return `letter:${kind}`
}

function proofOf(kind: ProofKind, { email, passwordHash }: Owner): string {
  const what = kind === 'address' ? email : passwordHash
  return createHash('sha256').update(`${kind} ${what}`).digest('base64url').slice(0, 22)
}
