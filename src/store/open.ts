/** Opens the memory: picks the engine, sees to the schema, and lays the tables over it. */
import { randomBytes } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { type Log, type Store, Unavailable, type Vault } from '../flows/ports.ts'
import type { Tables } from '../flows/tables.ts'
import { answersOf } from './answers.ts'
import { bulksOf } from './bulks.ts'
import { certificatesOf } from './certificates.ts'
import { chargersOf } from './chargers.ts'
import { checkInsOf } from './checkins.ts'
import { commandsOf } from './commands.ts'
import { consentsOf } from './consents.ts'
import { contributionsOf } from './contributions.ts'
import { deliveriesOf } from './deliveries.ts'
import type { Db, Engine } from './driver.ts'
import { feedOf } from './feed.ts'
import { chargerEventsOf, localListsOf } from './happenings.ts'
import { holdersOf } from './holders.ts'
import { idTokensOf } from './idtokens.ts'
import { keysOf } from './keys.ts'
import { lanesOf } from './lanes.ts'
import { lettersOf } from './letters.ts'
import { listingsOf } from './listings.ts'
import { meetingsOf } from './meetings.ts'
import { messagesOf } from './messages.ts'
import { metaOf } from './meta.ts'
import { latest, migrate } from './migrations.ts'
import { unnested } from './nested.ts'
import { notesOf } from './notes.ts'
import { noticesOf } from './notices.ts'
import { peersOf } from './ocpi.ts'
import { ocppLogOf } from './ocpplog.ts'
import { outlookOf } from './outlook.ts'
import { ownersOf } from './owners.ts'
import { partnersOf } from './partners.ts'
import { placesOf } from './places.ts'
import { openPostgres } from './postgres.ts'
import { proofsOf } from './proofs.ts'
import { questionsOf } from './questions.ts'
import { recordsOf } from './records.ts'
import { reportsOf } from './reports.ts'
import { sessionsOf } from './sessions.ts'
import { signsOf } from './signs.ts'
import { stationsOf } from './stations.ts'
import { openSqlite } from './sqlite.ts'
import { subscriptionsOf } from './subscriptions.ts'
import { talliesOf } from './tallies.ts'
import { surveysOf, variablesOf } from './variables.ts'
import { upstreamsOf } from './upstreams.ts'
import { skipNumbers, transactionsOf } from './transactions.ts'
import { vehiclesOf } from './vehicles.ts'
import { watchesOf } from './watches.ts'

/** A SQLite file, or the address of a PostgreSQL database (`postgres://…`). */
export type Where = { file: string } | { url: string }

/** Opens a database, new or old, with the schema of today; see `unnested` for `checkWrites`. */
export async function openStore(
  where: Where,
  vault: Vault,
  log?: Log,
  { checkWrites = false }: { checkWrites?: boolean | undefined } = {},
): Promise<Store> {
  const engine = 'file' in where ? openSqlite(where.file) : openPostgres(where.url, log)
  try {
    await engine.write(furnish)
  } catch (error) {
    await engine.close()
    throw error
  }
  return storeOn(checkWrites ? { ...engine, write: unnested(engine.write) } : engine, vault)
}

// Disk full, broken, read-only or held by others; connection lost, server full or going down.
const REFUSALS =
  /^(SQLITE_(FULL|IOERR|READONLY|BUSY|CANTOPEN|CORRUPT|NOTADB)|E[A-Z]+$|08|53|57P|25006)/

/** Whether it is the database that takes no writes now, and not a fault of ours. */
export function refused(error: unknown): boolean {
  const { code } = Object(error) as { code?: unknown }
  return typeof code === 'string' && REFUSALS.test(code)
}

function storeOn({ read, write, scrub, backup, close }: Engine, vault: Vault): Store {
  // SQLite lends every transaction the same Db: the tables are laid over it once.
  const laid = new WeakMap<Db, Tables>()
  const tablesOn = (db: Db) => {
    const tables = laid.get(db) ?? tablesOf(db, vault)
    laid.set(db, tables)
    return tables
  }
  return {
    read: tablesOn(read),
    write: (work) =>
      write((db) => work(tablesOn(db))).catch((error: unknown) => {
        throw refused(error) ? new Unavailable(String(error)) : error
      }),
    scrub,
    backup,
    close,
  }
}

function tablesOf(db: Db, vault: Vault): Tables {
  return {
    meta: metaOf(db),
    owners: ownersOf(db, vault),
    vehicles: vehiclesOf(db, vault),
    consents: consentsOf(db),
    places: placesOf(db, vault),
    sessions: sessionsOf(db, vault),
    messages: messagesOf(db),
    watches: watchesOf(db, vault),
    records: recordsOf(db, vault),
    questions: questionsOf(db),
    answers: answersOf(db),
    signs: signsOf(db),
    subscriptions: subscriptionsOf(db),
    notices: noticesOf(db),
    proofs: proofsOf(db),
    partners: partnersOf(db, vault),
    lanes: lanesOf(db),
    letters: lettersOf(db),
    deliveries: deliveriesOf(db),
    notes: notesOf(db),
    peers: peersOf(db, vault),
    feed: feedOf(db),
    bulks: bulksOf(db),
    stations: stationsOf(db),
    listings: listingsOf(db),
    checkIns: checkInsOf(db, vault),
    contributions: contributionsOf(db),
    tallies: talliesOf(db),
    outlook: outlookOf(db),
    chargers: chargersOf(db, vault),
    certificates: certificatesOf(db),
    commands: commandsOf(db, vault),
    holders: holdersOf(db),
    idTokens: idTokensOf(db),
    transactions: transactionsOf(db),
    ocppLog: ocppLogOf(db),
    reports: reportsOf(db),
    variables: variablesOf(db),
    chargerEvents: chargerEventsOf(db),
    localLists: localListsOf(db),
    surveys: surveysOf(db),
    meetings: meetingsOf(db, vault),
    upstreams: upstreamsOf(db, vault),
    keys: keysOf(db),
  }
}

/** A new house is built from schema.sql, an old one is led on by the steps it lacks. */
async function furnish(db: Db): Promise<void> {
  await db.lock('schema')
  if (await db.has('meta')) {
    await migrate(db)
    return settle(db)
  }
  // From src/store and from dist/store it is the same way up.
  await db.exec(readFileSync(new URL('../../schema.sql', import.meta.url), 'utf8'))
  const meta = metaOf(db)
  await meta.set('schema', String(latest()))
  await settle(db)
}

/**
 * Names this generation of the feed. Where the database was copied or restored since, it is another
 * one: what partners were told after the copy was made is not in it, and its numbers come again.
 * Those of transactions must not: chargers know them.
 */
async function settle(db: Db): Promise<void> {
  const meta = metaOf(db)
  const home = await db.home()
  if ((await meta.get('home')) === home) return
  await meta.set('home', home)
  await meta.set('epoch', randomBytes(8).toString('hex'))
  await skipNumbers(db)
}
