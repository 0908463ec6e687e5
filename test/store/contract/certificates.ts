/** Certificates of chargers, as the store promises to keep them. */
import { expect, it } from 'vitest'
import type { Certificate } from '../../../src/flows/tables.ts'
import { aCharger } from './chargers.ts'
import type { Home } from './home.ts'

let made = 0
const DAY = 86_400_000
const FAR = 1e15

function aCertificate(charger: string, told: Partial<Certificate> = {}) {
  const number = String(++made).padStart(32, '4')
  return {
    ...{ number, name: charger, signedAt: 1000, validFrom: 900, validUntil: 9000, said: null },
    ...{ usedAt: null, warnedAt: null, askedAt: null, revokedAt: null },
    ...told,
    charger,
  }
}

export function certificates(home: Home): void {
  const read = () => home.store.read.certificates
  const charger = async (holder: string | null = null) => {
    const one = aCharger({ holder })
    await home.store.write(({ chargers }) => chargers.add(one))
    return one.id
  }
  const add = async (of: string, told: Partial<Certificate> = {}) => {
    const one = aCertificate(of, told)
    await home.store.write(({ certificates }) => certificates.add(one))
    return one
  }
  const ending = async (now: number, reach: number | null = FAR) =>
    (await read().ending({ now, reach }, 1000)).map(({ number }) => number)

  it('gives a certificate back as it was kept, and as it was changed; the newest first', async () => {
    const id = await charger()
    const first = await add(id)
    const second = await add(id, { signedAt: 2000 })
    expect(await read().of(id, { after: null, limit: 10 })).toEqual([second, first])
    expect(await read().of(id, { after: null, limit: 1 })).toEqual([second])
    expect(await read().of(id, { after: second.number, limit: 1 })).toEqual([first])
    expect(await read().countSince(id, 1001)).toBe(1)
    const said = { said: 'Accepted', usedAt: 1, warnedAt: 2, askedAt: 3, revokedAt: 4 }
    await home.store.write(({ certificates }) => certificates.set({ ...first, ...said }))
    expect(await read().get(first.number)).toEqual({ ...first, ...said })
    expect(await read().get('00')).toBeNull()
  })

  it('knows the last one in use of each charger that ends, until all was done about it', async () => {
    const [here, away] = [await charger('me'), await charger()]
    const year = { validFrom: 0, validUntil: 365 * DAY }
    const used = await add(here, { usedAt: 1, ...year })
    const taken = await add(away, { said: 'Accepted', ...year, validUntil: 366 * DAY })
    await add(here, { said: 'Rejected', validUntil: 999 * DAY })
    await add(here, { usedAt: 1, revokedAt: 1, validUntil: 999 * DAY })
    const due = 336 * DAY
    expect(await ending(334 * DAY)).toEqual([])
    expect(await ending(due)).toEqual([used.number, taken.number])
    const askedAt = due - DAY
    await home.store.write(async ({ certificates }) => {
      const told = { usedAt: 1, warnedAt: 5, askedAt }
      for (const one of [used, taken]) await certificates.set({ ...one, ...told })
    })
    expect(await ending(due)).toEqual([used.number])
    expect(await ending(due - 1), 'asked within a day').toEqual([])
    expect(await ending(due, null), 'nobody signs').toEqual([])
    expect(await ending(due, used.validUntil), 'another would end no later').toEqual([])
    await add(here, { said: 'Accepted', validUntil: 999 * DAY })
    expect(await ending(due)).toEqual([])
  })

  it('knows short ones that end in the last third of their time alone', async () => {
    const { number } = await add(await charger(), { usedAt: 1, validFrom: 0, validUntil: 9 * DAY })
    expect(await ending(6 * DAY - 1)).not.toContain(number)
    expect(await ending(6 * DAY)).toContain(number)
  })

  it('says which open no door any more: revoked one by one or together, or whose charger is gone', async () => {
    const [one, other] = [await charger(), await charger()]
    const [first, second, old] = [
      await add(one),
      await add(one),
      await add(one, { validUntil: 5000 }),
    ]
    const [kept, lost] = [await add(other), await add(await charger())]
    await home.store.write(async ({ certificates, chargers }) => {
      await certificates.set({ ...first, revokedAt: 7 })
      await certificates.revokeAll(one, 6000)
      await chargers.remove(lost.charger)
    })
    const all = [first, second, old, kept, lost].map(({ number }) => number)
    expect(new Set(await read().revoked([...all, '00']))).toEqual(
      new Set([first, second, lost].map(({ number }) => number)),
    )
    const times = await Promise.all(all.map((number) => read().get(number)))
    expect(times.map((now) => now?.revokedAt)).toEqual([7, 6000, null, null, null])
  })

  it('keeps the number of one whose charger is gone, as nobody’s, until it has ended', async () => {
    const [one, other] = [await charger(), await charger()]
    const kept = await add(one, { validUntil: 100 })
    const lost = await add(other, { validUntil: 101 })
    await home.store.write(async ({ certificates, chargers }) => {
      await certificates.orphan(one)
      await chargers.remove(one)
      await chargers.remove(other)
    })
    expect(await read().get(kept.number)).toEqual({ ...kept, charger: null, name: '' })
    expect(await read().get(lost.number)).toEqual({ ...lost, charger: null })
    await home.store.write(({ certificates }) => certificates.removeBefore(101))
    expect(await read().get(kept.number)).toBeNull()
    expect(await read().get(lost.number)).not.toBeNull()
  })
}
