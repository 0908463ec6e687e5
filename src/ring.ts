/** The ring of the server's keys: a file with one key a line, the current one first. */
import { randomBytes } from 'node:crypto'
import * as fs from 'node:fs'
import { join } from 'node:path'
import type { Given } from './config.ts'
import { makeFolder, makeOnce, readPrivate, replace } from './files.ts'
import { keyIdOf } from './outbound/vault.ts'
import { Misset } from './settings.ts'

export type Ring = {
  /** The keys of 32 bytes, the current one first, as the file holds them at this moment. */
  keys: () => Buffer[]
  /** Whether the keys are on disk or given; what was made for want of a file is not yet. */
  isKept: () => boolean
  /** Writes what was made for want of a file. */
  save: () => void
  /** Puts a new key before the others. Throws `Misset` where it is not ours to change. */
  rotate: () => void
  /** Takes a key out, by its id. */
  drop: (id: string) => void
}

/** Throws `Misset` where the keys are not usable. Without a file one key is made, not yet saved. */
export function openRing(folder: string, { secretKey, secretKeyFile }: Given): Ring {
  makeFolder(folder)
  if (secretKey !== null) return givenRing(keysFrom(secretKey, 'CHARGESHARE_SECRET_KEY'))
  const file = secretKeyFile ?? join(folder, 'secret.key')
  const isMade = secretKeyFile === null && !fs.existsSync(file)
  const kept = isMade ? { stamp: null, keys: [randomBytes(32)] } : readRing(file)
  return {
    keys: following(file, kept),
    isKept: () => fs.existsSync(file),
    save: () => {
      if (isMade) makeOnce(file, () => textOf(kept.keys))
    },
    rotate: () => replace(file, textOf([randomBytes(32), ...readRing(file).keys])),
    drop: (id) => replace(file, textOf(readRing(file).keys.filter((key) => keyIdOf(key) !== id))),
  }
}

function givenRing(keys: Buffer[]): Ring {
  const refuse = () => {
    throw new Misset([
      'CHARGESHARE_SECRET_KEY gives the keys: change them there, the new one first and a space ' +
        'between, start the server anew, and move what is kept to it with: keys reseal',
    ])
  }
  return { keys: () => keys, isKept: () => true, save: () => {}, rotate: refuse, drop: refuse }
}

type Kept = { stamp: string | null; keys: Buffer[] }

/** The keys as they are now; a file that is gone or spoilt takes none from a server that runs. */
function following(file: string, kept: Kept): () => Buffer[] {
  let last = kept
  return () => {
    if (stampOf(file) === last.stamp) return last.keys
    try {
      last = readRing(file)
    } catch {
      // The doctor names the fault, and so does the next start.
    }
    return last.keys
  }
}

function readRing(file: string): Kept {
  const stamp = stampOf(file)
  return { stamp, keys: keysFrom(readPrivate(file), file) }
}

/** Another one for every content, since the file is never written but replaced. */
function stampOf(file: string): string | null {
  const stats = fs.statSync(file, { throwIfNoEntry: false })
  return stats ? `${stats.ino} ${stats.mtimeMs} ${stats.size}` : null
}

/** One key a line (or word), the current one first. */
function keysFrom(text: string, source: string): Buffer[] {
  const words = text.split(/\s+/)
  if (words.every((word) => /^[\w+/-]{43}=?$/.test(word))) {
    return words.map((word) => Buffer.from(word, 'base64'))
  }
  throw new Misset([`${source} must hold keys of 32 bytes in base64, one a line`])
}

function textOf(keys: Buffer[]): string {
  return keys.map((key) => key.toString('base64')).join('\n')
}
