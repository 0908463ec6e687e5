/** The charge messages that were accepted, without their positions. */
import type { Fact } from '../domain/charging/message.ts'
import type { KeptMessage, Messages } from '../flows/tables.ts'
import type { Db } from './driver.ts'

const GET = 'select digest, session from message where vehicle = ? and id = ?'
const ADD = `
  insert into message (vehicle, id, digest, type, at, session, place, facts, received_at)
  values (?, ?, ?, ?, ?, ?, ?, ?, ?)`
/** Telemetry is no part of a charge's story. */
const OF = `
  select id as key, type, at, place, session, facts from message
  where session in (??) and type <> 'telemetry'`
const HELD = `
  select id as key, type, at, place, facts from message where vehicle = ? order by at, id`
const MOVE = 'update message set session = ? where vehicle = ? and id = ?'
const FORGET = `
  update message set session = null, place = null, facts = '{}' where session = ?`
/** What is left of forgotten charges tells when they were: it goes as soon as telemetry does. */
const REMOVE_BEFORE = `
  delete from message
  where received_at < ? or (received_at < ? and (type = 'telemetry' or facts = '{}'))`

/** The columns that are asked for have a place of their own, all else stands in `facts`. */
type Row = Pick<Fact, 'key' | 'type' | 'at' | 'place'> & { session: string | null; facts: string }

export function messagesOf(db: Db): Messages {
  return {
    get: (vehicle, key) => db.get<KeptMessage>(GET, vehicle, key),
    add: async (vehicle, fact, { digest, session }, receivedAt) => {
      const { key, type, at, place } = fact
      const facts = factsIn(fact)
      await db.run(ADD, vehicle, key, digest, type, at, session, place, facts, receivedAt)
    },
    of: async (sessions) => (await db.all<Row>(OF, JSON.stringify(sessions))).map(messageIn),
    held: async (vehicle) => {
      const rows = await db.all<Omit<Row, 'session'>>(HELD, vehicle)
      return rows.map((row) => messageIn({ ...row, session: null }).fact)
    },
    move: async (vehicle, key, session) => void (await db.run(MOVE, session, vehicle, key)),
    forget: async (session) => void (await db.run(FORGET, session)),
    removeBefore: (all, passing) => db.run(REMOVE_BEFORE, all, passing),
  }
}

/**
 * All that has no column of its own, but the odometer: from one station to the next its readings
 * would tell how far away the private places in between are.
 */
function factsIn({ soc, energyKwh, powerKw, durationS, reason }: Fact): string {
  return JSON.stringify({ soc, energyKwh, powerKw, durationS, reason })
}

function messageIn({ session, facts, ...row }: Row) {
  const rest = JSON.parse(facts) as Omit<Fact, keyof Row | 'odometerKm'>
  return { fact: { ...row, ...rest, odometerKm: null }, session }
}
