/** Who knows of a charge: what partners were told of it, when, and which of them by push. */
import type { Session } from '../../domain/charging/session.ts'
import type { Tables } from '../tables.ts'

/** How a charge stands with partners. */
export type SharingState = {
  /** `shared` without an id: its owner shares it, but partners have not been told yet. */
  state: 'shared' | 'private' | 'undecided' | 'withdrawn'
  /** The key partners know it by. */
  id: string | null
  /** The public id of the station at which it is told; null where it is told at none. */
  station: string | null
  /** Since when they know it; of a withdrawn charge the day alone. */
  since: number | null
  events: { type: string; at: number }[]
  /** All who may read it, and when it was pushed to them; null: they pull, or it is not known. */
  partners: { name: string; pushedAt: number | null }[]
}

/** More partners than an owner would read about. */
const PARTNERS = { after: null, limit: 1000 }

export async function sharingOf(tables: Tables, session: Session): Promise<SharingState> {
  const told = session.publicId === null ? [] : await tables.feed.told(session.publicId)
  const [first] = told
  if (!first) {
    const state = stateOf(session)
    const since = state === 'withdrawn' ? session.withdrawnOn : null
    return { state, id: null, station: null, since, events: [], partners: [] }
  }
  const partners = await tables.partners.all(PARTNERS)
  const pushes = await tables.deliveries.pushes(first.seq, first.publishedAt)
  return {
    state: 'shared',
    id: session.publicId,
    station: (await tables.stations.stay(first.session))?.station ?? null,
    since: first.publishedAt,
    events: told.map(({ type, publishedAt }) => ({ type, at: publishedAt })),
    partners: partners.map(({ id, name }) => ({ name, pushedAt: pushes.get(id) ?? null })),
  }
}

function stateOf({ flag, withdrawnOn }: Session): SharingState['state'] {
  if (flag === 'pending') return 'undecided'
  if (flag === 'once' || flag === 'always') return 'shared'
  return withdrawnOn === null ? 'private' : 'withdrawn'
}
