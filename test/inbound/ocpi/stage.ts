/** What the stories of OCPI are played on: a house, a car whose charges are shared, and a partner. */
import type { Overrides } from '../../../src/furnish.ts'
import { openTestHouse } from '../../house.ts'
import { join, signUp } from '../http/visitors.ts'
import { openPeer, type OcpiPeer, type PeerOptions, type Version } from './peer.ts'

export type Stage = Awaited<ReturnType<typeof openStage>>

/** Opens it at noon; `tick` lets minutes pass. No job runs by itself. */
export async function openStage(overrides: Overrides = {}, env: Record<string, string> = {}) {
  let now = Date.parse('2026-11-21T12:00:00Z')
  const house = await openTestHouse({ clock: () => now, timer: false, ...overrides }, env)
  const peers: OcpiPeer[] = []
  const clock = {
    now: () => now,
    tick: (minutes = 1) => (now += minutes * 60_000),
  }
  const partner = () => join(house)
  return {
    house,
    ...clock,
    partner,
    car: (vehicleId = 'SHARER') => sharer(house, clock, vehicleId),
    peer: async (options?: PeerOptions) => {
      const peer = await openPeer(options)
      peers.push(peer)
      return peer
    },
    /** A partner whose server has registered with us. */
    registered: async (
      options: PeerOptions = {},
      version: Version = '2.2.1',
      wish: object = {},
    ) => {
      const peer = await openPeer(options)
      peers.push(peer)
      const visitor = await partner()
      const { body } = await visitor.post('/v1/partners/me/ocpi').send(wish).expect(201)
      peer.theirs = String(body.token)
      const answer = await registers(house.url, peer, version)
      return { peer, visitor, answer }
    },
    /** Tells all peers what they have not heard; resolves when that is done. */
    tell: () => house.service.ocpi.tellPeers(now),
    close: async () => {
      await house.close()
      for (const peer of peers) await peer.close()
    },
  }
}

/** The peer posts its credentials with the token it holds, and keeps what it gets for them. */
export async function registers(url: string, peer: OcpiPeer, version: Version, method = 'POST') {
  const credentials = peer.credentials()
  const answer = await peer.ask(method, `${url}/ocpi/${version}/credentials`, credentials)
  const { token } = (answer.data ?? {}) as { token?: string }
  if (token !== undefined) peer.theirs = token
  return answer
}

/** A car whose place is always shared; `says` tells of a charge there, a minute later each time. */
async function sharer(
  house: Awaited<ReturnType<typeof openTestHouse>>,
  { now, tick }: { now: () => number; tick: () => number },
  vehicleId: string,
) {
  const owner = await signUp(house, `${vehicleId.toLowerCase()}@example.org`)
  const car = await owner.addCar(vehicleId)
  const position = { lat: 22.2809, lon: 114.1588 }
  const says = async (type: string, more: object = {}) => {
    tick()
    await car.says({ type: `charge.${type}`, at: new Date(now()).toISOString(), position, ...more })
  }
  await says('started', { energyKwh: 0 })
  const { id } = await owner.location()
  await owner.patch(`/v1/locations/${id}`).send({ flag: 'always' }).expect(200)
  await says('completed', { energyKwh: 5 })
  tick()
  return { ...owner, says, placeId: id }
}
