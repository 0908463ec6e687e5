/** Quiet hours, by the clock on the wall: past midnight, and in the nights in which clocks change. */
import { describe, expect, test } from 'vitest'
import { isTimezone, quietUntil } from '../../../src/domain/notices/quiet.ts'

const night = { from: '22:00', to: '07:00', timezone: 'Europe/Berlin' }
const nap = { from: '13:00', to: '14:30', timezone: 'Europe/Berlin' }

/** What the clock shows when quiet hours end, in UTC; null outside of them. */
function end(quiet: typeof night | null, now: string): string | null {
  const until = quietUntil(quiet, Date.parse(now))
  return until === null ? null : new Date(until).toISOString().slice(0, 16)
}

describe('quiet hours', () => {
  test('are none where none are wished for', () => {
    expect(end(null, '2026-11-21T23:00:00Z')).toBeNull()
  })

  test.each([
    ['before midnight', '2026-11-21T21:00:00Z', '2026-11-22T06:00'],
    ['after midnight', '2026-11-22T03:59:59.999Z', '2026-11-22T06:00'],
    ['to the last moment', '2026-11-22T05:59:59.999Z', '2026-11-22T06:00'],
    ['not from their end on', '2026-11-22T06:00:00Z', null],
    ['not before they begin', '2026-11-21T20:59:59.999Z', null],
    ['over the turn of the year', '2026-12-31T23:30:00Z', '2027-01-01T06:00'],
  ])('hold %s', (_, now, until) => {
    expect(end(night, now)).toBe(until)
  })

  test.each([
    ['2026-11-21T11:59:00Z', null],
    ['2026-11-21T12:00:00Z', '2026-11-21T13:30'],
    ['2026-11-21T13:29:00Z', '2026-11-21T13:30'],
    ['2026-11-21T13:30:00Z', null],
  ])('may lie within one day: at %s', (now, until) => {
    expect(end(nap, now)).toBe(until)
  })

  test('follow the wall and not the earth: an hour later in UTC in winter than in summer', () => {
    expect(end(night, '2026-07-01T20:00:00Z')).toBe('2026-07-02T05:00')
    expect(end(night, '2026-07-01T19:59:00Z')).toBeNull()
    expect(end(night, '2026-01-01T20:00:00Z')).toBeNull()
  })

  test.each([
    ['Asia/Kolkata', '2026-11-21T16:30:00Z', '2026-11-22T01:30'],
    ['Pacific/Auckland', '2026-11-21T09:00:00Z', '2026-11-21T18:00'],
    ['America/Los_Angeles', '2026-11-22T06:00:00Z', '2026-11-22T15:00'],
    ['UTC', '2026-11-22T06:00:00Z', '2026-11-22T07:00'],
  ])('are those of the zone %s', (timezone, now, until) => {
    expect(end({ ...night, timezone }, now)).toBe(until)
  })
})

describe('in the night in which clocks are set forward, at 01:00 UTC from 2 to 3', () => {
  test('they are an hour shorter', () => {
    expect(end(night, '2026-03-28T21:00:00Z')).toBe('2026-03-29T05:00')
    expect(end(night, '2026-03-29T00:59:00Z')).toBe('2026-03-29T05:00')
    expect(end(night, '2026-03-29T05:00:00Z')).toBeNull()
  })

  test('an end that is left out has come when the clock jumps over it', () => {
    const short = { ...night, to: '02:30' }
    expect(end(short, '2026-03-28T23:00:00Z')).toBe('2026-03-29T01:00')
    expect(end(short, '2026-03-29T01:00:00Z')).toBeNull()
  })

  test('a beginning that is left out likewise', () => {
    const late = { ...night, from: '02:30' }
    expect(end(late, '2026-03-29T00:59:00Z')).toBeNull()
    expect(end(late, '2026-03-29T01:00:00Z')).toBe('2026-03-29T05:00')
  })

  test('where it is only half an hour (Lord Howe), or at midnight (Beirut)', () => {
    const howe = { ...night, timezone: 'Australia/Lord_Howe' }
    expect(end(howe, '2026-10-03T12:00:00Z')).toBe('2026-10-03T20:00')
    const beirut = { from: '00:15', to: '06:00', timezone: 'Asia/Beirut' }
    expect(end(beirut, '2026-03-28T21:59:00Z')).toBeNull()
    expect(end(beirut, '2026-03-28T22:00:00Z')).toBe('2026-03-29T03:00')
  })
})

describe('in the night in which clocks are set back, at 01:00 UTC from 3 to 2', () => {
  test('they are an hour longer', () => {
    expect(end(night, '2026-10-24T20:00:00Z')).toBe('2026-10-25T06:00')
    expect(end(night, '2026-10-25T05:59:00Z')).toBe('2026-10-25T06:00')
  })

  test('an end that comes twice has come the second time', () => {
    const short = { ...night, to: '02:30' }
    for (const now of ['2026-10-24T23:00:00Z', '2026-10-25T00:30:00Z', '2026-10-25T01:15:00Z']) {
      expect(end(short, now)).toBe('2026-10-25T01:30')
    }
    expect(end(short, '2026-10-25T01:30:00Z')).toBeNull()
  })

  test('a beginning that comes twice has come the first time', () => {
    const late = { ...night, from: '02:30' }
    expect(end(late, '2026-10-25T00:29:00Z')).toBeNull()
    for (const now of ['2026-10-25T00:30:00Z', '2026-10-25T01:15:00Z', '2026-10-25T03:00:00Z']) {
      expect(end(late, now)).toBe('2026-10-25T06:00')
    }
  })
})

test('hold the same at every minute of a year as a clock that is looked at minute by minute', () => {
  const wall = new Intl.DateTimeFormat('de', {
    timeZone: 'Europe/Berlin',
    hour: '2-digit',
    minute: '2-digit',
  })
  for (let at = Date.UTC(2026, 0, 1); at < Date.UTC(2027, 0, 1); at += 419 * 60_000) {
    const shown = wall.format(at)
    const until = quietUntil(night, at)
    const isQuiet = shown >= '22:00' || shown < '07:00'
    const end = until === null ? null : wall.format(until)
    expect(end, new Date(at).toISOString()).toBe(isQuiet ? '07:00' : null)
  }
})

test('a zone is known or not; a bare offset is none', () => {
  for (const zone of ['UTC', 'Europe/Berlin', 'Asia/Hong_Kong']) expect(isTimezone(zone)).toBe(true)
  for (const zone of ['', 'Europe/Graz', '+01:00', 'here']) expect(isTimezone(zone)).toBe(false)
})
