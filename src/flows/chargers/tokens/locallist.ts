/** Brings the local list to chargers: whole or only what has changed, in pieces that they can take. */
import { type Asked, commandOf, notConnected } from '../commands/row.ts'
import type { Charger } from '../../../domain/chargers/charger.ts'
import { changesTo, listCall, listOf } from '../../../domain/chargers/tokens/locallist.ts'
import type { Payload } from '../../../domain/chargers/ocpp.ts'
import type { World } from '../../ports.ts'
import { found } from '../../refusal.ts'
import type { Tables } from '../../tables.ts'
import type { Called, Command } from '../ports.ts'

type Needs = Pick<World, 'store' | 'clock' | 'ids'>
/** A transaction in which a charger is sent its list. */
type Sending = { tables: Tables; charger: Charger; now: number }

/** By whom such commands are asked. */
const LOCAL_LIST = 'local list'
/** Which tokens there are: another text after each change. */
const STAMP = 'tokens'
/** So many fit into a list where its charger tells no limit, and into one message. */
const MOST = 10_000
const AT_ONCE = 50
/** A charger that failed to take its list is left alone for so long. */
const AGAIN_MS = 3_600_000
const EXPIRES_MS = 600_000

/** To be called in every transaction that changes registered tokens. */
export async function tokensChanged({ meta }: Tables, ids: World['ids']): Promise<void> {
  await meta.set(STAMP, ids.next())
}

/** Tells chargers whose list is not what it should be the next piece; returns how many. */
export function syncLocalLists({ store, ids }: Needs) {
  return async (now: number): Promise<number> => {
    const stamp = await store.read.meta.get(STAMP)
    if (stamp === null) return 0
    let told = 0
    for (let after: string | null = null; ;) {
      const behind = await store.read.chargers.behind(stamp, { after, limit: 100 })
      for (const { id } of behind) {
        const isTold = await store.write(async (tables) => {
          const charger = await tables.chargers.lock(id)
          return charger !== null && (await goOn({ tables, charger, now }, ids))
        })
        if (isTold) told++
      }
      after = behind.at(-1)?.id ?? null
      if (after === null) return told
    }
  }
}

/** Queues what a charger lacks next; false where it lacks nothing, or cannot be told now. */
export async function goOn(sending: Sending, ids: World['ids']): Promise<boolean> {
  const { tables, charger, now } = sending
  const last = await tables.commands.of(charger.id, { after: null, limit: 50 })
  if (last.some((command) => isInTheWay(command, now))) return false
  const piece = await pieceFor(sending, null)
  if (!piece) {
    const listStamp = await tables.meta.get(STAMP)
    await tables.chargers.set({ ...charger, listStamp })
    return false
  }
  const { payload } = piece
  const asked = { charger: charger.id, action: 'SendLocalList', payload, askedBy: LOCAL_LIST }
  await tables.commands.add(commandOf(asked, ids.next(), now, EXPIRES_MS))
  return true
}

/** One is under way, or has failed lately. */
function isInTheWay({ action, askedBy, state, at, answer }: Command, now: number): boolean {
  if (action !== 'SendLocalList' || askedBy !== LOCAL_LIST) return false
  if (state === 'waiting' || state === 'sent') return true
  if (state === 'away') return false
  const status = answer && 'result' in answer ? answer.result['status'] : null
  const isDone = status === 'Accepted' || status === 'VersionMismatch'
  return !isDone && now - at < AGAIN_MS
}

export type Mode = 'full' | 'differential'

/** A SendLocalList, and how many entries are in it. */
type Piece = { payload: Payload; entries: number }

/** null: the list is as it should be. */
async function pieceFor(
  { tables, charger, now }: Sending,
  mode: Mode | null,
): Promise<Piece | null> {
  const version = charger.version ?? '1.6'
  const limits = await limitsOf(tables, charger)
  const wanted = listOf(await tables.idTokens.registered(limits.most), version, limits.most, now)
  const isFull = mode === 'full' || (charger.listVersion ?? 0) <= 0
  const held = await tables.localLists.of(charger.id)
  const changes = changesTo(wanted, isFull ? new Map() : held, limits.atOnce)
  // An empty list is told only to who holds another one.
  const isNothing = changes.size === 0 && !(isFull && (mode !== null || held.size > 0))
  if (isNothing) return null
  const number = Math.max(charger.listVersion ?? 0, 0) + 1
  return {
    payload: listCall(version, { changes, held, isFull, number }),
    entries: changes.size,
  }
}

/** As the charger told them (1.6, 9.2; 2.x, LocalAuthListCtrlr), where it did. */
async function limitsOf(
  tables: Tables,
  { id }: Charger,
): Promise<{ most: number; atOnce: number }> {
  const value = async (name: string) => {
    const told = await tables.variables.named(id, name)
    return told.map((one) => Number(one.value)).find((number) => number > 0)
  }
  const entries = (await tables.variables.named(id, 'Entries')).find(
    ({ component }) => component.toLowerCase() === 'localauthlistctrlr',
  )
  const maxLimit = Number(entries?.about['maxLimit'])
  const most = (await value('LocalAuthListMaxLength')) ?? (maxLimit > 0 ? maxLimit : MOST)
  const atOnce =
    (await value('SendLocalListMaxLength')) ?? (await value('ItemsPerMessage')) ?? AT_ONCE
  return { most: Math.min(most, MOST), atOnce: Math.min(atOnce, MOST) }
}

/** What became of it: null, there was nothing to tell. The rest of a long list follows by itself. */
export type ListSent = { called: Called | null; entries: number; listVersion: number | null }

/** Sends a connected charger its list now, and waits for its answer. */
export function sendLocalList({ store, clock }: Needs, command: (ask: Asked) => Promise<Called>) {
  return async (identity: string, mode: Mode): Promise<ListSent> => {
    const charger = found(await store.read.chargers.get(identity), 'charger')
    if (charger.holder === null) throw notConnected()
    const piece = await pieceFor({ tables: store.read, charger, now: clock() }, mode)
    if (!piece) return { called: null, entries: 0, listVersion: charger.listVersion }
    const ask = { charger: identity, action: 'SendLocalList', askedBy: LOCAL_LIST }
    const called = await command({ ...ask, payload: piece.payload })
    const after = await store.read.chargers.get(identity)
    return { called, entries: piece.entries, listVersion: after?.listVersion ?? null }
  }
}
