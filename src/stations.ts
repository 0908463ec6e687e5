/** The operator's commands about the stations that Open Charge Map and OpenStreetMap list. */
import { setTimeout as pause } from 'node:timers/promises'
import { type Command, InvalidArgumentError } from 'commander'
import type { Opened } from './furnish.ts'
import { Source } from './domain/stations/listing.ts'
import type { Round } from './flows/service.ts'
import { type Entry, entriesOf, findFiles } from './inbound/stations/files.ts'
import { aligned, type Io, reading, show, tell } from './terminal.ts'

/** Opens the house without servers, does the work and closes it. */
type InHouse = (work: (house: Opened) => Promise<void>) => Promise<void>

type Wishes = { source?: Source; full?: true; provider: number[] }

type Tally = Record<'read' | 'taken' | 'removed' | 'bad' | 'unnamed', number> & {
  /** How many entries were not taken, by why. */
  passed: Map<string, number>
  /** The first bad ones. */
  named: string[]
}

/** Entries of one transaction. */
const TOGETHER = 1000
/** Bad entries are named up to this number, and counted beyond. */
const NAMED = 20
/** Progress is told each time so many entries were read. */
const TELLING = 50_000

/** Adds the commands to their group. */
export function stationCommands(group: Command, io: Io, inHouse: InHouse): void {
  group
    .command('import')
    .description(
      'stations out of files of Open Charge Map or OpenStreetMap; again, to bring up to date',
    )
    .argument(
      '<files...>',
      "Open Charge Map's JSON, or its export's folder; GeoJSON; .gz is unpacked",
    )
    .option(
      '--source <source>',
      'ocm or osm; without it, by what the files look like',
      reading(Source),
    )
    .option('--full', 'these are all that their source lists: remove what is not among them')
    .option(
      '--provider <id>',
      'also take this provider of Open Charge Map, by leave of yours',
      also,
      [],
    )
    .action(async (paths: string[], wishes: Wishes) => {
      const { files, reference } = await findFiles(paths, wishes.source)
      const how = { reference, allowed: new Set(wishes.provider) }
      await inHouse(async ({ service }) => {
        const intake = openIntake(io, service.openRound())
        for (const file of files) {
          for await (const entries of entriesOf(file, how)) await intake.take(entries)
        }
        await intake.flush()
        const sources = new Set(files.map(({ source }) => source))
        if (wishes.full) await intake.sweep([...sources])
        report(io, intake.tally)
      })
    })
  group
    .command('list')
    .description('the sources, their providers and licences, and how many stations each has')
    .option('--json', 'for scripts')
    .action(({ json }: { json?: true }) =>
      inHouse(async ({ service }) => {
        const rows = await service.listProviders()
        const told = rows.map(({ provider, listings }) => {
          const { source, id, title, licence, mayPass, attribution } = provider
          return { source, provider: id, title, stations: listings, licence, mayPass, attribution }
        })
        show(io, told, json)
      }),
    )
  group
    .command('remove')
    .description('all that a source lists')
    .requiredOption('--source <source>', 'ocm or osm', reading(Source))
    .action(({ source }: { source: Source }) =>
      inHouse(async ({ service }) => tell(io, { removed: await service.removeSource(source) })),
    )
}

function also(text: string, before: number[]): number[] {
  if (/^\d{1,6}$/.test(text)) return [...before, Number(text)]
  throw new InvalidArgumentError('must be the number of a provider')
}

/** Gathers entries, however few a file holds, and takes them in together. */
function openIntake(io: Io, round: Round) {
  const counts = { read: 0, taken: 0, removed: 0, bad: 0, unnamed: 0 }
  const tally: Tally = { ...counts, passed: new Map(), named: [] }
  let held: Entry[] = []
  let told = 0

  async function flush(): Promise<void> {
    const entries = held
    held = []
    const arrivals = entries.map(({ arrival }) => arrival)
    const listings = arrivals.flatMap((one) => (one.is === 'listing' ? [one.listing] : []))
    // Only Open Charge Map and OpenStreetMap are read, and their refs differ by their form.
    const gone = arrivals.flatMap((one) => (one.is === 'gone' ? [one.ref] : []))
    const ofOsm = gone.filter((ref) => ref.includes('/'))
    const ofOcm = gone.filter((ref) => !ref.includes('/'))
    const { removed } = await inTurn(() => round.keep(listings, { ocm: ofOcm, osm: ofOsm }))
    tally.taken += listings.length
    tally.removed += removed
    for (const entry of entries) note(tally, entry)
    if (tally.read - told < TELLING) return
    told = tally.read
    io.err(`${tally.read} entries read\n`)
  }

  return {
    tally,
    flush,
    take: async (entries: Entry[]) => {
      for (const entry of entries) {
        held.push(entry)
        if (held.length >= TOGETHER) await flush()
      }
    },
    sweep: async (sources: Source[]) => {
      // What could not be read is not gone.
      if (tally.unnamed > 0) {
        return io.err('some entries could not be told apart: nothing else is removed\n')
      }
      for (const source of sources) tally.removed += await round.sweep(source)
    },
  }
}

/** A running server waits for the database no longer than half of the time. */
async function inTurn<T>(work: () => Promise<T>): Promise<T> {
  const began = performance.now()
  const result = await work()
  await pause(performance.now() - began)
  return result
}

function note(tally: Tally, { file, number, arrival }: Entry): void {
  tally.read++
  if (arrival.is === 'gone' || arrival.is === 'passed') {
    tally.passed.set(arrival.why, (tally.passed.get(arrival.why) ?? 0) + 1)
  }
  if (arrival.is !== 'bad') return
  tally.bad++
  if (arrival.ref === null) tally.unnamed++
  const ref = arrival.ref === null ? '' : ` (${arrival.ref})`
  if (tally.named.length < NAMED) tally.named.push(`${file}, entry ${number}${ref}: ${arrival.why}`)
}

function report(io: Io, { passed, named, read, taken, removed, bad }: Tally): void {
  const notTaken = [...passed.values()].reduce((sum, count) => sum + count, 0)
  show(io, [{ read, taken, notTaken, bad, removed }])
  if (passed.size > 0) io.out(`\nnot taken\n${aligned([...passed])}`)
  if (named.length > 0) io.out(`\nbad\n${named.join('\n')}\n`)
  if (bad > named.length) io.out(`… and ${bad - named.length} more\n`)
}
