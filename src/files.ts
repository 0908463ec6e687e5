/** Small files for the eyes of this process alone: all of them is on disk or none. */
import { randomBytes } from 'node:crypto'
import * as fs from 'node:fs'
import { dirname } from 'node:path'
import { Misset } from './settings.ts'

// Windows knows neither the modes of files nor how to sync a folder.
const IS_POSIX = process.platform !== 'win32'

export function makeFolder(folder: string): void {
  fs.mkdirSync(folder, { recursive: true, mode: 0o700 })
}

/** Throws `Misset` where it cannot be read, or others can read it too. */
export function readPrivate(file: string): string {
  try {
    const { mode } = fs.statSync(file)
    if (IS_POSIX && (mode & 0o077) !== 0) {
      throw new Misset([`${file} can be read by others: chmod 600 it`])
    }
    return fs.readFileSync(file, 'utf8').trim()
  } catch (error) {
    throw error instanceof Misset ? error : new Misset([`${file} cannot be read: ${String(error)}`])
  }
}

/** True where this call made the file; of two starts the first wins. */
export function makeOnce(file: string, make: () => string): boolean {
  if (fs.existsSync(file)) return false
  const draft = written(file, make())
  try {
    // Unlike a rename, a link never replaces what another process has put there meanwhile.
    fs.linkSync(draft, file)
  } catch (error) {
    if (fs.existsSync(file)) return false
    throw error
  } finally {
    fs.rmSync(draft, { force: true })
  }
  syncFolder(dirname(file))
  return true
}

/** Puts a text in the place of the old one; the file stays its owner's. Throws `Misset`. */
export function replace(path: string, text: string): void {
  try {
    const isThere = fs.existsSync(path)
    swap(isThere ? fs.realpathSync(path) : path, text, isThere)
  } catch (error) {
    throw new Misset([`${path} cannot be written: ${String(error)}`])
  }
}

function swap(file: string, text: string, isThere: boolean): void {
  const draft = written(file, text)
  try {
    if (IS_POSIX && isThere) {
      const { uid, gid } = fs.statSync(file)
      fs.chownSync(draft, uid, gid)
    }
    fs.renameSync(draft, file)
  } finally {
    fs.rmSync(draft, { force: true })
  }
  syncFolder(dirname(file))
}

/** Writes a text beside the file that it is for; returns where. */
function written(file: string, text: string): string {
  const draft = `${file}.${randomBytes(6).toString('hex')}`
  try {
    fs.writeFileSync(draft, `${text}\n`, { mode: 0o600, flag: 'wx', flush: true })
    return draft
  } catch (error) {
    fs.rmSync(draft, { force: true })
    throw error
  }
}

function syncFolder(folder: string): void {
  if (!IS_POSIX) return
  const handle = fs.openSync(folder, 'r')
  fs.fsyncSync(handle)
  fs.closeSync(handle)
}
