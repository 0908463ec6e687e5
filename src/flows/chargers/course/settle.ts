/** What time alone does to transactions: those whose end is never told are thought to have ended. */
import { doubtOf, type Doubted } from '../../../domain/chargers/course/doubt.ts'
import { inquiryFor, isUnheard, reconsidered } from '../../../domain/chargers/course/standing.ts'
import { doubted } from '../../../domain/chargers/course/steps.ts'
import type { Charger, Connector } from '../../../domain/chargers/charger.ts'
import type { Transaction } from '../../../domain/chargers/transaction.ts'
import type { World } from '../../ports.ts'
import { queue, type Surveying } from '../commands/survey.ts'
import { keepTransaction } from './kept.ts'
import type { Gathered } from '../said/handler.ts'

type Needs = Pick<World, 'store' | 'policy' | 'ids' | 'bell' | 'log' | 'meter'>

/** So many chargers are looked at in one go. */
const AT_ONCE = 500
/** Among so many of its last commands a charger's answer is sought. */
const RECENT = { after: null, limit: 50 }

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
    const isOpenToDoubt =
      charger && lookAt(world, charger, of(open), of(connectors), now).length > 0
    if (isOpenToDoubt) settled += await settleOne(world, id, now)
  }
  return settled
}

async function settleOne(world: Needs, id: string, now: number): Promise<number> {
  const met: Gathered = { news: false, owners: new Set() }
  const settled = await world.store.write(async (tables) => {
    const charger = await tables.chargers.lock(id)
    if (!charger) return 0
    const open = await tables.transactions.open(id)
    const looks = lookAt(world, charger, open, await tables.chargers.connectors(id), now)
    let over = 0
    for (const look of looks) {
      const { before } = look
      const after = await led({ tables, charger, now, world }, look)
      if (after !== before) await keepTransaction({ tables, now, met, world }, before, after)
      if (after.status !== 'charging') over++
    }
    return over
  })
  if (met.news) world.bell.ring()
  for (const owner of met.owners) world.bell.stir(owner)
  return settled
}

/** A transaction of which is not known whether it goes on. */
type Look = { before: Transaction; doubted: Doubted | null }

function lookAt(
  { policy }: Pick<World, 'policy'>,
  charger: Charger,
  open: Transaction[],
  connectors: Connector[],
  now: number,
): Look[] {
  const { silenceMs } = policy
  return open.flatMap((before) => {
    const doubted = doubtOf(before, { charger, connectors, now, silenceMs })
    const isUntold = canBeAsked(policy, charger, before) && isUnheard(before, charger, now)
    return doubted || isUntold ? [{ before, doubted }] : []
  })
}

/** 1.6 has no question for it. */
function canBeAsked(
  { ocpp }: World['policy'],
  { version, holder, registration }: Charger,
  { reference }: Transaction,
): boolean {
  const isThere = holder !== null && registration === 'accepted'
  return ocpp.asks && isThere && version !== '1.6' && reference !== null
}

/** A charger that can be asked is asked before its transaction is thought to have ended. */
async function led(
  { tables, charger, now, world }: Pick<Surveying, 'tables' | 'charger' | 'now'> & { world: Needs },
  { before, doubted: found }: Look,
): Promise<Transaction> {
  if (!canBeAsked(world.policy, charger, before)) {
    return found ? doubted(before, found.doubt, found.at) : before
  }
  const asked = await tables.commands.of(charger.id, RECENT)
  const { after, ask } = reconsidered(before, { doubted: found, charger, now }, asked)
  if (ask) await queue({ tables, charger, now, world }, inquiryFor(before.reference!))
  return after
}
