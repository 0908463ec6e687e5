/** What partners see of a session, and what they never see. */
import { describe, expect, test } from 'vitest'
import { opened, type Session } from '../../../src/domain/charging/session.ts'
import {
  Event,
  draftOf,
  type EventType,
  publicationOf,
  viewOf,
  withdrawalOf,
} from '../../../src/domain/sharing/event.ts'
import type { Moment } from '../../../src/domain/sharing/flag.ts'
import { jimbo } from '../charging/world.ts'

const START = Date.parse('2026-11-21T08:15:02Z')
const END = START + 3_600_000
const here = { lat: 22.2809, lon: 114.1588 }

const charge: Session = {
  ...opened(
    {
      place: 'mall',
      status: 'completed',
      startedAt: START,
      firstAt: START + 1,
      seenAt: END + 1,
      endedAt: END,
      socStart: 41.5,
      socEnd: 80,
      energyKwh: 17.2,
      maxPowerKw: 6.6,
      odometerKm: 48_211.3,
      endReason: 'told by the car alone',
    },
    'private-session',
    'jimbo-1',
    'once',
    END + 2,
  ),
  comment: '<b>nice</b> & quiet',
}

const parsed = (body: string) => Event.parse({ cursor: 'c', ...JSON.parse(body) })
const known = { publicId: 'public', revision: 1, listing: null }
const station = {
  id: 'station-1',
  name: 'Stanley Plaza',
  position: { lat: 22.2189, lon: 114.2139 },
}

describe('the view of a session', () => {
  test('tells what the wire promises, in UTC with milliseconds', () => {
    expect(viewOf(charge, here, jimbo)).toEqual({
      status: 'completed',
      vehicle: { handle: 'Jimbo', make: null, model: null },
      location: { position: here, station: null },
      startedAt: '2026-11-21T08:15:02.000Z',
      endedAt: '2026-11-21T09:15:02.000Z',
      soc: { start: 41.5, end: 80 },
      energyKwh: 17.2,
      maxPowerKw: 6.6,
      abort: null,
      comment: '<b>nice</b> & quiet',
      evidence: ['vehicle'],
    })
  })

  test('names make and model only where the owner shows them', () => {
    const roadster = { ...jimbo, make: 'Tesla', model: 'Roadster' }
    expect(viewOf(charge, here, roadster).vehicle).toMatchObject({ make: null, model: null })
    expect(viewOf(charge, here, { ...roadster, showModel: true }).vehicle).toEqual({
      handle: 'Jimbo',
      make: 'Tesla',
      model: 'Roadster',
    })
  })

  test('of an anonymous vehicle has no handle', () => {
    expect(viewOf(charge, here, { ...jimbo, nickname: null }).vehicle.handle).toBeNull()
  })

  test('has a station without a name where only the post is known', () => {
    const station = { id: null, name: null, post: 'A3' }
    expect(viewOf({ ...charge, post: 'A3' }, here, jimbo).location.station).toEqual(station)
  })

  test('tells of an abort whether its owner confirmed why', () => {
    const aborted: Session = { ...charge, status: 'aborted' }
    const why = (session: Session) => viewOf(session, here, jimbo).abort
    expect(why(aborted)).toEqual({ reason: null, confirmed: false })
    expect(why({ ...aborted, abortReason: 'station' })).toEqual({
      reason: 'station',
      confirmed: true,
    })
    expect(why({ ...charge, abortReason: 'station' })).toBeNull()
  })

  test('tells no more than the day where the owner wishes so', () => {
    const view = viewOf(charge, here, { ...jimbo, timing: 'day' })
    expect(view.startedAt).toBe('2026-11-21T00:00:00.000Z')
    expect(view.endedAt).toBe('2026-11-21T00:00:00.000Z')
  })

  test('holds nothing of the vehicle, the owner, the odometer or our own keys', () => {
    const keyed = { ...jimbo, make: 'Tesla', secretHash: 'hash', salt: 'salt' }
    const fix = { at: START, position: { lat: 1.2345, lon: 5.4321 }, odometerKm: 7 }
    const view = viewOf(charge, here, { ...keyed, fix })
    const { body } = draftOf(publicationOf(view, known, END), station)
    const secrets =
      /private-session|jimbo-1|JIMBO|anna|Tesla|hash|salt|48211|mall|by the car|1\.2345|"flag"/
    expect(body).not.toMatch(secrets)
  })
})

describe('an event', () => {
  test.each<[Moment, number, EventType]>([
    ['charging', 1, 'charge.started'],
    ['charging', 2, 'charge.updated'],
    ['completed', 1, 'charge.completed'],
    ['completed', 3, 'charge.completed'],
    ['aborted', 2, 'charge.aborted'],
    ['unknown', 1, 'charge.updated'],
    ['unknown', 2, 'charge.updated'],
  ])('of a session that is %s, revision %i, is %s', (status, revision, type) => {
    const view = viewOf({ ...charge, status }, here, jimbo)
    const event = draftOf(publicationOf(view, { ...known, revision }, END), null)
    expect(event).toMatchObject({ type, session: 'public', revision, publishedAt: END })
    expect(parsed(event.body)).toMatchObject({
      type,
      publishedAt: '2026-11-21T09:15:02.000Z',
      license: 'CC-BY-4.0',
      session: { id: 'public', revision, status },
    })
  })

  test('names the station that its session counts for, with the post that its owner told', () => {
    const told = (post: string | null) => {
      const view = viewOf({ ...charge, post }, here, jimbo)
      return parsed(draftOf(publicationOf(view, known, END), station).body).session
    }
    const { id, name, position } = station
    const at = (post: string | null) => ({ position, station: { id, name, post } })
    expect(told('A3')).toMatchObject({ location: at('A3') })
    expect(told(null)).toMatchObject({ location: at(null) })
  })

  test('that takes a session back carries its id and revision alone', () => {
    const event = draftOf(withdrawalOf('public', 3, END), null)
    expect(event).toMatchObject({ type: 'charge.withdrawn', session: 'public', revision: 3 })
    expect(parsed(event.body).session).toEqual({ id: 'public', revision: 3 })
  })
})
