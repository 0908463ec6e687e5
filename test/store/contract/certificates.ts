/** Certificates of chargers, as the store promises to keep them. */
import { expect, it } from 'vitest'
import type { Certificate } from '../../../src/flows/tables.ts'
import { aCharger } from './chargers.ts'
import type { Home } from './home.ts'

let made = 0

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
  const ending = async (before: number, ask = true) =>
    (await read().ending(before, ask, 1000)).map(({ number }) => number)

  it('gives a certificate back as it was kept, and as it was changed; the newest first', async () => {
    const id = await charger()
    const first = await add(id)
    const second = await add(id, { signedAt: 2000 })
    expect(await read().of(id, 10)).toEqual([second, first])
    expect(await read().of(id, 1)).toEqual([second])
    expect(await read().countSince(id, 1001)).toBe(1)
    const said = { said: 'Accepted', usedAt: 1, warnedAt: 2, askedAt: 3, revokedAt: 4 }
    await home.store.write(({ certificates }) => certificates.set({ ...first, ...said }))
    expect(await read().get(first.number)).toEqual({ ...first, ...said })
    expect(await read().get('00')).toBeNull()
  })

  it('knows the last one in use of each charger that ends, until all was done about it', async () => {
    const [here, away] = [await charger('me'), await charger()]
    const used = await add(here, { usedAt: 1 })
    const taken = await add(away, { said: 'Accepted', validUntil: 9001 })
    await add(here, { said: 'Rejected', validUntil: 99_000 })
    await add(here, { usedAt: 1, revokedAt: 1, validUntil: 99_000 })
    expect(await ending(9000)).toEqual([])
    expect(await ending(9002)).toEqual([used.number, taken.number])
    await home.store.write(async ({ certificates }) => {
      for (const one of [used, taken]) await certificates.set({ ...one, usedAt: 1, warnedAt: 5 })
    })
    expect(await ending(9002)).toEqual([used.number])
    expect(await ending(9002, false)).toEqual([])
    await add(here, { said: 'Accepted', validUntil: 99_000 })
    expect(await ending(9002)).toEqual([])
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
