/** Tells peers of sessions: each as it stands now, one lane a peer, and no queue behind it. */
import { verdictOf } from '../../domain/ocpi/codes.ts'
import { endpointOf, type Peer, type Progress } from '../../domain/ocpi/peer.ts'
import { growthOf, type OcpiSession, sessionOf } from '../../domain/ocpi/session.ts'
import { shuffled } from '../partners/deliver.ts'
import type { World } from '../ports.ts'
import { troubleIn } from './meet.ts'
import type { Latest, OcpiAnswer, OcpiCall } from './ports.ts'
import { toldOf } from './sessions.ts'

type Needs = Pick<World, 'store' | 'ocpi' | 'policy' | 'clock' | 'chance' | 'log'>

const PAGE = 10
/** A peer that somebody has taken is left to him for so long: longer than a page can take. */
const CLAIM_MS = 6 * 60_000
const FIRST_PAUSE_MS = 5000
const LONGEST_PAUSE_MS = 3_600_000

/**
 * Starts a lane for every peer that has not been told the last, in random order; resolves when all have come to
 * rest. What happened while a peer was away is not repeated to it: it gets the last state of each
 * session that has changed (2.2.1, section 4.1.8: messages are not to be queued).
 */
export function tellPeers(world: Needs) {
  const busy = new Set<string>()
  return async (now: number): Promise<number> => {
    const due = (await world.store.read.peers.due(now)).filter((partner) => !busy.has(partner))
    const lanes = shuffled(due, world.chance).map(async (partner) => {
      busy.add(partner)
      try {
        await runLane(world, partner)
      } catch (error) {
        world.log.error({ partner, error: String(error) }, 'telling an OCPI peer failed')
      } finally {
        busy.delete(partner)
      }
    })
    await Promise.all(lanes)
    return due.length
  }
}

async function runLane(world: Needs, partner: string): Promise<void> {
  for (;;) {
    const now = world.clock()
    const until = now + CLAIM_MS
    const mine = await world.store.write(({ peers }) => peers.claim(partner, now, until))
    const peer = mine && (await world.store.read.peers.get(partner))
    if (!peer) return
    const progress = await tellPage(world, peer)
    await world.store.write(async ({ peers }) => {
      // Whoever has registered anew meanwhile begins anew.
      const now = await peers.lock(partner)
      if (now?.tokenHash === peer.tokenHash) await peers.progress(partner, progress)
    })
    if (progress.dueAt !== null || progress.cursorSeq === peer.cursorSeq) return
  }
}

/** Tells a page of sessions, and how far that came. */
async function tellPage(world: Needs, peer: Peer): Promise<Progress> {
  // Read before the rows, so that none is passed over that is committed in between.
  const last = await world.store.read.feed.last()
  const page = await world.store.read.peers.latestAfter(peer.cursorSeq, PAGE)
  let { cursorSeq, problem } = peer
  for (const entry of page) {
    const answer = (await isLast(world, entry)) ? await tell(world, peer, entry) : null
    // Their own words might tell of a session that is taken back later: they are not kept.
    const trouble = answer && troubleIn({ ...answer, message: null })
    if (answer && verdictOf(answer.status, answer.code) === 'away') {
      const tries = peer.tries + 1
      const dueAt = world.clock() + pause(tries, world.chance())
      return { cursorSeq, tries, dueAt, problem: trouble }
    }
    problem = trouble ? `session ${entry.session}: ${trouble}` : answer ? null : problem
    cursorSeq = entry.seq
  }
  if (page.length < PAGE) cursorSeq = Math.max(last, cursorSeq)
  return { cursorSeq, tries: 0, dueAt: null, problem }
}

/**
 * A peer may be slow: what was taken back since the page was read is not told any more. The newer
 * row comes in its own turn.
 */
async function isLast({ store }: Needs, { session, seq }: Latest): Promise<boolean> {
  return (await store.read.feed.latest(session))?.seq === seq
}

/** The last answer there was; null where there is nothing that could be said in OCPI. */
async function tell(world: Needs, peer: Peer, entry: Latest): Promise<OcpiAnswer | null> {
  const told = toldOf(entry)
  const us = world.policy.ocpi
  const session = sessionOf(told, us, peer.version ?? '2.2.1')
  const base = endpointOf(peer, 'sessions', 'RECEIVER')
  if (!session || base === null) return null
  const { countryCode, partyId } = us
  const url = `${base.replace(/\/$/, '')}/${countryCode}/${partyId}/${session.id}`
  const { token, encoding } = peer
  const route = { from: us, to: peer.parties[0] ?? null }
  const ask = (method: OcpiCall['method'], body?: object) =>
    world.ocpi.ask({ method, url, token, encoding, route, ...(body && { body }) })
  if (told.session === null) return takeBack(ask, session)
  const growth = told.session.revision > 1 ? growthOf(session) : null
  if (!growth) return ask('PUT', session)
  // Whoever has not heard of it before, or lost it, is told the whole.
  const answer = await ask('PATCH', growth)
  if (verdictOf(answer.status, answer.code) !== 'refused') return answer
  return (await isLast(world, entry)) ? ask('PUT', session) : null
}

type Ask = (method: OcpiCall['method'], body?: object) => Promise<OcpiAnswer>

/** Nothing is told of a session that they have never heard of. */
async function takeBack(ask: Ask, session: OcpiSession): Promise<OcpiAnswer | null> {
  const known = await ask('GET')
  return isMissing(known) ? null : ask('PUT', session)
}

function isMissing({ status, code }: OcpiAnswer): boolean {
  return status === 404 || (code !== null && code >= 2000 && code < 3000)
}

/** From seconds to an hour, doubled with each failure, and spread. */
function pause(tries: number, chance: number): number {
  const full = Math.min(FIRST_PAUSE_MS * 2 ** (tries - 1), LONGEST_PAUSE_MS)
  return Math.round(full * (0.5 + chance / 2))
}
