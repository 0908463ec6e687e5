/** Understands payloads: what is as it should be passes at once, the rest is mended as far as it can be. */
import type { ErrorObject } from 'ajv'
import { isOfTransaction, isSaid } from '../../domain/chargers/wire/said.ts'
import { cut } from '../../domain/chargers/wire/frame.ts'
import { withoutHabits } from '../../domain/chargers/wire/habits.ts'
import type { Deviation, ErrorCode, OcppVersion, Payload } from '../../domain/chargers/ocpp.ts'
import {
  bareAction,
  codeFor,
  gathered,
  repaired,
  type SchemaFault,
  withoutFaults,
} from '../../domain/chargers/wire/repairs.ts'
import { completed } from '../../domain/chargers/wire/standins.ts'
import { type Look, lookerFor } from './schemas.ts'

/** A call that was understood, or the error that tells why not. */
export type Understood = { action: string; deviations: Deviation[] } & (
  | { payload: Payload }
  | { error: { code: ErrorCode; description: string } }
)

/** Each repair may show what it had hidden; it ends when nothing changes any more. */
const ROUNDS = 4
/** More faults than this are not told apart. */
const MOST = 500

/** Mends and checks what a charger says. What nobody knows is passed on as it is. */
export async function understand(
  version: OcppVersion,
  name: string,
  said: unknown,
): Promise<Understood> {
  const found: Deviation[] = []
  const action = bareAction(version, name)
  if (action !== name) found.push({ rule: 'action-name', path: '', was: cut(name) })
  const given = said ?? {}
  const look = isSaid(version, action) ? await lookerFor(version, action, 'Request') : null
  if (!look) return { action, payload: isObject(given) ? given : {}, deviations: found }
  const { payload: whole, rest, deviations } = mend(withoutHabits(given, version, found), look)
  const all = [...found, ...deviations]
  if (!isObject(whole)) return { action, error: noObject, deviations: gathered(all) }
  const [first] = rest
  if (!first) return { action, payload: whole, deviations: gathered(all) }
  const understood = isOfTransaction(action) ? withoutFaults(whole, rest) : null
  const payload = understood && completed(action, understood.payload as Payload)
  if (understood && payload) {
    return { action, payload, deviations: gathered([...understood.deviations, ...all]) }
  }
  const description = `${first.instancePath} ${first.message ?? 'is not valid'}`.trim()
  return { action, error: { code: codeFor(first), description }, deviations: gathered(all) }
}

const noObject = { code: 'FormatViolation', description: 'the payload must be an object' } as const

/** The same for an answer to a call of ours: it is mended too, and never refused. */
export async function understandAnswer(
  version: OcppVersion,
  action: string,
  payload: unknown,
): Promise<{ payload: Payload; deviations: Deviation[] }> {
  const found: Deviation[] = []
  const given = withoutHabits(payload ?? {}, version, found)
  const look = await lookerFor(version, action, 'Response')
  if (!look) return { payload: isObject(given) ? given : {}, deviations: gathered(found) }
  const mended = mend(given, look)
  const rest = withoutFaults(mended.payload, mended.rest)
  const { payload: whole } = mended
  const deviations = gathered([...rest.deviations, ...found, ...mended.deviations])
  return { payload: isObject(whole) ? whole : {}, deviations }
}

type Fault = SchemaFault & Pick<ErrorObject, 'message'>

function mend(given: unknown, look: Look) {
  let payload = given
  let rest: Fault[] = []
  const deviations: Deviation[] = []
  for (let round = 0; round < ROUNDS; round++) {
    const faults = look(payload)
    if (!faults) return { payload, rest: [], deviations }
    const one = repaired(payload, faults.slice(0, MOST))
    deviations.push(...one.deviations)
    rest = one.rest as Fault[]
    if (!one.isChanged) break
    payload = one.payload
  }
  return { payload, rest, deviations }
}

function isObject(value: unknown): value is Payload {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}
