/** Deletes what has been kept long enough. */
import type { Flag } from '../domain/sharing/flag.ts'
import { UNDO_MS } from '../domain/sharing/undo.ts'
import { forgetLog } from './chargers/log/log.ts'
import type { Policy, World } from './ports.ts'

/** Dead letters to partners may be asked for again at least so long. */
const DEAD_MS = 30 * 86_400_000

const PRIVATE: Flag[] = ['once', 'skip', 'never']

type Needs = Pick<World, 'store' | 'policy' | 'log'>

/** What is kept and for how long, in milliseconds; null: until its owner erases it. */
export function retentionOf(policy: Policy): Record<Kept, number | null> {
  return {
    chargeMessages: policy.messagesMs,
    telemetry: policy.fixMs,
    lastFixes: policy.fixMs,
    openCharges: policy.silenceMs,
    moduleLogs: policy.messagesMs,
    undecidedPlaces: policy.undecidedMs,
    privatePlaces: policy.privateMs,
    publicPlaces: null,
    charges: null,
    openQuestions: policy.expireMs,
    settledQuestions: policy.questionsMs,
    answersToUndo: UNDO_MS,
    timesHeardOf: null,
    signIns: policy.loginMs,
    devices: null,
    messagesToOwners: policy.expireMs,
    checkIns: null,
    photosAndFacts: null,
    deliveryLogs: policy.deliveriesMs,
    deadLetters: deadMs(policy),
    noticesToPartners: policy.messagesMs,
    sharedHistory: policy.feedMs,
    sharedCharges: null,
    chargers: null,
    chargerMessages: policy.ocpp.messagesMs,
    chargerEvents: policy.ocpp.messagesMs,
    chargerCommands: policy.ocpp.messagesMs,
    chargerTransactions: null,
    chargerReadings: policy.ocpp.readingsMs,
    idTags: null,
  }
}

function deadMs({ deliveriesMs }: Policy): number {
  return Math.max(deliveriesMs, DEAD_MS)
}

/** What the retention table speaks of. */
export type Kept =
  | 'chargeMessages'
  | 'telemetry'
  | 'lastFixes'
  | 'openCharges'
  | 'moduleLogs'
  | 'undecidedPlaces'
  | 'privatePlaces'
  | 'publicPlaces'
  | 'charges'
  | 'openQuestions'
  | 'settledQuestions'
  | 'answersToUndo'
  | 'timesHeardOf'
  | 'signIns'
  | 'devices'
  | 'messagesToOwners'
  | 'checkIns'
  | 'photosAndFacts'
  | 'deliveryLogs'
  | 'deadLetters'
  | 'noticesToPartners'
  | 'sharedHistory'
  | 'sharedCharges'
  | 'chargers'
  | 'chargerMessages'
  | 'chargerEvents'
  | 'chargerCommands'
  | 'chargerTransactions'
  | 'chargerReadings'
  | 'idTags'

/** Deletes all whose time is over, after the table above. */
export function forgetOld({ store, policy, log }: Needs) {
  return async (now: number): Promise<void> => {
    const deleted = await store.write(async (tables) => ({
      fixes: await tables.vehicles.forgetFixes(now - policy.fixMs),
      watches: await tables.watches.removeBefore(now - policy.fixMs, now - policy.silenceMs),
      records: await tables.records.removeBefore(now),
      undecided: await tables.places.removeUnvisited(['pending'], now - policy.undecidedMs),
      private: await tables.places.removeUnvisited(PRIVATE, now - policy.privateMs),
      certificates: await tables.certificates.removeBefore(now - policy.ocpp.messagesMs),
      witnesses: await tables.meetings.partLost(),
      sightings: await tables.meetings.removeBefore(now - policy.messagesMs),
      questions: await tables.questions.removeBefore(now - policy.questionsMs),
      answers: await tables.answers.removeBefore(now - UNDO_MS),
      messages: await tables.messages.removeBefore(now - policy.messagesMs, now - policy.fixMs),
      deliveries: await tables.deliveries.removeBefore(now - policy.deliveriesMs),
      letters: await tables.letters.removeBefore(now - deadMs(policy)),
      notes: await tables.notes.removeBefore(now - policy.messagesMs),
      chargerEvents: await tables.chargerEvents.removeBefore(now - policy.ocpp.messagesMs),
      commands: await tables.commands.removeBefore(now - policy.ocpp.messagesMs),
      backendNumbers: await tables.upstreams.removeBefore(now - policy.ocpp.messagesMs),
      readings: await tables.transactions.forgetReadings(now - policy.ocpp.readingsMs),
      logins: await tables.owners.removeLoginsBefore(now),
    }))
    const chargerMessages = await forgetLog({ store }, now - policy.ocpp.messagesMs)
    await store.scrub()
    log.info({ ...deleted, chargerMessages }, 'old rows deleted')
  }
}
