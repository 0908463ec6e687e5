/** The signs that something has changed, as the store promises to give them. */
import { expect, it } from 'vitest'
import type { Topic } from '../../../src/domain/topic.ts'
import { unseen } from '../../../src/flows/chargers/entry/register.ts'
import type { Tables } from '../../../src/flows/tables.ts'
import { aTransaction } from '../../domain/chargers/course/samples.ts'
import { aPlace, aQuestion, aSession, aSubscription, charged } from '../samples.ts'
import type { Home } from './home.ts'

export function signs(home: Home): void {
  const about = () => home.store.write(charged)
  type About = Awaited<ReturnType<typeof about>>
  type Deed = (tables: Tables, about: About) => Promise<unknown>

  const aborted = (session: About['session']) => ({
    ...session,
    status: 'aborted' as const,
    abortReason: 'user' as const,
  })
  const deeds: [string, Topic[], Deed][] = [
    [
      'a new charge',
      ['charges'],
      ({ sessions }, { vehicle }) =>
        sessions.add(aSession({ vehicle: vehicle.id, heardAt: -5, seenAt: -5, energyKwh: null })),
    ],
    [
      'a word of the car about it',
      ['charges'],
      ({ sessions }, { session }) => sessions.set({ ...session, heardAt: 2001 }),
    ],
    [
      'its end',
      ['charges'],
      ({ sessions }, { session }) => sessions.set({ ...session, endedAt: null }),
    ],
    ['a reason', ['charges'], ({ sessions }, { session }) => sessions.set(aborted(session))],
    [
      'its flag',
      ['charges'],
      ({ sessions }, { session }) => sessions.set({ ...session, flag: 'skip' }),
    ],
    [
      'that partners know of it',
      ['charges'],
      ({ sessions }, { session }) => sessions.set({ ...session, publicId: 'p', revision: 1 }),
    ],
    [
      'its place',
      ['charges'],
      ({ sessions }, { session }) => sessions.set({ ...session, place: null }),
    ],
    [
      'a comment',
      ['charges'],
      ({ sessions }, { session }) => sessions.set({ ...session, comment: 'dark' }),
    ],
    [
      'its end for good',
      ['questions', 'charges'],
      ({ sessions }, { session }) => sessions.remove(session.id),
    ],
    [
      'another question',
      ['questions'],
      ({ questions }, { question }) =>
        questions.add(aQuestion({ ...question, id: `${question.id} why`, kind: 'abort' })),
    ],
    [
      'an answer',
      ['questions'],
      ({ questions }, { question }) =>
        questions.set({ ...question, state: 'answered', choice: 'once', answeredAt: 5 }),
    ],
    [
      'that a question expires',
      ['questions'],
      ({ questions }, { question }) => questions.set({ ...question, state: 'expired' }),
    ],
    [
      'the name of a place',
      ['locations'],
      ({ places }, { place, vehicle }) => places.keep({ ...place, name: 'Mall' }, vehicle),
    ],
    [
      'its price',
      ['locations'],
      ({ places }, { place, vehicle }) =>
        places.keep({ ...place, price: { perKwh: 0.3, currency: 'EUR' } }, vehicle),
    ],
    [
      'its flag',
      ['locations'],
      ({ places }, { place, vehicle }) => places.keep({ ...place, flag: 'once' }, vehicle),
    ],
    [
      'a new place',
      ['locations'],
      ({ places }, { vehicle }) => places.keep(aPlace({ vehicle: vehicle.id }), vehicle),
    ],
    [
      'that it is forgotten',
      ['charges', 'locations'],
      ({ places }, { place }) => places.remove(place.id),
    ],
    [
      'the name of a car',
      ['vehicles'],
      ({ vehicles }, { vehicle }) => vehicles.set({ ...vehicle, name: 'Red' }),
    ],
    [
      'that it is opted out',
      ['vehicles'],
      ({ vehicles }, { vehicle }) => vehicles.set({ ...vehicle, optedIn: false }),
    ],
    [
      'its trouble',
      ['vehicles'],
      ({ vehicles }, { vehicle }) => vehicles.setTrouble(vehicle.id, 'paranoid'),
    ],
    [
      'a new secret',
      ['vehicles'],
      ({ vehicles }, { vehicle }) => vehicles.setSecret(vehicle.id, `new ${vehicle.id}`, 's'),
    ],
    [
      'that it was heard of',
      ['vehicles'],
      ({ vehicles }, { vehicle }) => vehicles.hear({ vehicle: vehicle.id, channel: 'ovms', at: 5 }),
    ],
    [
      'that it is gone',
      ['questions', 'charges', 'vehicles', 'locations'],
      ({ vehicles }, { vehicle }) => vehicles.remove(vehicle.id),
    ],
    [
      'the owner’s name',
      ['owner'],
      ({ owners }, { owner }) => owners.set({ ...owner, name: 'Jo' }),
    ],
    [
      'a charging by a tag that was his',
      ['chargings'],
      async ({ transactions, chargers }, { owner, session }) => {
        const charger = `charger of ${owner.id}`
        await chargers.add(unseen(charger, 1000))
        const number = await transactions.nextNumber()
        const told = { id: `of ${session.id}`, number, charger, owner: owner.id }
        await transactions.add(aTransaction(told))
      },
    ],
    [
      'a new device',
      ['devices'],
      ({ subscriptions }, { owner }) => subscriptions.add(aSubscription({ owner: owner.id })),
    ],
  ]

  it.each(deeds)('change with %s: %j', async (_, topics, deed) => {
    const made = await about()
    const before = await home.store.read.signs.of(made.owner.id)
    expect(await home.store.read.signs.of(made.owner.id)).toEqual(before)
    await home.store.write((tables) => deed(tables, made))
    const after = await home.store.read.signs.of(made.owner.id)
    const changed = Object.keys(after).filter((topic) => {
      return after[topic as Topic] !== before[topic as Topic]
    })
    expect(changed).toEqual(topics)
  })

  it('do not change with what is another’s, and there are some for nobody', async () => {
    const made = await about()
    const before = await home.store.read.signs.of(made.owner.id)
    await about()
    expect(await home.store.read.signs.of(made.owner.id)).toEqual(before)
    expect(Object.keys(await home.store.read.signs.of('nobody'))).toEqual(Object.keys(before))
  })
}
