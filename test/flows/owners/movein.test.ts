/** Owners, cars and logs that move in: who is who, what belongs to whom, and what is not taken. */
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import type { Arrival, Fate, Move, MovingRecord } from '../../../src/flows/service.ts'
import { openTestHouse, type TestHouse } from '../../house.ts'

const DAY = 86_400_000
const now = Date.parse('2026-11-21T12:00:00Z')
const DRUPAL = '$S$5FIcboyzv1ZD/OZDb4w/4HSlnsPlwbr/PWLWrHPWrJp8eXOQQaWJ'

let house: TestHouse
let move: Move
let made = 0
let name = ''

beforeAll(async () => {
  const policy = { CHARGESHARE_MESSAGES_DAYS: '100' }
  house = await openTestHouse({ timer: false, clock: () => now }, policy)
})
afterAll(() => house.close())
beforeEach(() => {
  name = `ann${++made}`
  move = house.service.moveIn({ isTrial: false })
})

const anOwner = (told: { owner?: string; email?: string; account?: string; password?: string }) => {
  const { owner = '1', email = `${name}@example.org`, account = name, password = DRUPAL } = told
  return { origin: { owner, vehicleId: null }, thing: { email, account, password } }
}
const aCar = (vehicleId: string, owner = '1') => {
  return { origin: { owner, vehicleId }, thing: { vehicleId, name: null, secret: 'NETPASS' } }
}
const aLine = (
  vehicleId: string,
  told: {
    owner?: string | null
    type?: string
    at?: number
    data?: string
    expiresAt?: number
  } = {},
): Arrival<MovingRecord> => {
  const { owner = '1', type = '*-LOG-Trip', at = now - DAY, expiresAt = now + DAY } = told
  const record = { type, number: 1, at, lifetimeS: 0, data: told.data ?? '1,47.07,15.43,9,Home,8' }
  return { origin: { owner, vehicleId }, thing: { record, expiresAt } }
}
const became = (fates: Fate[]) => fates.map((fate) => ('why' in fate ? fate.why : fate.became))
const listed = (vehicleId: string, type = '*-LOG-Trip') =>
  house.service.listRecords(vehicleId, { type, since: 0, limit: 10 })

describe('an owner', () => {
  test('is known by his e-mail address or his name, in any case, and stays as he was', async () => {
    expect(became(await move.owners([anOwner({}), anOwner({})]))).toEqual(['taken', 'known'])
    const fates = await move.owners([
      anOwner({ owner: '2', email: `other-${name}@example.org`, password: 'changed' }),
      anOwner({ owner: '3', account: `other-${name}`, password: 'changed' }),
    ])
    expect(became(fates)).toEqual(['known', 'known'])
    const { read } = house.world.store
    expect(await read.owners.byAccount(name.toUpperCase())).toMatchObject({
      email: `${name}@example.org`,
      passwordHash: DRUPAL,
    })
    expect(await read.owners.byEmail(`other-${name}@example.org`)).toBeNull()
  })

  test('who would be two different people here is refused', async () => {
    await move.owners([
      anOwner({}),
      anOwner({ email: `b-${name}@example.org`, account: `b-${name}` }),
    ])
    const [fate] = await move.owners([anOwner({ account: `b-${name}` })])
    expect(fate).toEqual({
      became: 'refused',
      why: 'its e-mail address and its name belong to two different owners here',
    })
  })

  test('whose password lies there in clear is kept here by a slow hash alone', async () => {
    await move.owners([anOwner({ password: 'opensesame' })])
    const owner = await house.world.store.read.owners.byAccount(name)
    expect(owner?.passwordHash).toMatch(/^\$argon2id\$/)
    expect((await house.service.ownerBy(name, 'opensesame')).id).toBe(owner?.id)
  })

  test.each([
    '$2y$10$abcdefghijklmnopqrstuu',
    '$P$9IQRaTwmfeRo7ud9Fh4E2PdI0S3r.L0',
    'f'.repeat(32),
  ])(
    'whose password nobody here could check is refused, not given the hash for a password: %s',
    async (password) => {
      const [fate] = await move.owners([anOwner({ password })])
      expect(fate).toMatchObject({ became: 'refused', why: expect.not.stringContaining(password) })
      expect(await house.world.store.read.owners.byAccount(name)).toBeNull()
    },
  )
})

