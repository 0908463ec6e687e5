import { describe, expect, it } from 'vitest'
import { areaOf, areasAbout, isAt, REACH_M } from '../../../../src/domain/chargers/meeting/area.ts'
import {
  contradictionsOf,
  differencesOf,
  type Draw,
  isNewWord,
  type Told,
  witnessOf,
} from '../../../../src/domain/chargers/meeting/witness.ts'
import { answersTo, suggested } from '../../../../src/domain/sharing/question.ts'
import { viewOf } from '../../../../src/domain/sharing/event.ts'
import { aSession, aVehicle } from '../../../store/samples.ts'

const MINUTE = 60_000
const noon = Date.UTC(2026, 10, 21, 12)
const told: Told & { owner: string } = {
  owner: 'Jim',
  ...{ status: 'completed', startedAt: noon, endedAt: noon + 60 * MINUTE },
  ...{ energyKwh: 10, socStart: 40, socEnd: 60 },
}
const draw: Draw = {
  ...{ id: 't', charger: 'CP-1', evse: 2, status: 'completed', startedAt: noon },
  ...{ endedAt: noon + 60 * MINUTE, energyWh: 11_234.4, socStart: null, stopReason: 'Local' },
  ...{ isProvisional: false, isFault: false, skewMs: null, owner: 'Jim', session: null },
  ...{ access: 'public', host: null },
}
const nowhere = { position: null, name: null, stationName: null, post: null }
const site = { ...nowhere, stationName: 'Plaza', post: 'A3' }

describe('what a charger tells of a charge', () => {
  it.each([
    [site, 1, 2, 'A3'],
    [site, 2, 2, 'A3/2'],
    [site, 2, 0, 'A3'],
    [nowhere, 2, 1, '1'],
    [nowhere, 1, 1, null],
  ])(
    'is at its post, with the connector where it has several: %#',
    (where, sockets, evse, post) => {
      expect(witnessOf(told, { ...draw, evse }, { site: where, sockets }).post).toBe(post)
    },
  )

  it('is its energy to the watt-hour, but not that of a charge it has not told to the end', () => {
    const here = { site, sockets: 1 }
    expect(witnessOf(told, draw, here).energyKwh).toBe(11.234)
    const begun: Draw = { ...draw, status: 'charging', endedAt: null, energyWh: 100 }
    expect(witnessOf(told, begun, here).energyKwh).toBeNull()
    expect(witnessOf({ ...told, status: 'charging', endedAt: null }, begun, here).energyKwh).toBe(
      0.1,
    )
  })

  it('is news in steps while the energy grows, and whenever something else changes', () => {
    const begun: Draw = { ...draw, status: 'charging', endedAt: null }
    const at = (more: Partial<Draw>) => {
      const still = { ...told, status: 'charging' as const, endedAt: null }
      return witnessOf(still, { ...begun, ...more }, { site, sockets: 1 })
    }
    const before = at({ energyWh: 1000 })
    expect(isNewWord(before, at({ energyWh: 1400 }))).toBe(false)
    expect(isNewWord(before, at({ energyWh: 1500 }))).toBe(true)
    expect(isNewWord(before, at({ energyWh: 1001, endedAt: noon + MINUTE }))).toBe(true)
    expect(isNewWord(before, at({ energyWh: 1000, isFault: true }))).toBe(true)
    expect(isNewWord(at({ energyWh: null }), before)).toBe(true)
    expect(isNewWord(null, null)).toBe(false)
    expect([isNewWord(null, before), isNewWord(before, null)]).toEqual([true, true])
  })
})

describe('to who has not shown a tag of his own', () => {
  const stranger = { ...draw, owner: null, isFault: true }
  const word = (car: Partial<Told>, more: Partial<Draw> = {}) =>
    witnessOf({ ...told, ...car }, { ...stranger, ...more }, { site, sockets: 1 })
  const nothing = { endedAt: null, energyKwh: null, stopReason: null, isFault: false }

  it('a charger tells its station and post, and what the car has told as well', () => {
    const post = { stationName: 'Plaza', post: 'A3' }
    expect(word({})).toMatchObject({ ...post, energyKwh: 11.234, stopReason: 'Local' })
    const under = { status: 'charging', endedAt: null } as const
    expect(word(under)).toMatchObject({ ...post, ...nothing, status: 'charging' })
    expect(word(under, under)).toMatchObject({ ...post, ...nothing, startedAt: noon })
  })

  it('no end is told, and no energy, that the car did not tell', () => {
    expect(word({}, { endedAt: noon + 63 * MINUTE })).toMatchObject(nothing)
    expect(word({ energyKwh: null })).toMatchObject({ energyKwh: null, stopReason: 'Local' })
    expect(word({ energyKwh: 2 })).toMatchObject({ energyKwh: null, contradictions: [] })
    expect(word({}, { startedAt: noon + 3 * MINUTE }).startedAt).toBeNull()
  })

  it('a charger of his own tells all', () => {
    const own = { access: 'private', host: 'Jim', endedAt: noon + 300 * MINUTE } as const
    expect(word({}, own)).toMatchObject({ energyKwh: 11.234, endedAt: noon + 300 * MINUTE })
  })
})

