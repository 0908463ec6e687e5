/** Commands to chargers: a row first, sent by whichever process holds the charger's connection. */
import { trimmedAnswer } from '../../../domain/chargers/log/trim.ts'
import { passwordIn } from '../../../domain/chargers/commands/secret.ts'
import type { Ear, World } from '../../ports.ts'
import { found } from '../../refusal.ts'
import type { Page, Tables } from '../../tables.ts'
import { passwordHash } from '../entry/password.ts'
import type { Called, Command } from '../ports.ts'
import { type Asked, commandOf, isAwaited, notConnected, notItsTurn } from './row.ts'
import { type Serve, serving, topicOf } from './sending.ts'

type Needs = Pick<
  World,
  | 'store'
  | 'vault'
  | 'clock'
  | 'ids'
  | 'bell'
  | 'lines'
  | 'holder'
  | 'log'
  | 'meter'
  | 'policy'
  | 'chance'
>

/** What a charger is asked, by whom (see `Command`), and how long its answer is waited for. */
export type Ask = Asked & { timeoutMs?: number | undefined }

/** How long an answer is waited for, where nobody says it. */
const WAIT_MS = 30_000
/** How often it is seen whether another process has an answer. */
const LOOK_MS = 100

/** All that is done with commands. */
export function commanding(world: Needs) {
  const serve = serving(world)
  return {
    command: (ask: Ask) => command(world, serve, ask),
    sendCommands: async (now: number): Promise<void> => {
      const owed = await world.store.read.commands.owed(world.holder, now)
      await Promise.all(owed.map(serve))
    },
    listCommands: async (charger: string, page: Page): Promise<Command[]> => {
      found(await world.store.read.chargers.get(charger), 'charger')
      return world.store.read.commands.of(charger, page)
    },
  }
}

/**
 * Asks a charger and waits for what becomes of it: its answer; `silent`, it did not answer in time;
 * `away`, it was not reached. A password that it is told is valid from now on, beside the old one.
 */
async function command(world: Needs, serve: Serve, ask: Ask): Promise<Called> {
  const at = world.clock()
  const { timeoutMs = WAIT_MS, ...asked } = ask
  const row = commandOf(asked, world.ids.next(), at, timeoutMs)
  const ear = world.bell.listen(topicOf(row.id))
  try {
    const holder = await world.store.write((tables) => keep(world, tables, row))
    if (world.lines.get(row.charger)) void serve(row.charger)
    return await outcomeOf(world, row, ear, holder)
  } finally {
    ear.close()
  }
}

/** Returns the process that is to send it. */
async function keep({ vault }: Needs, tables: Tables, row: Command): Promise<string> {
  const charger = found(await tables.chargers.lock(row.charger), 'charger')
  const { holder } = charger
  if (holder === null) throw notConnected()
  await tables.commands.add(row)
  const password = passwordIn(row.action, row.payload)
  if (password === null) return holder
  const nextPasswordHash = passwordHash(vault, charger.id, Buffer.from(password))
  await tables.chargers.set({ ...charger, nextPasswordHash })
  return holder
}

async function outcomeOf(
  world: Needs,
  { id, charger, expiresAt }: Command,
  ear: Ear,
  holder: string,
): Promise<Called> {
  const never = new AbortController().signal
  for (;;) {
    const row = await world.store.read.commands.get(id)
    const called = row ? cameOf(row) : 'away'
    const left = expiresAt - world.clock()
    const isHere = world.lines.get(charger) !== null
    if (called === 'away' && isHere && left <= 0 && row?.sentAt === null) throw notItsTurn()
    if (row && called !== null) await shorten(world, row)
    if (called !== null) return called
    if (!isHere && (await isLost(world, charger, holder)))
      return giveUp(world, id, { isLost: true })
    if (left <= 0) return giveUp(world, id, { isHere })
    // What is done in this process is heard; the look is for what other processes do.
    await ear.next(Math.min(left, isHere ? LOOK_MS * 10 : LOOK_MS), never)
  }
}

/** Its asker has the answer: from now on no more of it is kept than of frames in the log. */
async function shorten({ store }: Needs, row: Command): Promise<void> {
  if (row.answer === null || !isAwaited(row, row.answeredAt)) return
  const answer = trimmedAnswer(row.answer)
  if (answer !== row.answer) await store.write(({ commands }) => commands.set({ ...row, answer }))
}

/** null: it is still under way. */
function cameOf({ state, answer }: Command): Called | null {
  if (state === 'answered') return answer
  return state === 'silent' || state === 'away' ? state : null
}

/** Whether the process that was to send it has died, and its charger has not come to another one. */
async function isLost({ store, clock }: Needs, charger: string, holder: string): Promise<boolean> {
  const { holders, chargers } = store.read
  const now = clock()
  if (await holders.lives(holder, now)) return false
  const other = (await chargers.get(charger))?.holder ?? null
  return other === null || other === holder || !(await holders.lives(other, now))
}

/**
 * Nobody waits any more: what was not sent is not sent (`away`, a refusal where the charger is there);
 * what was taken to be sent may not have been (`silent`), and what comes late is recorded.
 */
async function giveUp(
  { store, meter }: Needs,
  id: string,
  { isLost = false, isHere = false },
): Promise<Called> {
  const called = await store.write(async ({ commands }) => {
    const row = await commands.lock(id)
    const came = row && cameOf(row)
    if (!row || came !== null) return came ?? 'silent'
    const state = row.state === 'waiting' ? 'away' : 'silent'
    // Who is only slow to answer is listened to by the process that asks him.
    if (state === 'silent' && !isLost) return state
    await commands.set({ ...row, state })
    meter.command(state)
    return state === 'away' && isHere ? 'unsent' : state
  })
  if (called === 'unsent') throw notItsTurn()
  return called
}
