/** Calls over one connection to a backend, both ways, each kept apart by its own id (OCPP-J, 4.1). */
import { unaskable } from '../domain/chargers/commands/asked.ts'
import { bounded } from '../domain/chargers/wire/bounds.ts'
import { answerFrame, callFrame, isPayload, readFrame } from '../domain/chargers/wire/frame.ts'
import { codeFor, type SchemaFault } from '../domain/chargers/wire/repairs.ts'
import type { Deviation, OcppAnswer, OcppVersion, Payload } from '../domain/chargers/ocpp.ts'
import type { Ears, Fault, Replied } from '../flows/ports.ts'

/** Calls of a backend that are answered at the same time; the standard allows one. */
const AT_ONCE = 8

/** What looks at one half of an action's payloads, and finds what is wrong; null: no such action. */
export type LookFor = (
  version: OcppVersion,
  action: string,
  half: 'Request' | 'Response',
) => Promise<((payload: unknown) => (SchemaFault & { message?: string })[] | null) | null>

type Needs = Pick<Ears, 'asked' | 'odd'> & {
  send: (frame: string) => void
  nextId: () => string
  lookFor: LookFor
}

type Waiting = { action: string; resolve: (answer: Replied) => void; timer: NodeJS.Timeout }
type Asked = { said: string; action: string; payload: unknown; isSend: boolean }

/** `hear` is told every frame, and says whether it was one. */
export function openCalls(version: OcppVersion, needs: Needs) {
  const { send, nextId, odd } = needs
  const waiting = new Map<string, Waiting>()
  const answer = answering(version, needs)

  const taken = (id: string): Waiting | null => {
    const one = waiting.get(id)
    if (one === undefined) return null
    waiting.delete(id)
    clearTimeout(one.timer)
    return one
  }
  const settle = async (id: string, payload: unknown): Promise<void> => {
    const one = taken(id)
    if (one === null) return odd('unasked-answer', '')
    const fault = await faultIn(needs.lookFor, version, { ...one, payload, half: 'Response' })
    if (fault !== null) odd('bad-answer', fault.what)
    one.resolve(resultOf(payload, fault))
  }
  return {
    call: (action: string, payload: Payload, timeoutMs: number): Promise<Replied> =>
      new Promise((resolve) => {
        const id = nextId()
        const timer = setTimeout(() => {
          odd('silent', action)
          taken(id)?.resolve('silent')
        }, timeoutMs)
        waiting.set(id, { action, resolve, timer })
        send(callFrame(id, action, payload))
      }),
    hear: (text: string): boolean => {
      const frame = readFrame(text, version)
      if (frame === null) return true
      if (frame.kind === 'broken' || frame.kind === 'strange') return false
      if (frame.kind === 'call') void answer(frame)
      else if (frame.kind === 'result') void settle(frame.id, frame.payload ?? {})
      else if (!frame.isAboutResult) {
        const { code, description } = frame
        const one = taken(frame.id)
        if (one === null) odd('unasked-answer', '')
        else one.resolve({ error: { code, description } })
      }
      return true
    },
    /** Nothing is answered any more. */
    end: () => {
      for (const id of [...waiting.keys()]) taken(id)?.resolve('away')
    },
  }
}

/** Takes the calls of the other side in their order; one that comes again meanwhile has one answer. */
function answering(version: OcppVersion, { send, asked, odd, lookFor }: Needs) {
  const underWay = new Set<string>()
  let turn: Promise<unknown> = Promise.resolve()
  const reply = ({ said, isSend }: Asked, answer: OcppAnswer) => {
    if (!isSend) send(answerFrame(said, version, answer))
  }
  return async (call: Asked): Promise<void> => {
    const { said, action, payload } = call
    if (underWay.has(said)) return odd('same-id', named(action))
    if (underWay.size >= AT_ONCE) return reply(call, TOO_MANY)
    underWay.add(said)
    // A schema that is needed for the first time is slower than one that is known.
    const judged = turn.then(() => faultOfCall(lookFor, version, action, payload ?? {}))
    turn = judged
    const fault = await judged
    if (fault !== null) odd('bad-call', fault.what)
    reply(call, await asked(action, isPayload(payload) ? payload : {}, fault))
    underWay.delete(said)
  }
}

/** What is wrong, with words of ours for it. */
type Found = Fault & { what: string }

async function faultOfCall(
  lookFor: LookFor,
  version: OcppVersion,
  action: string,
  payload: unknown,
): Promise<Found | null> {
  const description = unaskable(version, action)
  if (description !== null) return { code: 'NotImplemented', description, what: named(action) }
  return faultIn(lookFor, version, { action, payload, half: 'Request' })
}

type Looked = { action: string; payload: unknown; half: 'Request' | 'Response' }

async function faultIn(
  lookFor: LookFor,
  version: OcppVersion,
  { action, payload, half }: Looked,
): Promise<Found | null> {
  const found = (code: Fault['code'], description: string): Found => {
    return { code, description, what: `${action} ${description}` }
  }
  if (!isPayload(payload)) return found('FormatViolation', 'the payload is no object')
  const tooMuch: Deviation[] = []
  bounded(payload, tooMuch)
  if (tooMuch.length > 0)
    return found('PropertyConstraintViolation', 'has more parts than are read')
  const look = await lookFor(version, action, half)
  const [first] = look?.(payload) ?? []
  if (first === undefined) return null
  const { instancePath, message = 'is not valid' } = first
  return found(codeFor(first), `${instancePath} ${message}`.trim())
}

/** The name of a call, where it can be one; others are not repeated. */
function named(action: string): string {
  return /^\w{1,50}$/.test(action) ? action : 'no name of a call'
}

const TOO_MANY: OcppAnswer = {
  error: { code: 'GenericError', description: 'too many calls at once' },
}

function resultOf(payload: unknown, fault: Found | null): Replied {
  if (!isPayload(payload)) return { error: fault! }
  return fault === null ? { result: payload } : { result: payload, fault: fault.what }
}
