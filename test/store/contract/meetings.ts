/** How charges and transactions find each other, as the store promises it; and what it tells nobody. */
import { expect, it } from 'vitest'
import type { Witness } from '../../../src/domain/chargers/meeting/witness.ts'
import { unseen } from '../../../src/flows/chargers/entry/register.ts'
import type { Tables } from '../../../src/flows/tables.ts'
import { openVault } from '../../../src/outbound/vault.ts'
import { openStore } from '../../../src/store/open.ts'
import { aTransaction } from '../../domain/chargers/course/samples.ts'
import { testVault } from '../engines.ts'
import { aPlace, aSession, motorist } from '../samples.ts'
import type { Home } from './home.ts'

export const MINUTE = 60_000
export const noon = Date.UTC(2026, 10, 20, 12)
let towns = 0

/** A town of its own, with one charger. */
export async function town(tables: Tables) {
  const position = { lat: -40 + ++towns / 10, lon: 20 }
  const charger = unseen(`town-${towns}`, noon)
  charger.site = { position, name: 'Town hall', stationName: 'Hall', post: 'H1' }
  await tables.chargers.add(charger)
  await tables.meetings.settle(charger)
  return { position, charger }
}

export async function aCharge(tables: Tables, startedAt = noon) {
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

export async function aDraw(
  tables: Tables,
  charger: string,
  told: Parameters<typeof aTransaction>[0] = {},
) {
  const number = await tables.transactions.nextNumber()
  const one = aTransaction({ id: `t-${number}`, number, charger, startedAt: noon, ...told })
  await tables.transactions.add(one)
  return one
}

export function aWitness(told: Partial<Witness>): Witness {
  return {
    access: 'public',
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

  it('finds chargers that stand beside each other, by no token of the same', async () => {
    const { position, charger } = await home.store.write(town)
    const row = Array.from({ length: 5 }, (_, i) => unseen(`${charger.id}-${i}`, noon))
    await home.store.write(async (tables) => {
      for (const one of row) {
        one.site = { ...one.site, position }
        await tables.chargers.add(one)
        await tables.meetings.settle(one)
      }
      await tables.meetings.settle(row[2]!)
    })
    const all = [charger, ...row].map(({ id }) => id)
    const found = await home.store.read.meetings.chargersNear(position)
    expect(found.map(({ id }) => id)).toEqual(all)
    const tokens = await home.below.read.all<{ token: string }>(
      'select token from charger_area where charger in (??)',
      JSON.stringify(all),
    )
    expect(tokens.length).toBeGreaterThanOrEqual(all.length)
    expect(new Set(tokens.map(({ token }) => token)).size).toBe(tokens.length)
  })

  it('finds of more than a street has those that share a seat too', async () => {
    const { position, charger } = await home.store.write(town)
    await home.store.write(async (tables) => {
      for (let i = 0; i < 34; i++) {
        const one = unseen(`${charger.id}-many-${i}`, noon)
        one.site = { ...one.site, position }
        await tables.chargers.add(one)
        await tables.meetings.settle(one)
      }
    })
    expect(await home.store.read.meetings.chargersNear(position)).toHaveLength(35)
  })

  it('finds transactions by when they began, also by a clock that is known to be wrong', async () => {
    const { charger } = await home.store.write(town)
    const { right, wrong } = await home.store.write(async (tables) => {
      await tables.chargers.set({ ...charger, skewMs: 60 * MINUTE })
      // Whose tag it is now, and was then, are two questions.
      const { owner } = await motorist(tables)
      await tables.idTokens.put({
        ...{ id: 'given', label: 'GIVEN', type: null, status: 'Accepted', parent: null },
        ...{ expiresAt: null, owner: owner.id, isUnknown: false, seenAt: null, seenOn: null },
        createdAt: noon,
      })
      const right = await aDraw(tables, charger.id, { idTag: 'GIVEN' })
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

  it('counts of many that one charger begins only the last, and those that are one with a charge', async () => {
    const { charger } = await home.store.write(town)
    const { rows, tied } = await home.store.write(async (tables) => {
      const rows: string[] = []
      for (let i = 0; i < 20; i++) {
        const startedAt = noon + Math.floor(i / 2) * MINUTE
        rows.push((await aDraw(tables, charger.id, { evse: i, startedAt })).id)
      }
      const { session } = await aCharge(tables)
      await tables.meetings.tie(rows[3]!, session.id)
      return { rows, tied: rows[3]! }
    })
    const counting = [tied, ...rows.slice(-8)].sort()
    const { begun, draws } = home.store.read.meetings
    const ids = (found: { id: string }[]) => found.map(({ id }) => id).sort()
    expect(ids(await begun([charger.id], noon, noon + 20 * MINUTE))).toEqual(counting)
    expect(ids(await draws(rows))).toEqual(counting)
  })

  it('ties both to each other and parts them, and says neither name in the clear', async () => {
    const { charger } = await home.store.write(town)
    const { session, one, place, vehicle } = await home.store.write(async (tables) => {
      const charge = await aCharge(tables)
      const one = await aDraw(tables, charger.id)
      const word = aWitness({ transaction: one.id, contradictions: ['energy'] })
      await tables.sessions.set({ ...charge.session, publicId: one.id, witness: word })
      await tables.meetings.tie(one.id, charge.session.id)
      return { ...charge, one }
    })
    const { read } = home.store
    expect((await read.sessions.get(session.id))?.witness?.post).toBe('H1')
    expect((await read.meetings.draw(one.id))?.session).toBe(session.id)
    const known = new Map([[one.id, ['energy', 'post']]])
    const tied = new Map([[one.id, session.id]])
    expect(await read.meetings.tied([one.id, 'another'])).toEqual(tied)
    expect(await read.meetings.known([one.id, 'another'])).toEqual(known)
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
    expect(await read.meetings.tied([one.id])).toEqual(new Map())
    expect(await read.meetings.known([one.id])).toEqual(new Map())
  })

  it('moves what ties them to a new key', async () => {
    const where = await home.fresh()
    const store = await openStore(where, testVault)
    const { charge, one } = await store.write(async (tables) => {
      const { charger } = await town(tables)
      const [charge, one] = [await aCharge(tables), await aDraw(tables, charger.id)]
      const witness = aWitness({ transaction: one.id })
      await tables.sessions.set({ ...charge.session, witness })
      await tables.meetings.tie(one.id, charge.session.id)
      return { charge, one }
    })
    await store.close()

    const key = (byte: number) => new Uint8Array(32).fill(byte)
    const both = openVault(() => [key(8), key(7)])
    const moving = await openStore(where, both)
    const page = { after: null, limit: 10 }
    const move = () =>
      moving.write(async ({ meetings }) => {
        const words = await meetings.reseal(page)
        return [words, await meetings.resealTies(page)]
      })
    expect(await move()).toEqual([[charge.session.id], [one.id]])
    expect(await move()).toEqual([[], []])
    await moving.close()

    const fresh = openVault(() => [key(8)])
    const moved = await openStore(where, fresh)
    const { read } = moved
    expect((await read.sessions.get(charge.session.id))?.witness?.transaction).toBe(one.id)
    expect((await read.meetings.draw(one.id))?.session).toBe(charge.session.id)
    await moved.close()
  })
}
