/** What the operator's first look counts. */
import type { Tallies, Tally } from '../flows/tables.ts'
import { named } from './columns.ts'
import type { Db } from './driver.ts'

const CHARGERS = `
  select registration, count(*) as n, count(holder) as "connected"
  from charger group by registration`
const CHARGING = "select count(*) as n from charger_transaction where status = 'charging'"
const WAITING = "select count(*) as n from command where state = 'waiting' and expires_at > ?"
/** Spelled as the index is, which holds the odd ones alone. */
const DEVIATING = "select count(*) as n from ocpp_message where deviations <> '[]' and at >= ?"
const PARTNERS = `
  select count(*) as "all", count(suspended_at) as "suspended",
    coalesce(sum(case when suspended_at is null and (push_state in ('gone', 'disabled')
      or push_enabled = 1 and failing_since is not null) then 1 else 0 end), 0) as "failing"
  from partner left join lane on lane.partner = partner.id`
/** Whoever is furthest behind is owed the oldest. */
const OWED = `
  select ${named('published_at')} from feed where seq > (
    select min(cursor_seq) from lane join partner on partner.id = lane.partner
    where push_enabled = 1 and push_state = 'proven' and suspended_at is null)
  order by seq limit 1`

type Counted = { registration: keyof Tally['chargers']; n: number; connected: number }

export function talliesOf(db: Db): Tallies {
  const count = async (sql: string, ...values: number[]) =>
    (await db.get<{ n: number }>(sql, ...values))!.n
  return {
    count: async (since, now) => ({
      chargers: await chargersIn(db),
      charging: await count(CHARGING),
      commandsWaiting: await count(WAITING, now),
      deviations: await count(DEVIATING, since),
      partners: (await db.get<Tally['partners']>(PARTNERS))!,
      owedSince: (await db.get<{ publishedAt: number }>(OWED))?.publishedAt ?? null,
    }),
  }
}

async function chargersIn(db: Db): Promise<Tally['chargers']> {
  const tally = { accepted: 0, pending: 0, rejected: 0, connected: 0 }
  for (const { registration, n, connected } of await db.all<Counted>(CHARGERS)) {
    tally[registration] = n
    if (registration === 'accepted') tally.connected = connected
  }
  return tally
}
