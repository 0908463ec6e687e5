/** PostgreSQL: a pool of connections that any number of server processes share. */
import { DatabaseError, Pool, type PoolClient, type QueryResultRow, TypeOverrides } from 'pg'
import type { Log } from '../flows/ports.ts'
import type { Db, Engine, Lock, Value } from './driver.ts'

/** How often a transaction that collided with another is tried, all in all. */
const TRIES = 3
/** serialization_failure and deadlock_detected (PostgreSQL, appendix A). */
const COLLISIONS = ['40001', '40P01']
const INT8 = 20

/** Advisory locks: their names are numbers, kept apart from other programs' by the first one. */
const SPACE = 0x43_68_53_68
const LOCKS: Record<Lock, number> = { feed: 1, schema: 2 }
const LOCK = `select pg_advisory_xact_lock(${SPACE}, ?)`
/** The tables of a restored dump are others, and so is the server that was led on from another one. */
const HOME = `
  select system_identifier || '.' || (select timeline_id from pg_control_checkpoint()) || '.' ||
    'feed'::regclass::oid as home
  from pg_control_system()`
const HAS = 'select 1 from pg_class where oid = to_regclass(?)'

/** Connects to `postgres://…`. */
export function openPostgres(url: string, log?: Log): Engine {
  const pool = new Pool({ connectionString: url, types: numbers() })
  const prepared = preparing()
  // A connection that breaks while nobody waits for it is replaced. Both speak of it, the pool only
  // of those that rest; an error that nobody hears would end the process.
  const lost = (error: Error) => log?.warn({ error: error.message }, 'database connection lost')
  pool.on('error', () => undefined).on('connect', (client) => void client.on('error', lost))
  return {
    read: dbOn(pool, prepared),
    write: (work) => again(() => transact(pool, (client) => work(dbOn(client, prepared)))),
    // Its log is written over by itself in time, and lies in no copy that pg_dump makes.
    scrub: async () => undefined,
    backup: async () => {
      throw new Error('a PostgreSQL database is backed up with pg_dump')
    },
    close: () => pool.end(),
  }
}

/** bigint as number: our times and counts are far below 2^53. */
function numbers(): TypeOverrides {
  const types = new TypeOverrides()
  types.setTypeParser(INT8, Number)
  return types
}

/** Two transactions that wait for each other: one of them is told to begin anew. */
async function again<T>(attempt: () => Promise<T>): Promise<T> {
  for (let tries = 1; ; tries++) {
    try {
      return await attempt()
    } catch (error) {
      if (tries === TRIES || !collided(error)) throw error
    }
  }
}

function collided(error: unknown): boolean {
  return error instanceof DatabaseError && COLLISIONS.includes(error.code ?? '')
}

async function transact<T>(pool: Pool, work: (client: PoolClient) => Promise<T>): Promise<T> {
  const client = await pool.connect()
  let broken: Error | undefined
  try {
    await client.query('begin')
    const result = await work(client)
    const { command } = await client.query('commit')
    // What PostgreSQL answers to the commit of a transaction in which a statement has failed.
    if (command === 'ROLLBACK') throw new Error('the transaction had failed and was rolled back')
    return result
  } catch (error) {
    await client.query('rollback').catch((fault: Error) => (broken = fault))
    throw error
  } finally {
    client.release(broken)
  }
}

type Prepared = { name: string; text: string }

function dbOn(on: Pool | PoolClient, prepared: (sql: string) => Prepared): Db {
  const query = <Row extends QueryResultRow>(sql: string, values: Value[]) =>
    on.query<Row>({ ...prepared(sql), values })
  return {
    get: async <Row>(sql: string, ...values: Value[]) =>
      ((await query(sql, values)).rows[0] as Row | undefined) ?? null,
    all: async <Row>(sql: string, ...values: Value[]) => (await query(sql, values)).rows as Row[],
    run: async (sql, ...values) => (await query(sql, values)).rowCount ?? 0,
    exec: async (script) => void (await on.query(spelledSchema(script))),
    has: async (table) => (await query(HAS, [table])).rowCount === 1,
    home: async () => (await query<{ home: string }>(HOME, [])).rows[0]!.home,
    lock: async (name) => void (await query(LOCK, [LOCKS[name]])),
  }
}

/** Each text is spelled and named once; a connection prepares it when it first meets the name. */
function preparing(): (sql: string) => Prepared {
  const known = new Map<string, Prepared>()
  return (sql) => {
    let statement = known.get(sql)
    if (!statement) known.set(sql, (statement = { name: `q${known.size}`, text: spelled(sql) }))
    return statement
  }
}

function spelled(sql: string): string {
  let n = 0
  return sql
    .replaceAll('(??)', '(select json_array_elements_text(?))')
    .replace(/\?/g, () => `$${++n}`)
}

function spelledSchema(script: string): string {
  return script.replaceAll(
    'integer primary key autoincrement',
    'bigint generated always as identity primary key',
  )
}
