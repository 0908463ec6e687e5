/** What tells the operator's open pages that something has changed: asked only while one is open. */
import { firstAt } from '../domain/ids.ts'
import type { Outlook, Watched } from '../flows/tables.ts'
import type { Db } from './driver.ts'

const text = (column: string) => `coalesce(cast(${column} as text), '')`
const row = (...columns: string[]) => columns.map(text).join(` || ',' || `)

/** A site is sealed anew with each change, so that a stretch of it will do. */
const CHARGERS = `
  select id, ${row('registration', 'holder', 'connected_at', 'disconnected_at', 'booted_at')}
    || ',' || ${row('seen_at', 'profile', 'version', 'firmware', 'skew_ms', 'list_version')}
    || ',' || substr(site_sealed, 20, 16)
    || coalesce((select ${row('count(*)', 'sum(heard_at)', 'sum(since)')}
      from connector where charger = charger.id), '') as sign
  from charger`
const TRANSACTIONS = `
  select ${row('count(*)', 'sum(heard_at)', '(select max(id) from charger_transaction)')}
    || ',' || ${row('(select max(ended_at) from charger_transaction)')}
  from charger_transaction where status = 'charging'`
const STATUS = `
  sum(case status when 'Accepted' then 1 when 'Blocked' then 1000 when 'Expired' then 1000000
    else 0 end)`
const TOKENS = `
  select ${row('count(*)', 'max(created_at)', 'sum(seen_at)', 'sum(is_unknown)', STATUS)}
    || ',' || ${row('count(owner)', 'count(parent)', 'sum(expires_at)')}
  from id_token`
const COMMANDS = `
  select ${row('max(id)', 'count(*)', 'sum(sent_at)', 'sum(answered_at)')}
    || ',' || ${row("sum(case state when 'waiting' then 1 when 'sent' then 1000 else 0 end)")}
  from command where id >= ?`
const PARTNERS = `
  select coalesce(string_agg(${row('id', 'name', 'push_url', 'push_enabled', 'push_state')}
    || ',' || ${row('suspended_at', 'cursor_seq', 'tries', 'failing_since')}, ';' order by id), '')
  from partner left join lane on lane.partner = partner.id`
const CONTRIBUTIONS = `
  select ${row('count(*)', 'max(id)', 'count(decided_at)', 'sum(decided_at)')} from contribution`
const SIGNS = `
  select (${TRANSACTIONS}) as transactions, (${TOKENS}) as tokens, (${COMMANDS}) as commands,
    (${PARTNERS}) as partners, (${CONTRIBUTIONS}) as contributions`

export function outlookOf(db: Db): Outlook {
  return {
    chargers: () => db.all(CHARGERS),
    signs: async (since) => (await db.get<Record<Watched, string>>(SIGNS, firstAt(since)))!,
  }
}
