/** What of a stretch of the feed goes to a partner in one message, and what that message is called. */
import { z } from 'zod'
import { Position } from '../places/position.ts'
import { isWithin, type Wishes } from './wishes.ts'

/** Of one feed: what lies after `from`, up to and with `to`; of one session alone where one is named. */
export type Stretch = { from: number; to: number; session: string | null }

/** A row of the feed as far as it matters here; an empty body was taken back. */
export type Row = { seq: number; type: string; session: string; body: string }

/** The rows to send, in order, and how many are left out because a newer one is among them. */
export type Sifted<R> = { rows: R[]; superseded: number }

/**
 * Only what the partner wants; where it wants no more, of each session the last state alone: it says
 * all that the ones before it said.
 */
export function sifted<R extends Row>(all: R[], stretch: Stretch, wishes: Wishes): Sifted<R> {
  const { from, to, session } = stretch
  const wanted = all.filter(
    (row) =>
      row.seq > from &&
      row.seq <= to &&
      row.body !== '' &&
      (session === null || row.session === session) &&
      isWanted(row, wishes),
  )
  if (wishes.states === 'every') return { rows: wanted, superseded: 0 }
  const last = new Map(wanted.map(({ session, seq }) => [session, seq]))
  const rows = wanted.filter(({ session, seq }) => last.get(session) === seq)
  return { rows, superseded: wanted.length - rows.length }
}

/** A withdrawal is never filtered out: whoever may know of a session must learn to forget it. */
export function isWanted(
  { type, body }: Pick<Row, 'type' | 'body'>,
  { events, region }: Pick<Wishes, 'events' | 'region'>,
): boolean {
  if (type === 'charge.withdrawn') return true
  if (events !== null && !events.some((event) => event === type)) return false
  return region === null || isWithin(region, positionIn(body))
}

const Told = z.object({ session: z.object({ location: z.object({ position: Position }) }) })

function positionIn(body: string): Position {
  return Told.parse(JSON.parse(body)).session.location.position
}

/** Two halves of what a partner has refused, so that the one bad event is found. */
export function halves(rows: Row[], { from, to, session }: Stretch): [Stretch, Stretch] {
  const middle = rows[Math.ceil(rows.length / 2) - 1]!.seq
  return [
    { from, to: middle, session },
    { from: middle, to, session },
  ]
}

/**
 * The webhook-id: the same for the same stretch, whenever it is sent, so that receivers know a
 * repeat. No dots: they part what is signed.
 */
export function messageOf(partner: string, epoch: string, { from, to, session }: Stretch): string {
  const whole = `msg_${partner}_${epoch}_${from}_${to}`
  return session === null ? whole : `${whole}_${session}`
}

/** The stretch that a message of this partner carried; null where it is none. */
export function stretchOf(partner: string, epoch: string, message: string): Stretch | null {
  const [msg, whose, feed, from, to, session, ...more] = message.split('_')
  const isOurs = msg === 'msg' && whose === partner && feed === epoch && more.length === 0
  if (!isOurs || !/^\d{1,15}$/.test(from ?? '') || !/^\d{1,15}$/.test(to ?? '')) return null
  return { from: Number(from), to: Number(to), session: session ?? null }
}
