/** Who was looked up is believed for a minute, and longer only while nobody can say. */
import { beforeEach, expect, test } from 'vitest'
import type { Module } from '../../../src/flows/service.ts'
import { openTrust, type Trust } from '../../../src/inbound/mqtt/trust.ts'

const module: Module = { id: 'demo', holds: () => true }

let now = 0
let asked: string[] = []
let answer: () => Promise<Module | null>
let trust: Trust
beforeEach(() => {
  now = 0
  asked = []
  answer = async () => module
  const look = (account: string, vehicle: string) => {
    asked.push(`${account}/${vehicle}`)
    return answer()
  }
  trust = openTrust(look, () => now, 3)
})

test('a name is looked up once a minute', async () => {
  expect(await trust.moduleOf('jimbo', 'demo')).toBe(module)
  expect(trust.moduleOf('jimbo', 'demo')).toBe(module)
  now = 59_999
  expect(trust.moduleOf('jimbo', 'demo')).toBe(module)
  expect(asked).toHaveLength(1)
  now = 60_000
  expect(await trust.moduleOf('jimbo', 'demo')).toBe(module)
  expect(asked).toHaveLength(2)
})

test('many words of one name ask once', async () => {
  const [first, second] = [trust.moduleOf('jimbo', 'demo'), trust.moduleOf('jimbo', 'demo')]
  expect(await first).toBe(module)
  expect(await second).toBe(module)
  expect(asked).toHaveLength(1)
})

test('nobody stays nobody for a minute', async () => {
  answer = async () => null
  expect(await trust.moduleOf('jimbo', 'demo')).toBeNull()
  expect(trust.moduleOf('jimbo', 'demo')).toBeNull()
})

test('the former answer stands while nobody can say; without one it is an error', async () => {
  expect(await trust.moduleOf('jimbo', 'demo')).toBe(module)
  now = 60_000
  answer = () => Promise.reject(new Error('no connection'))
  expect(await trust.moduleOf('jimbo', 'demo')).toBe(module)
  await expect(trust.moduleOf('jimbo', 'other')).rejects.toThrow('no connection')
  await expect(trust.moduleOf('jimbo', 'other')).rejects.toThrow('no connection')
  expect(asked).toHaveLength(4)
})

test('what is forgotten is looked up anew', async () => {
  await trust.moduleOf('jimbo', 'demo')
  trust.forget('jimbo', 'demo')
  await trust.moduleOf('jimbo', 'demo')
  expect(asked).toHaveLength(2)
})

test('no more names are remembered than are allowed', async () => {
  for (const vehicle of ['a', 'b', 'c', 'd']) await trust.moduleOf('jimbo', vehicle)
  await trust.moduleOf('jimbo', 'a')
  expect(asked).toHaveLength(5)
})
