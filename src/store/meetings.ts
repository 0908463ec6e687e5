/** What charges and chargers' transactions are one: each names the other, and only sealed. */
import {
  type Contradiction,
  differencesOf,
  type Draw,
  WINDOW_MS,
} from '../domain/chargers/meeting/witness.ts'
import type { Vault } from '../flows/ports.ts'
import type { Meetings, Page } from '../flows/tables.ts'
import { anyArea, areasOf } from './areas.ts'
import type { Db, Value } from './driver.ts'
import { sightingsOf } from './sightings.ts'
import { silentOf } from './silent.ts'
import { boundTo, openedWitness } from './witnesses.ts'

/** More do not begin at one place in so short a time, and would be a crowd. */
const MOST = 200
/** So many that begin at one charger within the window count. */
const LATEST = 8

const DRAW = `
  select t.id, t.charger, t.evse, t.status, t.started_at as "startedAt", t.ended_at as "endedAt",
    t.energy_wh as "energyWh", t.soc_start as "socStart", t.stop_reason as "stopReason",
    t.is_provisional as "isProvisional", t.is_fault as "isFault", c.skew_ms as "skewMs", t.owner,
    c.access, c.owner as "host",
    t.session_sealed as "session"
  from charger as c
    join charger_transaction as t on t.charger = c.id`
const ONE = `${DRAW} where t.id = ?`
/**
 * A charger may begin as many as it likes; so that the charges of others stay clear, no more than
 * these count, and which they are follows from the transactions alone.
 */
const COUNTS = `
  (t.session_sealed is not null or (
    select count(*) from (
      select 1 as one from charger_transaction as later
      where later.charger = t.charger and (later.started_at, later.id) > (t.started_at, t.id)
        and later.started_at <= t.started_at + ${WINDOW_MS}
      limit ${LATEST}) as after_it) < ${LATEST})`
const THESE = `${DRAW} where t.id in (??) and ${COUNTS} order by t.id`
const BEGUN = `
  ${DRAW} where c.id in (??) and (t.started_at between ? and ?
    or t.started_at between ? - c.skew_ms and ? - c.skew_ms) and ${COUNTS}
  order by t.id limit ${MOST}`
const RECENT = `
  select id from charger_transaction
  where charger = ? and (status = 'charging' or session_sealed is not null and started_at > ?)
  order by started_at desc, id desc limit ${MOST}`
const JOINED = `${DRAW} where c.id = ? and t.session_sealed is not null order by t.id`
const TIE = 'update charger_transaction set session_sealed = ? where id = ?'
const RESEAL_TIE = `${TIE} and session_sealed = ?`
const WITNESSED = `
  select id, witness_sealed as "sealed" from session where witness_sealed is not null`
const OF_VEHICLE = 'vehicle = ?'
const AT_PLACE = 'vehicle = ? and place = ?'
const ONE_CHARGE = 'id = ?'
const LOST = `${WITNESSED} and place is null`
const SET_WORD = 'update session set witness_sealed = ? where id = ?'
const RESEAL_WORD = `${SET_WORD} and witness_sealed = ?`
const TIES = `
  select id, session_sealed as "sealed" from charger_transaction
  where id in (??) and session_sealed is not null`
/**
 * Of what is not shared nothing is told, not even of tags and chargers that are an owner's: the
 * operator says whose they are, and would by them ask where somebody is.
 */
const WORD = `
  select id, post, witness_sealed as "sealed" from session
  where witness_sealed is not null and id = ? and public_id is not null`
const OLD_WORDS = `
  ${WITNESSED} and substr(witness_sealed, 1, 8) <> ? and id > ? order by id limit ?`
const OLD_TIES = `
  select id, session_sealed as "sealed" from charger_transaction
  where session_sealed is not null and substr(session_sealed, 1, 8) <> ? and id > ?
  order by id limit ?`

type Row = Omit<Draw, 'isProvisional' | 'isFault'> & { isProvisional: number; isFault: number }
type Sealed = { id: string; sealed: string }

