/** Whatever cars tell and owners decide, stations say what a recount of the whole feed says. */
import fc from 'fast-check'
import { afterAll, beforeAll, expect, test } from 'vitest'
import type { MessageType } from '../../../src/domain/charging/message.ts'
import type { PublicSession } from '../../../src/domain/sharing/event.ts'
import { recount, type Shared } from '../../domain/stations/recount.ts'
import { northOf } from '../../domain/stations/sessions.ts'
import { openTestHouse, type TestHouse } from '../../house.ts'
import { central, motorist } from '../../store/samples.ts'

const RUNS = Number(process.env['CHARGESHARE_PROPERTY_RUNS'] ?? 20_000) / 2000
const MINUTE = 60_000
const all = { after: null, limit: 1000 }

let house: TestHouse
let now = Date.parse('2026-11-20T08:00:00Z')

beforeAll(async () => {
  house = await openTestHouse({ timer: false, clock: () => now }, { CHARGESHARE_SILENCE_H: '6' })
})
afterAll(() => house.close())

type Car = { owner: string; vehicle: string }

const kinds = ['charge.started', 'charge.updated', 'charge.completed', 'charge.aborted'] as const
const choices = ['always', 'always', 'once', 'skip', 'never'] as const
const reasons = ['user', 'station', 'other'] as const
const timings = ['live', 'afterDeparture', 'day'] as const

const [car, pick, late] = [fc.nat(5), fc.nat(), fc.nat(90)]
const metres = fc.constantFrom(0, 30, 70, 300)
const said = fc.record({ what: fc.constantFrom(...kinds), car, metres, late, powerKw: fc.nat(50) })
const answered = fc.record({ what: fc.constant('answer' as const), car, pick })
const done = fc.record({
  what: fc.constantFrom(
    'undo',
    'share',
    'unshare',
    'erase',
    'forget',
    'timing',
    'opt out',
    'leave',
    'wait',
  ),
  car,
  pick,
})
const happening = fc.oneof(
  { weight: 8, arbitrary: said },
  { weight: 6, arbitrary: answered },
  { weight: 3, arbitrary: done },
)
type Happening = typeof happening extends fc.Arbitrary<infer T> ? T : never

const tables = () => house.world.store.read

async function happens(cars: Car[], what: Happening): Promise<void> {
  now += 7 * MINUTE
  const { owner, vehicle } = cars[what.car % cars.length]!
  if ('metres' in what) return says(vehicle, what)
  const refused = () => null
  if (what.what === 'answer') {
    const open = await tables().questions.of(owner, 'open', all)
    const question = open[what.pick % Math.max(1, open.length)]
    if (question)
      await house.service.answerQuestion(owner, question.id, replyTo(question, what.pick))
    return
  }
  await does({ owner, vehicle }, what).catch(refused)
}

function replyTo({ kind }: { kind: string }, pick: number) {
  if (kind === 'abort') return { reason: reasons[pick % reasons.length]! }
  const post = pick % 2 === 0 ? { post: `P${pick % 4}` } : {}
  return { choice: choices[pick % choices.length]!, ...post }
}

async function says(
  vehicle: string,
  {
    what: type,
    metres,
    late,
    powerKw,
  }: { what: MessageType; metres: number; late: number; powerKw: number },
): Promise<void> {
  const message = { type, at: now - late * MINUTE, position: northOf(central, metres), powerKw }
  await house.service.receive({ id: vehicle, holds: () => true }, [message], 'http')
}

