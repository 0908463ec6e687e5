/** The credentials module: peers register with us, renew what they gave us, and leave. */
import { credentialsOf } from '../../domain/ocpi/ours.ts'
import type { Peer, Standing, Version } from '../../domain/ocpi/peer.ts'
import type { Credentials } from '../../domain/ocpi/read.ts'
import type { Shown } from '../../domain/ocpi/token.ts'
import { newToken, suspended, tokenHash } from '../credentials.ts'
import type { World } from '../ports.ts'
import { Refusal } from '../refusal.ts'
import { meet } from './meet.ts'

type Needs = Pick<World, 'store' | 'ocpi' | 'policy' | 'clock' | 'bell'>

/** Who calls, by which of his tokens. */
export type Caller = {
  peer: Peer
  shown: Shown
  /** All modules are his; else versions and credentials alone. */
  isRegistered: boolean
}

/** The peer that one of these tokens belongs to; null where there is none. */
export function knowingPeers({ store }: Pick<World, 'store'>) {
  return async (meant: Shown[]): Promise<Caller | null> => {
    for (const shown of meant) {
      const peer = await store.read.peers.byToken(tokenHash('ocpi', shown.token))
      if (!peer) continue
      const partner = await store.read.partners.get(peer.partner)
      if (partner?.suspendedAt !== null) throw suspended()
      return { peer, shown, isRegistered: peer.standing === 'registered' }
    }
    return null
  }
}

/** Our credentials as a peer has them: with the token that it calls us by. */
export function showCredentials({ policy }: Pick<World, 'policy'>) {
  return ({ shown }: Caller) => credentialsOf(baseOf({ policy }), policy.ocpi, shown.token)
}

/** Where OCPI begins. */
export function baseOf({ policy }: Pick<World, 'policy'>): string {
  return `${policy.publicUrl}/ocpi`
}

/**
 * POST: a peer takes up what it was offered. The token it did so with is dead from then on, and
 * what is published from now on is told to it.
 */
export function registerPeer(world: Needs) {
  return agreeing(world, 'offered')
}

/** PUT: a registered peer gives another token or has moved; it gets another one too. */
export function renewPeer(world: Needs) {
  return agreeing(world, 'registered')
}

/** DELETE: both tokens are dead. */
export function dismissPeer({ store }: Pick<World, 'store'>) {
  return async ({ peer, isRegistered }: Caller): Promise<void> => {
    if (!isRegistered) throw new Refusal('conflict', 'not registered')
    await store.write((tables) => tables.peers.remove(peer.partner))
  }
}

/**
 * Looks at the peer's server with the token it just gave, while its call waits; throws `Unusable`
 * where that fails, and nothing is changed then.
 */
function agreeing(world: Needs, standing: Standing) {
  return async ({ peer, shown }: Caller, version: Version, theirs: Credentials) => {
    if (peer.standing !== standing) throw conflict(peer)
    if (standing === 'offered' && peer.versionsUrl !== null && peer.versionsUrl !== theirs.url) {
      throw new Refusal('invalid', `url: this token is for ${peer.versionsUrl} alone`)
    }
    const theirToken = { token: theirs.token, encoding: shown.encoding }
    const met = await meet(world, theirs.url, theirToken, version)
    const token = newToken('csi')
    await world.store.write(async (tables) => {
      const now = await tables.peers.lock(peer.partner)
      // Somebody may have been quicker with the same token.
      if (!now || now.standing !== standing || now.tokenHash !== peer.tokenHash) throw conflict(now)
      const cursorSeq = standing === 'offered' ? await tables.feed.last() : now.cursorSeq
      await tables.peers.keep({
        ...now,
        ...met,
        ...{ standing: 'registered', token: theirs.token, cursorSeq },
        ...{ tokenHash: tokenHash('ocpi', token), nextTokenHash: null },
        ...{ versionsUrl: theirs.url, parties: theirs.parties, since: world.clock() },
        ...{ tries: 0, dueAt: null, problem: null },
      })
    })
    world.bell.ring()
    return credentialsOf(baseOf(world), world.policy.ocpi, token)
  }
}

function conflict(peer: Peer | null): Refusal {
  const is = peer?.standing === 'registered' ? 'already registered' : 'not registered'
  return new Refusal('conflict', is)
}
