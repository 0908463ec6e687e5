/** Asks chargers for their settings once they have started, and sets what the operator wishes of them. */
import type { Asked } from '../../../domain/chargers/commands/driving.ts'
import {
  type Base,
  inHour,
  inventory,
  isDue,
  type Survey,
  verdictOf,
} from '../../../domain/chargers/commands/survey.ts'
import {
  meant,
  unlike,
  wishCall,
  wishesIn,
  wordOf,
} from '../../../domain/chargers/commands/wishes.ts'
import type { Charger } from '../../../domain/chargers/charger.ts'
import type { OcppVersion, Payload } from '../../../domain/chargers/ocpp.ts'
import type { World } from '../../ports.ts'
import type { Tables } from '../../tables.ts'
import type { Called, Command, KeptVariable } from '../ports.ts'
import { commandOf, isOwn, SERVER } from './row.ts'

/** A transaction that holds the charger. */
export type Surveying = {
  tables: Tables
  charger: Charger
  now: number
  world: Pick<World, 'ids' | 'chance' | 'policy'>
}

type Queueing = Pick<Surveying, 'tables' | 'charger' | 'now'> & { world: Pick<World, 'ids'> }

/** Nobody waits for these, and they wait for all others. */
const EXPIRES_MS = 600_000
/** 2.x names a report by a number. */
const NUMBERS = 2 ** 31 - 1
/** So many of ours wait for a charger at most. */
const WAITING_MOST = 50

/** Asks a charger that has just booted or come back, where it is due. */
export async function survey(around: Surveying): Promise<void> {
  const { tables, charger, now, world } = around
  const { version, registration } = charger
  if (!world.policy.ocpp.asks || registration !== 'accepted' || version === null) return
  const before = await tables.surveys.get(charger.id)
  if (!isDue(before, charger, now)) return
  const isSame = before?.version === version && before.firmware === charger.firmware
  await ask(around, version, before, { tries: isSame ? before.tries + 1 : 1 })
}

async function ask(
  around: Surveying,
  version: OcppVersion,
  before: Survey | null,
  { tries, base = 'FullInventory' }: { tries: number; base?: Base },
): Promise<void> {
  const { tables, charger, now, world } = around
  const request = 1 + Math.floor(world.chance() * NUMBERS)
  if (!(await queue(around, inventory(version, request, base)))) return
  const asked = { charger: charger.id, at: now, version, firmware: charger.firmware, tries }
  await tables.surveys.put({
    ...asked,
    state: 'asked',
    inHour: inHour(before, now) + 1,
    request: version === '1.6' ? null : request,
  })
}

/** A question of our own, as a row; false where the same waits already, or too many do. */
export async function queue(
  { tables, charger, now, world }: Queueing,
  asked: Asked,
): Promise<boolean> {
  const waiting = (await tables.commands.waiting(charger.id, now)).filter(isOwn)
  const isThere = waiting.some((one) => isSame(one, asked))
  if (isThere || waiting.length >= WAITING_MOST) return false
  const row = { charger: charger.id, ...asked, askedBy: SERVER }
  await tables.commands.add(commandOf(row, world.ids.next(), now, EXPIRES_MS))
  return true
}

/** Reports are numbered, and are one question all the same. */
function isSame(one: Asked, { action, payload }: Asked): boolean {
  const isReport = action === 'GetBaseReport'
  const isAlike = isReport || JSON.stringify(one.payload) === JSON.stringify(payload)
  return one.action === action && isAlike
}

/** What becomes of a question; to be called in the transaction that keeps that with its command. */
export async function hearBack(around: Surveying, row: Command, called: Called): Promise<void> {
  const { action, askedBy } = row
  const isInventory = action === 'GetConfiguration' || action === 'GetBaseReport'
  if (isInventory) return surveyed(around, row, called)
  const isWish = action === 'ChangeConfiguration' || action === 'SetVariables'
  if (isWish && askedBy === SERVER) await granted(around, row, called)
}

