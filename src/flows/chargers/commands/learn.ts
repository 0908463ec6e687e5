/** What we learn of a charger from what it answers: its settings, and whether it took its list. */
import type { Charger } from '../../../domain/chargers/charger.ts'
import { TAKEN } from '../../../domain/chargers/commands/secret.ts'
import { saidIn } from '../../../domain/chargers/tokens/locallist.ts'
import type { OcppAnswer, Payload } from '../../../domain/chargers/ocpp.ts'
import type { World } from '../../ports.ts'
import type { Tables } from '../../tables.ts'
import { learnSigned } from '../said/certificates.ts'
import { goOn } from '../tokens/locallist.ts'
import type { Command, Variable } from '../ports.ts'
import { named, placeOf } from '../said/state.ts'
import { keepTold } from '../log/variables.ts'

type Learning = {
  tables: Tables
  charger: Charger
  now: number
  ids: World['ids']
  asked: Payload
  result: Payload
}

/**
 * Keeps what an answer tells. Goes into the transaction that keeps the answer with its command;
 * errors and odd answers teach nothing.
 */
export async function learn(
  tables: Tables,
  command: Pick<Command, 'charger' | 'action' | 'payload'>,
  answer: OcppAnswer,
  { now, ids }: { now: number; ids: World['ids'] },
): Promise<void> {
  const teach = LESSONS[command.action]
  if (!teach || 'error' in answer) return
  const charger = await tables.chargers.lock(command.charger)
  if (!charger) return
  await teach({ tables, charger, now, ids, asked: command.payload, result: answer.result })
}

const LESSONS: Partial<Record<string, (learning: Learning) => Promise<void>>> = {
  GetConfiguration: learnConfiguration,
  ChangeConfiguration: learnChange,
  GetVariables: ({ result, ...rest }) => learnVariables(rest, result['getVariableResult']),
  SetVariables: ({ asked, result, ...rest }) =>
    learnVariables({ ...rest, asked }, settings(asked, result)),
  CertificateSigned: ({ tables, asked, result }) => learnSigned(tables, asked, result),
  SendLocalList: learnList,
  GetLocalListVersion: learnVersion,
}

type Key = { key: string; readonly?: boolean; value?: string }

async function learnConfiguration(learning: Learning): Promise<void> {
  const { configurationKey } = learning.result
  const told = listIn<Key>(configurationKey).filter(({ key }) => typeof key === 'string')
  await keepTold(
    learning,
    told.map(({ key, value, readonly }) => ({
      ...setting(key, value ?? null, learning.now),
      about: { mutability: readonly ? 'ReadOnly' : 'ReadWrite' },
    })),
  )
}

async function learnChange(learning: Learning): Promise<void> {
  const { asked, result, now } = learning
  if (!TAKEN.has(String(result['status']))) return
  const { key, value } = asked as { key?: string; value?: string }
  if (key === undefined || value === undefined) return
  await keepTold(learning, [{ ...setting(key, value, now), about: { mutability: 'ReadWrite' } }])
}

/** The configuration of 1.6 has no components. */
function setting(key: string, value: string | null, at: number): Variable {
  const place = { component: '', evse: 0, connector: 0 }
  return { ...place, variable: key, attribute: 'Actual', value, about: {}, at }
}

type Result = {
  attributeStatus?: string
  attributeType?: string
  attributeValue?: string
  component: Parameters<typeof placeOf>[0]
  variable: { name: string; instance?: string }
}

/** The results of a SetVariables, each with the value that was set: they come in its order. */
function settings(asked: Payload, result: Payload): Result[] {
  const data = listIn<Result>(asked['setVariableData'])
  const results = listIn<Result>(result['setVariableResult'])
  return results.map((one, i) => {
    const attributeValue = data[i]?.attributeValue
    return attributeValue === undefined ? one : { ...one, attributeValue }
  })
}

async function learnVariables(learning: Omit<Learning, 'result'>, results: unknown): Promise<void> {
  const taken = listIn<Result>(results).filter(
    ({ attributeStatus, component, variable }) =>
      TAKEN.has(String(attributeStatus)) && component !== undefined && variable !== undefined,
  )
  const told = taken.map(({ component, variable, attributeType, attributeValue }) => ({
    ...placeOf(component),
    variable: named(variable),
    attribute: attributeType ?? 'Actual',
    value: attributeValue ?? null,
    about: {},
    at: learning.now,
  }))
  await keepTold(learning, told)
}

/** Accepted: it holds what it was told. Anything else but NotSupported is mended by a whole list. */
async function learnList({ tables, charger, now, ids, asked, result }: Learning): Promise<void> {
  const { status } = result
  if (status === 'NotSupported') return tables.chargers.set({ ...charger, listVersion: -1 })
  const { changes, isFull, number } = saidIn(asked)
  const isTaken = status === 'Accepted'
  if (isTaken) await tables.localLists.keep(charger.id, changes, isFull)
  const known = isTaken ? { listVersion: number } : { listVersion: null, listStamp: null }
  const after: Charger = { ...charger, ...known }
  await tables.chargers.set(after)
  if (isTaken || !isFull) await goOn({ tables, charger: after, now }, ids)
}

/** 0: its list is empty; -1: it has none (1.6, 5.10). Another one than ours was told by others. */
async function learnVersion({ tables, charger, result }: Learning): Promise<void> {
  const told = result['listVersion'] ?? result['versionNumber']
  if (typeof told !== 'number' || told === charger.listVersion) return
  const isKnown = told <= 0
  await tables.localLists.keep(charger.id, new Map(), true)
  await tables.chargers.set({ ...charger, listVersion: isKnown ? told : null, listStamp: null })
}

function listIn<T>(value: unknown): T[] {
  return Array.isArray(value) ? (value as T[]) : []
}