export function meetingsOf(db: Db, vault: Vault): Meetings {
  const isAny = anyArea(db)
  return {
    ...areasOf(db, vault, isAny),
    ...sightingsOf(db, vault, isAny),
    ...silentOf(db, vault),
    draw: async (id) => {
      const row = await db.get<Row>(ONE, id)
      return row && drawIn(row, vault)
    },
    draws: async (ids) => {
      const rows = await db.all<Row>(THESE, JSON.stringify(ids))
      return rows.map((row) => drawIn(row, vault))
    },
    begun: async (chargers, from, to) => {
      const rows = await db.all<Row>(BEGUN, JSON.stringify(chargers), from, to, from, to)
      return rows.map((row) => drawIn(row, vault))
    },
    recent: async (charger, since) => {
      const rows = await db.all<{ id: string }>(RECENT, charger, since)
      return rows.map(({ id }) => id)
    },
    joined: async (charger) => {
      const rows = await db.all<Row>(JOINED, charger)
      return rows.map((row) => drawIn(row, vault))
    },
    tie: async (id, session) =>
      void (await db.run(TIE, session === null ? null : vault.seal(session, tieOf(id)), id)),
    tied: (transactions) => tied(db, vault, transactions),
    part: async (whose) => {
      const [where, values] = clauseOf(whose)
      const sightings = `delete from sighting where session in (select id from session where ${where})`
      await db.run(sightings, ...values)
      await free(db, vault, await db.all<Sealed>(`${WITNESSED} and ${where}`, ...values))
    },
    partLost: async () => {
      const lost = await db.all<Sealed>(LOST)
      await free(db, vault, lost)
      return lost.length
    },
    known: (transactions) => known(db, vault, transactions),
    reseal: (page) =>
      resealed(db, vault, page, { old: OLD_WORDS, set: RESEAL_WORD, bound: boundTo }),
    resealTies: (page) =>
      resealed(db, vault, page, { old: OLD_TIES, set: RESEAL_TIE, bound: tieOf }),
  }
}

function clauseOf(whose: Parameters<Meetings['part']>[0]): [where: string, values: Value[]] {
  if ('session' in whose) return [ONE_CHARGE, [whose.session]]
  const { vehicle, place } = whose
  return place === undefined ? [OF_VEHICLE, [vehicle]] : [AT_PLACE, [vehicle, place]]
}

/** Takes what chargers told from these charges, and frees the transactions that it was told of. */
async function free(db: Db, vault: Vault, rows: Sealed[]): Promise<void> {
  for (const { id, sealed } of rows) {
    const witness = openedWitness(vault, sealed, id)
    if (witness) await db.run(TIE, null, witness.transaction)
    await db.run(SET_WORD, null, id)
  }
}

function drawIn(row: Row, vault: Vault): Draw {
  const session = row.session === null ? null : vault.open(row.session, tieOf(row.id))
  return { ...row, isProvisional: row.isProvisional === 1, isFault: row.isFault === 1, session }
}

async function tied(db: Db, vault: Vault, transactions: string[]): Promise<Map<string, string>> {
  const found = new Map<string, string>()
  for (const { id, sealed } of await db.all<Sealed>(TIES, JSON.stringify(transactions))) {
    const session = vault.open(sealed, tieOf(id))
    if (session !== null) found.set(id, session)
  }
  return found
}

async function known(
  db: Db,
  vault: Vault,
  transactions: string[],
): Promise<Map<string, Contradiction[]>> {
  const found = new Map<string, Contradiction[]>()
  for (const [id, session] of await tied(db, vault, transactions)) {
    const row = await db.get<Sealed & { post: string | null }>(WORD, session)
    const witness = row && openedWitness(vault, row.sealed, row.id)
    if (row && witness) found.set(id, differencesOf(witness, row.post))
  }
  return found
}

/** What another process has changed meanwhile stays as it made it. */
async function resealed(
  db: Db,
  vault: Vault,
  { after, limit }: Page,
  { old, set, bound }: { old: string; set: string; bound: (id: string) => string },
): Promise<string[]> {
  const rows = await db.all<Sealed>(old, vault.keyIds()[0]!, after ?? '', limit)
  for (const { id, sealed } of rows) {
    const text = vault.open(sealed, bound(id))
    if (text !== null) await db.run(set, vault.seal(text, bound(id)), id, sealed)
  }
  return rows.map(({ id }) => id)
}

function tieOf(transaction: string): string {
  return `transaction ${transaction}`
}
