/** Copies of the database, nightly ones beside it; the keys are never in them. */
import { closeSync, mkdirSync, openSync, readdirSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import type { Settings } from './config.ts'
import type { Store } from './flows/ports.ts'

/**
 * Makes one copy, named by its time, and deletes the oldest beyond the number to keep. When that was
 * is the fact `backup` of the database, which the operator is shown.
 */
export async function backupTo(
  store: Pick<Store, 'backup' | 'write'>,
  { data, backup }: Pick<Settings, 'data' | 'backup'>,
  now: number,
): Promise<string> {
  const folder = join(data, 'backups')
  mkdirSync(folder, { recursive: true, mode: 0o700 })
  const file = join(folder, `chargeshare-${new Date(now).toISOString().replaceAll(':', '-')}.db`)
  await store.backup(file)
  await store.write(({ meta }) => meta.set('backup', String(now)))
  const copies = readdirSync(folder)
    .filter((name) => /^chargeshare-.*\.db$/.test(name))
    .sort()
  for (const old of copies.slice(0, -backup.keep)) rmSync(join(folder, old))
  return file
}

/** Copies to a file that must not be there yet; others cannot read it. */
export async function copyTo(store: Pick<Store, 'backup'>, file: string): Promise<string> {
  closeSync(openSync(file, 'wx', 0o600))
  try {
    await store.backup(file)
    return file
  } catch (error) {
    rmSync(file)
    throw error
  }
}