describe('the two contradict each other', () => {
  it.each<[string, Partial<Told>, Partial<Draw>, string[]]>([
    ['not where they agree', {}, {}, []],
    ['in how it ended', { status: 'aborted' }, {}, ['status']],
    ['in when it began', {}, { startedAt: noon - 11 * MINUTE }, ['start']],
    ['in when it ended', {}, { endedAt: noon + 49 * MINUTE }, ['end']],
    ['not where a full car stays plugged in', {}, { endedAt: noon + 300 * MINUTE }, []],
    ['in what was drawn', { energyKwh: 7.9 }, {}, ['energy']],
    ['not in what the way into the battery takes', { energyKwh: 8.1 }, {}, []],
    ['in how full the battery was', {}, { socStart: 46 }, ['soc']],
    [
      'in nothing that is not over yet',
      { energyKwh: 1 },
      { endedAt: null, status: 'charging' },
      [],
    ],
    [
      'in nothing that only follows from other things',
      { energyKwh: 1 },
      { isProvisional: true },
      [],
    ],
  ])('%s', (_, car, charger, what) => {
    expect(contradictionsOf({ ...told, ...car }, { ...draw, ...charger })).toEqual(what)
  })
})

it.each([
  ['A3/2', 'A3', []],
  ['A3/2', 'Post 3', []],
  ['A3/2', 'the left one', []],
  ['A3/2', null, []],
  [null, '4', []],
  ['A3/2', 'A4', ['post']],
])('a charger at %s and a driver who says %s differ in %j', (post, said, differing) => {
  const word = { ...witnessOf(told, draw, { site, sockets: 1 }), post }
  expect(differencesOf(word, said)).toEqual(differing)
})

describe('what follows from a second witness', () => {
  const witness = witnessOf(told, { ...draw, isFault: true }, { site, sockets: 2 })
  const session = aSession({ vehicle: 'v', status: 'aborted', post: 'left', witness })
  const vehicle = aVehicle({ owner: 'o' })
  const position = { lat: 1, lon: 2 }

  it('is told to partners, who see the failure as not confirmed until its owner speaks', () => {
    expect(viewOf(session, position, vehicle)).toMatchObject({
      ...{ energyKwh: 11.234, evidence: ['vehicle', 'charger'] },
      location: { station: { name: 'Plaza', post: 'A3/2' } },
      abort: { reason: 'station', confirmed: false },
    })
    const said = { ...session, abortReason: 'user' as const }
    expect(viewOf(said, position, vehicle).abort).toEqual({ reason: 'user', confirmed: true })
    expect(viewOf({ ...session, witness: null }, position, vehicle)).toMatchObject({
      ...{ energyKwh: 17.2, evidence: ['vehicle'] },
      location: { station: { name: null, post: 'left' } },
      abort: { reason: null, confirmed: false },
    })
  })

  it('is not what a private charger is called, which its owner has not shared', () => {
    const at = { ...session, witness: { ...witness, access: 'private' as const } }
    expect(viewOf(at, position, vehicle)).toMatchObject({
      ...{ energyKwh: 11.234, evidence: ['vehicle', 'charger'] },
      location: { station: { name: null, post: 'left' } },
    })
  })

  it('is proposed to the owner, before what his car says', () => {
    const endReason = 'stopped on request'
    expect(suggested({ witness, endReason })).toEqual({ reason: 'station', by: 'charger' })
    const works = { ...witness, isFault: false }
    expect(suggested({ witness: works, endReason })).toEqual({ reason: 'user', by: 'vehicle' })
    expect(suggested({ witness: null, endReason: null })).toBeNull()
    expect(answersTo('abort', { witness, endReason })).toEqual(['station', 'user', 'other'])
    expect(answersTo('abort', { witness: works, endReason })).toEqual(['user', 'station', 'other'])
    expect(answersTo('share', { witness, endReason })).toEqual(['always', 'once', 'skip', 'never'])
  })
})

it('no position within the reach of a charger lies outside of its areas', () => {
  const charger = { lat: 47.0713, lon: 15.4395 }
  const areas = areasAbout(charger)
  expect(areas.length).toBeLessThan(6)
  for (let i = 0; i < 2000; i++) {
    const [angle, far] = [i * 2.399963, Math.sqrt(i / 2000) * (REACH_M - 1)]
    const lat = charger.lat + (far * Math.cos(angle)) / 111_180
    const lon = charger.lon + (far * Math.sin(angle)) / 76_000
    if (!isAt({ position: { lat, lon }, radiusM: REACH_M }, charger)) continue
    expect(areas).toContain(areaOf({ lat, lon }))
  }
})
