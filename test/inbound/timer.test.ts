/** The jobs by the clock: couriers hurry at each ring, backups run by their schedule, all end. */
import { expect, test } from 'vitest'
import type { Service } from '../../src/flows/service.ts'
import { openTimer } from '../../src/inbound/timer.ts'
import { openBell } from '../../src/outbound/bell.ts'

const silent = { info: () => {}, warn: () => {}, error: () => {} }

/** A service whose couriers say when they run. */
function listening(onDelivery: (now: number) => Promise<number>): Service {
  const idle = async () => 0
  const jobs = [
    'remindOwners',
    'closeSilent',
    'releaseDue',
    'forgetCharges',
    'forgetOld',
    'mailPartners',
  ]
  return {
    clock: () => 42,
    notifyOwners: idle,
    deliverDue: onDelivery,
    ocpi: { tellPeers: idle },
    chargers: { sendCommands: idle },
    ...Object.fromEntries(jobs.map((job) => [job, idle])),
  } as unknown as Service
}

const options = { log: silent, cut: async () => {}, backup: null, tick: async () => {} }

test('a ring starts the couriers at once, also while an earlier round still runs', async () => {
  const bell = openBell()
  const rounds: number[] = []
  let ran = () => {}
  let finish = () => {}
  const slow = new Promise<void>((resolve) => (finish = resolve))
  const service = listening(async (now) => {
    rounds.push(now)
    ran()
    if (rounds.length === 1) await slow
    return 0
  })
  const timer = openTimer(service, { ...options, bell })
  const second = new Promise<void>((resolve) => (ran = resolve))
  bell.ring()
  await second
  expect(rounds).toEqual([42, 42])
  finish()
  await timer.close()
})

test('a courier that fails is noted and runs again', async () => {
  const bell = openBell()
  const notes: string[] = []
  let again = () => {}
  const twice = new Promise<void>((resolve) => (again = resolve))
  let rounds = 0
  const service = listening(() => {
    rounds++
    if (rounds > 1) again()
    return Promise.reject(new Error('no'))
  })
  const log = { ...silent, error: (_: object, text: string) => notes.push(text) }
  const timer = openTimer(service, { ...options, bell, log })
  bell.ring()
  await twice
  await timer.close()
  expect(notes).toContain('a job failed')
})

test('a backup is made by its schedule', async () => {
  let made = (_: number) => {}
  const backedUp = new Promise<number>((resolve) => (made = resolve))
  const backup = { cron: '* * * * * *', run: async (now: number) => made(now) }
  const timer = openTimer(
    listening(async () => 0),
    { ...options, bell: openBell(), backup },
  )
  expect(await backedUp).toBe(42)
  await timer.close()
})