describe('a car', () => {
  test('comes opted out, to its owner alone', async () => {
    await move.owners([anOwner({}), anOwner({ owner: '2', email: 'x@example.org', account: 'x' })])
    const id = `Car-${name}`
    const fates = await move.cars([aCar(id), aCar(id.toUpperCase()), aCar(id, '2')])
    expect(became(fates)).toEqual(['taken', 'known', 'its id is taken by another owner'])
    const owner = await house.service.ownerBy(name, 'DifficultPassword123')
    expect(await house.service.showVehicle(owner.id, id)).toMatchObject({
      label: id,
      optedIn: false,
      nickname: null,
    })
  })

  test('goes the way of its owner', async () => {
    const passed = { fate: { became: 'passed', why: 'deleted there' } } as const
    const refused = { fate: { became: 'refused', why: 'it has no password' } } as const
    const origin = (owner: string) => ({ origin: { owner, vehicleId: null } })
    await move.owners([
      { ...origin('5'), ...passed },
      { ...origin('6'), ...refused },
    ])
    const cars = await move.cars(['5', '6', '7'].map((owner) => aCar(`Of-${owner}-${name}`, owner)))
    expect(cars).toEqual([
      { became: 'passed', why: 'its owner was passed over' },
      { became: 'refused', why: 'its owner was refused' },
      { became: 'refused', why: 'its owner is in none of the files' },
    ])
    const lines = ['5', '6', '7'].map((owner) => aLine(`Of-${owner}-${name}`, { owner }))
    expect(became(await move.records(lines))).toEqual([
      'its car was passed over',
      'its car was refused',
      'its car was refused',
    ])
  })
})

describe('a line of a log', () => {
  beforeEach(async () => {
    await move.owners([anOwner({})])
    await move.cars([aCar(name)])
  })

  test('is kept without a position until its end, but no longer than this server keeps any', async () => {
    const lines = [
      aLine(name, { type: '*-LOG-Grid', at: now - 3 * DAY, expiresAt: now + DAY }),
      aLine(name, { expiresAt: now + 1000 * DAY }),
      aLine(name, { type: 'RT-PWR-Log', data: '1,2,3,4,5,6' }),
    ]
    expect(became(await move.records(lines))).toEqual(['taken', 'taken', 'taken'])
    expect(await listed(name, '*-LOG-Grid')).toEqual([
      { type: '*-LOG-Grid', number: 1, at: now - 3 * DAY, lifetimeS: 4 * 86_400, data: '1,,,,,8' },
    ])
    expect(await listed(name)).toMatchObject([{ lifetimeS: 101 * 86_400 }])
    expect(await listed(name, 'RT-PWR-Log')).toMatchObject([{ data: '1,2,3,4,5,6' }])
  })

  test('that is over, or is here already, or of a car nobody knows, is not taken', async () => {
    expect(became(await move.records([aLine(name), aLine(name)]))).toEqual(['taken', 'known'])
    expect(await move.records([aLine(name, { expiresAt: now })])).toEqual([
      { became: 'passed', why: 'expired' },
    ])
    expect(became(await move.records([aLine('nobody')]))).toEqual([
      'its car is in none of the files',
    ])
    expect(await listed(name)).toHaveLength(1)
  })

  test('of an older server, which names no owner, is found by the id of its car', async () => {
    expect(became(await move.records([aLine(name.toUpperCase(), { owner: null })]))).toEqual([
      'taken',
    ])
  })
})

describe('a trial', () => {
  const tried = async (trial: Move) => [
    ...became(await trial.owners([anOwner({})])),
    ...became(await trial.owners([anOwner({ owner: '2' })])),
    ...became(await trial.cars([aCar(name)])),
    ...became(await trial.cars([aCar(name.toUpperCase(), '2')])),
    ...became(await trial.records([aLine(name), aLine('nobody')])),
  ]

  test('says what would become of the rows, and leaves nothing', async () => {
    const trial = house.service.moveIn({ isTrial: true })
    const fates = ['taken', 'known', 'taken', 'known', 'taken', 'its car is in none of the files']
    expect(await tried(trial)).toEqual(fates)
    expect(await house.world.store.read.owners.byAccount(name)).toBeNull()
    expect(await house.world.store.read.vehicles.get(name)).toBeNull()
    expect(await tried(move)).toEqual(fates)
  })

  test('after the move knows every row, and takes back what it tried', async () => {
    await tried(move)
    const trial = house.service.moveIn({ isTrial: true })
    await trial.owners([anOwner({})])
    await trial.cars([aCar(name)])
    const lines = [aLine(name), aLine(name, { at: now - 2 * DAY })]
    expect(became(await trial.records(lines))).toEqual(['known', 'taken'])
    expect(await listed(name)).toHaveLength(1)
  })
})
