/** An owner has his shared charges checked in at Open Charge Map: once each, late, and never by a guess. */
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import type { Listing } from '../../../src/domain/stations/listing.ts'
import { aListing } from '../../domain/stations/listings.ts'
import { openTestHouse, type TestHouse } from '../../house.ts'
import { openOcmServer, type OcmServer } from '../../outbound/ocmserver.ts'
import { at, type Json, type Motorist, motorist, text } from '../../people.ts'

const MINUTE_MS = 60_000
const quiet = { info: () => {}, warn: () => {}, error: () => {} }

let ocm: OcmServer
let house: TestHouse
let bob: Motorist
let now = Date.parse('2026-11-21T12:00:00Z')
/** Another town, and another point there, for each story. */
let point = 15_000
const spot = () => ({ lat: 22 + (point - 15_000) / 10, lon: 114.2 })

const open = (checkIns: string) =>
  openTestHouse(
    { clock: () => now, timer: false, chance: () => 0.5, log: quiet },
    {
      CHARGESHARE_OCM_URL: ocm.url,
      CHARGESHARE_OCM_KEY: ocm.key,
      CHARGESHARE_OCM_CHECK_INS: checkIns,
    },
  )
const agrees = () => bob.asks('PUT', '/v1/owners/me/check-ins', { acceptText: '1' })
const says = (type: string, told: Json = {}) => {
  now += 10 * MINUTE_MS
  return bob.says({ type, at: new Date(now).toISOString(), position: spot(), ...told })
}
const charges = async (end = 'charge.completed', told: Json = {}) => {
  await says('charge.started')
  await says(end, told)
}
const answers = async (answer: Json) => bob.replies((await bob.questions())[0]!, answer)
const listed = (told: Partial<Listing>, gone: string[] = []) => {
  const listing = aListing({ ref: String(point), position: spot(), ...told })
  return house.service.openRound().keep([listing], { ocm: gone, osm: [] })
}
/** The job, twice an hour. */
const passes = async (hours: number) => {
  for (let i = 0; i < hours * 2; i++) await house.service.makeCheckIns((now += 30 * MINUTE_MS))
}
const comments = () => ocm.comments.filter((one) => one['chargePointID'] === point)
const stateOf = async () => {
  const { items } = await bob.asks('GET', '/v1/charges/mine')
  return house.world.store.read.checkIns.of(text((items as Json[])[0]!, 'id'))
}

beforeAll(async () => {
  ocm = await openOcmServer()
  house = await open('true')
})
afterAll(async () => {
  await house.close()
  await ocm.close()
})
beforeEach(async () => {
  point++
  ocm.answer(null)
  bob = await motorist(house.url, `BOB-${point}`)
  await listed({})
})
afterEach(() => bob.close())

describe('a shared charge', () => {
  test('is checked in once, some time after it was shared', async () => {
    await agrees()
    await charges()
    await answers({ choice: 'always' })
    await house.service.makeCheckIns(now)
    await house.service.makeCheckIns(now + 74 * MINUTE_MS)
    expect(comments()).toEqual([])
    await passes(5)
    expect(comments()).toEqual([
      {
        chargePointID: point,
        commentTypeID: 10,
        checkinStatusTypeID: 10,
        userName: 'ChargeShare',
        comment: '',
      },
    ])
    expect(await stateOf()).toMatchObject({ state: 'posted', says: null })
    const { checkIns } = await bob.asks('GET', '/v1/owners/me/export')
    expect(checkIns).toMatchObject({ agreed: { textVersion: '1' }, made: [{ state: 'posted' }] })
  })

  test('that its owner said nothing about is an automated one', async () => {
    await agrees()
    await charges()
    await answers({ choice: 'always' })
    await charges()
    await passes(4)
    expect(comments().map((one) => one['checkinStatusTypeID'])).toEqual([10, 15])
  })

  test.each([
    [{ reason: 'user' }, {}, [10, 10]],
    [{ reason: 'station' }, { energyKwh: 3 }, [25, 10]],
    [{ reason: 'station' }, { energyKwh: 0 }, [20, 10]],
    [{ reason: 'station', comment: 'No light' }, { energyKwh: 3 }, [25, 1000]],
  ])('that broke off is told as its owner says: %j %j', async (why, told, [status, type]) => {
    await agrees()
    await charges('charge.aborted', told)
    await answers({ choice: 'once' })
    await answers(why)
    await passes(4)
    expect(comments()).toMatchObject([
      {
        checkinStatusTypeID: status,
        commentTypeID: type,
        comment: at({ comment: '', ...why }, 'comment'),
      },
    ])
  })

  test('that broke off waits for its owner, and is never told as a failure without him', async () => {
    await agrees()
    await charges('charge.aborted')
    await answers({ choice: 'once' })
    await passes(24)
    expect(comments()).toEqual([])
    await answers({ reason: 'other' })
    await passes(4)
    expect(comments()).toEqual([])
    expect(await stateOf()).toMatchObject({ state: 'dropped' })
  })
})

