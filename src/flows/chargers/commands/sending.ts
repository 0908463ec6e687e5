/** Sends chargers the commands that wait for them, and keeps what becomes of each. */
import { isUrgent } from '../../../domain/chargers/commands/asked.ts'
import { trimmedAnswer } from '../../../domain/chargers/log/trim.ts'
import type { OcppAnswer } from '../../../domain/chargers/ocpp.ts'
import { isTaken, passwordIn } from '../../../domain/chargers/commands/secret.ts'
import { Unavailable, type World } from '../../ports.ts'
import type { Tables } from '../../tables.ts'
import { learn } from './learn.ts'
import { isBackend } from '../../../domain/chargers/router/upstream.ts'
import { isAwaited, isOwn } from './row.ts'
import { hearBack } from './survey.ts'
import { passwordShown } from '../entry/password.ts'
import type { Called, Command } from '../ports.ts'
import { OPERATOR } from '../hearing/told.ts'

type Needs = Pick<
  World,
  'store' | 'vault' | 'clock' | 'ids' | 'bell' | 'lines' | 'log' | 'meter' | 'policy' | 'chance'
>

/**
 * A charger that is slower than its asker has patience for is listened to so long all the same: it
 * can be asked nothing else meanwhile (OCPP-J, 4.1.1), and what it answers is recorded.
 */
const LISTEN_MS = 30_000
/** What we or backends ask may hold up no driver for as long as he has patience. */
const OTHERS_MS = 15_000

/** Serves a charger what waits for it; resolves when nothing does any more. */
export type Serve = (charger: string) => Promise<void>

/** What those listen to who wait for a command. */
export function topicOf(command: string): string {
  return `command ${command}`
}

/**
 * One call at a time for each charger: the urgent before the rest, of those the operator and drivers
 * before backends, and last what we ask ourselves.
 */
export function serving(world: Needs): Serve {
  /** Whether there may be news since it was last looked. */
  const busy = new Map<string, boolean>()
  const drain = async (charger: string) => {
    while (busy.get(charger)) {
      busy.set(charger, false)
      for (;;) {
        const waiting = await world.store.read.commands.waiting(charger, world.clock())
        const next = waiting.sort((a, b) => rankOf(a) - rankOf(b))[0]
        if (!next) break
        await send(world, next)
      }
    }
  }
  return async (charger) => {
    const isServed = busy.has(charger)
    busy.set(charger, true)
    if (isServed) return
    try {
      await drain(charger)
    } catch (error) {
      world.log.error({ charger, error: String(error) }, 'a command was not sent')
    } finally {
      busy.delete(charger)
    }
  }
}

function rankOf(row: Command): number {
  const isLater = isBackend(row.askedBy)
  if (isUrgent(row.action)) return isLater ? 1 : 0
  if (isOwn(row)) return 4
  return isLater ? 3 : 2
}

function isOthers(row: Command): boolean {
  return isOwn(row) || isBackend(row.askedBy)
}

async function send(world: Needs, { id, charger }: Command): Promise<void> {
  const line = world.lines.get(charger)
  const row = await world.store.write(async ({ commands }) => {
    const row = await commands.lock(id)
    if (row?.state !== 'waiting') return null
    const sent: Command = line
      ? { ...row, state: 'sent', sentAt: world.clock() }
      : { ...row, state: 'away' }
    await commands.set(sent)
    return sent
  })
  if (row && line) {
    const patienceMs = Math.max(row.expiresAt - world.clock(), LISTEN_MS)
    const called = await line.call(row.action, row.payload, isOthers(row) ? OTHERS_MS : patienceMs)
    await settle(world, row, called)
    world.meter.command(outcomeIn(called))
  } else if (row) world.meter.command('away')
  world.bell.stir(topicOf(id))
  world.bell.stir(OPERATOR)
}

/** As it is counted. */
function outcomeIn(called: Called): string {
  if (typeof called === 'string') return called
  return 'error' in called ? 'error' : 'answered'
}

/** Keeps what became of it, and what we learn from it; that is given up before the answer is. */
async function settle(world: Needs, row: Command, called: Called): Promise<void> {
  const keep = (tables: Tables) => keepOutcome(world, tables, row, called)
  const now = world.clock()
  try {
    await world.store.write(async (tables) => {
      await keep(tables)
      if (typeof called !== 'string') await learn(tables, row, called, { now, ids: world.ids })
      const charger = await tables.chargers.lock(row.charger)
      if (charger) await hearBack({ tables, charger, now, world }, row, called)
    })
  } catch (error) {
    if (error instanceof Unavailable) throw error
    const { charger, action } = row
    world.log.warn({ charger, action, error: String(error) }, 'an answer taught nothing')
    await world.store.write(keep)
  }
}

async function keepOutcome(
  world: Needs,
  tables: Tables,
  row: Command,
  called: Called,
): Promise<void> {
  // Chargers before their commands, as all who hold both do.
  await tables.chargers.lock(row.charger)
  if (typeof called === 'string') return tables.commands.set({ ...row, state: called })
  const answeredAt = world.clock()
  // Who asked and still waits reads it from here, and then cuts it.
  const answer = isAwaited(row, answeredAt) ? called : trimmedAnswer(called)
  await tables.commands.set({ ...row, state: 'answered', answer, answeredAt })
  await takeBack(world, tables, row, called)
}

/** A password that the charger has refused is none. */
async function takeBack(
  { vault }: Needs,
  tables: Tables,
  { charger: id, action, payload }: Command,
  answer: OcppAnswer,
): Promise<void> {
  const password = passwordIn(action, payload)
  if (password === null) return
  if ('result' in answer && isTaken(action, payload, answer.result)) return
  const charger = await tables.chargers.lock(id)
  // It may have been used or renewed since.
  if (!charger || passwordShown(vault, charger, Buffer.from(password)) !== 'next') return
  await tables.chargers.set({ ...charger, nextPasswordHash: null })
}
