/** How charges and transactions find each other, as the store promises it; and what it tells nobody. */
import { expect, it } from 'vitest'
import type { Witness } from '../../../src/domain/chargers/meeting/witness.ts'
import { unseen } from '../../../src/flows/chargers/entry/register.ts'
import type { Tables } from '../../../src/flows/tables.ts'
import { aTransaction } from '../../domain/chargers/course/samples.ts'
import { aPlace, aSession, motorist } from '../samples.ts'
import type { Home } from './home.ts'

const MINUTE = 60_000
const noon = Date.UTC(2026, 10, 20, 12)
let towns = 0

/** A town of its own, with one charger. */
async function town(tables: Tables) {
  const position = { lat: -40 + ++towns / 10, lon: 20 }
  const charger = unseen(`town-${towns}`, noon)
  charger.site = { position, name: 'Town hall', stationName: 'Hall', post: 'H1' }
  await tables.chargers.add(charger)
  await tables.meetings.settle(charger)
  return { position, charger }
}

async function aCharge(tables: Tables, startedAt = noon) {
  const { vehicle } = await motorist(tables)
  const place = aPlace({ vehicle: vehicle.id })
  await tables.places.keep(place, vehicle)
  const session = aSession({
    vehicle: vehicle.id,
    place: place.id,
    startedAt,
    status: 'charging',
    endedAt: null,
  })
  await tables.sessions.add(session)
  return { vehicle, place, session }
}

async function aDraw(
  tables: Tables,
  charger: string,
  told: Parameters<typeof aTransaction>[0] = {},
) {
  const number = await tables.transactions.nextNumber()
  const one = aTransaction({ id: `t-${number}`, number, charger, startedAt: noon, ...told })
  await tables.transactions.add(one)
  return one
}

function aWitness(told: Partial<Witness>): Witness {
  return {
    ...{ charger: 'town-hall-left', transaction: 't', stationName: 'Hall', post: 'H1' },
    ...{ status: 'charging', startedAt: noon, endedAt: null, energyKwh: 1 },
    ...{ stopReason: null, isFault: false, contradictions: [] },
    ...told,
  }
}

export function meetings(home: Home): void {
  it('finds the chargers about a position, wherever they have moved to', async () => {
    const { position, charger } = await home.store.write(town)
    const near = async (lat: number) => {
      const found = await home.store.read.meetings.chargersNear({
        ...position,
        lat: position.lat + lat,
      })
      return found.map(({ id, site }) => `${id} ${site.post}`)
    }
    expect(await near(0)).toEqual([`${charger.id} H1`])
    expect(await near(0.0015)).toEqual([`${charger.id} H1`])
    expect(await near(0.05)).toEqual([])
    const moved = { ...position, lat: position.lat + 0.05 }
    await home.store.write(({ meetings }) =>
      meetings.settle({ id: charger.id, site: { ...charger.site, position: moved } }),
    )
    expect(await near(0)).toEqual([])
    expect(await near(0.05)).toHaveLength(1)
    await home.store.write(({ meetings }) =>
      meetings.settle({ id: charger.id, site: { ...charger.site, position: null } }),
    )
    expect(await near(0.05)).toEqual([])
  })

  it('finds charges that were sighted about a time, by none of their tokens twice', async () => {
    const { position } = await home.store.write(town)
    const beside = { ...position, lat: position.lat + 0.0004 }
    const charges = await home.store.write(async (tables) => {
      const made = [await aCharge(tables), await aCharge(tables, noon + MINUTE)]
      for (const { session } of made) await tables.meetings.sight(session, beside)
      return made.map(({ session }) => session.id)
    })
    const found = (times: number[]) => home.store.read.meetings.sighted(position, times)
    expect(await found([noon])).toEqual(charges.sort())
    expect(await found([noon + 9 * MINUTE])).toEqual(charges)
    expect(await found([noon + 25 * MINUTE])).toEqual([])
    expect(await found([noon + 600 * MINUTE, noon])).toEqual(charges)
    const rows = await home.below.read.all<{ token: string }>(
      'select token from sighting where session in (??)',
      JSON.stringify(charges),
    )
    expect(new Set(rows.map(({ token }) => token)).size).toBe(2)
  })

  it('sights a charge that has moved where it is now alone, and a crowd only so far', async () => {
    const { position } = await home.store.write(town)
    const elsewhere = { ...position, lat: position.lat + 0.05 }
    await home.store.write(async (tables) => {
      for (let i = 0; i < 10; i++) {
        await tables.meetings.sight((await aCharge(tables)).session, position)
      }
      const { session } = await aCharge(tables, noon + 20 * MINUTE)
      await tables.meetings.sight(session, position)
      await tables.meetings.sight(session, elsewhere)
    })
    expect(await home.store.read.meetings.sighted(position, [noon])).toHaveLength(8)
    expect(await home.store.read.meetings.sighted(elsewhere, [noon + 20 * MINUTE])).toHaveLength(1)
  })

  it('finds transactions by when they began, also by a clock that is known to be wrong', async () => {
    const { charger } = await home.store.write(town)
    const { right, wrong } = await home.store.write(async (tables) => {
      await tables.chargers.set({ ...charger, skewMs: 60 * MINUTE })
      const right = await aDraw(tables, charger.id, { idTag: 'NOBODY' })
      const wrong = await aDraw(tables, charger.id, { startedAt: noon - 60 * MINUTE })
      await aDraw(tables, charger.id, { startedAt: noon - 30 * MINUTE })
      return { right: right.id, wrong: wrong.id }
    })
    const found = await home.store.read.meetings.begun([charger.id], noon - MINUTE, noon + MINUTE)
    expect(found.map(({ id }) => id).sort()).toEqual([right, wrong].sort())
    expect(found.find(({ id }) => id === right)).toMatchObject({
      ...{ charger: charger.id, skewMs: 60 * MINUTE, owner: null, session: null },
      ...{ isFault: false, isProvisional: false },
    })
  })

  it('ties both to each other and parts them, and says neither name in the clear', async () => {
    const { charger } = await home.store.write(town)
    const { session, one, place, vehicle } = await home.store.write(async (tables) => {
      const charge = await aCharge(tables)
      const one = await aDraw(tables, charger.id)
      const word = aWitness({ transaction: one.id, contradictions: ['energy'] })
      await tables.sessions.set({ ...charge.session, witness: word })
      await tables.meetings.tie(one.id, charge.session.id)
      return { ...charge, one }
    })
    const { read } = home.store
    expect((await read.sessions.get(session.id))?.witness?.post).toBe('H1')
    expect((await read.meetings.draw(one.id))?.session).toBe(session.id)
    expect(await read.meetings.known([one.id, 'another'])).toEqual(new Map([[one.id, ['energy']]]))
    const [row] = await home.below.read.all<{ sealed: string }>(
      'select witness_sealed as "sealed" from session where id = ?',
      session.id,
    )
    const [tie] = await home.below.read.all<{ sealed: string }>(
      'select session_sealed as "sealed" from charger_transaction where id = ?',
      one.id,
    )
    expect(`${row!.sealed} ${tie!.sealed}`).not.toMatch(/town-hall/)
    expect(tie!.sealed).not.toContain(session.id)

    await home.store.write(({ meetings }) =>
      meetings.part({ vehicle: vehicle.id, place: place.id }),
    )
    expect((await read.sessions.get(session.id))?.witness).toBeNull()
    expect((await read.meetings.draw(one.id))?.session).toBeNull()
    expect(await read.meetings.known([one.id])).toEqual(new Map())
  })
}
