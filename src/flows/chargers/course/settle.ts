/** What time alone does to transactions: those whose end was never told are thought to have ended. */
import { doubtOf } from '../../../domain/chargers/course/doubt.ts'
import { doubted } from '../../../domain/chargers/course/steps.ts'
import type { Charger, Connector } from '../../../domain/chargers/charger.ts'
import type { Transaction } from '../../../domain/chargers/transaction.ts'
import type { World } from '../../ports.ts'
import { keepTransaction } from './kept.ts'
import type { Gathered } from '../said/handler.ts'

type Needs = Pick<World, 'store' | 'policy' | 'ids' | 'bell' | 'log' | 'meter'>

/** So many chargers are looked at in one go. */
const AT_ONCE = 500

/**
 * Ends, provisionally, transactions of which chargers say by other things that they are over
 * (OCPP 1.6 has no word for that); what is told later corrects it. Returns how many.
 */
export function settleTransactions(world: Needs) {
  return async (now: number): Promise<number> => {
    let settled = 0
    let after: string | null = null
    do {
      const chargers: string[] = await world.store.read.transactions.charging({
        after,
        limit: AT_ONCE,
      })
      settled += await settleAt(world, chargers, now)
      after = chargers.length === AT_ONCE ? chargers.at(-1)! : null
    } while (after !== null)
    return settled
  }
}

/** Looks at all of them first: to hold a charger keeps it waiting. */
async function settleAt(world: Needs, ids: string[], now: number): Promise<number> {
  const { read } = world.store
  const open = await read.transactions.openOf(ids)
  const connectors = await read.chargers.connectorsOf(ids)
  let settled = 0
  for (const id of ids) {
    const charger = await read.chargers.get(id)
    const of = <T extends { charger: string }>(all: T[]) => all.filter((one) => one.charger === id)
    const isOver = charger && overOf(world, { charger, now }, of(open), of(connectors)).length > 0
    if (isOver) settled += await settleOne(world, id, now)
  }
  return settled
}

async function settleOne(world: Needs, id: string, now: number): Promise<number> {
  const met: Gathered = { news: false, owners: new Set() }
  const settled = await world.store.write(async (tables) => {
    const charger = await tables.chargers.lock(id)
    if (!charger) return 0
    const open = await tables.transactions.open(id)
    const over = overOf(world, { charger, now }, open, await tables.chargers.connectors(id))
    for (const { before, after } of over) {
      await keepTransaction({ tables, now, met, world }, before, after)
    }
    return over.length
  })
  if (met.news) world.bell.ring()
  for (const owner of met.owners) world.bell.stir(owner)
  return settled
}

function overOf(
  { policy: { silenceMs } }: Pick<World, 'policy'>,
  { charger, now }: { charger: Charger; now: number },
  open: Transaction[],
  connectors: Connector[],
): { before: Transaction; after: Transaction }[] {
  return open.flatMap((before) => {
    const found = doubtOf(before, { charger, connectors, now, silenceMs })
    return found ? [{ before, after: doubted(before, found.doubt, found.at) }] : []
  })
}
