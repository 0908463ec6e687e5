/** Photos and facts that owners add to stations, as the store promises to keep them. */
import { expect, it } from 'vitest'
import type { Contribution } from '../../../src/domain/contributions/contribution.ts'
import { charged } from '../samples.ts'
import type { Home } from './home.ts'

let made = 0
type Told = Partial<Pick<Contribution, 'station' | 'state' | 'at'>> & { session: string }

function base({ session, station = 'mall', state = 'waiting', at = 1000 }: Told) {
  const id = `contribution-${String(++made).padStart(6, '0')}`
  return { id, session, station, state, at, decidedAt: null }
}
const aPhoto = (told: Told): Contribution => ({
  ...base(told),
  kind: 'photo',
  about: { width: 64, height: 48 },
})
const someFacts = (told: Told): Contribution => ({
  ...base(told),
  kind: 'facts',
  about: { posts: 2, price: '0.49 €/kWh' },
})
const jpeg = Buffer.from([0xff, 0xd8, 0xff, 0x00, 0x80])

export function contributions(home: Home): void {
  const read = () => home.store.read.contributions
  const write: Home['store']['write'] = (work) => home.store.write(work)
  const charge = () => write(charged)
  const keep = (...all: Contribution[]) =>
    write(async (tables) => {
      for (const one of all) {
        await tables.contributions.add(one, one.kind === 'photo' ? jpeg : undefined)
      }
    })

  it('gives back what was added, a photo’s picture byte for byte', async () => {
    const { session } = await charge()
    const [photo, facts] = [aPhoto({ session: session.id }), someFacts({ session: session.id })]
    await keep(photo, facts)
    expect(await read().get(photo.id)).toEqual(photo)
    expect(await read().picture(photo.id)).toEqual(jpeg)
    expect(await read().get(facts.id)).toEqual(facts)
    expect(await read().picture(facts.id)).toBeNull()
    expect(await read().of([session.id, 'another'])).toEqual([photo, facts])
    expect(await read().get('none')).toBeNull()
  })

  it('lists what stands alike, a page at a time', async () => {
    const { session } = await charge()
    const refused = [0, 1, 2].map(() => aPhoto({ session: session.id, state: 'refused' }))
    await keep(...refused)
    const page = await read().inState('refused', { after: null, limit: 2 })
    expect(page).toEqual(refused.slice(0, 2))
    const rest = await read().inState('refused', { after: page[1]!.id, limit: 2 })
    expect(rest).toEqual(refused.slice(2))
  })

  it('lists by ids, which tell no time, and goes on behind one that is gone', async () => {
    const { session } = await charge()
    const made = [3000, 1000, 2000].map((at) => aPhoto({ session: session.id, at }))
    await keep(...made.toReversed())
    const ours = async (after: string) =>
      (await read().inState('waiting', { after, limit: 100 })).filter(
        (one) => one.session === session.id,
      )
    const before = made[0]!.id.slice(0, -1)
    expect(await ours(before)).toEqual(made)
    expect((await read().of([session.id])).map(({ at }) => at)).toEqual([1000, 2000, 3000])
    await write((tables) => tables.contributions.remove(made[0]!.id))
    expect(await ours(made[0]!.id)).toEqual(made.slice(1))
  })

  it('shows of a station what is approved, newest first', async () => {
    const { session } = await charge()
    const at = { session: session.id, station: 'plaza' }
    const [first, second] = [aPhoto(at), aPhoto(at)]
    await keep(first, second, aPhoto(at), someFacts({ ...at, state: 'approved' }))
    await write(async (tables) => {
      await tables.contributions.decide(first.id, 'approved', 5000)
      await tables.contributions.decide(second.id, 'approved', 6000)
    })
    const seen = await read().seenAt('plaza', 'photo', 10)
    expect(seen).toEqual([
      { ...second, state: 'approved', decidedAt: 6000 },
      { ...first, state: 'approved', decidedAt: 5000 },
    ])
    expect(await read().seenAt('plaza', 'photo', 1)).toHaveLength(1)
  })

  it('counts what waits of an owner’s, at whichever car', async () => {
    const { owner, session } = await charge()
    const other = await charge()
    const told = { session: session.id }
    await keep(aPhoto(told), someFacts(told), aPhoto({ ...told, state: 'refused' }))
    await keep(aPhoto({ session: other.session.id }))
    expect(await read().waitingOf(owner.id)).toBe(2)
  })

  it('removes one, those of a charge, and all with a charge that is erased', async () => {
    const { session } = await charge()
    const other = await charge()
    const [one, two] = [aPhoto({ session: session.id }), aPhoto({ session: session.id })]
    const kept = someFacts({ session: other.session.id })
    await keep(one, two, kept)
    await write((tables) => tables.contributions.remove(one.id))
    expect(await read().of([session.id])).toEqual([two])
    await write((tables) => tables.contributions.removeOf(session.id))
    expect(await read().of([session.id])).toEqual([])
    expect(await read().get(kept.id)).toEqual(kept)
    await write((tables) => tables.sessions.remove(other.session.id))
    expect(await read().get(kept.id)).toBeNull()
  })
}
