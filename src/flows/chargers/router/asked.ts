/** What backends want of a charger: each only what it may, and only the asker hears the answer. */
import { amiss, isUrgent, repairedStart } from '../../../domain/chargers/commands/asked.ts'
import { passwordIn } from '../../../domain/chargers/commands/secret.ts'
import type { OcppAnswer, Payload } from '../../../domain/chargers/ocpp.ts'
import { byBackend, mayCommand } from '../../../domain/chargers/router/upstream.ts'
import { Refusal } from '../../refusal.ts'
import type { Ask } from '../commands/commands.ts'
import type { Called, Fault } from '../../ports.ts'
import type { Branch, Needs } from './branch.ts'
import { odd } from './fare.ts'
import { allowedWords } from './own.ts'

/** Asks a charger; see `commanding`. */
export type Command = (ask: Ask) => Promise<Called>

/** What a backend calls; `fault`: what is wrong with it. */
export type Wanted = { action: string; payload: Payload; fault: Fault | null }

/** So long a backend waits for what the charger says, as OCPP's usual timeouts are. */
const WAIT_MS = 30_000
/** Who lets the charger be silent holds its line meanwhile: for so long he asks it nothing then. */
const PAUSE_MS = 45_000
/** Nor the same again for so long, unless somebody may stand at the charger. */
const SAME_MS = 300_000

/** Takes the calls of one backend, which wait for one another: others have their turn between. */
export function answering(world: Needs, command: Command) {
  let last: Promise<unknown> = Promise.resolve()
  const unanswered = new Map<string, number>()
  const ask = async (branch: Branch, wanted: Wanted) => {
    const pause = pauseFor(unanswered, wanted.action, world.clock())
    if (pause !== null) return pause
    const answer = await answerTo(world, command, branch, wanted)
    if (answer === SILENT) unanswered.set(wanted.action, world.clock())
    else unanswered.delete(wanted.action)
    return answer
  }
  return (branch: Branch, wanted: Wanted): Promise<OcppAnswer> => {
    const no = refused(world, branch, wanted)
    if (no !== null) {
      world.meter.backendCall('in', wanted.action, 'refused')
      return Promise.resolve(no)
    }
    const answer = last.then(async () => counted(world, wanted, await ask(branch, wanted)))
    last = answer
    return answer
  }
}

const SILENT = failed('GenericError', 'the charger does not answer')

/**
 * Why a backend asks nothing now of a charger that has left it without an answer. What is urgent waits
 * for what is urgent alone: a setting that nobody tells holds up no start.
 */
function pauseFor(unanswered: Map<string, number>, action: string, now: number): OcppAnswer | null {
  const alike = [...unanswered].filter(([other]) => isUrgent(other) === isUrgent(action))
  const last = Math.max(-Infinity, ...alike.map(([, at]) => at))
  const same = isUrgent(action) ? -Infinity : (unanswered.get(action) ?? -Infinity)
  const ms = Math.max(last + PAUSE_MS, same + SAME_MS) - now
  if (ms <= 0) return null
  const again = `ask again in ${Math.ceil(ms / 1000)} s`
  return failed('GenericError', `the charger did not answer the last time; ${again}`)
}

function counted(world: Needs, { action }: Wanted, answer: OcppAnswer): OcppAnswer {
  world.meter.backendCall('in', action, 'error' in answer ? 'error' : 'ok')
  return answer
}

/** Why it is not asked at all. */
function refused(
  world: Needs,
  branch: Branch,
  { action, payload, fault }: Wanted,
): OcppAnswer | null {
  if (fault?.code === 'NotImplemented') return { error: fault }
  if (!mayCommand(branch.upstream.mayCommand, action)) {
    odd(world, branch, 'not-allowed', action)
    return failed('NotSupported', `${action} is not allowed here`)
  }
  if (fault) return { error: fault }
  const wrong = amiss(action, payload)
  if (wrong) {
    odd(world, branch, 'bad-call', `${action} ${wrong.path} ${wrong.detail}`)
    return failed('PropertyConstraintViolation', `${wrong.path} ${wrong.detail}`)
  }
  if (passwordIn(action, payload) === null) return null
  odd(world, branch, 'not-allowed', `${action} of the password`)
  return failed('NotSupported', 'the password of this charger is not set from here')
}

async function answerTo(
  world: Needs,
  command: Command,
  branch: Branch,
  wanted: Wanted,
): Promise<OcppAnswer> {
  const { charger, name } = branch.upstream
  const { action } = wanted
  try {
    // It has waited: meanwhile its right may have been taken, or its line have ended.
    if (!branch.isOpen) return failed('GenericError', 'the line has ended')
    const no = refused(world, branch, wanted)
    if (no !== null) return no
    const { payload: said } = repairedStart(action, wanted.payload)
    const payload = await allowedWords(world, branch, action, said)
    if (payload === null) return rejected(action)
    const askedBy = byBackend(name)
    const called = await command({ charger, action, payload, askedBy, timeoutMs: WAIT_MS })
    if (called === 'silent') return SILENT
    if (called === 'away') return failed('GenericError', 'the charger is not connected')
    return called
  } catch (error) {
    if (error instanceof Refusal) return failed(codeOf(error), error.message)
    world.log.warn({ charger, upstream: name, error: String(error) }, 'a charger was not asked')
    return failed('InternalError', 'this server could not take it now')
  }
}

/** Calls whose answers have a word for no. */
const REFUSABLE = new Set([
  'RemoteStartTransaction',
  'RemoteStopTransaction',
  'RequestStartTransaction',
  'RequestStopTransaction',
  'SetChargingProfile',
])

function rejected(action: string): OcppAnswer {
  if (REFUSABLE.has(action)) return { result: { status: 'Rejected' } }
  return failed('PropertyConstraintViolation', 'no such transaction of yours')
}

/** What cannot be asked of this charger, in OCPP's words. */
function codeOf({ kind }: Refusal): string {
  return kind === 'invalid' ? 'PropertyConstraintViolation' : 'GenericError'
}

function failed(code: string, description: string): OcppAnswer {
  return { error: { code, description } }
}
