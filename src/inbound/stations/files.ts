/** Opens files and folders of stations, and gives what their entries say, a batch at a time. */
import { createReadStream } from 'node:fs'
import { readdir, readFile, stat } from 'node:fs/promises'
import { join } from 'node:path'
import { pipeline } from 'node:stream'
import { createGunzip } from 'node:zlib'
import type { Arrival } from '../../domain/stations/arrival.ts'
import type { Source } from '../../domain/stations/listing.ts'
import { noReference, poiOf, type Reference, referenceIn } from '../../domain/stations/ocm.ts'
import { featureOf } from '../../domain/stations/osm.ts'
import { openObjects } from './objects.ts'

/** A file of stations; `source` by what its first entry looks like. */
export type StationFile = { path: string; source: Source }

/** What was read of one entry, and where it stood. */
export type Entry = { file: string; number: number; arrival: Arrival }

export type Reading = {
  /** What the numbers of compact entries of Open Charge Map mean. */
  reference: Reference
  /** Its providers that are taken besides those whose terms are known. */
  allowed: ReadonlySet<number>
}

const PIECE = 256 * 1024
const IS_JSON = /\.(json|geojson|ndjson|jsonl)(\.gz)?$/i
const REFERENCE = /(^|[/\\])referencedata\.json$/i

/**
 * All files of stations below these paths, in order, and the reference data that lies with them. A
 * path that is none, or a file that is not what it says, is thrown as a sentence that names it.
 */
export async function findFiles(
  paths: string[],
  source?: Source,
): Promise<{ files: StationFile[]; reference: Reference }> {
  const files: StationFile[] = []
  let reference = noReference
  for (const path of await walked(paths)) {
    const told = REFERENCE.test(path) ? await referenceAt(path) : null
    if (told) reference = told
    else files.push({ path, source: source ?? (await sourceOf(path)) })
  }
  return { files, reference }
}

/** The entries of a file, as they are read. */
export async function* entriesOf(
  { path, source }: StationFile,
  { reference, allowed }: Reading,
): AsyncIterable<Entry[]> {
  const objects = openObjects()
  let number = 0
  const read = (text: string): Arrival => {
    const entry = parsed(text)
    if (entry === undefined) return { is: 'bad', ref: null, why: 'it is no JSON' }
    try {
      return source === 'osm' ? featureOf(entry) : poiOf(entry, reference, allowed)
    } catch (error) {
      // Such as one nested thousands of levels deep: it must not take those behind it along.
      return { is: 'bad', ref: null, why: `it cannot be read: ${(error as Error).message}` }
    }
  }
  const entry = (found: { text: string } | { fault: string }): Entry => {
    const arrival: Arrival =
      'text' in found ? read(found.text) : { is: 'bad', ref: null, why: found.fault }
    return { file: path, number: ++number, arrival }
  }
  try {
    for await (const piece of textOf(path)) yield objects.push(piece).map(entry)
    yield objects.end().map(entry)
  } catch (error) {
    // What was read of it stays; the other files are read on.
    yield [entry({ fault: `the file cannot be read: ${(error as Error).message}` })]
  }
}

async function walked(paths: string[]): Promise<string[]> {
  const found: string[] = []
  for (const path of paths) {
    const told = await stat(path).catch(() => null)
    if (!told) throw new Error(`${path}: no such file or folder`)
    if (!told.isDirectory()) found.push(path)
    else {
      const below = await readdir(path, { recursive: true, withFileTypes: true })
      const files = below.filter((one) => one.isFile() && IS_JSON.test(one.name))
      if (files.length === 0) throw new Error(`${path}: there is no JSON file in this folder`)
      found.push(...files.map((one) => join(one.parentPath, one.name)).sort())
    }
  }
  return found
}

async function referenceAt(path: string): Promise<Reference> {
  const told = referenceIn(parsed(await readFile(path, 'utf8')))
  if (told) return told
  throw new Error(`${path}: it holds no reference data of Open Charge Map`)
}

/** By the first entry: features are OpenStreetMap's, all else is Open Charge Map's. */
async function sourceOf(path: string): Promise<Source> {
  const objects = openObjects()
  for await (const piece of textOf(path)) {
    const [first] = objects.push(piece)
    if (first) return 'text' in first && /"type"\s*:\s*"Feature"/.test(first.text) ? 'osm' : 'ocm'
  }
  return 'ocm'
}

async function* textOf(path: string): AsyncIterable<string> {
  const file = createReadStream(path, { highWaterMark: PIECE })
  const isPacked = /\.gz$/i.test(path)
  const text = isPacked ? pipeline(file, createGunzip({ chunkSize: PIECE }), () => {}) : file
  for await (const piece of text.setEncoding('utf8')) yield piece as string
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text) as unknown
  } catch {
    return undefined
  }
}
