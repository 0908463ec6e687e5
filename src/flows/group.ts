/** Group commit: durability is paid once for all that arrives in one turn of the loop. */
import type { Vehicle } from '../domain/sharing/vehicle.ts'
import { type Hearing, openHearing } from './hearing.ts'
import type { World } from './ports.ts'
import { Refusal } from './refusal.ts'
import type { Tables } from './tables.ts'
import { inTurns } from './turn.ts'

/**
 * A vehicle whose module has shown its secret; what it says is taken only while `holds` says so of
 * what is kept of the vehicle's secret then.
 */
export type Module = { id: string; holds: (secretHash: string) => boolean }

/**
 * What became of a batch, in its order; `news`: somebody outside waits for it. `owners`: those whose
 * cars said nothing and whose charges have changed all the same.
 */
export type Kept<Result> = { results: Result[]; news: boolean; owners?: string[] }

/** What is done with things that modules said. */
export type Deed<Item, Result> = {
  /** How much one is: so many are not kept in one transaction that others wait for long. */
  size: (item: Item) => number
  /** All of them or, where it throws, none; the vehicles are held against other writers. */
  work: (tables: Tables, vehicles: Map<string, Vehicle>, batch: Item[]) => Promise<Kept<Result>>
  /** After the commit. */
  kept?: (batch: Item[], results: Result[], seconds: number) => void
}

const TOGETHER = 500

type Needs = Pick<World, 'store' | 'bell' | 'clock'>
/** What a module said, and by which way it came in. */
type Said = { module: Module; source: string }
type Waiting<Item, Result> = {
  item: Item
  resolve: (result: Result) => void
  reject: (error: unknown) => void
}

/** Gives what hands one item over; it resolves once the item is durable. */
export function grouping<Item extends Said, Result>(
  world: Needs,
  deed: Deed<Item, Result>,
): (item: Item) => Promise<Result> {
  const needs = { ...world, hearing: openHearing(world.clock) }
  const hand = inTurns<Waiting<Item, Result>>(
    (waiting) => fitting(waiting, deed.size),
    (batch) => commit(needs, deed, batch),
  )
  return (item) => new Promise((resolve, reject) => hand({ item, resolve, reject }))
}

/** How many of those who wait are served in the next transaction: at least one. */
function fitting<Item>(waiting: { item: Item }[], size: (item: Item) => number): number {
  let [count, sum] = [0, 0]
  while (count < waiting.length && (count === 0 || sum < TOGETHER)) {
    sum += size(waiting[count]!.item)
    count++
  }
  return count
}

/** One transaction for the batch; where it fails, each sender has his own and fails alone. */
async function commit<Item extends Said, Result>(
  world: Needs & { hearing: Hearing },
  deed: Deed<Item, Result>,
  batch: Waiting<Item, Result>[],
): Promise<void> {
  const began = performance.now()
  const items = batch.map(({ item }) => item)
  try {
    const { results, news, owners, words } = await world.store.write(async (tables) => {
      const vehicles = await lockAll(tables, items)
      const kept = await deed.work(tables, vehicles, items)
      const words = world.hearing.due(items, vehicles)
      for (const word of words) await tables.vehicles.hear(word)
      const speakers = [...vehicles.values()].map(({ owner }) => owner)
      return { ...kept, owners: new Set([...speakers, ...(kept.owners ?? [])]), words }
    })
    batch.forEach(({ resolve }, i) => resolve(results[i]!))
    world.hearing.kept(words)
    if (news) world.bell.ring()
    for (const owner of owners) world.bell.stir(owner)
    deed.kept?.(items, results, (performance.now() - began) / 1000)
  } catch (error) {
    const [only] = batch
    if (batch.length > 1) for (const one of batch) await commit(world, deed, [one])
    else only?.reject(error)
  }
}

async function lockAll(tables: Tables, items: { module: Module }[]) {
  const vehicles = new Map<string, Vehicle>()
  // In the order of their ids, so that two processes never wait for each other.
  for (const id of [...new Set(items.map(({ module }) => module.id))].sort()) {
    const vehicle = await tables.vehicles.lock(id)
    if (vehicle) vehicles.set(id, vehicle)
  }
  for (const { module } of items) {
    const vehicle = vehicles.get(module.id)
    if (!vehicle || !module.holds(vehicle.secretHash)) {
      throw new Refusal('unauthorized', 'no or wrong credential')
    }
  }
  return vehicles
}
