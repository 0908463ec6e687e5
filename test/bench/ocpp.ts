/** Calls of chargers to durable state, beside a ws server that keeps nothing; and chargers at rest. */
import Database from 'better-sqlite3'
import { join } from 'node:path'
import type { Child } from '../child.ts'
import { short, spread, table } from './figures.ts'
import { type Ground, say, turned } from './ground.ts'
import type { Leg } from './load.ts'
import { each, GAUGED, gauged, inTurn, type Memory } from './memory.ts'
import { type Plug, plugIn, talkAll } from './plugs.ts'
import type { Found, Target } from './targets.ts'

const CHARGERS = 50
const HEAD = ['calls', 'server', 'calls/s', '/ bare', 'CPU µs', '/ bare', 'p50 ms', 'p99 ms']
const TOKEN = `csa_${'b'.repeat(43)}`
/** The plugs answer no questions. */
const SETTINGS = { CHARGESHARE_OPERATOR_TOKEN: TOKEN, CHARGESHARE_OCPP_ASKS: 'off' }
/** Twenty bytes, as OCPP 1.6 wants them. */
const PASSWORD = '5f'.repeat(20)
const KB = 1000
const MIB = 2 ** 20
/** Fewer chargers are no measure. */
const ENOUGH = 1000

type Name = 'product' | 'bare'
const NAMES: Name[] = ['product', 'bare']
const LOADS = ['MeterValues', 'Heartbeat'] as const
type Load = (typeof LOADS)[number]
type Talker = { plug: Plug; says: Record<Load, () => string> }
type Round = Record<Load, Record<Name, Leg>>

export type OcppLength = {
  warmUpS: number
  rounds: number
  legS: number
  /** How many chargers are there at first, and in the end, where memory is measured. */
  few: number
  many: number
}

export async function ocpp(ground: Ground, length: OcppLength): Promise<Found> {
  const data = ground.plot('ocpp')
  const servers = {
    product: ground.raise(data, SETTINGS),
    bare: ground.reference('canned.js'),
  }
  const talkers = {
    product: await talkersOn(servers.product),
    bare: await talkersOn(servers.bare, { isBare: true }),
  }
  const rounds = await measured(servers, talkers, length)
  report(rounds)
  await Promise.all(NAMES.flatMap((name) => talkers[name].map(({ plug }) => plug.close())))
  await Promise.all(NAMES.map((name) => servers[name].stop()))
  say(allKept(data, talkers.product))
  const costs = await standing(ground, length)
  const { many } = length
  return {
    targets: [...callTargets(rounds), ...restTargets(costs, many)],
    figures: { rounds, costs },
  }
}

/** Fifty chargers, each in the midst of a transaction. */
async function talkersOn(server: Child, { isBare = false } = {}): Promise<Talker[]> {
  const url = await server.url
  const talkers: Talker[] = []
  await inTurn(0, CHARGERS, async (i) => {
    const identity = `BENCH-${i}`
    if (!isBare) await register(url, identity)
    const plug = await plugIn(url, identity, PASSWORD)
    await plug.call('BootNotification', { chargePointVendor: 'Bench', chargePointModel: 'One' })
    const start = { connectorId: 1, idTag: `TAG${i}`, meterStart: 0, timestamp: now(0) }
    const { transactionId = 1 } = await plug.call('StartTransaction', start)
    const says = {
      MeterValues: readings(transactionId as number),
      Heartbeat: () => '"Heartbeat",{}',
    }
    talkers.push({ plug, says })
  })
  return talkers
}

/** What a charger tells each time: register, power and state of charge. */
function readings(transactionId: number): () => string {
  let second = 0
  return () => {
    second += 1
    const sampledValue = [
      { value: String(second * 110), unit: 'Wh', context: 'Sample.Periodic' },
      { value: '6600', measurand: 'Power.Active.Import', unit: 'W' },
      { value: String(20 + (second % 80)), measurand: 'SoC', unit: 'Percent', location: 'EV' },
    ]
    const meterValue = [{ timestamp: now(second), sampledValue }]
    return `"MeterValues",${JSON.stringify({ connectorId: 1, transactionId, meterValue })}`
  }
}

/** Some days ago, so that no reading is in the future. */
function now(second: number): string {
  return new Date(began + second * 1000).toISOString()
}

const began = Date.now() - 10 * 86_400_000

async function register(url: string, identity: string): Promise<void> {
  const answer = await fetch(`${url}/v1/chargers`, {
    method: 'POST',
    headers: { authorization: `Bearer ${TOKEN}`, 'content-type': 'application/json' },
    body: JSON.stringify({ identity, password: PASSWORD }),
  })
  if (answer.status !== 201) throw new Error(`${identity}: ${answer.status} ${await answer.text()}`)
}

