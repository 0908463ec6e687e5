/** TransactionEvent (OCPP 2.1, E): all that a charger tells of a transaction that it has named itself. */
import type { OCPP21 } from 'typed-ocpp'
import { idTokenInfo } from '../../../domain/chargers/tokens/authorise.ts'
import { oddOf, whenOf } from '../../../domain/chargers/course/clock.ts'
import { type EventTold, firstRegister, followed } from '../../../domain/chargers/course/event.ts'
import { metered } from '../../../domain/chargers/course/meter.ts'
import { namesake } from '../../../domain/chargers/course/namesake.ts'
import { isInTurn } from '../../../domain/chargers/course/tally.ts'
import type { ChargerCall } from '../../../domain/chargers/ocpp.ts'
import { isOtherSkew, skewOf } from '../../../domain/chargers/state.ts'
import type { Transaction } from '../../../domain/chargers/transaction.ts'
import { keepTransaction } from '../course/kept.ts'
import { judge, type Known } from '../tokens/tokens.ts'
import {
  commandFor,
  heard,
  isFaulted,
  makeRoom,
  newTransaction,
  withAll,
} from '../course/transactions.ts'
import { type Around, type Handler, keepCharger } from './handler.ts'

type Said = OCPP21.TransactionEventRequest

/** Who may charge is told wherever a token was shown. */
export const transactionEvent: Handler = async (call, around) => {
  const said = call.payload as unknown as Said
  const reference = said.transactionInfo.transactionId
  const found = await meantIn(said, around)
  const judged = await judgedIn(said, found, around)
  const told = await read(call, said, judged, around)
  const before = found ?? (await newTransaction(around, told.when, reference))
  const after = await follow(around, before, told, found === null)
  await keepTransaction(around, found, heard(after, around), told.meter.readings)
  return { result: judged ? { idTokenInfo: idTokenInfo(judged) } : {} }
}

/** The transaction that is told of; null: one that is not known yet. */
async function meantIn(said: Said, { tables, charger, now }: Around): Promise<Transaction | null> {
  const { eventType, seqNo, transactionInfo, evse, idToken, timestamp, meterValue } = said
  const known = await tables.transactions.byReference(charger.id, transactionInfo.transactionId)
  if (known.length === 0) return null
  return namesake(known, {
    ...{ kind: eventType, seqNo, when: whenOf(timestamp, now), evse: evse?.id ?? 0 },
    idTag: idToken?.idToken.trim() || null,
    meterStartWh: firstRegister(metered(meterValue, now)),
  })
}

async function follow(
  around: Around,
  before: Transaction,
  told: EventTold,
  isNew: boolean,
): Promise<Transaction> {
  const { kind, meter, end } = told
  if (kind === 'Updated' && !isNew && isInTurn(before, meter.readings)) {
    return followed(before, told, null)
  }
  const isFaulty = kind === 'Ended' && (await isFaulted(around, before))
  const known = { ...told, end: { ...end, isFaulted: isFaulty } }
  const after = followed(before, known, await withAll(around, before, meter.readings))
  return isNew || kind === 'Started' ? makeRoom(around, after) : after
}

/** A start that is told again is judged as it was, whatever has been decided since. */
async function judgedIn(
  { eventType, idToken, evse }: Said,
  found: Transaction | null,
  around: Around,
): Promise<Known | null> {
  if (!idToken || idToken.type === 'NoAuthorization') return null
  const shown = { id: idToken.idToken, type: idToken.type }
  const where = eventType === 'Ended' ? null : (evse?.id ?? found?.evse ?? null)
  const judged = await judge(around, shown, { evse: where })
  const isRepeat = eventType === 'Started' && found && !found.oddities.includes('no-start')
  return isRepeat && found.verdict ? { ...judged, status: found.verdict } : judged
}

async function read(
  { version }: ChargerCall,
  said: Said,
  judged: Known | null,
  around: Around,
): Promise<EventTold> {
  const { eventType, transactionInfo, triggerReason, evse, idToken, offline = false } = said
  const when = whenOf(said.timestamp, around.now)
  const isLive = eventType === 'Started' && !offline
  const skew = isLive && when.odd.length === 0 ? await skewed(when.at, around) : null
  const isDriver = triggerReason !== 'StopAuthorized'
  return {
    kind: eventType,
    seqNo: said.seqNo,
    when: { ...when, odd: [...when.odd, ...oddOf(skew)] },
    isOffline: offline,
    evse: evse?.id ?? 0,
    connector: evse?.connectorId ?? 0,
    idTag: isDriver ? idToken?.idToken.trim() || null : null,
    owner: isDriver ? (judged?.owner ?? null) : null,
    verdict: isDriver ? (judged?.status ?? null) : null,
    startedBy: await causeIn(said, when.at, around),
    meter: metered(said.meterValue, around.now),
    end: {
      version,
      reason: transactionInfo.stoppedReason ?? null,
      trigger: triggerReason,
      isFaulted: false,
    },
  }
}

/** The command, or what its charger calls it by where it is none of ours. */
async function causeIn(
  { transactionInfo: { remoteStartId }, idToken, evse }: Said,
  at: number,
  around: Around,
): Promise<string | null> {
  if (remoteStartId === undefined) return null
  const begun = { idTag: idToken?.idToken ?? null, evse: evse?.id ?? 0, at, remoteStartId }
  return (await commandFor(around, begun)) ?? String(remoteStartId)
}

/** What starts now is told now: the difference is the clock's. */
async function skewed(at: number, around: Around): Promise<number> {
  const { charger, now } = around
  const skewMs = skewOf({ at, isNew: true }, { now, connectedAt: charger.connectedAt })
  if (skewMs !== null && isOtherSkew(charger.skewMs, skewMs)) await keepCharger(around, { skewMs })
  return now - at
}
