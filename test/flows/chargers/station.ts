/** A charger that speaks straight to the flows, as it does once its frames are read. */
import { expect } from 'vitest'
import type { ChargerCall, OcppVersion, Payload } from '../../../src/domain/chargers/ocpp.ts'
import { unseen } from '../../../src/flows/chargers/entry/register.ts'
import type { Charger } from '../../../src/domain/chargers/charger.ts'
import type { TestHouse } from '../../house.ts'

export type Station = {
  id: string
  /** Says something and gives back the result; throws the code and the words of an error. */
  says: (action: string, payload?: Payload) => Promise<Payload>
  /** As it is kept now. */
  kept: () => Promise<Charger>
}

let said = 0

/** Registers a charger that is accepted and connected, with `told` changed. */
export async function aStation(
  house: TestHouse,
  version: OcppVersion,
  told: Partial<Charger> = {},
): Promise<Station> {
  const id = told.id ?? `station-${++said}`
  const now = house.world.clock()
  const charger: Charger = {
    ...unseen(id, now),
    registration: 'accepted',
    version,
    holder: house.world.holder,
    connectedAt: now,
    // It has booted on this line, so that nobody asks for its state.
    bootedAt: now,
    ...told,
  }
  await house.world.store.write(({ chargers }) => chargers.add(charger))
  return {
    id,
    says: async (action, payload = {}) => {
      const answer = await house.service.chargers.hear(
        aCall(house, { charger: id, version, action, payload }),
      )
      if ('error' in answer) throw new Error(`${answer.error.code}: ${answer.error.description}`)
      return answer.result
    },
    kept: async () => {
      const kept = await house.world.store.read.chargers.get(id)
      expect(kept).not.toBeNull()
      return kept!
    },
  }
}

/** A call as the line hands it over. */
export function aCall(
  house: TestHouse,
  told: Pick<ChargerCall, 'charger' | 'version' | 'action' | 'payload'>,
): ChargerCall {
  const id = `m-${++said}`
  const frame = JSON.stringify([2, id, told.action, told.payload])
  return { ...told, id, frame, at: house.world.clock(), deviations: [] }
}
