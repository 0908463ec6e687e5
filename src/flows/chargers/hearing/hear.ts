/** Takes what chargers say: calls that come together are answered and kept in one transaction. */
import type { Charger } from '../../../domain/chargers/charger.ts'
import { spelt } from '../../../domain/chargers/wire/codes.ts'
import { answerFrame } from '../../../domain/chargers/wire/frame.ts'
import { masked } from '../../../domain/chargers/log/mask.ts'
import type { ChargerCall, Deviation, OcppAnswer } from '../../../domain/chargers/ocpp.ts'
import type { World } from '../../ports.ts'
import type { Tables } from '../../tables.ts'
import { inTurns } from '../../turn.ts'
import { askBack } from '../commands/ask.ts'
import type { Fit, Room } from '../log/budget.ts'
import type { LogEntry } from '../log/logbook.ts'
import { reply } from './reply.ts'
import type { Around, Gathered, Needs } from '../said/handler.ts'
import { told } from './told.ts'

type Hearing = Needs & Pick<World, 'store' | 'clock' | 'meter'> & { fit: Fit; room: Room }
type Waiting = { call: ChargerCall; also: Also; resolve: (answer: OcppAnswer) => void }
/** What else is kept with a call; it may be done anew, where the transaction was rolled back. */
export type Also = ((around: Around, answer: OcppAnswer) => Promise<void>) | undefined
/** Answers a charger's call once all that it means is durable; never throws. */
export type Hear = (call: ChargerCall, also?: Also) => Promise<OcppAnswer>

type Answered = { answers: OcppAnswer[]; entries: LogEntry[]; met: Gathered }

/** So many are kept in one transaction; nobody waits longer than for so many others. */
const TOGETHER = 200
/** When a charger was last heard of is written so seldom; the operator's page shows it as it is. */
const SEEN_MS = 1000

export function hearing(world: Hearing): Hear {
  const hand = inTurns<Waiting>(
    () => TOGETHER,
    (batch) => commit(world, batch),
  )
  return (call, also) => new Promise((resolve) => hand({ call, also, resolve }))
}

/**
 * One transaction for all. Where it fails, each half has its own, so that in the end whoever made
 * it fail does so alone, and nobody's calls change places.
 */
async function commit(world: Hearing, batch: Waiting[]): Promise<void> {
  try {
    const { answers, entries, met } = await world.store.write((tables) =>
      answerAll(world, tables, batch),
    )
    told(world, entries)
    if (met.news) world.bell.ring()
    for (const owner of met.owners) world.bell.stir(owner)
    batch.forEach(({ resolve }, i) => resolve(answers[i]!))
  } catch (error) {
    const half = batch.length >> 1
    if (half === 0) return batch[0]!.resolve(await fail(world, batch[0]!.call, error))
    await commit(world, batch.slice(0, half))
    await commit(world, batch.slice(half))
  }
}

async function answerAll(world: Hearing, tables: Tables, batch: Waiting[]): Promise<Answered> {
  const now = world.clock()
  const calls = batch.map(({ call }) => call)
  const known = await lockAll(tables, calls)
  const answers: OcppAnswer[] = []
  const odds = new Map<ChargerCall, Set<Deviation>>()
  const met: Gathered = { news: false, owners: new Set() }
  for (const { call, also } of batch) {
    const charger = known.get(call.charger)
    if (!charger) {
      answers.push(stranger)
      continue
    }
    const odd = new Set<Deviation>()
    const around: Around = { tables, charger, now, world, met, room: world.room, odd }
    const answer = await reply(call, around)
    answers.push(answer)
    await also?.(around, answer)
    await askBack(call, around)
    known.set(charger.id, around.charger)
    odds.set(call, odd)
  }
  await see(tables, known, calls)
  const entries = calls.map((call, i) => entryOf(world, odder(call, odds), answers[i]!, now))
  await tables.ocppLog.add(entries)
  return { answers, entries, met }
}

/** The call with what was odd about what it means. */
function odder(call: ChargerCall, odds: Map<ChargerCall, Set<Deviation>>): ChargerCall {
  const odd = odds.get(call)
  return odd?.size ? { ...call, deviations: [...call.deviations, ...odd] } : call
}

const stranger: OcppAnswer = {
  error: { code: 'SecurityError', description: 'this charger is not registered' },
}

/** In the order of their identities, so that two processes never wait for each other. */
async function lockAll(tables: Tables, calls: ChargerCall[]): Promise<Map<string, Charger>> {
  const ids = [...new Set(calls.map(({ charger }) => charger))]
  return new Map((await tables.chargers.lockAll(ids)).map((charger) => [charger.id, charger]))
}

async function see(
  tables: Tables,
  known: Map<string, Charger>,
  calls: ChargerCall[],
): Promise<void> {
  for (const { charger: id, at } of calls) {
    const charger = known.get(id)
    if (!charger || at - (charger.seenAt ?? 0) < SEEN_MS) continue
    known.set(id, { ...charger, seenAt: at })
    await tables.chargers.see(id, at)
  }
}

/** The call in the log, with the frame that it is answered by. */
function entryOf(
  { ids, fit }: Pick<Hearing, 'ids' | 'fit'>,
  call: ChargerCall,
  answer: OcppAnswer,
  now: number,
): LogEntry {
  const { charger, version, id, action, at, frame, deviations } = call
  const error = 'error' in answer ? spelt(answer.error.code, version) : null
  return fit({
    id: ids.next(),
    charger,
    at,
    direction: 'in',
    version,
    action,
    message: id,
    request: masked(frame),
    answer: masked(answerFrame(JSON.stringify(id), version, answer)),
    error,
    ms: Math.max(0, now - at),
    deviations,
  })
}

/** Nothing of the call was kept, so the charger is told to say it again; it is logged all the same. */
async function fail(world: Hearing, call: ChargerCall, error: unknown): Promise<OcppAnswer> {
  const { charger, action } = call
  world.log.error({ charger, action, ...whereOf(error) }, 'a call of a charger failed')
  const answer = {
    error: { code: 'InternalError', description: 'this server could not take it now' },
  }
  const entry = entryOf(world, call, answer, world.clock())
  await world.store
    .write(({ ocppLog }) => ocppLog.add([entry]))
    .then(
      () => told(world, [entry]),
      () => undefined,
    )
  return answer
}

/** What went wrong and where, without its words: they might quote what the charger said. */
function whereOf(error: unknown): { error: string; where: string[] } {
  if (!(error instanceof Error)) return { error: typeof error, where: [] }
  const code = (error as { code?: unknown }).code
  const where = (error.stack ?? '').split('\n').filter((line) => /^\s+at /.test(line))
  return {
    error: typeof code === 'string' ? `${error.name} ${code}` : error.name,
    where: where.slice(0, 8).map((line) => line.trim()),
  }
}
