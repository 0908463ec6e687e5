/** Understands payloads: what is as it should be passes at once, the rest is mended as far as it can be. */
import type { ErrorObject } from 'ajv'
import { isOfTransaction, isSaid } from '../../domain/chargers/wire/said.ts'
import { cut, isPayload } from '../../domain/chargers/wire/frame.ts'
import { withoutHabits } from '../../domain/chargers/wire/habits.ts'
import { bounded, FEW_PARTS } from '../../domain/chargers/wire/bounds.ts'
import type { Deviation, ErrorCode, OcppVersion, Payload } from '../../domain/chargers/ocpp.ts'
import {
  bareAction,
  codeFor,
  gathered,
  isTolerated,
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
/** Nobody is wrong in so many places in earnest: a day of readings has some 1500, each with a few words. */
const MOST_FAULTS = 5000

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
  if (!look) return { action, payload: isPayload(given) ? given : {}, deviations: found }
  const mended = mend(given, { version, look, found, isCut: isOfTransaction(action) })
  if (!mended) return { action, error: boundless, deviations: gathered(found) }
  const { payload: whole, rest, deviations } = mended
  const all = [...found, ...deviations]
  if (!isPayload(whole)) return { action, error: noObject, deviations: gathered(all) }
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

const boundless = {
  code: 'PropertyConstraintViolation',
  description: 'the payload has more parts than this server reads',
} as const

const noObject = { code: 'FormatViolation', description: 'the payload must be an object' } as const

/** The same for an answer to a call of ours: it is mended too, and never refused. */
export async function understandAnswer(
  version: OcppVersion,
  action: string,
  payload: unknown,
): Promise<{ payload: Payload; deviations: Deviation[] }> {
  const found: Deviation[] = []
  const look = await lookerFor(version, action, 'Response')
  const given = payload ?? {}
  if (!look) {
    const clean = withoutHabits(bounded(given, found), version, found)
    return { payload: isPayload(clean) ? clean : {}, deviations: gathered(found) }
  }
  const mended = mend(given, { version, look, found, isCut: true })!
  const rest = withoutFaults(mended.payload, mended.rest)
  const { payload: whole } = mended
  const deviations = gathered([...rest.deviations, ...found, ...mended.deviations])
  return { payload: isPayload(whole) ? whole : {}, deviations }
}

type Fault = SchemaFault & Pick<ErrorObject, 'message'>

type Mended = { payload: unknown; rest: Fault[]; deviations: Deviation[] }
/** `isCut`: what is too much is cut; otherwise it is not mended at all (null). */
type Mending = { version: OcppVersion; look: Look; found: Deviation[]; isCut: boolean }

function mend(given: unknown, { version, look, found, isCut }: Mending): Mended | null {
  const some = bounded(given, found)
  if (some !== given && !isCut) return null
  const payload = withoutHabits(some, version, found)
  const mended = rounds(payload, look)
  if (mended || !isCut) return mended
  const few = bounded(payload, found, FEW_PARTS)
  return rounds(few, look) ?? { payload: {}, rest: [], deviations: [] }
}

/** null: there are more faults than anybody makes in earnest. */
function rounds(given: unknown, look: Look): Mended | null {
  let payload = given
  let deviations: Deviation[] = []
  for (let round = 0; round < ROUNDS; round++) {
    const faults = look(payload)
    if (!faults) return { payload, rest: [], deviations }
    if (faults.length > MOST_FAULTS && faults.filter(isHarm).length > MOST_FAULTS) return null
    const one = repaired(payload, faults)
    deviations = gathered([...deviations, ...one.deviations])
    if (!one.isChanged) return { payload, rest: one.rest as Fault[], deviations }
    payload = one.payload
  }
  // What the last round has left, or has brought to light.
  const rest: Fault[] = (look(payload) ?? []).filter(isHarm)
  return { payload, rest, deviations }
}

function isHarm(fault: Fault): boolean {
  return !isTolerated(fault)
}
