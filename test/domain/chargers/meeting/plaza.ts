/** A crowd at one plaza, made by chance from a number: what truly happened there, and who told what of it when. */
import type { Visit } from '../../../../src/domain/chargers/meeting/match.ts'
import type { Draw } from '../../../../src/domain/chargers/meeting/witness.ts'
import { chance, shuffled } from '../../../chance.ts'
import { draw, MINUTE, noon, visit } from './samples.ts'

const SECOND = 1000

/** What kind of crowd it is. */
export type Plaza = {
  seed: number
  posts: number
  /** The first and the last car come within so many seconds. */
  withinS: number
  /** How often of ten: a car or a charger is none of ours, tells its energy, its charge, an owner's tag. */
  strangers: number
  energies: number
  socs: number
  tags: number
  /** How often of ten a charger's clock is wrong by up to five minutes; every second one of those is known. */
  skewed: number
  /** How often of ten a message comes minutes late. */
  late: number
}

/** What one of them tells, and when it is heard. */
export type Saying =
  | { heardAt: number; visit: Visit; draw?: never }
  | { heardAt: number; draw: Draw; visit?: never }

/** Who truly was at which post, by ids; and what was told, in the order in which it was heard. */
export type Crowd = { truth: Map<string, string>; sayings: Saying[] }

/** What is known when the first so many things were heard. */
export function knownAfter({ sayings }: Crowd, count: number): { visits: Visit[]; draws: Draw[] } {
  const visits = new Map<string, Visit>()
  const draws = new Map<string, Draw>()
  for (const said of sayings.slice(0, count)) {
    // An end that was heard before its start is not taken back by it.
    if (said.visit) visits.set(said.visit.id, fuller(visits.get(said.visit.id), said.visit))
    else draws.set(said.draw.id, fuller(draws.get(said.draw.id), said.draw))
  }
  return { visits: [...visits.values()], draws: [...draws.values()] }
}

function fuller<T extends { endedAt: number | null }>(known: T | undefined, said: T): T {
  return known && known.endedAt !== null ? known : said
}

/**
 * Whether who was truly there might have told all this, clocks and meters being what they are: then
 * nothing but what was never told could tell that he was not.
 */
export function couldBeOne(car: Visit, post: Draw): boolean {
  if (post.owner !== null && post.owner !== car.owner) return false
  if (car.socStart !== null && post.socStart !== null) {
    if (Math.abs(post.socStart - car.socStart) > 3) return false
  }
  // A clock of which nothing is known may be minutes off, and then it tells both moments so.
  const off = post.startedAt - car.startedAt
  const clock = post.skewMs === null ? 5 * MINUTE : 0
  const isTimely = [0, post.skewMs ?? 0].some(
    (shift) => Math.abs(off + shift) <= 1.25 * MINUTE + clock,
  )
  return isTimely && (car.endedAt === null || post.endedAt === null || endsAsOne(car, post))
}

function endsAsOne(car: Visit, post: Draw): boolean {
  const longer = post.endedAt! - post.startedAt - (car.endedAt! - car.startedAt)
  if (!isWithin(longer, -1.75 * MINUTE, 182 * MINUTE)) return false
  if (car.energyKwh === null || post.energyWh === null) return true
  const kwh = post.energyWh / 1000
  return isWithin(car.energyKwh, kwh * 0.78 - 0.15, kwh * 1.02 + 0.15)
}

function isWithin(value: number, least: number, most: number): boolean {
  return value >= least && value <= most
}

type Chance = ReturnType<typeof chanceOf>

/** What comes by chance in a crowd. */
export function chanceOf(seed: number) {
  const whole = chance(seed)
  const next = () => whole() / 2 ** 32
  return {
    between: (from: number, to: number) => from + next() * (to - from),
    below: (n: number) => Math.floor(next() * n),
    /** So often of ten. */
    is: (of10: number) => next() * 10 < of10,
  }
}

/** Everything that a car and its post do between a plug and an unplug. */
type Stay = { car: number; post: number; from: number; to: number; kw: number; isAborted: boolean }

