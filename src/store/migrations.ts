/** The steps that lead an old database to the schema of today, and the hand that takes them. */
import type { Db } from './driver.ts'
import { metaOf } from './meta.ts'

/** Brings the schema from the version before it to `version`. */
export type Step = { version: number; sql: string }

/** In order, and never changed once released. Version 1 was the first schema.sql. */
export const migrations: Step[] = []

/** The version that steps lead to; schema.sql makes it at once. */
export function latest(steps: Step[] = migrations): number {
  return steps.at(-1)?.version ?? 1
}

/** Takes the steps that a database still lacks. */
export async function migrate(db: Db, steps: Step[] = migrations): Promise<void> {
  const meta = metaOf(db)
  const version = Number(await meta.get('schema'))
  const newest = latest(steps)
  if (version > newest) {
    throw new Error(`the database has schema ${version}, but this program knows only ${newest}`)
  }
  for (const step of steps.filter((one) => one.version > version)) {
    await db.exec(step.sql)
    await meta.set('schema', String(step.version))
  }
}
