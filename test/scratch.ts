/** Where the tests lay their files: in memory where there is room, and one folder for the whole run. */
import {
  accessSync,
  chmodSync,
  constants,
  mkdtempSync,
  readdirSync,
  rmSync,
  statfsSync,
} from 'node:fs'
import { freemem, tmpdir } from 'node:os'
import { join } from 'node:path'

/** A whole run needs a tenth of it. */
const ROOM_BYTES = 2 ** 31
const MEMORY = '/dev/shm'
const NAME = 'chargeshare-run-'

/**
 * Before all tests. Thousands of databases are made, and each commit would wait for the disk; that
 * what is committed outlives its process is true of memory files as well. Whatever a test leaves
 * behind goes with the folder.
 */
export function setup(): () => void {
  const before = process.env['TMPDIR']
  const home = before === undefined && isRoomy() ? MEMORY : tmpdir()
  sweep(home)
  const folder = mkdtempSync(join(home, `${NAME}${process.pid}-`))
  // PostgreSQL runs as another user where the tests run as root.
  chmodSync(folder, 0o755)
  process.env['TMPDIR'] = folder
  return () => {
    if (before === undefined) delete process.env['TMPDIR']
    else process.env['TMPDIR'] = before
    rmSync(folder, { recursive: true, force: true, maxRetries: 5 })
  }
}

/** A run that was killed could not clear up after itself. */
function sweep(home: string): void {
  for (const name of readdirSync(home)) {
    const pid = new RegExp(`^${NAME}(\\d+)-`).exec(name)?.[1]
    if (pid !== undefined && !isAlive(Number(pid))) {
      rmSync(join(home, name), { recursive: true, force: true })
    }
  }
}

function isAlive(pid: number): boolean {
  try {
    return process.kill(pid, 0)
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM'
  }
}

function isRoomy(): boolean {
  try {
    accessSync(MEMORY, constants.W_OK)
    const { bavail, bsize } = statfsSync(MEMORY)
    return Math.min(bavail * bsize, freemem()) > ROOM_BYTES
  } catch {
    return false
  }
}
