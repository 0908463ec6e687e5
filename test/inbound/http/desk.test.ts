/** What the operator is answered when he asks whether all is well. */
import request from 'supertest'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { backupTo } from '../../../src/backup.ts'
import { Unavailable } from '../../../src/flows/ports.ts'
import { openTestHouse, type TestHouse } from '../../house.ts'
import { join } from './visitors.ts'

const NOON = Date.parse('2026-11-21T12:00:00Z')

let house: TestHouse
beforeAll(async () => {
  house = await openTestHouse({ clock: () => NOON, timer: false })
})
afterAll(() => house.close())

const health = async () => {
  const token = house.secrets.operatorToken
  const asked = request(house.url).get('/v1/operator/health')
  return (await asked.set('authorization', `Bearer ${token}`).expect(200)).body
}

describe('health', () => {
  test('of a new house: all is well, and nothing was backed up yet', async () => {
    expect(await health()).toEqual({
      at: '2026-11-21T12:00:00.000Z',
      version: expect.stringMatching(/^\d+\.\d+\.\d+/),
      store: 'ok',
      chargers: { connected: 0, expected: 0, pending: 0, rejected: 0 },
      partners: { all: 0, suspended: 0, failing: 0 },
      ...{ charging: 0, commandsWaiting: 0, deviationsToday: 0 },
      deliveries: { lagS: 0 },
      lastBackupAt: null,
      authority: null,
      ocpp: { url: null, tlsPort: null },
    })
  })

  test('tells of partners, and of the last backup', async () => {
    await join(house)
    const backup = { cron: null, keep: 1 }
    await backupTo(house.world.store, { data: house.data, backup }, NOON - 5000)
    expect(await health()).toMatchObject({
      partners: { all: 1, suspended: 0, failing: 0 },
      lastBackupAt: '2026-11-21T11:59:55.000Z',
    })
  })

  test('tells that the store takes no writes, where it still can be read', async () => {
    const { write } = house.world.store
    house.world.store.write = () => Promise.reject(new Unavailable('disk full'))
    expect((await health()).store).toBe('failing')
    house.world.store.write = write
    expect((await health()).store).toBe('ok')
  })
})
