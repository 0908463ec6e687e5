/** Check-ins, as the store promises to keep them: of whoever wishes it, and each sent once at most. */
import { expect, it } from 'vitest'
import type { Session } from '../../../src/domain/charging/session.ts'
import { aSession, motorist } from '../samples.ts'
import type { Home } from './home.ts'

export function checkins(home: Home): void {
  const NOW = 100_000
  const wishing = (since = 0) =>
    home.store.write(async (tables) => {
      const { owner, vehicle } = await motorist(tables)
      const wish = { owner: owner.id, since, textVersion: '1' }
      await tables.checkIns.setWish(owner.id, wish)
      return { owner: owner.id, vehicle: vehicle.id, wish }
    })
  const shared = (vehicle: string, told: Partial<Session> = {}) =>
    home.store.write(async (tables) => {
      const session = aSession({ vehicle, publicId: 'p', flag: 'once', endedAt: NOW, ...told })
      await tables.sessions.add(session)
      return session.id
    })
  const candidates = async (...ids: string[]) => {
    const found = await home.store.read.checkIns.candidates(NOW - 10, 1000)
    return found.map(({ id }) => id).filter((id) => ids.includes(id))
  }
  const waits = (session: string, dueAt: number) =>
    home.store.write(({ checkIns }) =>
      checkIns.add({ session, state: 'waiting', dueAt, says: null }),
    )

  it('keeps a wish until it is ended', async () => {
    const { owner, wish } = await wishing(7)
    expect(await home.store.read.checkIns.wish(owner)).toEqual(wish)
    const again = { ...wish, since: 8 }
    await home.store.write(({ checkIns }) => checkIns.setWish(owner, again))
    expect(await home.store.read.checkIns.wish(owner)).toEqual(again)
    await home.store.write(({ checkIns }) => checkIns.setWish(owner, null))
    expect(await home.store.read.checkIns.wish(owner)).toBeNull()
  })

  it('finds what was shared since the wish, and was not thought of yet', async () => {
    const { vehicle } = await wishing(NOW)
    const { vehicle: other } = await home.store.write(motorist)
    const found = await shared(vehicle)
    const told = await shared(vehicle, { status: 'aborted', abortReason: 'station' })
    const others = [
      await shared(vehicle, { publicId: null }),
      await shared(vehicle, { endedAt: NOW - 1 }),
      await shared(vehicle, { status: 'aborted', abortReason: null }),
      await shared(vehicle, { status: 'unknown' }),
      await shared(vehicle, { endedAt: null, status: 'charging' }),
      await shared(other.id),
    ]
    expect((await candidates(found, told, ...others)).sort()).toEqual([found, told].sort())
    await waits(found, NOW)
    expect(await candidates(found, told)).toEqual([told])
  })

  it('gives each out once, when it is due, as sent', async () => {
    const { vehicle } = await wishing()
    const [early, late] = [await shared(vehicle), await shared(vehicle)]
    await waits(early, -5000)
    await waits(late, -1000)
    const { checkIns } = home.store.read
    expect(await checkIns.isDue(-5001)).toBe(false)
    expect(await checkIns.isDue(-5000)).toBe(true)
    const take = () => home.store.write((tables) => tables.checkIns.take(-2000, 10))
    expect((await take()).map(({ session }) => session)).toEqual([early])
    expect(await take()).toEqual([])
    expect(await checkIns.of(early)).toMatchObject({ state: 'sent', says: null })
    await home.store.write((tables) => tables.checkIns.set(early, 'refused', '401'))
    expect(await checkIns.of(early)).toMatchObject({ state: 'refused', says: '401' })
    expect(await checkIns.of(late)).toMatchObject({ state: 'waiting' })
  })

  it('drops what waits where the wish is ended, and goes with its charge', async () => {
    const { owner, vehicle } = await wishing()
    const [waiting, done] = [await shared(vehicle), await shared(vehicle)]
    await waits(waiting, NOW)
    await waits(done, NOW)
    await home.store.write(async (tables) => {
      await tables.checkIns.set(done, 'posted', null)
      await tables.checkIns.setWish(owner, null)
    })
    const { checkIns } = home.store.read
    expect(await checkIns.of(waiting)).toMatchObject({ state: 'dropped' })
    expect(await checkIns.of(done)).toMatchObject({ state: 'posted' })
    expect((await checkIns.held(owner)).map(({ session }) => session)).toEqual([waiting, done])
    expect(await checkIns.held('nobody')).toEqual([])
    await home.store.write((tables) => tables.sessions.remove(done))
    expect(await checkIns.of(done)).toBeNull()
  })
}
