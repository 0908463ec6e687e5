/** What backends want of a charger: each only what it may, and only the asker hears the answer. */
import type { OcppAnswer, Payload } from '../../../domain/chargers/ocpp.ts'
import { numberIn, withNumber } from '../../../domain/chargers/router/numbers.ts'
import { mayCommand } from '../../../domain/chargers/router/upstream.ts'
import { Refusal } from '../../refusal.ts'
import type { Ask } from '../commands/commands.ts'
import type { Called } from '../ports.ts'
import type { Branch, Needs } from './branch.ts'

/** Asks a charger; see `commanding`. */
export type Command = (ask: Ask) => Promise<Called>

/** So long a backend waits for what the charger says, as OCPP's usual timeouts are. */
const WAIT_MS = 30_000

/** Takes the calls of one backend, which wait for one another: others have their turn between. */
export function answering(world: Needs, command: Command) {
  let last: Promise<unknown> = Promise.resolve()
  return (branch: Branch, action: string, payload: Payload): Promise<OcppAnswer> => {
    if (!mayCommand(branch.upstream.mayCommand, action)) {
      return Promise.resolve(failed('NotSupported', `${action} is not allowed here`))
    }
    const answer = last.then(() => answerTo(world, command, branch, action, payload))
    last = answer
    return answer
  }
}

async function answerTo(
  world: Needs,
  command: Command,
  branch: Branch,
  action: string,
  said: Payload,
): Promise<OcppAnswer> {
  const { charger, name } = branch.upstream
  try {
    const payload = await ourWords(world, branch, action, said)
    if (payload === null) return { result: { status: 'Rejected' } }
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

/** In 1.6 with our number for the transaction; null: the backend was never told of that one. */
async function ourWords(
  { store }: Needs,
  { upstream, version }: Branch,
  action: string,
  payload: Payload,
): Promise<Payload | null> {
  const theirs = version === '1.6' ? numberIn(action, payload) : null
  if (theirs === null) return payload
  const known = await store.read.upstreams.byTheirs(upstream.charger, upstream.name, theirs)
  return known && withNumber(action, payload, known.ours)
}

/** What cannot be asked of this charger, in OCPP's words. */
function codeOf({ kind }: Refusal): string {
  return kind === 'invalid' ? 'PropertyConstraintViolation' : 'GenericError'
}

function failed(code: string, description: string): OcppAnswer {
  return { error: { code, description } }
}
