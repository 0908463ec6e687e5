/** What follows from a session's change: when partners are told, and what its owner is asked. */
import { describe, expect, test } from 'vitest'
import { opened, type Session } from '../../../src/domain/charging/session.ts'
import type { Place } from '../../../src/domain/places/place.ts'
import { settle, withdraw } from '../../../src/domain/sharing/settle.ts'
import type { Timing } from '../../../src/domain/sharing/vehicle.ts'
import { jimbo } from '../charging/world.ts'

const START = Date.parse('2026-11-21T08:15:02Z')
const END = START + 3_600_000
const DAY = 86_400_000
const MIDNIGHT = Date.parse('2026-11-22T00:00:00Z')

const times = { startedAt: START, firstAt: START, seenAt: START, endedAt: null }
const untold = { socStart: null, socEnd: null, energyKwh: null, maxPowerKw: null }
const course = { place: 'mall', status: 'charging' as const, odometerKm: null, endReason: null }
const open: Session = opened({ ...course, ...times, ...untold }, 'a', 'jimbo', 'once', START)
const ended: Session = { ...open, status: 'completed', endedAt: END }
const pending: Session = { ...open, flag: 'pending' }
const aborted: Session = { ...ended, status: 'aborted', publicId: 'public', revision: 1 }

/** What follows, in short, when `before` becomes `after`. */
function settling(before: Session | null, after: Session, now = END, timing: Timing = 'live') {
  const position = { lat: 22.2809, lon: 114.1588 }
  const named = {
    vehicle: 'jimbo',
    flag: 'pending' as const,
    name: null,
    flagBy: null,
    forgetful: false,
    price: null,
    listing: null,
    createdAt: 0,
  }
  const place: Place | null = after.place
    ? { id: after.place, ...named, radiusM: 150, position }
    : null
  const ids = { next: () => 'row', public: () => 'public' }
  const patience = { remindMs: 1, expireMs: 2 }
  const vehicle = { ...jimbo, timing }
  const changes = settle(before, after, { vehicle, place, now, ids, patience })
  return {
    told: changes.events.map(({ type, revision }) => `${type} ${revision}`),
    asked: changes.asked.map(({ kind }) => kind),
    dropped: changes.dropped.map(({ kind }) => kind),
  }
}
const nothing = { told: [], asked: [], dropped: [] }

describe('partners are told', () => {
  test.each<[string, Timing, Session, number, boolean]>([
    ['at once', 'live', open, START, true],
    [
      'not while it charges, where the owner wants to have left',
      'afterDeparture',
      open,
      END,
      false,
    ],
    ['after departure', 'afterDeparture', ended, END, true],
    ['not while it charges, where the owner wants a day to pass', 'day', open, MIDNIGHT, false],
    ['not on the same day', 'day', ended, MIDNIGHT - 1, false],
    ['on the next day', 'day', ended, MIDNIGHT, true],
  ])('%s', (_, timing, session, now, isTold) => {
    expect(settling(session, session, now, timing).told).toHaveLength(isTold ? 1 : 0)
  })

  test('only what they would see', () => {
    const known: Session = { ...ended, publicId: 'public', revision: 2 }
    expect(settling(known, { ...known, seenAt: END + 9, odometerKm: 1 })).toEqual(nothing)
    expect(settling(known, { ...known, energyKwh: 18 }).told).toEqual(['charge.completed 3'])
  })

  test('of a change, where the owner wants a day to pass, in the hour after the next midnight', () => {
    const known: Session = { ...ended, publicId: 'public', revision: 1 }
    const grown: Session = { ...known, energyKwh: 18 }
    expect(settling(known, grown, MIDNIGHT, 'day').told).toEqual([])
    const waits: Session = { ...grown, untoldOn: MIDNIGHT }
    expect(settling(waits, waits, MIDNIGHT + 1, 'day').told).toEqual([])
    expect(settling(waits, waits, MIDNIGHT + 2 * DAY - 1, 'day').told).toEqual([])
    expect(settling(waits, waits, MIDNIGHT + DAY, 'day').told).toEqual(['charge.completed 2'])
  })

  test('that a charge is at another place than they were told', () => {
    const known: Session = { ...ended, publicId: 'public', revision: 2 }
    expect(settling(known, { ...known, place: 'station' }).told).toEqual(['charge.completed 3'])
  })

  test('of a withdrawal once, and nothing of it afterwards', () => {
    const skipped: Session = { ...aborted, flag: 'skip' }
    expect(settling(aborted, skipped).told).toEqual(['charge.withdrawn 2'])
    const untold: Session = { ...skipped, publicId: null, revision: 0 }
    expect(settling(untold, untold)).toEqual(nothing)
  })

  test('of nothing more than its day: what is kept of a withdrawal leads to no event', () => {
    const ids = { next: () => 'row', public: () => 'public' }
    const patience = { remindMs: 1, expireMs: 2 }
    const around = { vehicle: jimbo, place: null, now: END, ids, patience }
    const [taken] = settle(aborted, { ...aborted, flag: 'skip' }, around).sessions
    expect(taken?.withdrawnOn).toBe(Date.parse('2026-11-21T00:00:00Z'))
    expect(withdraw({ ...aborted }, MIDNIGHT).sessions).toMatchObject([{ withdrawnOn: MIDNIGHT }])
  })
})

describe('the owner is asked', () => {
  test('about sharing once, however the charge goes on', () => {
    expect(settling(null, pending)).toEqual({ ...nothing, asked: ['share'] })
    expect(settling(pending, { ...ended, flag: 'pending' })).toEqual(nothing)
  })

  test('nothing about a charge without a place, until it has one', () => {
    const lost: Session = { ...pending, place: null }
    expect(settling(null, lost)).toEqual(nothing)
    expect(settling(null, { ...ended, place: null })).toEqual(nothing)
    expect(settling(lost, pending).asked).toEqual(['share'])
  })

  test('anew about another place: the old question and its answer say nothing of it', () => {
    const moved: Session = { ...pending, place: 'station' }
    const asking = { ...nothing, asked: ['share'], dropped: ['share'] }
    expect(settling(pending, moved)).toEqual(asking)
    expect(settling(open, moved)).toEqual(asking)
    expect(settling(pending, { ...moved, flag: 'never' })).toEqual({
      ...nothing,
      dropped: ['share'],
    })
  })

  test('why a shared charge broke off, and not again when it is found to be elsewhere', () => {
    expect(settling({ ...open, publicId: 'public', revision: 1 }, aborted).asked).toEqual(['abort'])
    const moved = settling(aborted, { ...aborted, place: 'station' })
    expect(moved).toMatchObject({ asked: [], dropped: ['share'] })
  })

  test('nothing that he has told already: why a charge broke off that was taken back in between', () => {
    const skipped: Session = { ...aborted, flag: 'skip', publicId: null, abortReason: 'station' }
    expect(settling(skipped, { ...skipped, flag: 'once' })).toEqual({
      ...nothing,
      told: ['charge.aborted 2'],
    })
  })

  test('no more why it broke off, once it did not or is not shared', () => {
    expect(settling(aborted, { ...aborted, status: 'completed' }).dropped).toEqual(['abort'])
    expect(settling(aborted, { ...aborted, flag: 'skip' }).dropped).toEqual(['abort'])
  })
})
