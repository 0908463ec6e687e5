/** What the queries ask of a database: one tongue that both engines read. */

/** Flags are 0/1, times milliseconds since 1970, facts and lists JSON text. */
export type Value = string | number | null

/**
 * A database, or one transaction in it. The SQL is one text for both engines: `?` stands for a
 * value, `(??)` for a list given as one JSON text, and `for update` at the very end holds the row
 * against other writers until the transaction ends.
 */
export type Db = {
  get: <Row>(sql: string, ...values: Value[]) => Promise<Row | null>
  all: <Row>(sql: string, ...values: Value[]) => Promise<Row[]>
  /** Returns how many rows were changed. */
  run: (sql: string, ...values: Value[]) => Promise<number>
  /** Several statements, written as in schema.sql. */
  exec: (script: string) => Promise<void>
  has: (table: string) => Promise<boolean>
  /** What tells this database from one that a copy of it was restored to. */
  home: () => Promise<string>
  /** Waits until no other transaction holds this lock, and holds it until this one ends. */
  lock: (name: Lock) => Promise<void>
}

/** `feed`: its numbers are drawn in the order of commits. `schema`: one process builds it. */
export type Lock = 'feed' | 'schema'

/** A database that is open. `write` is one transaction: all of `work` or, where it throws, nothing. */
export type Engine = {
  read: Db
  write: <T>(work: (db: Db) => Promise<T>) => Promise<T>
  /** Empties what the engine logs beside its tables. */
  scrub: () => Promise<void>
  backup: (file: string) => Promise<void>
  close: () => Promise<void>
}