describe('nothing is told', () => {
  test('of a charge that is not shared, or is taken back in time', async () => {
    await agrees()
    await charges()
    await answers({ choice: 'skip' })
    await passes(4)
    await charges()
    await answers({ choice: 'always' })
    await house.service.makeCheckIns(now)
    const { items } = await bob.asks('GET', '/v1/locations')
    const id = text((items as Json[])[0]!, 'id')
    await bob.asks('PATCH', `/v1/locations/${id}`, { flag: 'never' })
    await passes(4)
    expect(comments()).toEqual([])
  })

  test('before an owner agrees, nor after he has ended it', async () => {
    await charges()
    await answers({ choice: 'always' })
    await passes(4)
    await agrees()
    await passes(4)
    expect(comments()).toEqual([])
    await charges()
    await house.service.makeCheckIns(now)
    expect(await bob.asks('DELETE', '/v1/owners/me/check-ins')).toMatchObject({ isWished: false })
    await passes(4)
    expect(comments()).toEqual([])
  })

  test('where it could be another station, or a private one', async () => {
    await agrees()
    await listed({ ref: '7' })
    await charges()
    await answers({ choice: 'once' })
    await passes(4)
    await listed({ access: 'private' }, ['7'])
    await charges()
    await answers({ choice: 'once' })
    await passes(4)
    expect(comments()).toEqual([])
  })

  test('twice, whatever becomes of it', async () => {
    await agrees()
    const failures = [
      [{ drop: true }, 'sent'],
      [{ status: 200, body: 'Error: Validation Failed' }, 'refused'],
      [{ status: 401 }, 'refused'],
    ] as const
    for (const [failure, state] of failures) {
      ocm.answer(failure)
      await charges()
      const [question] = await bob.questions()
      if (question) await bob.replies(question, { choice: 'always' })
      await passes(6)
      expect(await stateOf()).toMatchObject({ state })
    }
    ocm.answer(null)
    await passes(6)
    expect(comments()).toHaveLength(failures.length)
  })
})

describe('an owner', () => {
  test('sees what he agrees to, and agrees to that text alone', async () => {
    const shown = await bob.asks('GET', '/v1/owners/me/check-ins')
    expect(shown).toMatchObject({ isWished: false, isPossible: true, version: '1' })
    expect(text(shown, 'text')).toMatch(/cannot be taken back/)
    const other = bob.asks('PUT', '/v1/owners/me/check-ins', { acceptText: '0' })
    await expect(other).rejects.toThrow(/422.*acceptText/)
    expect(await agrees()).toMatchObject({ isWished: true })
  })

  test('reads it in his language, and it is kept in which', async () => {
    const path = '/v1/owners/me/check-ins?language=de'
    const shown = await bob.asks('GET', path)
    expect(shown).toMatchObject({ version: '1-de', language: 'de' })
    expect(text(shown, 'text')).toMatch(/nicht zurücknehmen/)
    await bob.asks('PUT', path, { acceptText: '1-de' })
    expect(await bob.asks('GET', '/v1/owners/me/export')).toMatchObject({
      checkIns: { agreed: { textVersion: '1-de' } },
    })
  })

  test('is refused where this server makes none', async () => {
    const other = await open('false')
    const ann = await motorist(other.url, 'ANN-1')
    const path = '/v1/owners/me/check-ins'
    expect(await ann.asks('GET', path)).toMatchObject({ isPossible: false })
    await expect(ann.asks('PUT', path, { acceptText: '1' })).rejects.toThrow(/409/)
    await ann.close()
    await other.close()
  })
})
