/** The operator's commands about chargers and identifiers, beside a running server. */
import { afterAll, beforeAll, expect, test } from 'vitest'
import { openTestHouse, type TestHouse } from './house.ts'
import { operatorOf } from './inbound/http/chargers/operator.ts'
import { connect } from './inbound/ocpp/charger.ts'
import { fact, type Operator, operator } from './operator.ts'
import { type Json, text } from './people.ts'

const SHOWN_ONCE = 'password (shown once)'

let house: TestHouse
let beside: Operator
beforeAll(async () => {
  house = await openTestHouse({ timer: false })
  beside = operator(house.data)
})
afterAll(() => house.close())

const listed = async (what: string, ...more: string[]) =>
  JSON.parse(await beside.told([what, 'list', '--json', ...more])) as Json[]
const comes = async (identity: string, password: string) => {
  const charger = await connect(house, identity, { password })
  await charger.close()
}

test('a charger is added, comes with the password that was shown, and is listed', async () => {
  const out = await beside.told(['chargers', 'add', 'CP-1', '--name', 'Yard'])
  await comes('CP-1', fact(out, SHOWN_ONCE))
  await expect
    .poll(() => listed('chargers'))
    .toMatchObject([
      { identity: 'CP-1', name: 'Yard', registration: 'accepted', version: '1.6', charging: 0 },
    ])
  expect(await beside.run(['chargers', 'add', 'CP-1'])).toMatchObject({
    code: 1,
    err: 'error: there is a charger CP-1 already\n',
  })
})

test('a password may be chosen, and is not printed; a wrong one is named', async () => {
  const chosen = { input: 'a chosen password\n' }
  const out = await beside.told(['chargers', 'add', 'CP-2', '--password-stdin'], chosen)
  expect(out).not.toContain('password')
  await comes('CP-2', 'a chosen password')
  const bad = await beside.run(['chargers', 'add', 'CP-3', '--password-stdin'], {
    input: 'ein Paßwort mit ß',
  })
  expect(bad.code).toBe(1)
  expect(bad.err).toMatch(/printable ASCII/)
  expect((await beside.run(['chargers', 'add', 'a/b'])).err).toMatch(/without a slash/)
  expect((await beside.run(['chargers', 'add', 'X', '--profile', '7'])).err).toMatch(/0, 1, 2 or 3/)
})

test('a charger is private unless it is said to be open to everybody', async () => {
  await beside.told(['chargers', 'add', 'CP-6'])
  await beside.told(['chargers', 'add', 'CP-7', '--public'])
  const access = (await listed('chargers')).map(
    (one) => `${text(one, 'identity')} ${text(one, 'access')}`,
  )
  expect(access).toEqual(expect.arrayContaining(['CP-6 private', 'CP-7 public']))
  const stranger = await beside.run(['chargers', 'add', 'CP-8', '--owner', 'nobody@example.org'])
  expect(stranger.err).toMatch(/e-mail address of an account here/)
})

test('a new password ends the old one by its first use', async () => {
  const old = fact(await beside.told(['chargers', 'add', 'CP-4']), SHOWN_ONCE)
  const fresh = fact(await beside.told(['chargers', 'password', 'CP-4']), SHOWN_ONCE)
  await comes('CP-4', old)
  await comes('CP-4', fresh)
  await expect(comes('CP-4', old)).rejects.toThrow(/401/)
})

test('a charger is removed', async () => {
  await beside.told(['chargers', 'add', 'CP-5'])
  expect(await beside.told(['chargers', 'remove', 'CP-5'])).toBe('removed  CP-5\n')
  await operatorOf(house).get('/v1/chargers/CP-5').expect(404)
  expect((await beside.run(['chargers', 'remove', 'CP-5'])).err).toBe('error: no such charger\n')
})

test('an identifier is registered, changed, listed and forgotten', async () => {
  const expires = '2030-01-01T00:00:00Z'
  await beside.told(['tokens', 'set', '04A22B33', '--expires', expires, '--parent', 'FAMILY'])
  await beside.told(['tokens', 'set', '04a22b33', '--status', 'Blocked'])
  expect(await listed('tokens')).toMatchObject([
    { idTag: '04A22B33', status: 'Blocked', parent: 'FAMILY', expires: '2030-01-01T00:00:00.000Z' },
  ])
  expect(await listed('tokens', '--unknown')).toEqual([])
  expect((await beside.run(['tokens', 'set', 'A', '--status', 'Fine'])).code).toBe(1)
  await beside.told(['tokens', 'remove', '04A22B33'])
  expect(await listed('tokens')).toEqual([])
})

test('keys are turned: sites are sealed anew, and each password when it is next shown', async () => {
  const out = await beside.told(['chargers', 'add', 'TURNED', '--name', 'Behind the door'])
  const password = fact(out, SHOWN_ONCE)
  const { vault, store } = house.world
  const old = vault.keyIds()[0]!
  await beside.told(['keys', 'rotate'])
  const underOld = async () =>
    (await house.service.keys.list()).find(({ id }) => id === old)!.uses.map(({ kind }) => kind)
  expect(await underOld()).not.toContain('charger site')
  expect((await store.read.chargers.get('TURNED'))?.site.name).toBe('Behind the door')
  const hashOf = async () => (await store.read.chargers.get('TURNED'))!.passwordHash!
  expect((await hashOf()).startsWith(old)).toBe(true)
  await comes('TURNED', password)
  await expect.poll(hashOf).not.toMatch(new RegExp(`^${old}`))
  await comes('TURNED', password)
})
