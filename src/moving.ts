/** The operator's command that moves owners, cars and logs in from an OVMS server. */
import { setTimeout as pause } from 'node:timers/promises'
import type { Command } from 'commander'
import type { Opened } from './furnish.ts'
import { VehicleId } from './domain/sharing/vehicle.ts'
import type { Arrival, Fate, Origin } from './flows/service.ts'
import { type DumpFile, openFile } from './inbound/dump/files.ts'
import type { Table } from './inbound/dump/layouts.ts'
import { carIn, ownerIn, recordIn } from './inbound/dump/rows.ts'
import type { RawRow } from './inbound/dump/statements.ts'
import { aligned, type Io, show } from './terminal.ts'

/** Opens the house without servers, does the work and closes it. */
type InHouse = (work: (house: Opened) => Promise<void>) => Promise<void>

/** How one kind of rows is read and taken, and what became of them so far. */
type Kind<Thing> = {
  name: string
  table: Table
  read: (row: RawRow) => Arrival<Thing>
  take: (rows: Arrival<Thing>[]) => Promise<Fate[]>
}
type Spot = { file: DumpFile; row: number; origin: Origin }
type Tally = {
  name: string
  counts: Record<Fate['became'], number>
  /** How many rows were passed over, by why. */
  passed: Map<string, number>
  /** The first ones. */
  refused: string[]
}

/** Rows of one transaction: others wait as long as it takes. */
const TOGETHER = 300
/** Rows that were refused are named up to this number, and counted beyond. */
const NAMED = 20

/** Adds the commands to their group. */
export function movingCommands(group: Command, io: Io, inHouse: InHouse): void {
  group
    .command('ovms')
    .description("owners, cars and logs of modules out of an OVMS server's database")
    .argument('<files...>', 'dumps by mysqldump, or CSV files of its tables; .gz is unpacked')
    .option('--dry-run', 'change nothing, and say what would become of the rows')
    .action(async (paths: string[], { dryRun = false }: { dryRun?: boolean }) => {
      // A file that is not what it says is found before anything is changed.
      const files: DumpFile[] = []
      for (const path of paths) files.push(await openFile(path))
      await inHouse(async (house) => tell(io, await moveIn(house, files, dryRun), dryRun))
    })
}

/** Owners first: cars are theirs, and logs are those of cars. In a dump they stand the other way. */
async function moveIn({ service }: Opened, files: DumpFile[], isTrial: boolean): Promise<Tally[]> {
  const { owners, cars, records } = service.moveIn({ isTrial })
  return [
    await carry(files, { name: 'owners', table: 'ovms_owners', read: ownerIn, take: owners }),
    await carry(files, { name: 'cars', table: 'ovms_cars', read: carIn, take: cars }),
    await carry(files, {
      name: 'log lines',
      table: 'ovms_historicalmessages',
      read: recordIn,
      take: records,
    }),
  ]
}

async function carry<Thing>(
  files: DumpFile[],
  { name, table, read, take }: Kind<Thing>,
): Promise<Tally> {
  const counts = { taken: 0, known: 0, passed: 0, refused: 0 }
  const tally: Tally = { name, counts, passed: new Map(), refused: [] }
  for (const file of files.filter(({ tables }) => tables.has(table))) {
    let row = 0
    for await (const rows of file.rows(table)) {
      for (let i = 0; i < rows.length; i += TOGETHER) {
        const arrivals = rows.slice(i, i + TOGETHER).map(read)
        const fates = await inTurn(() => take(arrivals))
        fates.forEach((fate, k) => note(tally, fate, { file, row: ++row, ...arrivals[k]! }))
      }
    }
  }
  return tally
}

/** A running server waits for the database no longer than half of the time. */
async function inTurn<T>(work: () => Promise<T>): Promise<T> {
  const began = performance.now()
  const result = await work()
  await pause(performance.now() - began)
  return result
}

function note({ counts, passed, refused }: Tally, fate: Fate, at: Spot): void {
  counts[fate.became]++
  if (fate.became === 'passed') passed.set(fate.why, (passed.get(fate.why) ?? 0) + 1)
  if (fate.became === 'refused' && refused.length < NAMED) {
    refused.push(`${at.file.name}, row ${at.row}${nameOf(at.origin)}: ${fate.why}`)
  }
}

/** Only what has the form of it: where columns are mixed up, anything could stand there. */
function nameOf({ owner, vehicleId }: Origin): string {
  const names = [
    ...(VehicleId.safeParse(vehicleId).success ? [`car ${vehicleId}`] : []),
    ...(owner !== null && /^\d{1,10}$/.test(owner) ? [`owner ${owner}`] : []),
  ]
  return names.length > 0 ? ` (${names.join(' of ')})` : ''
}

function tell(io: Io, tallies: Tally[], isTrial: boolean): void {
  const rows = tallies.map(({ name, counts: { taken, known, passed, refused } }) => {
    const read = taken + known + passed + refused
    return { rows: name, read, taken, knownAlready: known, passedOver: passed, refused }
  })
  if (rows.every(({ read }) => read === 0)) throw new Error('there is no row in these files')
  if (isTrial) io.out('a dry run: nothing was changed\n')
  show(io, rows)
  for (const { name, passed } of tallies) {
    if (passed.size > 0) io.out(`\n${name} passed over\n${aligned([...passed])}`)
  }
  for (const { name, counts, refused } of tallies) {
    if (refused.length > 0) io.out(`\n${name} refused\n${refused.join('\n')}\n`)
    const more = counts.refused - refused.length
    if (more > 0) io.out(`… and ${more} more\n`)
  }
}
