/** What an owner does at chargers of this server from his app: he starts, looks on, and stops. */
import { standing, tagKey } from '../../../domain/chargers/tokens/authorise.ts'
import type { Charger, Connector } from '../../../domain/chargers/charger.ts'
import { isReady, startAt, stopOf } from '../../../domain/chargers/commands/driving.ts'
import type { IdToken } from '../../../domain/chargers/tokens/token.ts'
import type { Reading, Transaction } from '../../../domain/chargers/transaction.ts'
import type { World } from '../../ports.ts'
import { conflict, found } from '../../refusal.ts'
import type { Page, Tables } from '../../tables.ts'
import { chargesOf } from '../meeting/both.ts'
import type { Ask } from './commands.ts'
import { byOwner, notConnected } from './row.ts'
import type { Called } from '../ports.ts'

type Needs = Pick<World, 'store' | 'clock' | 'chance'>
type Command = (ask: Ask) => Promise<Called>

/** A charger as a driver sees it; `isReady`: a start makes sense there now. */
export type OpenCharger = {
  charger: Charger
  connectors: (Connector & { isReady: boolean })[]
}

/**
 * A transaction of a driver's, with what its charger is called and whether it is there now. `charge`:
 * the one of a car of his that it is one with; null: none told of it.
 */
export type Charging = {
  transaction: Transaction
  site: Charger['site']
  isConnected: boolean
  charge: string | null
}

/** A driver waits at the charger: what does not answer so soon does not answer. */
const PATIENCE_MS = 20_000
/** So many chargers are told at once. */
const MOST = 500
/** 2.x names a start by a number (2.0.1, F01). */
const NUMBERS = 2 ** 31 - 1

/** All that drivers do. */
export function driving(world: Needs, command: Command) {
  return {
    tagsOf: (owner: string): Promise<IdToken[]> => world.store.read.idTokens.of(owner),
    openChargers: openChargers(world),
    startCharging: startCharging(world, command),
    stopCharging: stopCharging(world, command),
    listChargings: listChargings(world),
    showCharging: showCharging(world),
  }
}

/**
 * Whose tag lets him charge sees where he may; nobody else is told of any charger, and of one that is
 * private only its owner.
 */
function openChargers({ store: { read }, clock }: Needs) {
  return async (owner: string): Promise<OpenCharger[]> => {
    const tags = await read.idTokens.of(owner)
    if (!tags.some((tag) => lets(tag, clock()))) return []
    const open = await read.chargers.openTo(owner, MOST)
    return Promise.all(
      open.map(async (charger) => {
        const connectors = await read.chargers.connectors(charger.id)
        const here = charger.holder !== null
        const shown = connectors
          .filter(({ evse }) => evse > 0)
          .map((one) => ({ ...one, isReady: here && isReady(one.status) }))
        return { charger, connectors: shown }
      }),
    )
  }
}

function lets(tag: IdToken, now: number): boolean {
  return standing(tag, now) === 'Accepted'
}

/**
 * Asks a charger to start at a connector by the driver's tag, the first that lets him charge where he
 * names none. Accepted means that the charger will try: that it charges is told by a transaction.
 */
function startCharging({ store: { read }, clock, chance }: Needs, command: Command) {
  return async (
    owner: string,
    { charger: id, evse, idTag }: { charger: string; evse: number; idTag?: string | undefined },
  ): Promise<Called> => {
    const tags = await read.idTokens.of(owner)
    const wanted = idTag === undefined ? undefined : tagKey(idTag)
    const tag = tags.find((one) => lets(one, clock()) && (wanted ?? one.id) === one.id)
    if (!tag) throw conflict('noTag', 'no idTag of yours lets you charge here now')
    const { version } = await connected(
      read,
      id,
      ({ access, owner: host }) => access === 'public' || host === owner,
    )
    const asked = startAt(version, evse, tag, 1 + Math.floor(chance() * NUMBERS))
    return command({ charger: id, ...asked, askedBy: byOwner(owner), timeoutMs: PATIENCE_MS })
  }
}

/** Asks a charger to stop a transaction of the driver's own. */
function stopCharging({ store: { read } }: Needs, command: Command) {
  return async (owner: string, id: string): Promise<Called> => {
    const transaction = await own(read, owner, id)
    if (transaction.status !== 'charging') throw conflict('ended', 'it has ended already')
    const { version } = await connected(read, transaction.charger)
    const asked = stopOf(version, transaction)
    const { charger } = transaction
    return command({ charger, ...asked, askedBy: byOwner(owner), timeoutMs: PATIENCE_MS })
  }
}

/** A charger that can be asked something by who may, with the version that it speaks. */
async function connected(
  read: Tables,
  id: string,
  may: (charger: Charger) => boolean = () => true,
): Promise<Charger & { version: NonNullable<Charger['version']> }> {
  const known = await read.chargers.get(id)
  const charger = found(known && may(known) ? known : null, 'charger')
  const { holder, registration, version } = charger
  if (registration !== 'accepted') found(null, 'charger')
  if (holder === null || version === null) throw notConnected()
  return { ...charger, version }
}

/** The driver's own transactions, newest first. */
export function listChargings({ store: { read } }: Pick<World, 'store'>) {
  return async (owner: string, page: Page, active?: boolean): Promise<Charging[]> => {
    const transactions = await read.transactions.byOwner(owner, page, { active })
    return placed(read, owner, transactions)
  }
}

function showCharging({ store: { read } }: Needs) {
  return async (owner: string, id: string): Promise<Charging & { series: Reading[] }> => {
    const transaction = await own(read, owner, id)
    const series = await read.transactions.readings(id)
    const [charging] = await placed(read, owner, [transaction])
    return { ...charging!, series }
  }
}

/** A transaction by a tag that was this owner's then; to everybody else there is none. */
async function own(read: Tables, owner: string, id: string): Promise<Transaction> {
  const transaction = await read.transactions.get(id)
  return found(transaction?.owner === owner ? transaction : null, 'transaction of yours')
}

async function placed(
  read: Tables,
  owner: string,
  transactions: Transaction[],
): Promise<Charging[]> {
  const charges = await chargesOf(read, owner, transactions)
  return Promise.all(
    transactions.map(async (transaction) => {
      const { site, holder } = found(await read.chargers.get(transaction.charger), 'charger')
      const charge = charges.get(transaction.id) ?? null
      return { transaction, site, isConnected: holder !== null, charge }
    }),
  )
}
