/** What a partner asks for: a token to register with us, or that we register with his server. */
import { credentialsOf } from '../../domain/ocpi/ours.ts'
import { endpointOf, type Peer } from '../../domain/ocpi/peer.ts'
import { type Credentials, credentialsIn } from '../../domain/ocpi/read.ts'
import { UNUSABLE_API } from '../../domain/ocpi/codes.ts'
import { newToken, tokenHash } from '../credentials.ts'
import type { World } from '../ports.ts'
import { found, invalid, Refusal } from '../refusal.ts'
import { dataOf, type Met, meet, Unusable } from './meet.ts'
import { baseOf } from './register.ts'

type Needs = Pick<World, 'store' | 'ocpi' | 'policy' | 'clock' | 'bell' | 'log'>

export type PeerWish = {
  /** Where the partner's versions are. */
  versionsUrl?: string | undefined
  /** The token he gave us to register with; without it, he registers with us. */
  token?: string | undefined
  observations?: boolean | undefined
}

/** How a partner's peer stands; a refusal as if it were not there where there is none. */
export function showPeer({ store }: Pick<World, 'store'>) {
  return async (partner: string): Promise<Peer> =>
    found(await store.read.peers.get(partner), 'OCPI connection')
}

/** A token to register with us once; one that was offered before is dead. */
export function offerPeer(world: Needs) {
  return async (partner: string, wish: PeerWish): Promise<{ peer: Peer; token: string }> => {
    const token = newToken('csi')
    const peer = await begin(world, partner, { ...wish, token }, 'offered')
    return { peer, token }
  }
}

/** Registers with the partner's server. Throws a refusal that says what was wrong there. */
export function connectPeer(world: Needs) {
  return async (partner: string, wish: PeerWish & { versionsUrl: string; token: string }) => {
    const { versionsUrl, token: tokenA } = wish
    refuseTwo(await world.store.read.peers.get(partner))
    return told(async () => {
      const met = await meet(world, versionsUrl, { token: tokenA, encoding: 'base64' })
      const tokenB = newToken('csi')
      // Kept before it is sent: they look at our versions with it while our call waits.
      const peer = await begin(world, partner, { ...wish, token: tokenB }, 'calling')
      try {
        const theirs = await exchange(world, 'POST', { ...peer, ...met, token: tokenA }, tokenB)
        return await settle(world, peer, met, theirs)
      } catch (error) {
        await giveUp(world, peer)
        throw error
      }
    })
  }
}

/** New tokens on both sides; what the peer speaks is looked at anew. */
export function renewConnection(world: Needs) {
  return async (partner: string): Promise<Peer> => {
    const token = newToken('csi')
    const nextTokenHash = tokenHash('ocpi', token)
    const peer = await change(world, partner, (peer) => ({ ...peer, nextTokenHash }))
    return told(async () => {
      // Where no answer comes, nobody knows which of the two they hold: both stay good.
      const theirs = await exchange(world, 'PUT', peer, token)
      const { encoding, version } = peer
      const shown = { token: theirs.token, encoding }
      // What they answered counts already: the token of before is dead on their side.
      const kept = { ...peer, tokenHash: nextTokenHash }
      const met = await meet(world, theirs.url, shown, version ?? undefined).catch(() => null)
      return settle(world, kept, met ?? meetingOf(peer), theirs, peer)
    })
  }
}

/** Ends it, whatever the peer says to that; an offer is withdrawn. */
export function leavePeer(world: Needs) {
  return async (partner: string): Promise<void> => {
    const peer = found(await world.store.read.peers.get(partner), 'OCPI connection')
    await world.store.write((tables) => tables.peers.remove(partner))
    const url = endpointOf(peer, 'credentials')
    if (peer.standing !== 'registered' || url === null) return
    const { token, encoding } = peer
    const { status, error } = await world.ocpi.ask({ method: 'DELETE', url, token, encoding })
    world.log.info({ partner, status, error }, 'an OCPI peer was told that we leave')
  }
}

