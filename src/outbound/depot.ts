/** A folder of packed files that are there whole or not at all. */
import { createHash } from 'node:crypto'
import { existsSync, mkdirSync, readdirSync, renameSync, rmSync } from 'node:fs'
import { open } from 'node:fs/promises'
import { join } from 'node:path'
import { Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import { createGzip } from 'node:zlib'
import type { Depot } from '../flows/ports.ts'

const UNDER_WAY = '.part'

/** The folder is made with its first file; it is for this process's user alone. */
export function openDepot(folder: string): Depot {
  return {
    write: async (name, texts) => {
      mkdirSync(folder, { recursive: true, mode: 0o700 })
      // What a crash has left; one builds at a time.
      for (const old of readdirSync(folder)) {
        if (old.endsWith(UNDER_WAY)) rmSync(join(folder, old), { force: true })
      }
      const draft = join(folder, name + UNDER_WAY)
      try {
        const written = await pack(draft, texts)
        renameSync(draft, join(folder, name))
        return written
      } finally {
        rmSync(draft, { force: true })
      }
    },
    pathOf: (name) => {
      const path = join(folder, name)
      return existsSync(path) ? path : null
    },
    remove: (name) => rmSync(join(folder, name), { force: true }),
  }
}

async function pack(draft: string, texts: AsyncIterable<string>) {
  const hash = createHash('sha256')
  let size = 0
  async function* weighed(packed: AsyncIterable<Buffer>) {
    for await (const bytes of packed) {
      hash.update(bytes)
      size += bytes.length
      yield bytes
    }
  }
  const handle = await open(draft, 'wx', 0o600)
  const file = handle.createWriteStream({ flush: true })
  await pipeline(Readable.from(texts), createGzip(), weighed, file)
  return { size, sha256: hash.digest('hex') }
}