async function does(
  { owner, vehicle }: Car,
  { what, pick }: { what: string; pick: number },
): Promise<unknown> {
  const { service } = house
  const some = <T>(of: T[]): T | undefined => of[pick % Math.max(1, of.length)]
  const charge = some(await tables().sessions.of([vehicle], all))?.id ?? ''
  const place = some(await tables().places.of([vehicle], all))?.id ?? ''
  const question = some(await tables().questions.of(owner, 'answered', all))?.id ?? ''
  const sharing = { nickname: null, showModel: false, timing: timings[pick % timings.length]! }
  switch (what) {
    case 'undo':
      return service.undoAnswer(owner, question)
    case 'share':
      return service.shareCharge(owner, charge, 'once')
    case 'unshare':
      return service.shareCharge(owner, charge, 'skip')
    case 'erase':
      return service.eraseCharge(owner, charge)
    case 'forget':
      return service.removeLocation(owner, place)
    case 'timing':
      return service.setSharing(owner, vehicle, { ...sharing, optedIn: true })
    case 'opt out':
      await service.setSharing(owner, vehicle, { ...sharing, optedIn: false })
      return service.setSharing(owner, vehicle, { ...sharing, optedIn: true })
    case 'leave':
      return pick % 4 === 0 ? service.removeVehicle(owner, vehicle) : null
    default:
      return passes()
  }
}

/** Till the first minutes of another day: what waited is told, who is silent is done with. */
async function passes(): Promise<void> {
  now = (Math.floor(now / 86_400_000) + 1) * 86_400_000
  await house.service.closeSilent(now)
  await house.service.releaseDue(now)
  await house.service.forgetCharges(now)
  await house.service.forgetOld(now)
}

/** What a partner knows who has read the feed up to a cursor. */
const partner = { known: new Map<string, PublicSession>(), after: undefined as string | undefined }

/** What he knows when he has read on, by station. */
async function shared(cars: Car[]): Promise<Map<string, Shared[]>> {
  const { known, after } = partner
  const { items, next } = await house.service.pullFeed({ after }, 1000, 0)
  partner.after = next
  for (const item of items) {
    const { type, session } = JSON.parse(item) as { type: string; session: PublicSession }
    if (type === 'charge.withdrawn') known.delete(session.id)
    else known.set(session.id, session)
  }
  const sessions = await tables().sessions.of(
    cars.map(({ vehicle }) => vehicle),
    all,
  )
  const whose = new Map(sessions.map((one) => [one.publicId, one.vehicle]))
  const stations = new Map<string, Shared[]>()
  for (const view of known.values()) {
    const id = view.location.station?.id ?? 'none'
    const vehicle = { id: whose.get(view.id) ?? 'nobody' }
    stations.set(id, [...(stations.get(id) ?? []), { view, vehicle }])
  }
  return stations
}

/** The most vehicles that each station has had at a time. */
const most = new Map<string, number>()

async function compare(cars: Car[]): Promise<void> {
  const told = await shared(cars)
  const stations = await tables().stations.all(all)
  expect(stations.map(({ id }) => id)).toEqual([...told.keys()].sort())
  const latest = await tables().stations.latest([...told.keys()])
  for (const { id, tally, tellFrom, isTold } of stations) {
    const counted = recount(told.get(id)!)
    expect(tally).toEqual(counted.tally)
    most.set(id, Math.max(most.get(id) ?? 0, counted.tally.vehicles))
    expect(isTold || most.get(id)! < tellFrom).toBe(true)
    const { lastSuccessAt, faults } = latest.get(id)!
    expect(lastSuccessAt).toBe(counted.latest.lastSuccessAt)
    expect(faults.map(({ at }) => at)).toEqual(counted.latest.faults.map(({ at }) => at))
  }
}

test('at every moment of the lives of six cars', async () => {
  const life = fc.array(happening, { minLength: 5, maxLength: 60, size: 'max' })
  await fc.assert(
    fc.asyncProperty(life, async (happenings) => {
      const cars: Car[] = []
      for (let n = 0; n < 6; n++) {
        const { owner, vehicle } = await house.world.store.write((lent) => motorist(lent))
        cars.push({ owner: owner.id, vehicle: vehicle.id })
      }
      for (const what of happenings) {
        await happens(cars, what).catch((error: Error) => {
          // A car that has left says nothing more.
          if (error.name !== 'Refusal') throw error
        })
        await compare(cars)
      }
      for (const { owner } of cars) await house.service.eraseOwner(owner)
      await compare([])
      expect(partner.known.size).toBe(0)
    }),
    { numRuns: RUNS },
  )
}, 120_000)
