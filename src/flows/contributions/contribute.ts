/** Photos and facts of stations: owners add them, the operator decides, then everybody may see them. */
import {
  type Contribution,
  MOST_WAITING,
  type Standing,
  type StationFacts,
} from '../../domain/contributions/contribution.ts'
import { ownCharge } from '../owners/charges.ts'
import type { World } from '../ports.ts'
import { conflict, found, Refusal } from '../refusal.ts'
import type { Page, Tables } from '../tables.ts'

type Needs = Pick<World, 'store' | 'clock' | 'ids' | 'pictures'>

/** How many photos a station shows, and how many owners' facts. */
const SHOWN = 20

const DAY_MS = 86_400_000

const NO_PHOTO = { code: 'noPhoto' }

/** Adds a photo to the station of a charge that its owner shares; it shows nothing but the picture. */
export function addPhoto(world: Needs) {
  return async (owner: string, charge: string, bytes: Buffer): Promise<Contribution> => {
    // Before the work of reading it; and again in the transaction, for what changed meanwhile.
    await whereShared(world.store.read, owner, charge)
    await refuseMany(world.store.read, owner)
    const picture = await world.pictures.clean(bytes)
    if (picture === 'busy')
      throw conflict('tooManyPhotos', 'many photos are being read: send it again in a minute')
    if (!picture)
      throw new Refusal('invalid', 'this is no photo (JPEG, PNG or WebP) we can read', [], NO_PHOTO)
    const { jpeg, width, height } = picture
    return add(world, owner, charge, { kind: 'photo', about: { width, height } }, jpeg)
  }
}

/** Adds facts to the station of a charge that its owner shares; they take the place of his older ones. */
export function addFacts(world: Needs) {
  return (owner: string, charge: string, facts: StationFacts): Promise<Contribution> =>
    add(world, owner, charge, { kind: 'facts', about: facts })
}

/** What an owner has added by way of a charge, and how it stands. */
export function contributionsTo({ store }: Pick<World, 'store'>) {
  return async (owner: string, charge: string): Promise<Contribution[]> => {
    await ownCharge(store.read, owner, charge)
    return store.read.contributions.of([charge])
  }
}

/** A photo of one's own, however it stands. */
export function showOwnPhoto({ store }: Pick<World, 'store'>) {
  return async (owner: string, id: string): Promise<Buffer> => {
    const { session } = found(await store.read.contributions.get(id), 'photo')
    await ownCharge(store.read, owner, session)
    return found(await store.read.contributions.picture(id), 'photo')
  }
}

/** Takes back what an owner has added. */
export function removeContribution({ store }: Pick<World, 'store'>) {
  return async (owner: string, id: string): Promise<void> => {
    await store.write(async (tables) => {
      const { session } = found(await tables.contributions.get(id), 'contribution')
      await ownCharge(tables, owner, session)
      await tables.contributions.remove(id)
    })
    await store.scrub()
  }
}

/** The operator's list, the oldest day first. */
export function listContributions({ store }: Pick<World, 'store'>) {
  return (state: Standing, page: Page) => store.read.contributions.inState(state, page)
}

/** The operator's decision; it may be another one later. */
export function decideContribution({ store, clock }: Pick<World, 'store' | 'clock'>) {
  return (id: string, state: Standing): Promise<Contribution> =>
    store.write(async (tables) => {
      found(await tables.contributions.get(id), 'contribution')
      await tables.contributions.decide(id, state, clock())
      return found(await tables.contributions.get(id), 'contribution')
    })
}

/** A photo's JPEG; to all but the operator as if it were not there until he has approved it. */
export function showPhoto({ store }: Pick<World, 'store'>) {
  return async (id: string, isOperator: boolean): Promise<Buffer> => {
    const { contributions } = store.read
    const photo = found(await contributions.get(id), 'photo')
    const isSeen = isOperator || photo.state === 'approved'
    return found(isSeen ? await contributions.picture(id) : null, 'photo')
  }
}

/** What everybody may see of what owners added to a station, the newest day first. */
export function seenAt({ store }: Pick<World, 'store'>) {
  return async (station: string): Promise<Contribution[]> => {
    const { contributions } = store.read
    const photos = await contributions.seenAt(station, 'photo', SHOWN)
    return [...photos, ...(await contributions.seenAt(station, 'facts', SHOWN))]
  }
}

type Told = Pick<Contribution, 'kind' | 'about'>

function add(
  { store, clock, ids }: Needs,
  owner: string,
  charge: string,
  told: Told,
  picture?: Buffer,
): Promise<Contribution> {
  return store.write(async (tables) => {
    const station = await whereShared(tables, owner, charge)
    await refuseMany(tables, owner)
    const at = clock()
    // Strangers see the id. By a finer time it would lead to the charge that it was added by.
    const id = ids.public(at - (at % DAY_MS))
    const fresh = { id, station, session: charge, at, decidedAt: null }
    const contribution = { ...fresh, ...told, state: 'waiting' } as Contribution
    if (told.kind === 'facts') await replaceFacts(tables, charge)
    await tables.contributions.add(contribution, picture)
    return contribution
  })
}

async function refuseMany({ contributions }: Tables, owner: string): Promise<void> {
  if ((await contributions.waitingOf(owner)) < MOST_WAITING) return
  throw conflict('tooManyWaiting', 'many of yours still wait for the operator')
}

async function replaceFacts(tables: Tables, charge: string): Promise<void> {
  const before = await tables.contributions.of([charge])
  for (const { id, kind } of before) if (kind === 'facts') await tables.contributions.remove(id)
}

/** The station of a charge of the owner's. Of one that is not shared, a photo would tell the place. */
async function whereShared(tables: Tables, owner: string, charge: string): Promise<string> {
  const { session } = await ownCharge(tables, owner, charge)
  const stay = session.publicId === null ? null : await tables.stations.stay(session.publicId)
  if (stay) return stay.station
  throw conflict('notShared', 'this charge is not shared: share it first')
}
