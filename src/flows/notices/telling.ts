/** What an owner is told, in his language: the same thing for every channel. */
import { createHash } from 'node:crypto'
import type { Session } from '../../domain/charging/session.ts'
import type { Language } from '../../domain/notices/wishes.ts'
import type { Place } from '../../domain/places/place.ts'
import { type Question, suggested } from '../../domain/sharing/question.ts'
import type { Vehicle } from '../../domain/sharing/vehicle.ts'
import type { Urgency } from '../ports.ts'
import type { Owner, Subscription } from '../tables.ts'
import { wordsOf } from './words/words.ts'

const HOUR_MS = 3_600_000
const DAY_MS = 24 * HOUR_MS

export type Telling = {
  kind: 'share' | 'abort' | 'waiting' | 'deaf' | 'test'
  /** null where it is about none. */
  question: string | null
  /** What may stand on a lock screen. */
  title: string
  body: string
  language: Language
  /** The page that it leads to. */
  path: string
  /** A later one of the same tag takes its place (RFC 8030, 5.4: at most 32 of base64url). */
  tag: string
  /** Two at most: more are not shown by most platforms; a tap on the body opens all answers. */
  actions: { action: string; title: string }[]
  /** How long it is worth to be delivered, in seconds. */
  ttlS: number
  urgency: Urgency
  /** When the charge began, where that may be told. */
  since: number | null
}

/** A question with what it is about. */
export type Asked = {
  question: Question
  session: Session
  vehicle: Vehicle
  place: Place | null
  /** The name of the one public station that is known there; null where none is, or several are. */
  station: string | null
}

/** How it is said. `named`: the name of the place may be told. */
export type Manner = { language: Language; discreet: boolean; named: boolean }

/** For how long after it was asked a question is urgent: the charge is news. */
const FRESH_MS = HOUR_MS
const WORTH_MS = { share: 12 * HOUR_MS, abort: 7 * DAY_MS }
const LEAST_TTL_S = 60
const LONGEST_NAME = 60
const AT_STATION = ['always', 'skip'] as const
/** `more` is no answer: it opens the page, as a tap on the body does. */
const ANYWHERE = ['never', 'more'] as const

/** A question about a charge. */
export function asking({ question, ...about }: Asked, manner: Manner, now: number): Telling {
  const { id, kind, session, askedAt, expiresAt } = question
  const worthMs = Math.min(WORTH_MS[kind], expiresAt - now)
  return {
    kind,
    question: id,
    ...textOf(kind, about, manner),
    language: manner.language,
    path: `/questions/${id}`,
    tag: tagOf(session),
    actions: actionsOf(kind, about, manner),
    ttlS: Math.max(LEAST_TTL_S, Math.floor(worthMs / 1000)),
    urgency: now - askedAt < FRESH_MS ? 'high' : 'normal',
    since: manner.discreet ? null : about.session.startedAt,
  }
}

/** That a device shows nothing of what it is sent. */
export function deafness(device: Subscription, { language }: Pick<Manner, 'language'>): Telling {
  const { deaf } = wordsOf(language)
  const text = { title: deaf.title, body: deaf.body(clipped(device.label ?? deaf.device)) }
  return { kind: 'deaf', ...text, ...plain(language), tag: tagOf(device.id), ttlS: DAY_MS / 1000 }
}

/** That nothing can be read out of a car, and what to do. */
export function trouble(
  { id, name, label }: Pick<Vehicle, 'id' | 'name' | 'label'>,
  { language, discreet }: Omit<Manner, 'named'>,
): Telling {
  const words = wordsOf(language)
  const { title, body } = words.paranoid
  const text = discreet ? words.discreetNews : { title, body: body(clipped(name ?? label)) }
  const path = `/vehicles/${encodeURIComponent(label)}`
  const tag = tagOf(`paranoid ${id}`)
  return { kind: 'waiting', ...text, ...plain(language), path, tag, ttlS: DAY_MS / 1000 }
}

/** A trial, to see whether a channel works. */
export function trial(language: Language): Telling {
  return { kind: 'test', ...wordsOf(language).test, ...plain(language), tag: 'test', ttlS: 3600 }
}

/** What he has set goes before what his device or, for messages to no device, any of them says. */
export function languageOf(
  owner: Pick<Owner, 'language'>,
  devices: Pick<Subscription, 'language'>[],
): Language {
  const said = devices.find(({ language }) => language !== null)
  return owner.language ?? said?.language ?? 'en'
}

function plain(language: Language) {
  const urgency: Urgency = 'normal'
  return { language, question: null, path: '/account', actions: [], urgency, since: null }
}

function textOf(
  kind: Question['kind'],
  { session, vehicle, place, station }: Omit<Asked, 'question'>,
  { language, discreet, named }: Manner,
): Pick<Telling, 'title' | 'body'> {
  const words = wordsOf(language)
  if (discreet) return words.discreet
  const { title } = words[kind]
  const car = clipped(vehicle.name ?? vehicle.label)
  if (kind === 'abort') return { title, body: words.abort.body(car, session.socEnd) }
  const isNew = place?.flag === 'pending'
  const isOver = session.status !== 'charging'
  const name = named && place?.name ? clipped(place.name) : null
  if (named && station !== null) {
    const title = words.share.at(clipped(station), isOver)
    return { title, body: words.share.body(car, { place: name, isNew: false, isOver }) }
  }
  return { title, body: words.share.body(car, { place: name, isNew, isOver }) }
}

/**
 * `always` is never one tap where no public station is known: a slip at home would publish home.
 * What the charger or the car itself says stands first.
 */
function actionsOf(
  kind: Question['kind'],
  { session, station }: Pick<Asked, 'session' | 'station'>,
  { language, discreet }: Manner,
) {
  const words = wordsOf(language)
  if (kind === 'share') {
    const { here } = words.share
    // Who does not read where it is shall not share it for good.
    const offered = station !== null && !discreet ? AT_STATION : ANYWHERE
    return offered.map((action) => ({ action, title: here[action] }))
  }
  const reasons = new Set([suggested(session)?.reason ?? 'user', 'user', 'station'] as const)
  return [...reasons].slice(0, 2).map((action) => ({ action, title: words.abort[action] }))
}

/** All that is asked about one charge: its later question takes the place of its earlier one. */
function tagOf(id: string): string {
  return createHash('sha256').update(id).digest('base64url').slice(0, 32)
}

/** Long names are cut by every lock screen, and a push holds no more than it must. */
function clipped(name: string): string {
  const letters = Array.from(name)
  return letters.length > LONGEST_NAME ? `${letters.slice(0, LONGEST_NAME - 1).join('')}…` : name
}
