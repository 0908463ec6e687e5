/** What the module in a car calls: its charge messages, one or many. */
import { z } from 'zod'
import { AHEAD_MS, BATCH_MAX, Message } from '../../domain/charging/message.ts'
import { VehicleId } from '../../domain/sharing/vehicle.ts'
import type { Module, Receipt, Service } from '../../flows/service.ts'
import { Fault, faultsOf, Problem } from './problem.ts'
import { type AnyRoute, type Reply, route } from './route.ts'
import { WORDED } from './wording.ts'

const Accepted = z.strictObject({
  index: z.number().int(),
  id: z.string().nullable(),
  result: z.enum(['new', 'duplicate', 'ignored']),
  session: z.string().nullable(),
})
const Rejected = z.strictObject({
  index: z.number().int(),
  status: z.union([z.literal(409), z.literal(422)]),
  errors: z.array(Fault),
})
const Receipts = z
  .strictObject({ accepted: z.array(Accepted), rejected: z.array(Rejected) })
  .meta({ id: 'Receipts' })
type Accepted = z.infer<typeof Accepted>
type Rejected = z.infer<typeof Rejected>

const Documented = z.union([Message, z.array(Message).max(BATCH_MAX)])

/** The routes of modules. */
export function moduleRoutes(service: Service): AnyRoute[] {
  return [
    route({
      method: 'post',
      path: '/v1/vehicles/{vehicleId}/messages',
      tag: 'Vehicles',
      summary: 'Charge messages from the car, a single one or an array of at most 1000',
      auth: 'module',
      params: z.object({ vehicleId: VehicleId }),
      // Judged message by message, so that the good ones of a batch are kept.
      body: z.unknown(),
      documented: Documented,
      answers: { 202: { description: 'Kept, or known already', schema: Receipts } },
      handle: ({ caller, body }) => receive(service, caller, body),
    }),
  ]
}

type Good = { index: number; message: Message }

async function receive(service: Service, module: Module, body: unknown): Promise<Reply> {
  const batch = Array.isArray(body) ? body : [body]
  if (batch.length > BATCH_MAX) {
    const detail = `a batch has at most ${BATCH_MAX} messages`
    throw new Problem(422, detail, [{ pointer: '', detail, code: 'format' }])
  }
  const { good, rejected } = judged(batch, service.clock())
  const messages = good.map(({ message }) => message)
  const receipts = messages.length > 0 ? await service.receive(module, messages, 'http') : []
  const accepted: Accepted[] = []
  good.forEach(({ index, message }, i) => {
    const { result, session } = receipts[i] as Receipt
    if (result === 'conflict') rejected.push(conflict(index))
    else accepted.push({ index, id: message.id ?? null, result, session })
  })
  if (accepted.length === 0 && rejected.length > 0) {
    throw noneGood(rejected, Array.isArray(body))
  }
  return { status: 202, body: { accepted, rejected: rejected.sort((a, b) => a.index - b.index) } }
}

function judged(batch: unknown[], now: number): { good: Good[]; rejected: Rejected[] } {
  const good: Good[] = []
  const rejected: Rejected[] = []
  batch.forEach((sent, index) => {
    const result = Message.safeParse(sent, WORDED)
    const errors = result.success ? ahead(result.data, now) : faultsOf(result.error)
    if (result.success && errors.length === 0) good.push({ index, message: result.data })
    else rejected.push({ index, status: 422, errors })
  })
  return { good, rejected }
}

function ahead(message: Message, now: number): Fault[] {
  if (message.at <= now + AHEAD_MS) return []
  return [
    {
      pointer: '/at',
      detail: 'must not be more than 10 minutes ahead of the server',
      code: 'future',
    },
  ]
}

function conflict(index: number): Rejected {
  const detail = 'this id was used before for a message with other content'
  return { index, status: 409, errors: [{ pointer: '/id', detail, code: 'idUsed' }] }
}

/** Nothing was accepted: one problem that names every bad field of every message. */
function noneGood(rejected: Rejected[], isBatch: boolean): Problem {
  const faults = rejected.flatMap(({ index, errors }) =>
    isBatch ? errors.map((fault) => ({ ...fault, pointer: `/${index}${fault.pointer}` })) : errors,
  )
  const detail = isBatch ? 'no message of the batch is valid' : 'the message is not valid'
  return new Problem(422, detail, faults, {}, { accepted: [], rejected })
}