/** The operator may have asked himself, of a charger that would not tell us. */
async function surveyed(around: Surveying, row: Command, called: Called): Promise<void> {
  const before = await around.tables.surveys.get(row.charger)
  const isAll = Object.keys(row.payload).length === 0
  const isOurs = row.askedBy === SERVER && before?.state === 'asked'
  const verdict = verdictOf(row, called)
  const isTold = isAll && verdict === 'told'
  if (!before || !(isOurs || isTold)) return
  const { requestId } = row.payload
  if (requestId !== undefined && requestId !== before.request) return
  if (verdict === 'again') {
    const { version, tries } = before
    return ask(around, version, before, { tries, base: 'ConfigurationInventory' })
  }
  await conclude(around, before, verdict)
}

async function conclude(around: Surveying, before: Survey, state: Survey['state']): Promise<void> {
  const isNew = state === 'told' && before.state !== 'told'
  await around.tables.surveys.put({ ...before, state, tries: state === 'told' ? 0 : before.tries })
  if (isNew) await wish(around)
}

/** 2.x: a part of a report came; after the last one it is known what the charger is set to. */
export async function reported(around: Surveying, { requestId, tbc }: Payload): Promise<void> {
  if (tbc === true) return
  const before = await around.tables.surveys.get(around.charger.id)
  if (before?.state === 'asked' && before.request === requestId) {
    await conclude(around, before, 'told')
  }
}

/** Notes what shall be otherwise, and asks for the first of it. */
async function wish(around: Surveying): Promise<void> {
  const { tables, charger, world } = around
  const { id, version } = charger
  const wishes = wishesIn(world.policy.ocpp.wishes)
  const told = await tables.variables.of(id)
  const asked = new Map(meant(version!, wishes, told).map((one) => [one.setting, one.value]))
  for (const one of told.filter(({ wished }) => wished !== null)) {
    const isLeft = one.wishAnswer === null || asked.get(one) !== one.wished
    if (isLeft) await tables.variables.wish(id, { ...one, ...UNWISHED })
  }
  const otherwise = new Map(unlike(version!, wishes, told).map((one) => [one.setting, one.value]))
  for (const [setting, value] of asked) {
    if (!otherwise.has(setting)) await taken(around, setting)
    else if (!isTried(setting, value, charger)) {
      await tables.variables.wish(id, { ...setting, ...UNWISHED, wished: value })
    }
  }
  await wishOn(around)
}

const UNWISHED = { wished: null, wishAnswer: null, wishFirmware: null }

/** It is as wished now: should it ever be otherwise, it is set again. */
async function taken({ tables, charger }: Surveying, setting: KeptVariable): Promise<void> {
  if (setting.wishFirmware === null) return
  await tables.variables.wish(charger.id, { ...setting, wishFirmware: null })
}

/** This firmware was asked for just that, and is as it was. */
function isTried(setting: KeptVariable, value: string, { firmware }: Charger): boolean {
  const { wished, wishAnswer, wishFirmware } = setting
  return wished === value && wishAnswer !== null && wishFirmware === (firmware ?? '')
}

async function wishOn(around: Surveying): Promise<void> {
  const { tables, charger } = around
  const told = await tables.variables.wished(charger.id)
  const next = told.find(({ wishAnswer }) => wishAnswer === null)
  if (next) await queue(around, wishCall(charger.version!, next, next.wished!))
}

/** One after the other; a charger that says nothing is not asked for the rest. */
async function granted(around: Surveying, row: Command, called: Called): Promise<void> {
  if (typeof called === 'string') return
  const { tables, charger } = around
  const text = JSON.stringify(row.payload)
  const told = await tables.variables.wished(charger.id)
  const asked = told.find(
    (one) => JSON.stringify(wishCall(charger.version!, one, one.wished!).payload) === text,
  )
  if (!asked) return
  const wishAnswer = 'error' in called ? called.error.code : wordOf(called.result)
  await tables.variables.wish(charger.id, {
    ...asked,
    wishAnswer: wishAnswer.slice(0, 50),
    wishFirmware: charger.firmware ?? '',
  })
  await wishOn(around)
}
