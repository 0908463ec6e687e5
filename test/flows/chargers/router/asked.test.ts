/** What a backend asks takes a bounded share of a charger that does not answer it. */
import { expect, test } from 'vitest'
import { answering, type Command } from '../../../../src/flows/chargers/router/asked.ts'
import { type Branch, type Needs } from '../../../../src/flows/chargers/router/branch.ts'

const counted = { backendCall: () => undefined }

/** A backend that may ask anything, of a charger that answers as it is told to. */
function aBackend() {
  const asked: string[] = []
  const mute = new Set<string>()
  const hand = { now: 0 }
  const command: Command = ({ action }) => {
    asked.push(action)
    return Promise.resolve(mute.has(action) ? 'silent' : { result: { status: 'Accepted' } })
  }
  const store = { read: {} }
  const world = { clock: () => hand.now, meter: counted, store } as unknown as Needs
  const answer = answering(world, command)
  const upstream = { charger: 'A', name: 'b', mayCommand: true }
  const branch = { isOpen: true, upstream } as unknown as Branch
  const asks = (action: string) => answer(branch, { action, payload: {}, fault: null })
  return { asks, asked, mute, hand }
}

const accepted = { result: { status: 'Accepted' } }
const failed = (description: string) => ({ error: { code: 'GenericError', description } })
const later = (s: number) => failed(`the charger did not answer the last time; ask again in ${s} s`)

test('a call without an answer is followed by a pause, and the same one by a longer one', async () => {
  const { asks, asked, mute, hand } = aBackend()
  mute.add('ClearCache')
  expect(await asks('ClearCache')).toEqual(failed('the charger does not answer'))
  expect(await asks('ClearCache')).toEqual(later(300))
  expect(await asks('Reset')).toEqual(later(45))
  expect(asked).toEqual(['ClearCache'])
  hand.now = 45_000
  expect(await asks('Reset')).toEqual(accepted)
  expect(await asks('ClearCache')).toEqual(later(255))
  hand.now = 300_000
  mute.clear()
  expect(await asks('ClearCache')).toEqual(accepted)
  expect(await asks('ClearCache')).toEqual(accepted)
})

test('what somebody at the charger waits for is held up by its like alone, and not for long', async () => {
  const { asks, mute, hand } = aBackend()
  mute.add('ClearCache').add('UnlockConnector')
  await asks('ClearCache')
  expect(await asks('CancelReservation')).toEqual(accepted)
  await asks('UnlockConnector')
  expect(await asks('CancelReservation')).toEqual(later(45))
  expect(await asks('UnlockConnector')).toEqual(later(45))
  hand.now = 45_000
  expect(await asks('UnlockConnector')).toEqual(failed('the charger does not answer'))
})
