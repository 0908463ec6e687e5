/** Who may charge at a charger has changed: what it told of charges there is looked at anew. */
import type { Charger } from '../../../domain/chargers/charger.ts'
import type { Tables } from '../../tables.ts'
import { meet, type Met, type Needs, nothingMet } from './meet.ts'

/** What ended longer ago was told, and published, as it was right then. Milliseconds. */
const RECENT_MS = 7 * 86_400_000

/**
 * Parts what goes on or is recent from charges that its charger may tell nothing of any more, and
 * joins what goes on with those that it now may.
 */
export async function meetAnew(
  world: Needs,
  tables: Tables,
  { before, after }: { before: Charger; after: Charger },
  now: number,
): Promise<Met> {
  if (before.access === after.access && before.owner === after.owner) return nothingMet
  const met: Met = { news: false, owners: [] }
  for (const id of await tables.meetings.recent(after.id, now - RECENT_MS)) {
    // One by one: together they would be a crowd.
    const seeds = { sessions: [], transactions: [id] }
    const { news, owners } = await meet(world, tables, seeds, { now, charger: after })
    met.news ||= news
    met.owners.push(...owners)
  }
  return met
}
