/** What drivers show at chargers, as the store promises to keep it. */
import { expect, it } from 'vitest'
import type { IdToken } from '../../../src/domain/chargers/tokens/token.ts'
import { anOwner } from '../samples.ts'
import type { Home } from './home.ts'

let made = 0

/** Below all tags of other tests. */
function aToken(told: Partial<IdToken> = {}): IdToken {
  const label = `TAG${String(++made).padStart(6, '0')}`
  return {
    ...{ id: label.toLowerCase(), label, type: null, status: 'Accepted', parent: null },
    ...{ expiresAt: null, owner: null, isUnknown: false, seenAt: null, seenOn: null },
    createdAt: 1000,
    ...told,
  }
}

export function idTokens(home: Home): void {
  const read = () => home.store.read.idTokens
  const put = (...tokens: IdToken[]) =>
    home.store.write(async ({ idTokens }) => {
      for (const token of tokens) await idTokens.put(token)
    })
  const all = { after: null, limit: 10_000 }

  it('gives a tag back whatever its case, as it was kept and as it was changed', async () => {
    const owner = anOwner()
    await home.store.write(({ owners }) => owners.add(owner))
    const token = aToken()
    await put(token)
    expect(await read().get(token.label)).toEqual(token)
    const changed: IdToken = {
      ...token,
      ...{ label: 'Other', type: 'eMAID', status: 'Blocked', parent: 'FLEET', expiresAt: 5000 },
      ...{ owner: owner.id, isUnknown: true, seenAt: 4000, seenOn: 'charger' },
    }
    await put(changed)
    expect(await read().get(token.id)).toEqual(changed)
    expect(await read().of(owner.id)).toEqual([changed])
    await home.store.write(({ idTokens }) => idTokens.remove(token.label))
    expect(await read().get(token.id)).toBeNull()
  })

  it('sees a tag, and leaves what the operator says of it as it is', async () => {
    const token = aToken({ status: 'Blocked' })
    await put(token)
    await home.store.write(async ({ idTokens }) => {
      await idTokens.see(token.label, 5000, 'charger', 'eMAID')
      await idTokens.see(token.id, 6000, 'other', 'ISO14443')
      await idTokens.see('nobody', 6000, 'other', null)
      await idTokens.add({ ...token, status: 'Accepted' })
    })
    const seen = { seenAt: 6000, seenOn: 'other', type: 'eMAID' }
    expect(await read().get(token.id)).toEqual({ ...token, ...seen })
    expect(await read().get('nobody')).toBeNull()
  })

  it('lists tags by the alphabet, known and unknown', async () => {
    const [one, two, three] = [aToken(), aToken({ isUnknown: true }), aToken()]
    await put(three, two, one)
    const page = { after: one.id.slice(0, -1), limit: 10_000 }
    const ours = (tokens: IdToken[]) => tokens.filter(({ id }) => id >= one.id && id <= three.id)
    expect(ours(await read().all(page))).toEqual([one, two, three])
    expect(ours(await read().all(page, { unknown: true }))).toEqual([two])
    expect(ours(await read().all(page, { unknown: false }))).toEqual([one, three])
    expect(await read().all({ after: two.id, limit: 1 })).toEqual([three])
    const unknown = await read().all(all, { unknown: true })
    expect(await read().countUnknown()).toBe(unknown.length)
  })

  it('keeps of unknown ones those that were seen last at their charger', async () => {
    const [one, two, three, other] = [3000, 1000, 2000, 500].map((seenAt, i) =>
      aToken({ isUnknown: true, seenAt, seenOn: i === 3 ? 'flood b' : 'flood a' }),
    ) as [IdToken, IdToken, IdToken, IdToken]
    const known = aToken({ seenAt: 1, seenOn: 'flood a' })
    await put(one, two, three, other, known)
    await home.store.write(({ idTokens }) => idTokens.forgetUnknown('flood a', 2))
    const left = await Promise.all([one, two, three, other, known].map(({ id }) => read().get(id)))
    expect(left).toEqual([one, null, three, other, known])
  })

  it('gives registered ones for local lists, those first that may charge', async () => {
    const [blocked, good] = [aToken({ id: 'tag!a', status: 'Blocked' }), aToken({ id: 'tag!b' })]
    const unknown = aToken({ isUnknown: true })
    await put(blocked, good, unknown)
    const registered = await read().registered(10_000)
    const ids = registered.map(({ id }) => id)
    expect(ids.indexOf(good.id)).toBeLessThan(ids.indexOf(blocked.id))
    expect(ids).toContain(blocked.id)
    expect(ids).not.toContain(unknown.id)
    expect(await read().registered(1)).toHaveLength(1)
  })

  it('lets its owner go without it', async () => {
    const owner = anOwner()
    const token = aToken({ owner: owner.id })
    await home.store.write(({ owners }) => owners.add(owner))
    await put(token)
    await home.store.write(({ owners }) => owners.remove(owner.id))
    expect(await read().get(token.id)).toEqual({ ...token, owner: null })
  })
}
