/** What backends want of a charger: each only what it may, and only the asker hears the answer. */
import { amiss, repairedStart } from '../../../domain/chargers/commands/asked.ts'
import { passwordIn } from '../../../domain/chargers/commands/secret.ts'
import type { OcppAnswer, Payload } from '../../../domain/chargers/ocpp.ts'
import { mayCommand } from '../../../domain/chargers/router/upstream.ts'
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

/** Takes the calls of one backend, which wait for one another: others have their turn between. */
export function answering(world: Needs, command: Command) {
  let last: Promise<unknown> = Promise.resolve()
  return (branch: Branch, wanted: Wanted): Promise<OcppAnswer> => {
    const no = refused(world, branch, wanted)
    if (no !== null) {
      world.meter.backendCall('in', wanted.action, 'refused')
      return Promise.resolve(no)
    }
    const answer = last.then(async () =>
      counted(world, wanted, await answerTo(world, command, branch, wanted)),
    )
    last = answer
    return answer
  }
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
    const askedBy = `upstream:${name}`
    const called = await command({ charger, action, payload, askedBy, timeoutMs: WAIT_MS })
    if (called === 'silent') return failed('GenericError', 'the charger does not answer')
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
