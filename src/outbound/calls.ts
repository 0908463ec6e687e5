/** Calls over one connection to a backend, both ways, each kept apart by its own id (OCPP-J, 4.1). */
import { answerFrame, callFrame, isPayload, readFrame } from '../domain/chargers/wire/frame.ts'
import type { OcppAnswer, OcppVersion, Payload } from '../domain/chargers/ocpp.ts'
import type { Called } from '../flows/ports.ts'

/** Calls of a backend that are answered at the same time; the standard allows one. */
const AT_ONCE = 8

type Needs = {
  send: (frame: string) => void
  nextId: () => string
  asked: (action: string, payload: Payload) => Promise<OcppAnswer>
}

type Waiting = { resolve: (answer: Called) => void; timer: NodeJS.Timeout }

/** `hear` is told every frame, and says whether it was one. */
export function openCalls(version: OcppVersion, { send, nextId, asked }: Needs) {
  const waiting = new Map<string, Waiting>()
  let answering = 0

  const settle = (id: string, answer: Called) => {
    const one = waiting.get(id)
    if (one === undefined) return
    waiting.delete(id)
    clearTimeout(one.timer)
    one.resolve(answer)
  }
  const reply = (said: string, answer: OcppAnswer) => send(answerFrame(said, version, answer))
  const answer = async (said: string, action: string, payload: unknown, isSend: boolean) => {
    if (answering >= AT_ONCE) return isSend ? undefined : reply(said, TOO_MANY)
    answering++
    const given = isPayload(payload) ? await asked(action, payload) : NO_OBJECT
    answering--
    if (!isSend) reply(said, given)
  }
  return {
    call: (action: string, payload: Payload, timeoutMs: number): Promise<Called> =>
      new Promise((resolve) => {
        const id = nextId()
        const timer = setTimeout(() => settle(id, 'silent'), timeoutMs)
        waiting.set(id, { resolve, timer })
        send(callFrame(id, action, payload))
      }),
    hear: (text: string): boolean => {
      const frame = readFrame(text, version)
      if (frame === null) return true
      if (frame.kind === 'broken' || frame.kind === 'strange') return false
      if (frame.kind === 'call') {
        void answer(frame.said, frame.action, frame.payload ?? {}, frame.isSend)
      } else if (frame.kind === 'error') {
        const { code, description } = frame
        if (!frame.isAboutResult) settle(frame.id, { error: { code, description } })
      } else settle(frame.id, resultOf(frame.payload ?? {}))
      return true
    },
    /** Nothing is answered any more. */
    end: () => {
      for (const id of [...waiting.keys()]) settle(id, 'away')
    },
  }
}

const TOO_MANY = failed('GenericError', 'too many calls at once')
const NO_OBJECT = failed('FormatViolation', 'the payload is no object')

function failed(code: string, description: string): OcppAnswer {
  return { error: { code, description } }
}

function resultOf(payload: unknown): Called {
  return isPayload(payload) ? { result: payload } : NO_OBJECT
}
