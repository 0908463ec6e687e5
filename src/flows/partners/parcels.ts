/** Makes the message of an errand from the feed as it is now: what was taken back is not sent. */
import { randomBytes } from 'node:crypto'
import { cursorText } from '../../domain/partners/cursor.ts'
import { messageOf, type Row, sifted, type Stretch } from '../../domain/partners/parcel.ts'
import type { Delivery, Partner } from '../../domain/partners/partner.ts'
import type { World } from '../ports.ts'
import type { Entry, Tables } from '../tables.ts'
import type { Pages } from './pages.ts'
import { textOf } from '../feed/pull.ts'

/** What is posted. */
export type Parcel = Pick<Delivery, 'message' | 'kind' | 'firstSeq' | 'lastSeq' | 'superseded'> & {
  body: string
  rows: Row[]
  /** Whether the answer's text is what the message asked for. */
  accepts: (text: string) => boolean
}

/** The events of a stretch; `rows` is empty where all of them were taken back. */
export async function eventsIn(
  tables: Tables,
  pages: Pages,
  { partner, stretch, publicUrl }: { partner: Partner; stretch: Stretch; publicUrl: string },
): Promise<Parcel> {
  const { wishes } = partner
  const state = await tables.feed.state()
  const { epoch, compacted } = state
  const all = await pages.after(tables, state, stretch.from, wishes.batch)
  const { rows, superseded } = sifted(all, stretch, wishes)
  const shown = rows.map((row) =>
    wishes.payload === 'thin' ? thinned(row, epoch, publicUrl) : textOf(row, epoch),
  )
  const known = all.find(({ seq }) => seq === stretch.to)?.publishedAt
  const at = known ?? (await tables.feed.timeOf(stretch.to)) ?? 0
  const next = cursorText({ epoch, seq: stretch.to, at, isPast: stretch.to < compacted })
  return {
    kind: 'events',
    message: messageOf(partner.id, epoch, stretch),
    body: `{"items":[${shown.join(',')}],"next":"${next}"}`,
    rows,
    firstSeq: rows[0]?.seq ?? null,
    lastSeq: rows.at(-1)?.seq ?? null,
    superseded,
    accepts: () => true,
  }
}

/** Which session has news, and where to fetch it: nothing of it leaves here before it is asked for. */
function thinned(entry: Entry, epoch: string, publicUrl: string): string {
  const { seq, publishedAt, type, session: id } = entry
  const cursor = cursorText({ epoch, seq, at: publishedAt })
  const href = `${publicUrl}/v1/sessions/${id}`
  return JSON.stringify({ cursor, type, session: { id }, href })
}

/** Proof of the address: only who can read the message knows the challenge. */
export function challengeTo({ ids }: Pick<World, 'ids'>): Parcel {
  const challenge = randomBytes(24).toString('base64url')
  return {
    ...note(ids.next(), 'verification', { type: 'endpoint.verification', challenge }),
    accepts: (text) => challengeIn(text) === challenge,
  }
}

/** A message that says nothing. */
export function greeting({ ids }: Pick<World, 'ids'>): Parcel {
  return note(ids.next(), 'test', { type: 'endpoint.test' })
}

function note(id: string, kind: Delivery['kind'], content: object): Parcel {
  const body = JSON.stringify(content)
  const reach = { firstSeq: null, lastSeq: null, superseded: 0 }
  return { kind, message: `msg_${id}`, body, rows: [], ...reach, accepts: () => true }
}

function challengeIn(text: string): unknown {
  try {
    const answer: unknown = JSON.parse(text)
    return typeof answer === 'object' && answer !== null && 'challenge' in answer
      ? answer.challenge
      : null
  } catch {
    return null
  }
}
