/** An owner's word about one charge alone: share it, or take it back. */
import { type Changes, noChanges, settle, together } from '../../domain/sharing/settle.ts'
import { chooseStation, keepStation } from '../directory/choose.ts'
import { checkStation } from '../directory/know.ts'
import { conclude, keep } from '../keep.ts'
import type { World } from '../ports.ts'
import { conflict } from '../refusal.ts'
import type { Tables } from '../tables.ts'
import { type ChargeInFull, ownCharge, showCharge } from './charges.ts'
import { give } from './questions.ts'

type Needs = Pick<World, 'store' | 'clock' | 'ids' | 'policy' | 'bell' | 'meter'>

/**
 * Shares this one charge, or takes it back, whatever is decided for its place. Where its owner is
 * still asked about it, this is his answer. `station`: at which of those near it was; what is not
 * shared keeps none.
 */
export function shareCharge(world: Needs) {
  return async (
    owner: string,
    id: string,
    choice: 'once' | 'skip',
    station: string | null = null,
  ): Promise<ChargeInFull> => {
    const listing = choice === 'once' ? station : null
    const changes = await world.store.write(async (tables) => {
      const { vehicle } = await ownCharge(tables, owner, id)
      await tables.vehicles.lock(vehicle.id)
      const own = await ownCharge(tables, owner, id)
      if (listing !== null) await checkStation(tables, own.place?.position, listing)
      const chosen = await chooseStation(world, tables, own, listing)
      const after = await ownCharge(tables, owner, id)
      const decided = await decideAlone(world, tables, after, choice)
      await keepStation(tables, after, listing)
      return together(chosen, decided)
    })
    await conclude(world, changes)
    world.bell.stir(owner)
    return showCharge(world)(owner, id)
  }
}

type Own = Awaited<ReturnType<typeof ownCharge>>

async function decideAlone(
  world: Needs,
  tables: Tables,
  own: Own,
  choice: 'once' | 'skip',
): Promise<Changes> {
  const { session, vehicle, place } = own
  const isShared = session.flag === 'once' || session.flag === 'always'
  if (session.flag !== 'pending' && isShared === (choice === 'once')) return noChanges
  if (choice === 'once' && !place?.position) {
    throw place
      ? conflict('positionErased', 'the position of this place was erased')
      : conflict('noPlace', 'this charge has no place')
  }
  const [question] = await tables.questions.openFor([session.id])
  if (question && place) return give(world, tables, { question, ...own }, { choice })
  const around = { vehicle, place, now: world.clock(), ids: world.ids, patience: world.policy }
  const changes = settle(session, { ...session, flag: choice, flagBy: null }, around)
  await keep(tables, changes, around)
  // What was answered before is not undone any more: this is what the owner decided last.
  if (session.place !== null) await tables.answers.finish(vehicle.id, session.place)
  return changes
}