async function measured(
  servers: Record<Name, Child>,
  talkers: Record<Name, Talker[]>,
  { warmUpS, rounds, legS }: OcppLength,
): Promise<Round[]> {
  const leg = (name: Name, load: Load, seconds: number) => {
    const all = talkers[name].map(({ plug, says }) => ({ plug, next: says[load] }))
    return talkAll(servers[name], all, seconds)
  }
  for (const name of NAMES) await leg(name, 'MeterValues', warmUpS)
  const found: Round[] = []
  for (let i = 0; i < rounds; i++) {
    const round: Partial<Round> = {}
    for (const load of LOADS) {
      const legs: Partial<Record<Name, Leg>> = {}
      for (const name of turned(NAMES, i)) legs[name] = await leg(name, load, legS)
      round[load] = legs as Record<Name, Leg>
    }
    found.push(round as Round)
    process.stderr.write(`OCPP: round ${i + 1} of ${rounds}\n`)
  }
  return found
}

function report(rounds: Round[]): void {
  say(`\nOCPP 1.6, ${CHARGERS} chargers, one call of each under way, ${rounds.length} rounds`)
  say('(min / median / max); every call is in the log, and kept, before it is answered:')
  say(table([HEAD, ...LOADS.flatMap((load) => NAMES.map((name) => rowOf(load, name, rounds)))]))
}

function rowOf(load: Load, name: Name, rounds: Round[]): string[] {
  const own = (figure: keyof Leg) => spread(rounds.map((round) => round[load][name][figure]))
  const over = (figure: 'rate' | 'cpu') => {
    const ratios = rounds.map((round) => round[load][name][figure] / round[load].bare[figure])
    return name === 'bare' ? '' : spread(ratios)
  }
  const title = name === 'product' ? load : ''
  return [title, name, own('rate'), over('rate'), own('cpu'), over('cpu'), own('p50'), own('p99')]
}

/** Nothing was answered that is not there. */
function allKept(data: string, talkers: Talker[]): string {
  const told = talkers.reduce((sum, { plug }) => sum + plug.answered(), 0)
  const db = new Database(join(data, 'chargeshare.db'), { readonly: true })
  const count = db.prepare(`select count(*) from ocpp_message where direction = 'in'`)
  const kept = count.pluck().get()
  db.close()
  if (kept === told) return `all of ${told} answered calls are in the log`
  throw new Error(`${told} calls were answered, ${String(kept)} are in the log`)
}

/** What a charger costs that is connected and says nothing, beside a bare connection. */
async function standing(ground: Ground, length: OcppLength): Promise<Record<Name, Memory>> {
  const product = ground.raise(ground.plot('standing'), SETTINGS, GAUGED)
  const bare = ground.reference('canned.js', GAUGED)
  const url = await product.url
  await inTurn(0, length.many, (i) => register(url, `BENCH-${i}`))
  const costs = { product: await crowd(product, length), bare: await crowd(bare, length) }
  await Promise.all([product.stop(), bare.stop()])
  const words = (cost: Memory) =>
    [cost.rss, cost.heapUsed, cost.external].map((bytes) => short(bytes / KB)).join(' / ')
  say(`\nChargers at rest (${length.few} to ${length.many}), kB resident / heap / beside it, each:`)
  say(`product ${words(costs.product)}; bare ws ${words(costs.bare)}`)
  say(`a thousand of them: ${short((costs.product.rss * 1000) / MIB)} MiB`)
  return costs
}

async function crowd(server: Child, { few, many }: OcppLength): Promise<Memory> {
  const url = await server.url
  const plugs: Plug[] = []
  const come = (from: number, to: number) =>
    inTurn(from, to, async (i) => {
      const plug = await plugIn(url, `BENCH-${i}`, PASSWORD)
      await plug.call('BootNotification', { chargePointVendor: 'Bench', chargePointModel: 'One' })
      plugs.push(plug)
    })
  await come(0, few)
  const before = { cars: few, memory: await gauged(server) }
  await come(few, many)
  const after = { cars: many, memory: await gauged(server) }
  await inTurn(0, plugs.length, (i) => plugs[i]!.close())
  return each(before, after)
}

function callTargets(rounds: Round[]): Target[] {
  const ratios = rounds.map(({ MeterValues: { product, bare } }) => product.rate / bare.rate)
  const name = `8 OCPP calls/s, ${CHARGERS} chargers, of bare ws`
  return [{ name, better: 'least', goal: 0.7, moonshot: 0.9, ratios }]
}

function restTargets({ product }: Record<Name, Memory>, many: number): Target[] {
  if (many < ENOUGH) return []
  const name = '15 an idle charger, kB resident'
  return [{ name, better: 'most', goal: 10, moonshot: 6, ratios: [product.rss / KB] }]
}
