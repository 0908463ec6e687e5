/** Measures the product beside references in the same run, and judges its own goals: `npm run bench`. */
import { writeFileSync } from 'node:fs'
import { parseArgs } from 'node:util'
import { type Ground, prepare, say } from './ground.ts'
import { idle, type IdleLength } from './idle.ts'
import { ingest, type IngestLength } from './ingest.ts'
import { type LookupLength, lookups } from './lookup.ts'
import { mqtt, type MqttLength } from './mqtt.ts'
import { ocpp, type OcppLength } from './ocpp.ts'
import { ovms, type OvmsLength } from './ovms.ts'
import { pull, type PullLength } from './pull.ts'
import { push, type PushLength } from './push.ts'
import { type Found, targetTable, verdictOf } from './targets.ts'

const HELP = `npm run bench -- [--quick] [--only PART] [--json FILE] [--profile FOLDER]
  --quick            a minute, for a first look
  --only PART        one part alone, or several (http,ovms): http, lookup, ovms,
                     mqtt, idle, pull, push, ocpp
  --json FILE        writes all figures to a file
  --profile FOLDER   writes processor profiles of the product (for Chrome's developer tools)
`

/** How long a run is. */
type Length = {
  fleet: number
  http: IngestLength
  lookup: LookupLength
  ovms: OvmsLength
  mqtt: MqttLength
  idle: IdleLength
  pull: PullLength
  push: PushLength
  ocpp: OcppLength
}

const full: Length = {
  fleet: 10_000,
  http: { warmUpS: 3, rounds: 5, legS: 2.5, openS: 2 },
  lookup: { rows: 1_000_000, rounds: 5 },
  ovms: { warmUpS: 3, rounds: 5, legS: 2 },
  mqtt: { warmUpS: 3, rounds: 5, legS: 2 },
  idle: { feedRows: 1_000_000, starts: 5, few: 1000, many: 10_000 },
  pull: { rows: 1_000_000, rounds: 5, legS: 2 },
  push: { rounds: 5, single: 2000, batched: 50_000 },
  ocpp: { warmUpS: 3, rounds: 5, legS: 2, few: 500, many: 3000 },
}
const quick: Length = {
  fleet: 2000,
  http: { warmUpS: 1, rounds: 2, legS: 1.4, openS: 0.7 },
  lookup: { rows: 50_000, rounds: 2 },
  ovms: { warmUpS: 1, rounds: 2, legS: 1 },
  mqtt: { warmUpS: 1, rounds: 2, legS: 1 },
  idle: { feedRows: 50_000, starts: 2, few: 500, many: 2000 },
  pull: { rows: 100_000, rounds: 2, legS: 1 },
  push: { rounds: 2, single: 500, batched: 10_000 },
  ocpp: { warmUpS: 1, rounds: 2, legS: 1, few: 200, many: 1000 },
}

type Name = Exclude<keyof Length, 'fleet'>
const PARTS: Record<Name, (ground: Ground, length: Length) => Promise<Found>> = {
  http: (ground, { http }) => ingest(ground, http),
  lookup: (ground, { lookup }) => lookups(ground, lookup),
  ovms: (ground, length) => ovms(ground, length.ovms),
  mqtt: (ground, length) => mqtt(ground, length.mqtt),
  idle: (ground, length) => idle(ground, length.idle),
  pull: (ground, length) => pull(ground, length.pull),
  push: (ground, length) => push(ground, length.push),
  ocpp: (ground, length) => ocpp(ground, length.ocpp),
}

const { values: asked } = parseArgs({
  options: {
    quick: { type: 'boolean', default: false },
    only: { type: 'string', default: Object.keys(PARTS).join() },
    json: { type: 'string' },
    profile: { type: 'string' },
    help: { type: 'boolean', default: false },
  },
})
const names = asked.only.split(',')
if (asked.help) process.stdout.write(HELP)
else if (names.every(isName)) await bench(names, asked.quick ? quick : full)
else {
  process.stderr.write(`--only must name parts\n\n${HELP}`)
  process.exitCode = 2
}

function isName(name: string): name is Name {
  return name in PARTS
}

async function bench(names: Name[], length: Length): Promise<void> {
  const ground = await prepare(length.fleet, asked.profile)
  try {
    const found: Partial<Record<Name, Found>> = {}
    for (const name of names) found[name] = await PARTS[name](ground, length)
    report(found)
  } finally {
    await ground.clear()
  }
}

function report(found: Partial<Record<Name, Found>>): void {
  const targets = Object.values(found).flatMap(({ targets }) => targets)
  say(`\n${targetTable(targets)}`)
  if (asked.json === undefined) return
  const figures = Object.fromEntries(
    Object.entries(found).map(([name, { figures }]) => [name, figures]),
  )
  const verdicts = targets.map(verdictOf)
  writeFileSync(asked.json, `${JSON.stringify({ ...figures, targets, verdicts }, null, 2)}\n`)
}
