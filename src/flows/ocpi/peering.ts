/** All that is said to partners' own OCPI servers and what they ask, bound to the world they work on. */
import { connectPeer, leavePeer, offerPeer, renewConnection, showPeer } from './connect.ts'
import { listPlaces, showPlace } from './locations.ts'
import { tellPeers } from './push.ts'
import {
  baseOf,
  dismissPeer,
  knowingPeers,
  registerPeer,
  renewPeer,
  showCredentials,
} from './register.ts'
import type { World } from '../ports.ts'
import { listObservations, listSessions } from './sessions.ts'

export function peering(world: World) {
  return {
    base: () => baseOf(world),
    us: world.policy.ocpi,
    showPeer: showPeer(world),
    offerPeer: offerPeer(world),
    connectPeer: connectPeer(world),
    renewConnection: renewConnection(world),
    leavePeer: leavePeer(world),
    callerBy: knowingPeers(world),
    showCredentials: showCredentials(world),
    registerPeer: registerPeer(world),
    renewPeer: renewPeer(world),
    dismissPeer: dismissPeer(world),
    listSessions: listSessions(world),
    listPlaces: listPlaces(world),
    showPlace: showPlace(world),
    listObservations: listObservations(world),
    tellPeers: tellPeers(world),
  }
}