/** Gives them a token of ours and takes theirs. Throws `Unusable`. */
async function exchange(
  world: Needs,
  method: 'POST' | 'PUT',
  peer: Pick<Peer, 'endpoints' | 'token' | 'encoding'>,
  ours: string,
): Promise<Credentials> {
  const body = credentialsOf(baseOf(world), world.policy.ocpi, ours)
  const { token, encoding } = peer
  const url = endpointOf(peer, 'credentials') ?? ''
  const data = dataOf(await world.ocpi.ask({ method, url, token, encoding, body }), 'credentials')
  const theirs = credentialsIn(data)
  if (typeof theirs !== 'string') return theirs
  throw new Unusable(UNUSABLE_API, `its credentials: ${theirs}`)
}

/** Keeps a fresh peer in place of any offer of before. */
function begin(
  { store, clock }: Needs,
  partner: string,
  { versionsUrl = null, token, observations = false }: PeerWishInFull,
  standing: 'offered' | 'calling',
): Promise<Peer> {
  const nothing = { version: null, nextTokenHash: null, token: '', endpoints: [], parties: [] }
  const progress = { cursorSeq: 0, tries: 0, dueAt: null, problem: null }
  return store.write(async (tables) => {
    const before = await tables.peers.lock(partner)
    refuseTwo(before)
    const peer: Peer = {
      ...{ ...nothing, ...progress, partner, standing, observations, versionsUrl },
      ...{ tokenHash: tokenHash('ocpi', token), encoding: 'base64', since: clock() },
    }
    await tables.peers.keep(peer)
    return peer
  })
}

function refuseTwo(before: Peer | null): void {
  if (before?.standing === 'registered') throw new Refusal('conflict', 'already registered')
}

type PeerWishInFull = Omit<PeerWish, 'token' | 'versionsUrl'> & {
  versionsUrl?: string | null | undefined
  token: string
}

/** Keeps what was agreed on, unless somebody has changed it meanwhile. */
async function settle(
  { store, clock, bell }: Needs,
  peer: Peer,
  met: Met,
  theirs: Credentials,
  before: Peer = peer,
): Promise<Peer> {
  const settled = await store.write(async (tables) => {
    const now = await tables.peers.lock(peer.partner)
    if (now?.tokenHash !== before.tokenHash || now.standing !== before.standing) {
      throw new Refusal('conflict', 'the connection was changed meanwhile')
    }
    const isNew = now.standing !== 'registered'
    const cursorSeq = isNew ? await tables.feed.last() : now.cursorSeq
    const { token, url: versionsUrl, parties } = theirs
    const { tokenHash } = peer
    const after: Peer = {
      ...{ ...now, ...met, standing: 'registered', token, versionsUrl, parties, tokenHash },
      ...{ nextTokenHash: null, cursorSeq, since: clock(), tries: 0, dueAt: null, problem: null },
    }
    await tables.peers.keep(after)
    return after
  })
  bell.ring()
  return settled
}

async function giveUp({ store }: Needs, { partner, tokenHash }: Peer): Promise<void> {
  await store.write(async (tables) => {
    const now = await tables.peers.lock(partner)
    if (now?.tokenHash === tokenHash && now.standing === 'calling') {
      await tables.peers.remove(partner)
    }
  })
}

function change({ store }: Needs, partner: string, make: (before: Peer) => Peer): Promise<Peer> {
  return store.write(async (tables) => {
    const before = found(await tables.peers.lock(partner), 'OCPI connection')
    if (before.standing !== 'registered') throw new Refusal('conflict', 'not registered')
    const after = make(before)
    await tables.peers.keep(after)
    return after
  })
}

/** What is wrong with the partner's server is wrong with what he told us. */
async function told<T>(deed: () => Promise<T>): Promise<T> {
  try {
    return await deed()
  } catch (error) {
    if (!(error instanceof Unusable)) throw error
    throw invalid('/versionsUrl', 'address', error.message)
  }
}

function meetingOf({ version, endpoints, encoding }: Peer): Met {
  return { version: version ?? '2.2.1', endpoints, encoding }
}
