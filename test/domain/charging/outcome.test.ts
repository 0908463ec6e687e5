/** What one message changes: places found and lent, late messages, and what was forgotten. */
import { describe, expect, test } from 'vitest'
import type { Message, MessageType } from '../../../src/domain/charging/message.ts'
import { whereabouts } from '../../../src/domain/charging/outcome.ts'
import type { Place } from '../../../src/domain/places/place.ts'
import type { Flag } from '../../../src/domain/sharing/flag.ts'
import { fallSilent, forget, inTime, jimbo, newWorld, tell, type World } from './world.ts'

const NOON = Date.parse('2026-11-21T12:00:00Z')
const mall = { lat: 22.2809, lon: 114.1588 }
const north = (metres: number) => ({ ...mall, lat: mall.lat + metres / 110_740 })

function say(type: MessageType, minutes: number, more: Partial<Message> = {}): Message {
  return { type, at: NOON + minutes * 60_000, ...more }
}

function place(id: string, flag: Flag, position: Place['position']): Place {
  return {
    id,
    vehicle: 'jimbo',
    flag,
    name: null,
    radiusM: 150,
    position,
    flagBy: null,
    forgetful: false,
    price: null,
    listing: null,
    createdAt: 0,
  }
}

function world(places: Place[], ...messages: Message[]): World {
  const world = newWorld(places)
  for (const message of messages) tell(world, message)
  return world
}
const sessions = (world: World) =>
  inTime(world).map(({ place, status, flag }) => `${place} ${status} ${flag}`)
const events = (world: World) => world.feed.map(({ type }) => type)
const questions = (world: World) => [...world.questions.values()].map(({ kind }) => kind)

describe('the place of a charge', () => {
  const shared = place('shared', 'always', mall)

  test('is a new one where none is known, and its owner is asked', () => {
    const fresh = world([], say('charge.started', 0, { position: mall }))
    expect([...fresh.places.values()]).toMatchObject([
      { flag: 'pending', position: mall, radiusM: 150 },
    ])
    expect(questions(fresh)).toEqual(['share'])
    expect(events(fresh)).toEqual([])
  })

  test('is known again within its radius, and its centre does not move', () => {
    const again = world(
      [shared],
      say('charge.started', 0, { position: north(140) }),
      say('charge.completed', 9, { position: north(-140) }),
    )
    expect(sessions(again)).toEqual(['shared completed always'])
    expect(again.places).toEqual(new Map([['shared', shared]]))
  })

  test('stays the one where it began, even where another one is nearer', () => {
    const wandering = world(
      [shared, place('other', 'always', north(100))],
      say('charge.started', 0, { position: north(10) }),
      say('charge.updated', 1, { position: north(90) }),
    )
    expect(sessions(wandering)).toEqual(['shared charging always'])
  })

  test('is known again after its position was erased, and stays silent', () => {
    const home = world([place('home', 'never', mall)])
    home.places.set('home', place('home', 'never', null))
    tell(home, say('charge.started', 0, { position: mall }))
    expect(sessions(home)).toEqual(['home charging never'])
    expect(home.places.get('home')?.position).toBeNull()
    expect([events(home), questions(home)]).toEqual([[], []])
  })

  test('is lent by telemetry to a charge that waits for one', () => {
    const waiting = world([shared], say('charge.started', 0))
    expect([sessions(waiting), events(waiting)]).toEqual([['null charging pending'], []])
    tell(waiting, say('telemetry', 1, { position: mall }))
    expect([sessions(waiting), events(waiting)]).toEqual([
      ['shared charging always'],
      ['charge.started'],
    ])
  })

  test('that telemetry lent is kept when a late message is told', () => {
    const lent = world(
      [shared],
      say('charge.started', 0),
      say('telemetry', 9, { position: mall }),
      say('charge.updated', 40),
      say('charge.completed', 30),
    )
    expect(sessions(lent)).toEqual(['shared completed always', 'null charging pending'])
  })

  test('is not lent by telemetry from where the car has driven since', () => {
    const driven = world(
      [shared],
      say('charge.started', 0, { odometerKm: 100 }),
      say('telemetry', 5, { position: mall, odometerKm: 103 }),
    )
    expect(sessions(driven)).toEqual(['null charging pending'])
  })
})

describe('where a charge without a position is', () => {
  const fix = { at: NOON, position: mall, odometerKm: 100 }
  const seen = { ...jimbo, fix }

  test.each([
    ['at the last fix, which is fresh', {}, 10, mall],
    ['unknown, when the fix is old', {}, 11, null],
    ['at the last fix for days, when the odometer stands still', { odometerKm: 100 }, 9999, mall],
    ['unknown, when the odometer has moved on', { odometerKm: 101 }, 1, null],
    ['where it says, whatever the fix', { position: north(9999) }, 1, north(9999)],
    ['at the last fix, when it says 0,0', { position: { lat: 0, lon: 0 } }, 1, mall],
  ])('is %s', (_, more, minutes, position) => {
    expect(whereabouts(say('charge.started', minutes, more), seen)).toEqual(position)
  })

  test('is unknown where no fix was ever told', () => {
    expect(whereabouts(say('charge.started', 0), jimbo)).toBeNull()
  })
})

describe('a late message', () => {
  const shared = place('shared', 'always', mall)
  const at = { position: mall }

  test('that says that a charge had ended corrects what partners were told', () => {
    const late = world([shared], say('charge.started', 0, at), say('charge.updated', 9, at))
    fallSilent(late)
    tell(late, say('charge.completed', 8.5, at))
    expect(events(late)).toEqual(['charge.started', 'charge.updated', 'charge.completed'])
  })

  test('does not bring a silent charge back to life', () => {
    const late = world([shared], say('charge.started', 0, at), say('charge.updated', 9, at))
    fallSilent(late)
    tell(late, say('charge.updated', 5, at))
    expect(sessions(late)).toEqual(['shared unknown always'])
  })

  test('that joins two charges takes one of them back', () => {
    const joined = world([shared], say('charge.started', 0, at), say('charge.started', 2, at))
    expect(sessions(joined)).toEqual(['shared unknown always', 'shared charging always'])
    tell(joined, say('charge.updated', 1, at))
    expect(sessions(joined)).toEqual(['shared charging always'])
    expect(events(joined)).toEqual([
      'charge.started',
      'charge.updated',
      'charge.started',
      'charge.withdrawn',
      'charge.updated',
    ])
  })

  test('leaves charges alone whose messages were deleted meanwhile', () => {
    const old = world([shared], say('charge.started', 0, at), say('charge.completed', 30, at))
    const before = sessions(old)
    old.facts.clear()
    tell(old, say('charge.updated', 10, at))
    expect([sessions(old), events(old)]).toEqual([before, ['charge.started', 'charge.completed']])
  })

  test('does not bring back a place that its owner has forgotten', () => {
    const gone = world([], say('charge.started', 0, at), say('charge.updated', 9, at))
    const [forgotten] = gone.places.values()
    forget(gone, forgotten!)
    tell(gone, say('charge.updated', 5))
    expect(sessions(gone)).toEqual(['null charging pending'])
  })

  test('that moves a charge elsewhere has its owner asked about the other place', () => {
    const moved = world([shared], say('charge.started', 0), say('charge.updated', 9, at))
    tell(moved, say('charge.updated', 5, { position: north(9999) }))
    expect(sessions(moved)[0]).toMatch('unknown pending')
    expect(questions(moved)).toEqual(['share'])
    expect(events(moved)).toEqual(['charge.started', 'charge.withdrawn', 'charge.started'])
  })
})
