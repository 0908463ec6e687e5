/** The bell: who waits is woken, who listens for an owner misses nothing of his. */
import { describe, expect, test } from 'vitest'
import { openBell } from '../../src/outbound/bell.ts'

const LONG = 60_000
const { signal } = new AbortController()

/** Whether it has come to pass by now. */
async function isDone(promise: Promise<void>): Promise<boolean> {
  let done = false
  void promise.then(() => (done = true))
  await new Promise((resolve) => setImmediate(resolve))
  return done
}

describe('a ring', () => {
  test('wakes all who wait, and no page that listens', async () => {
    const bell = openBell()
    const [one, two] = [bell.wait(LONG), bell.wait(LONG, signal)]
    const ear = bell.listen('anna')
    const enough = new AbortController()
    const heard = ear.next(LONG, enough.signal)
    expect(await isDone(one)).toBe(false)
    bell.ring()
    expect([await isDone(one), await isDone(two), await isDone(heard)]).toEqual([true, true, false])
    enough.abort()
    await heard
    ear.close()
  })

  test('is not waited for after a time, nor once it is given up', async () => {
    const bell = openBell()
    await bell.wait(1)
    await bell.wait(LONG, AbortSignal.abort())
    const stop = new AbortController()
    const waiting = bell.wait(LONG, stop.signal)
    stop.abort()
    expect(await isDone(waiting)).toBe(true)
  })
})

describe('a stir', () => {
  test('wakes those who listen for this owner, and neither couriers nor others', async () => {
    const bell = openBell()
    const stop = new AbortController()
    const [anna, too, ben] = [bell.listen('anna'), bell.listen('anna'), bell.listen('ben')]
    const waiting = [anna, too, ben].map((ear) => ear.next(LONG, stop.signal))
    const courier = bell.wait(LONG, stop.signal)
    bell.stir('anna')
    bell.stir('nobody')
    const woken = await Promise.all([...waiting, courier].map(isDone))
    expect(woken).toEqual([true, true, false, false])
    stop.abort()
    for (const ear of [anna, too, ben]) ear.close()
  })

  test('that comes while nobody waits is heard at once, and only once', async () => {
    const bell = openBell()
    const ear = bell.listen('anna')
    bell.stir('anna')
    bell.stir('anna')
    expect(await isDone(ear.next(LONG, signal))).toBe(true)
    const next = ear.next(LONG, signal)
    expect(await isDone(next)).toBe(false)
    bell.stir('anna')
    await next
    ear.close()
    bell.stir('anna')
    await ear.next(1, signal)
  })
})