export function crowdOf(plaza: Plaza): Crowd {
  const of = chanceOf(plaza.seed)
  const posts = shuffled(
    Array.from({ length: plaza.posts }, (_, i) => i),
    of.below,
  )
  // One post is left for who breaks off and tries another one.
  const stays = posts
    .slice(1)
    .flatMap((post, car) => staysOf(plaza, { car, post, spare: posts[0]! }, of))
  const chargers = posts.map((i) => ({ id: `CP-${i}`, ...clockOf(plaza, of) }))
  const truth = new Map<string, string>()
  const sayings: Saying[] = []
  for (const [i, stay] of stays.entries()) {
    const [car, post] = [`car${i}`, `post${i}`]
    const charger = chargers.find(({ id }) => id === `CP-${stay.post}`)!
    const isOurs = { car: !of.is(plaza.strangers), post: !of.is(plaza.strangers) }
    const said = saidOf(plaza, stay, { car, post, charger, all: chargers.map(({ id }) => id) }, of)
    if (isOurs.car) sayings.push(...said.car)
    if (isOurs.post) sayings.push(...said.post)
    if (isOurs.car && isOurs.post) truth.set(car, post)
  }
  return { truth, sayings: sayings.sort((a, b) => a.heardAt - b.heardAt) }
}

function clockOf({ skewed }: Plaza, of: Chance): { offMs: number; skewMs: number | null } {
  const isWrong = of.is(skewed)
  const offMs = Math.round((isWrong ? of.between(-300, 300) : of.between(-2, 2)) * SECOND)
  const measured = isWrong ? Math.round(of.between(-1, 1) * SECOND) - offMs : 0
  return { offMs, skewMs: of.is(5) ? measured : null }
}

function staysOf(
  plaza: Plaza,
  at: { car: number; post: number; spare: number },
  of: Chance,
): Stay[] {
  const from = noon + of.between(0, plaza.withinS) * SECOND
  const kw = [3.7, 7.4, 11, 22, 50][of.below(5)]! * of.between(0.9, 1)
  const whole = { ...at, from, to: from + of.between(10, 120) * MINUTE, kw, isAborted: of.is(1) }
  if (at.car > 0 || of.is(5)) return [whole]
  const broken = from + of.between(1, 5) * MINUTE
  const again = broken + of.between(0.5, 3) * MINUTE
  return [
    { ...whole, to: broken, isAborted: true },
    { ...whole, post: at.spare, from: again, to: again + of.between(10, 120) * MINUTE },
  ]
}

type Cast = {
  car: string
  post: string
  charger: { id: string; offMs: number; skewMs: number | null }
  all: string[]
}

/** The plug goes in up to a minute before the car begins; a car that is full may stay for hours. */
function saidOf(plaza: Plaza, stay: Stay, { car, post, charger, all }: Cast, of: Chance) {
  const { from, to, kw, isAborted } = stay
  const isTagged = of.is(plaza.tags)
  const staysOn =
    !isAborted && of.is(2) ? of.between(1, 180) * MINUTE : of.between(-20, 25) * SECOND
  const energy = (kw * (to - from)) / 3_600_000
  const lost = of.between(0, 0.2)
  const soc = Math.round(of.between(5, 70))
  const status = isAborted ? ('aborted' as const) : ('completed' as const)
  const begun = visit({
    ...{ id: car, owner: `owner of ${car}`, chargers: all, startedAt: Math.round(from) },
    socStart: of.is(plaza.socs) ? soc : null,
  })
  const kwh = of.is(plaza.energies) ? Math.round(energy * (1 - lost) * 10) / 10 : null
  const ended = { ...begun, status, endedAt: Math.round(to), energyKwh: kwh }
  const heard = { start: from + delay(plaza, of), end: to + delay(plaza, of) }
  const plugged = draw({
    ...{ id: post, charger: charger.id, skewMs: charger.skewMs },
    startedAt: Math.round(from + of.between(-50, 10) * SECOND + charger.offMs),
    socStart: of.is(plaza.socs) ? soc + of.below(4) - 1 : null,
    owner: isTagged ? begun.owner : null,
  })
  const left = to + staysOn
  const pulled = {
    ...plugged,
    status,
    endedAt: Math.round(left + charger.offMs),
    energyWh: energy * 1000,
  }
  const told = { first: heard.start, last: Math.max(heard.start, heard.end) }
  return {
    car: [
      {
        heardAt: heard.start,
        visit: { ...begun, heard: { first: heard.start, last: heard.start } },
      },
      {
        heardAt: heard.end,
        visit: { ...ended, heard: { ...told, first: Math.min(told.first, heard.end) } },
      },
    ],
    post: [
      { heardAt: from + delay(plaza, of), draw: plugged },
      { heardAt: left + delay(plaza, of), draw: pulled },
    ],
  }
}

function delay({ late }: Plaza, of: Chance): number {
  return of.is(late) ? of.between(0, 14) * MINUTE : of.between(0, 20) * SECOND
}
