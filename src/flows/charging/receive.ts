/** Takes what cars say: messages that arrive together are decided and kept in one transaction. */
import type { Message } from '../../domain/charging/message.ts'
import type { Vehicle } from '../../domain/sharing/vehicle.ts'
import { grouping, type Kept, type Module } from '../group.ts'
import type { World } from '../ports.ts'
import type { Tables } from '../tables.ts'
import { type Receipt, take } from './take.ts'

/** Messages of one vehicle, in the order they came; resolves once they are durable. */
export type Receive = (module: Module, messages: Message[], source: string) => Promise<Receipt[]>

type Needs = Pick<World, 'store' | 'clock' | 'ids' | 'policy' | 'bell' | 'meter' | 'log'>
type Told = { module: Module; messages: Message[]; source: string }

export function receiving(world: Needs): Receive {
  const group = grouping<Told, Receipt[]>(world, {
    size: ({ messages }) => messages.length,
    work: (tables, vehicles, batch) => takeAll(world, tables, vehicles, batch),
    kept: (batch, receipts, seconds) => count(world, batch, receipts, seconds),
  })
  return (module, messages, source) => group({ module, messages, source })
}

async function takeAll(
  world: Needs,
  tables: Tables,
  vehicles: Map<string, Vehicle>,
  batch: Told[],
): Promise<Kept<Receipt[]>> {
  const results: Receipt[][] = []
  const owners: string[] = []
  let news = false
  for (const { module, messages } of batch) {
    const receipts: Receipt[] = []
    for (const message of messages) {
      const taken = await take(world, tables, vehicles.get(module.id)!, message)
      receipts.push(taken.receipt)
      news ||= taken.news
      owners.push(...taken.owners)
    }
    results.push(receipts)
  }
  return { results, news, owners }
}

function count({ meter }: Needs, batch: Told[], receipts: Receipt[][], seconds: number): void {
  meter.batch(receipts.flat().length, seconds)
  batch.forEach(({ source }, i) => {
    for (const { result } of receipts[i] ?? []) meter.message(source, result)
  })
}
