/** Chooses what a lane sends next: the address to prove, what was refused, the feed, or the past again. */
import type { Lane, Letter, Partner } from '../../domain/partners/partner.ts'
import { sifted, type Stretch } from '../../domain/partners/parcel.ts'
import type { Tables } from '../tables.ts'
import type { Pages } from './pages.ts'

/** What is to be sent, as the partner and its lane stood when it was chosen. */
export type Errand = {
  partner: Partner
  cursorSeq: number
  heldUntil: number
  /** null: the proof of the address. */
  stretch: Stretch | null
  /** The letter that it belongs to; null: the feed's own course. */
  letter: Letter | null
}

export type Chosen = { lane: Lane; stretch: Stretch | null; letter: Letter | null }

/** Nothing to send, and how far the lane has come; `isFurther`: there is more to look at. */
export type Rest = { lane: Lane; stretch: undefined; isFurther: boolean }

/**
 * Rows that a partner wants none of are passed over, so many in one step: it holds up everybody
 * who writes. Each look counts as one row more, so that small pages are bounded too.
 */
const ROWS = 250

/** What is left of them in this step. */
type Sight = { rows: number }

type Addressed = { letter: Letter; stretch: Stretch }

/** The next errand, or how far the lane has come where nothing is due or all was not looked at. */
export async function choose(
  tables: Tables,
  pages: Pages,
  { partner, lane, now }: { partner: Partner; lane: Lane; now: number },
): Promise<Chosen | Rest> {
  const { pushEnabled, pushState, suspendedAt } = partner
  if (!pushEnabled || suspendedAt !== null || (lane.dueAt ?? 0) > now) return resting(lane)
  if (pushState === 'unproven') return { lane, stretch: null, letter: null }
  if (pushState !== 'proven') return resting(lane)
  const sight = { rows: ROWS }
  const refused = await nextLetter(tables, partner, { isReplay: false, now, sight })
  if (refused === 'further') return { ...resting(lane), isFurther: true }
  if (refused !== null) return { lane, ...refused }
  if (lane.aimSeq !== null) return { lane, stretch: live(lane, lane.aimSeq), letter: null }
  const news = await nextNews(tables, pages, { partner, lane, sight })
  if (news.stretch !== undefined || news.isFurther) return news
  const again = await nextLetter(tables, partner, { isReplay: true, now, sight })
  if (again === 'further') return { ...news, isFurther: true }
  return again === null ? news : { ...news, ...again }
}

/** The lane has nothing to send now. */
export function resting(lane: Lane): Rest {
  return { lane, stretch: undefined, isFurther: false }
}

function live({ cursorSeq }: Lane, to: number): Stretch {
  return { from: cursorSeq, to, session: null }
}

/** The feed's own course: the next page that holds something for this partner. */
async function nextNews(
  tables: Tables,
  pages: Pages,
  { partner, lane, sight }: { partner: Partner; lane: Lane; sight: Sight },
): Promise<Chosen | Rest> {
  const { wishes } = partner
  const state = await tables.feed.state()
  let { cursorSeq } = lane
  while (sight.rows > 0) {
    const isBehind = state.last > cursorSeq
    const rows = isBehind ? await pages.after(tables, state, cursorSeq, wishes.batch) : []
    sight.rows -= rows.length + 1
    const end = rows.at(-1)?.seq ?? Math.max(state.last, cursorSeq)
    const all = { from: cursorSeq, to: end, session: null }
    if (sifted(rows, all, wishes).rows.length > 0) {
      return { lane: { ...lane, cursorSeq, aimSeq: end }, stretch: all, letter: null }
    }
    cursorSeq = end
    if (rows.length < wishes.batch) return resting({ ...lane, cursorSeq })
  }
  return { ...resting({ ...lane, cursorSeq }), isFurther: true }
}

/** The first letter that is due and still has something to say; a long one goes page by page. */
async function nextLetter(
  { letters, feed }: Tables,
  { id, wishes }: Partner,
  { isReplay, now, sight }: { isReplay: boolean; now: number; sight: Sight },
): Promise<Addressed | 'further' | null> {
  while (sight.rows > 0) {
    const letter = await letters.next(id, isReplay, now)
    if (letter === null) return null
    const { from, to, session } = letter
    const rows = await feed.after(from, wishes.batch)
    sight.rows -= rows.length + 1
    const last = rows.at(-1)?.seq ?? to
    const isWhole = last >= to || rows.length < wishes.batch
    const stretch = { from, to: isWhole ? to : last, session }
    if (sifted(rows, stretch, wishes).rows.length > 0) return { letter, stretch }
    // Taken back, or thinned out, since it was written.
    if (isWhole) await letters.remove(letter.id)
    else await letters.set({ ...letter, from: last })
  }
  return 'further'
}
