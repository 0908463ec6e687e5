/** What becomes of an owner's tags when he leaves: nothing that is kept tells where he charged. */
import { setImmediate as others } from 'node:timers/promises'
import { MASK } from '../../../domain/chargers/log/mask.ts'
import { traceOf, withoutTags } from '../../../domain/chargers/log/forget.ts'
import type { World } from '../../ports.ts'
import type { Tables } from '../../tables.ts'
import { byOwner } from '../commands/row.ts'
import type { LogEntry } from '../log/logbook.ts'
import type { Command } from '../ports.ts'
import { tokensChanged } from './locallist.ts'

/** So many entries of the log are searched at a time: chargers wait for their answers meanwhile. */
const STEP = 2000
/** By whom a command was asked, where nobody is to know which owner it was. */
const NOBODY = 'owner'

/** The owner's tags, and those of his transactions that are not his any more. */
export async function tagsOf(tables: Tables, owner: string): Promise<string[]> {
  const his = (await tables.idTokens.of(owner)).map(({ id }) => id)
  return [...new Set([...his, ...(await tables.transactions.tagsOf(owner))])]
}

/**
 * Forgets the owner's tags: it was for him that they were let in, so that nobody charges by them from
 * now on. Transactions and commands stay, and say neither by which tag nor by whom. To be called
 * before his account goes.
 */
export async function forgetTokens(
  tables: Tables,
  ids: World['ids'],
  owner: string,
): Promise<void> {
  const keys = await tagsOf(tables, owner)
  await forgetCommands(tables, owner, keys)
  await tables.transactions.unname(owner)
  const tokens = await tables.idTokens.of(owner)
  for (const { id } of tokens) await tables.idTokens.forget(id)
  if (tokens.length > 0) await tokensChanged(tables, ids)
}

async function forgetCommands(tables: Tables, owner: string, keys: string[]): Promise<void> {
  for (const command of await tables.commands.askedBy(byOwner(owner))) {
    // What has not been sent yet is not sent any more.
    const state = command.state === 'waiting' ? 'away' : command.state
    await tables.commands.reword({ ...unsaid(command, keys), askedBy: NOBODY, state })
  }
  for (const key of keys) {
    for (const command of await tables.commands.holding(traceOf(key))) {
      await tables.commands.reword(unsaid(command, keys))
    }
  }
}

function unsaid(command: Command, keys: string[]): Command {
  const payload = withoutTags(JSON.stringify(command.payload), keys)
  return { ...command, payload: JSON.parse(payload) as Command['payload'] }
}

/**
 * Takes tags out of the log, all of it or what came after an entry, some entries at a time. Returns
 * the entry to go on after: what is noted meanwhile comes behind it.
 */
export async function blankLog(
  { store }: Pick<World, 'store'>,
  keys: string[],
  after: string | null,
): Promise<string | null> {
  if (keys.length === 0) return after
  for (let from = after; ; await others()) {
    const page = { after: from, limit: STEP }
    const until = await store.read.ocppLog.edge(null, page, { oldestFirst: true })
    await blankStretch(store, keys, from, until)
    if (until === null) return from
    from = until
  }
}

async function blankStretch(
  store: World['store'],
  keys: string[],
  after: string | null,
  until: string | null,
): Promise<void> {
  const holding = new Map<string, LogEntry>()
  for (const text of new Set(keys.map(traceOf))) {
    const sieve = { text: text || undefined, oldestFirst: true, until: until ?? undefined }
    const found = await store.read.ocppLog.of(null, { after, limit: STEP }, sieve)
    for (const entry of found) holding.set(entry.id, entry)
  }
  if (holding.size === 0) return
  await store.write(async ({ ocppLog }) => {
    for (const entry of holding.values()) await ocppLog.reword(blank(entry, keys))
  })
}

function blank(entry: LogEntry, keys: string[]): LogEntry {
  const { request, answer, deviations } = entry
  return {
    ...entry,
    request: withoutTags(request, keys),
    answer: answer === null ? null : withoutTags(answer, keys),
    deviations: deviations.map((one) => {
      const isTag = keys.some((key) => one.was.toLowerCase().includes(key))
      return isTag ? { ...one, was: MASK } : one
    }),
  }
}
