/** Whatever is lost on the way: who heals by pull, and who only pulls, ends with all that is shared. */
import fc from 'fast-check'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { textOf } from '../../src/flows/feed/pull.ts'
import { openTestHouse, type TestHouse } from '../house.ts'
import { as, join } from '../inbound/http/visitors.ts'
import { bodyOf, type Loopback, serve } from '../outbound/loopback.ts'
import { publisher, type Publisher } from '../publisher.ts'
import { type Copy, type Fate, openCopy } from './copy.ts'

const HOUR = 3_600_000
/** Each run costs the opening of houses; the nightly runs make many. */
const RUNS = Number(process.env['CHARGESHARE_PROPERTY_RUNS'] ?? 20_000) / 2000

let house: TestHouse
let feed: Publisher
let server: Loopback
let now = Date.parse('2026-11-21T12:00:00Z')
let runs = 0
const copies = new Map<string, Copy>()
/** Also after the house was opened anew a later state has a higher revision. */
const revisions = new Map<string, number>()

beforeAll(async () => {
  house = await openTestHouse({ clock: () => now, timer: false })
  feed = publisher(house, revisions)
  server = await serve(async (request, response) => {
    const text = String(await bodyOf(request))
    const copy = copies.get(request.url ?? '')
    if (!copy || request.method === 'OPTIONS') response.end()
    else copy.take(text, response)
  })
})
afterAll(async () => {
  await house.close()
  await server.close()
})

/** The same data in another house, while the old one is still sending. */
async function reopen(): Promise<void> {
  const underWay = house.service.deliverDue(now)
  await house.cut()
  await underWay
  await house.http.close()
  await house.world.store.close()
  house = await openTestHouse({ clock: () => now, timer: false }, { CHARGESHARE_DATA: house.data })
  feed = publisher(house, revisions)
}

type Happening =
  | { kind: 'tell'; session: number }
  | { kind: 'end'; session: number }
  | { kind: 'withdraw'; session: number }
  | { kind: 'deliver' }
  | { kind: 'pull' }
  | { kind: 'reopen' }
  | { kind: 'fate'; fate: Fate }

const session = fc.nat(5)
const fates: Fate[] = ['taken', 'lost', 'taken but unanswered', 'refused', 'failed']
const happening: fc.Arbitrary<Happening> = fc.oneof(
  { weight: 8, arbitrary: fc.record({ kind: fc.constant('tell' as const), session }) },
  { weight: 3, arbitrary: fc.record({ kind: fc.constant('end' as const), session }) },
  { weight: 2, arbitrary: fc.record({ kind: fc.constant('withdraw' as const), session }) },
  { weight: 8, arbitrary: fc.constant({ kind: 'deliver' as const }) },
  { weight: 1, arbitrary: fc.constant({ kind: 'pull' as const }) },
  { weight: 1, arbitrary: fc.constant({ kind: 'reopen' as const }) },
  {
    weight: 4,
    arbitrary: fc.record({ kind: fc.constant('fate' as const), fate: fc.constantFrom(...fates) }),
  },
)

/** What the store itself says to be shared. */
async function truth(): Promise<string[]> {
  const { feed } = house.world.store.read
  const { epoch, last } = await feed.state()
  return (await feed.living(0, last, 100_000)).map((row) => textOf(row, epoch)).sort()
}

async function pull(token: string, copy: Copy): Promise<void> {
  for (;;) {
    const after = copy.cursor() === null ? '' : `&after=${copy.cursor()}`
    const { body } = await as(house, token).get(`/v1/charges?limit=7${after}`).expect(200)
    copy.read(body as Parameters<Copy['read']>[0])
    if (!body.more) return
  }
}

test('drops, refusals, restarts and withdrawals at random leave two equal copies', async () => {
  const story = fc.array(happening, { minLength: 5, maxLength: 40 })
  await fc.assert(
    fc.asyncProperty(story, fc.constantFrom(1, 3, 100), async (happenings, batch) => {
      const run = ++runs
      const name = (session: number) => `r${run}s${session}`
      const path = `/copy${run}`
      const [pushed, pulled] = [openCopy(), openCopy()]
      copies.set(path, pushed)
      const push = { url: `${server.origin}${path}`, batch, retryS: [1] }
      const [subscriber, reader] = [await join(house, push), await join(house)]
      await house.service.deliverDue(now)
      for (const one of happenings) {
        now += 1000
        if (one.kind === 'fate') pushed.fate(one.fate)
        else if (one.kind === 'deliver') await house.service.deliverDue(now)
        else if (one.kind === 'pull') await pull(reader.token, pulled)
        else if (one.kind === 'reopen') await reopen()
        else await feed[one.kind](name(one.session))
      }
      pushed.fate('taken')
      now += HOUR
      await house.service.deliverDue(now)
      await pull(subscriber.token, pushed)
      await pull(reader.token, pulled)
      const shared = await truth()
      expect(pulled.state()).toEqual(shared)
      expect(pushed.state()).toEqual(shared)
      copies.delete(path)
    }),
    { numRuns: RUNS, interruptAfterTimeLimit: 20_000 },
  )
}, 60_000)

test('where nothing was lost, pushes alone make the same copy', async () => {
  const copy = openCopy()
  copies.set('/alone', copy)
  const partner = await join(house, { url: `${server.origin}/alone`, retryS: [1] })
  await pull(partner.token, copy)
  for (let i = 0; i < 30; i++) {
    copy.fate((['taken', 'failed', 'refused', 'taken but unanswered'] as const)[i % 4]!)
    await feed.tell(`alone${i % 7}`, `alone${(i * 3) % 11}`)
    if (i % 9 === 8) await feed.withdraw(`alone${i % 7}`)
    await house.service.deliverDue(now)
    now += 2000
  }
  copy.fate('taken')
  for (let i = 0; i < 3; i++, now += HOUR) await house.service.deliverDue(now)
  expect(copy.state()).toEqual(await truth())
})
