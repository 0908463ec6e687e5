/** Who tries passwords at the doors for tools: he is stopped, and those he tries them for are not. */
import { beforeEach, describe, expect, test } from 'vitest'
import type { Service } from '../../../src/flows/service.ts'
import { Refusal } from '../../../src/flows/refusal.ts'
import { signingIn } from '../../../src/inbound/http/login.ts'

let now = Date.parse('2026-11-21T12:00:00Z')
let hashed: number
beforeEach(() => void (hashed = 0))

/** One owner, ann, with one password; what costs a slow hash is counted. */
const service = {
  clock: () => now,
  proveModule: () => Promise.resolve(null),
  ownerBy: (name: string, password: string) => {
    hashed++
    if (name === 'ann' && password === 'right') return Promise.resolve({ id: 'owner-ann' })
    return Promise.reject(new Refusal('unauthorized', 'no'))
  },
} as unknown as Service

const outcome = async (signIn: ReturnType<typeof signingIn>, ...told: Parameters<typeof signIn>) =>
  signIn(...told).then(
    (caller) => (caller ? 'in' : 'wrong'),
    (problem: { status?: number }) => problem.status,
  )

describe('a guesser', () => {
  test('from one address is stopped after ten, and does not lock out the owner elsewhere', async () => {
    const signIn = signingIn(service, true)
    for (let i = 0; i < 10; i++) expect(await outcome(signIn, 'ann', `${i}`, 'here')).toBe('wrong')
    expect(await outcome(signIn, 'ann', 'right', 'here')).toBe(429)
    expect(hashed).toBe(10)
    expect(await outcome(signIn, 'ANN', 'wrong', 'here')).toBe(429)
    expect(await outcome(signIn, 'ann', 'right', 'elsewhere')).toBe('in')
    now += 90_000
    expect(await outcome(signIn, 'ann', 'right', 'here')).toBe('in')
  })

  test('of many names is stopped after fifty', async () => {
    const signIn = signingIn(service, true)
    for (let i = 0; i < 50; i++) await outcome(signIn, `name ${i}`, 'x', 'here')
    expect(await outcome(signIn, 'one more', 'x', 'here')).toBe(429)
    expect(await outcome(signIn, 'one more', 'x', 'elsewhere')).toBe('wrong')
  })

  test('from many addresses, or behind a broker, is stopped after a hundred', async () => {
    const signIn = signingIn(service, true)
    for (let i = 0; i < 50; i++) await outcome(signIn, 'ann', 'x', `address ${i}`)
    for (let i = 0; i < 50; i++) await outcome(signIn, 'ann', 'x', null)
    expect(await outcome(signIn, 'ann', 'right', null)).toBe(429)
    expect(await outcome(signIn, 'ann', 'right', 'elsewhere')).toBe(429)
    expect(await outcome(signIn, 'bob', 'x', null)).toBe('wrong')
  })

  test('is not counted where limits are off', async () => {
    const signIn = signingIn(service, false)
    for (let i = 0; i < 101; i++) await outcome(signIn, 'ann', 'x', 'here')
    expect(await outcome(signIn, 'ann', 'right', 'here')).toBe('in')
  })
})

test('who knows the password is never counted, however often he comes', async () => {
  const signIn = signingIn(service, true)
  for (let i = 0; i < 200; i++) expect(await outcome(signIn, 'ann', 'right', 'here')).toBe('in')
})

test('names and passwords that nobody can have are wrong without a look', async () => {
  const signIn = signingIn(service, true)
  for (const odd of ['', 'a\0b', 'a\nb', 'x'.repeat(255)]) {
    expect(await outcome(signIn, odd, 'right', 'here')).toBe('wrong')
    expect(await outcome(signIn, 'ann', odd, 'here')).toBe('wrong')
  }
  expect(hashed).toBe(0)
})

test('what is no wrong password but trouble of ours is not taken for one', async () => {
  const broken = { ...service, ownerBy: () => Promise.reject(new Error('no database')) }
  await expect(signingIn(broken, true)('ann', 'right', 'here')).rejects.toThrow('no database')
})
