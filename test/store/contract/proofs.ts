/** Mails that owners have asked for, as the store promises to keep them. */
import { expect, it } from 'vitest'
import { anOwner } from '../samples.ts'
import type { Home } from './home.ts'

/** All tests share one database: each plays in a time of its own, before all others'. */
let era = -100_000_000
const nextEra = () => (era -= 1_000_000)

export function proofs(home: Home): void {
  const owner = async () => {
    const owner = anOwner()
    await home.store.write(({ owners }) => owners.add(owner))
    return owner
  }
  const add = (id: string, now: number, eachMs = 100) =>
    home.store.write(({ proofs }) => proofs.add(id, 'address', now, eachMs))
  const take = (now: number) => home.store.write(({ proofs }) => proofs.take(now, now + 50, 10))

  it('lets a letter leave once, and again where nobody says that it has left', async () => {
    const [{ id }, now] = [await owner(), nextEra()]
    expect(await home.store.read.proofs.isDue(now)).toBe(false)
    await add(id, now)
    await add(id, now)
    expect(await home.store.read.proofs.isDue(now)).toBe(true)
    const letter = { owner: id, kind: 'address' as const, tries: 0 }
    expect(await take(now)).toEqual([letter])
    expect(await take(now + 49)).toEqual([])
    expect(await take(now + 50)).toEqual([letter])
    await home.store.write(({ proofs }) => proofs.retry({ ...letter, tries: 1 }, now + 70))
    expect(await take(now + 69)).toEqual([])
    expect(await take(now + 70)).toEqual([{ ...letter, tries: 1 }])
    await home.store.write(({ proofs }) => proofs.sent(letter, now + 70))
    expect(await home.store.read.proofs.isDue(now + 900)).toBe(false)
  })

  it('lets the next one of a kind leave a while after the last, and other kinds at once', async () => {
    const [{ id }, now] = [await owner(), nextEra()]
    await add(id, now)
    const [letter] = await take(now)
    await home.store.write(({ proofs }) => proofs.sent(letter!, now))
    await add(id, now + 10)
    await home.store.write(({ proofs }) => proofs.add(id, 'password', now + 10, 100))
    expect(await take(now + 10)).toEqual([{ owner: id, kind: 'password', tries: 0 }])
    await home.store.write(async ({ proofs }) => {
      await proofs.sent({ owner: id, kind: 'password', tries: 0 }, now + 10)
    })
    expect(await take(now + 99)).toEqual([])
    expect(await take(now + 100)).toEqual([letter])
    await home.store.write(({ proofs }) => proofs.sent(letter!, now + 100))
    await add(id, now + 500)
    expect(await take(now + 500)).toEqual([letter])
    await home.store.write(({ proofs }) => proofs.sent(letter!, now + 500))
  })

  it('forgets them with their owner', async () => {
    const [{ id }, now] = [await owner(), nextEra()]
    await add(id, now)
    await home.store.write(({ owners }) => owners.remove(id))
    expect(await take(now)).toEqual([])
  })

  it('keeps when an address was first confirmed, if it is still its owner’s', async () => {
    const { id, email } = await owner()
    const at = async () => (await home.store.read.owners.get(id))?.confirmedAt
    await home.store.write(({ owners }) => owners.confirm(id, `old-${email}`, 5))
    expect(await at()).toBeNull()
    await home.store.write(({ owners }) => owners.confirm(id, email, 7))
    await home.store.write(({ owners }) => owners.confirm(id, email, 9))
    expect(await at()).toBe(7)
  })
}
