/** Which transactions a car has told of too, as the store promises to tell it and to find it anew. */
import { expect, it } from 'vitest'
import type { Home } from './home.ts'
import { aCharge, aDraw, aWitness, MINUTE, noon, town } from './meetings.ts'

export function evidence(home: Home): void {
  it('tells of a charge that is not shared to no one, whosever charger and tag the operator says it was', async () => {
    const { charger } = await home.store.write(town)
    const tiedTo = (session: { publicId: string | null }, told: { owner?: string } = {}) =>
      home.store.write(async (tables) => {
        const charge = await aCharge(tables)
        const one = await aDraw(tables, charger.id, told)
        const witness = aWitness({ transaction: one.id, contradictions: ['soc'] })
        await tables.sessions.set({ ...charge.session, ...session, witness })
        await tables.meetings.tie(one.id, charge.session.id)
        return { id: one.id, owner: charge.vehicle.owner }
      })
    const secret = await tiedTo({ publicId: null })
    const shared = await tiedTo({ publicId: `shared-${charger.id}` })
    const tagged = await tiedTo({ publicId: null }, { owner: secret.owner })
    const known = () => home.store.read.meetings.known([secret.id, shared.id, tagged.id])
    await home.store.write(({ chargers }) => chargers.set({ ...charger, access: 'public' }))
    expect([...(await known()).keys()]).toEqual([shared.id])
    await home.store.write(({ chargers }) => chargers.set({ ...charger, access: 'private' }))
    expect([...(await known()).keys()]).toEqual([shared.id])
  })

  it('knows what goes on at a charger, and which of its charges are recent', async () => {
    const { charger } = await home.store.write(town)
    const ids = await home.store.write(async (tables) => {
      const { session } = await aCharge(tables)
      const over = { status: 'completed', endedAt: noon + MINUTE } as const
      const tied = await aDraw(tables, charger.id, over)
      const old = await aDraw(tables, charger.id, { ...over, startedAt: noon - 60 * MINUTE })
      await aDraw(tables, charger.id, over)
      const running = await aDraw(tables, charger.id, { startedAt: noon - 600 * MINUTE })
      for (const { id } of [tied, old]) await tables.meetings.tie(id, session.id)
      return { tied: tied.id, old: old.id, running: running.id }
    })
    const recent = await home.store.read.meetings.recent(charger.id, noon - MINUTE)
    expect(recent).toEqual([ids.tied, ids.running])
    const joined = await home.store.read.meetings.joined(charger.id)
    expect(joined.map(({ id }) => id)).toEqual([ids.tied, ids.old].sort())
  })
}
