/** The keys and tokens of this server: made in the data folder on the first start, read after. */
import { randomBytes } from 'node:crypto'
import * as fs from 'node:fs'
import { dirname, join } from 'node:path'
import { z } from 'zod'
import type { Given } from './config.ts'
import { Misset } from './settings.ts'

const VapidKeys = z.object({
  publicKey: z.string().regex(/^[\w-]{87}$/),
  privateKey: z.string().regex(/^[\w-]{43}$/),
})
/** Base64url, as RFC 8292 wants them. */
export type VapidKeys = z.infer<typeof VapidKeys>

export type Secrets = {
  /** The keys of 32 bytes, the current one first. */
  keys: () => Buffer[]
  vapid: VapidKeys
  operatorToken: string
  /** Made by this very start: the one time to show it. */
  isTokenNew: boolean
}

// Windows knows neither the modes of files nor how to sync a folder.
const IS_POSIX = process.platform !== 'win32'

/** What is given wins over the files. Throws `Misset` where a secret is not usable. */
export function openSecrets(folder: string, given: Given, makeVapid: () => VapidKeys): Secrets {
  fs.mkdirSync(folder, { recursive: true, mode: 0o700 })
  return {
    keys: openRing(folder, given),
    vapid: openVapid(folder, makeVapid),
    // Last: a new token must not go unseen because a key is bad.
    ...openToken(folder, given),
  }
}

/** The ring of keys, read anew each time it is asked for: rotation adds to the file. */
function openRing(folder: string, { secretKey, secretKeyFile }: Given): () => Buffer[] {
  if (secretKey !== null) {
    const keys = keysFrom(secretKey, 'CHARGESHARE_SECRET_KEY')
    return () => keys
  }
  const file = secretKeyFile ?? join(folder, 'secret.key')
  if (secretKeyFile === null) makeOnce(file, () => randomBytes(32).toString('base64'))
  const read = () => keysFrom(readPrivate(file), file)
  read()
  return read
}

/** One key a line (or word), the current one first. */
function keysFrom(text: string, source: string): Buffer[] {
  const words = text.split(/\s+/)
  if (words.every((word) => /^[\w+/-]{43}=?$/.test(word))) {
    return words.map((word) => Buffer.from(word, 'base64'))
  }
  throw new Misset([`${source} must hold keys of 32 bytes in base64, one a line`])
}

function openVapid(folder: string, makeVapid: () => VapidKeys): VapidKeys {
  const file = join(folder, 'vapid.json')
  makeOnce(file, () => JSON.stringify(makeVapid()))
  try {
    return VapidKeys.parse(JSON.parse(readPrivate(file)))
  } catch (error) {
    if (error instanceof Misset) throw error
    throw new Misset([`${file} must hold a publicKey and a privateKey in base64url`])
  }
}

function openToken(folder: string, { operatorToken }: Given) {
  if (operatorToken !== null) return { operatorToken, isTokenNew: false }
  const file = join(folder, 'operator.token')
  const isTokenNew = makeOnce(file, makeToken)
  const text = readPrivate(file)
  if (/^csa_[\w-]{43}$/.test(text)) return { operatorToken: text, isTokenNew }
  throw new Misset([`${file} must hold csa_ and 32 bytes in base64url`])
}

/** Puts a new operator token in the place of the old one; a server takes it at its next start. */
export function renewToken(folder: string, { operatorToken }: Given): string {
  if (operatorToken !== null) {
    throw new Misset(['CHARGESHARE_OPERATOR_TOKEN gives the operator token: change it there'])
  }
  fs.mkdirSync(folder, { recursive: true, mode: 0o700 })
  const file = join(folder, 'operator.token')
  const token = makeToken()
  const draft = written(file, token)
  fs.renameSync(draft, file)
  syncFolder(folder)
  return token
}

function makeToken(): string {
  return `csa_${randomBytes(32).toString('base64url')}`
}

function readPrivate(file: string): string {
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

/** True where this call made the file. All of it is on disk or none; of two starts the first wins. */
function makeOnce(file: string, make: () => string): boolean {
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
