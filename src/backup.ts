/** Nightly copies of the database beside it; the keys are never in them. */
import { mkdirSync, readdirSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import type { Settings } from './config.ts'
import type { Store } from './flows/ports.ts'

/** Makes one copy, named by its time, and deletes the oldest beyond the number to keep. */
export async function backupTo(
  store: Pick<Store, 'backup'>,
  { data, backup }: Pick<Settings, 'data' | 'backup'>,
  now: number,
): Promise<string> {
  const folder = join(data, 'backups')
  mkdirSync(folder, { recursive: true, mode: 0o700 })
  const file = join(folder, `chargeshare-${new Date(now).toISOString().replaceAll(':', '-')}.db`)
  await store.backup(file)
  const copies = readdirSync(folder)
    .filter((name) => /^chargeshare-.*\.db$/.test(name))
    .sort()
  for (const old of copies.slice(0, -backup.keep)) rmSync(join(folder, old))
  return file
}
