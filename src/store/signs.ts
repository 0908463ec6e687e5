/** What tells that something an owner sees has changed: asked only where somebody looks. */
import { Topic } from '../domain/topic.ts'
import type { Signs } from '../flows/tables.ts'
import type { Db } from './driver.ts'

const CARS = '(select id from vehicle where owner = ?)'
const text = (column: string) => `coalesce(cast(${column} as text), '')`
const row = (...columns: string[]) => columns.map(text).join(` || ',' || `)

/** Counts and sums: of questions and charges there are many, and each change moves one of these. */
const QUESTIONS = `
  select ${row('count(*)', 'max(id)', 'max(answered_at)', 'count(answered_at)')} || ',' ||
    ${row("sum(case state when 'open' then 1 when 'expired' then 1000000 else 0 end)")}
  from question where owner = ?`
const FLAG = `
  sum(case flag when 'once' then 1 when 'always' then 1000 when 'skip' then 1000000
    when 'never' then 1000000000 else 0 end)`
const CHARGES = `
  select ${row('count(*)', 'count(place)', 'count(ended_at)', 'count(abort_reason)')} || ',' ||
    ${row('max(heard_at)', 'sum(heard_at)', 'sum(seen_at)', 'sum(revision)', FLAG)} || ',' ||
    ${row('count(public_id)', 'sum(length(post))', 'sum(length(comment))')}
  from session where vehicle in ${CARS}`
/** Cars and places are few, and their words may change into any others. */
const VEHICLES = `
  select string_agg(${row('id', 'name', 'make', 'model', 'secret_hash', 'opted_in', 'nickname')}
    || ',' || ${row('show_model', 'timing', 'trouble')}
    || coalesce((select string_agg(channel || cast(at as text), ',' order by channel)
      from word where word.vehicle = vehicle.id), ''), ';' order by id)
  from vehicle where owner = ?`
const LOCATIONS = `
  select string_agg(${row('id', 'flag', 'name', 'forgetful', 'price_per_kwh', 'price_currency')}
    || ',' || ${row('position_sealed is null')}, ';' order by id)
  from place where vehicle in ${CARS}`
const OWNER = `
  select ${row('name', 'language', 'quiet_from', 'quiet_to', 'quiet_zone', 'discreet')} || ',' ||
    ${row('channels', 'ntfy_sealed', 'confirmed_at')}
  from owner where id = ?`
const DEVICES = `
  select string_agg(${row('id', 'label', 'last_shown_at', 'unshown')}, ';' order by id)
  from subscription where owner = ?`
const CHARGINGS = `
  select ${row('count(*)', 'sum(heard_at)', 'sum(energy_wh)')} || ',' ||
    ${row("sum(case status when 'charging' then 1 else 1000 end)", 'max(id)')}
  from charger_transaction
  where owner = ?`
const SQL = `
  select (${QUESTIONS}) as questions, (${CHARGES}) as charges, (${VEHICLES}) as vehicles,
    (${LOCATIONS}) as locations, (${OWNER}) as owner, (${DEVICES}) as devices,
    (${CHARGINGS}) as chargings`

export function signsOf(db: Db): Signs {
  return {
    of: async (owner) =>
      (await db.get<Record<Topic, string | null>>(SQL, ...Topic.options.map(() => owner)))!,
  }
}
