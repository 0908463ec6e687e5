/** Partners' own OCPI servers, and the feed as they are told it: each session as it stands now. */
import type { Peer } from '../domain/ocpi/peer.ts'
import type { Vault } from '../flows/ports.ts'
import type { Gathering, Latest, Peers } from '../flows/tables.ts'
import { marks, named } from './columns.ts'
import type { Db } from './driver.ts'

const PROGRESS = 'cursor_seq, tries, due_at, problem'
const STATE = `
  standing, version, token_hash, next_token_hash, encoding, versions_url, endpoints, parties,
  observations, receives, since, ${PROGRESS}`
const SEALED = 'token_sealed'
const SELECT = `select ${named(`partner, ${STATE}, ${SEALED}`)} from ocpi_peer`

const GET = `${SELECT} where partner = ?`
const LOCK = `${GET} for update`
const BY_TOKEN = `${SELECT} where token_hash = ? or next_token_hash = ?`
const KEEP = `
  insert into ocpi_peer (partner, ${STATE}, ${SEALED}) values (?, ${marks(STATE)}, ?)
  on conflict (partner) do update set (${STATE}) = (${excluded(STATE)}),
    ${SEALED} = coalesce(excluded.${SEALED}, ocpi_peer.${SEALED})`
const REMOVE = 'delete from ocpi_peer where partner = ?'
const DUE = `
  select partner from ocpi_peer
  where standing = 'registered' and receives = 1 and (due_at is null or due_at <= ?)
    and cursor_seq < (select max(seq) from feed)
    and not exists (
      select 1 from partner where partner.id = ocpi_peer.partner and suspended_at is not null)`
const CLAIM = `
  update ocpi_peer set due_at = ?
  where partner = ? and (due_at is null or due_at <= ?)
    and cursor_seq < (select max(seq) from feed)`
const SET_PROGRESS = `update ocpi_peer set (${PROGRESS}) = (${marks(PROGRESS)}) where partner = ?`
const OF_OLDER_KEY = `
  select partner, ${SEALED} as "tokenSealed" from ocpi_peer
  where partner > ? and substr(${SEALED}, 1, 8) <> ? order by partner limit ? for update`
const RESEAL = `update ocpi_peer set ${SEALED} = ? where partner = ? and ${SEALED} = ?`

/** The last row of its session: what came before is history. */
const IS_LAST = `
  not exists (select 1 from feed as later
    where later.session = feed.session and later.seq > feed.seq)`
const LATEST = `select ${named('seq, published_at, session, body')} from feed`
const LATEST_AFTER = `${LATEST} where seq > ? and ${IS_LAST} order by seq limit ?`
const FOLLOWED = '(select coalesce(max(seq), 0) from ocpi_session)'
const IS_BEHIND = `select 1 as found from feed where seq > ${FOLLOWED} limit 1`
/**
 * Bodies are JSON that we have written: no text in them can look like this key, since its quotes
 * would stand behind backslashes there.
 */
const FOLLOW = `
  insert into ocpi_session (session, seq, updated_at, known)
  select session, seq, published_at,
    case when body like '%"energyKwh":null,%' then 0 else 1 end
  from feed where seq > ${FOLLOWED} and ${IS_LAST} order by seq limit ?
  on conflict (session) do update
    set seq = excluded.seq, updated_at = excluded.updated_at, known = excluded.known
    where ocpi_session.seq < excluded.seq`

const IN_SPAN = 'updated_at >= ? and updated_at < ? and known >= ?'
const COUNT_IN = `select count(*) as n from ocpi_session where ${IN_SPAN}`
/**
 * Keys of sessions tell when they were first shared, so that they sort by it. A row that is blank was
 * taken back since the list was led on.
 */
const SESSIONS_IN = `
  select ${named('feed.seq, published_at, feed.session, body')} from (
    select session, seq from ocpi_session where ${IN_SPAN} order by session limit ? offset ?
  ) as told join feed on feed.seq = told.seq and body <> '' order by told.session`
/** From so many on it is quicker to go through all by their keys than to sort those of the span. */
const MANY = 100_000
/** The sign keeps the engine from looking for the span first. */
const MANY_IN = SESSIONS_IN.replaceAll('updated_at', '+updated_at')

const GATHERED = 'select station, max(since) as "updatedAt" from stay'
const BY_STATION = 'group by station having max(since) >= ? and max(since) < ?'
const STATIONS_IN = `${GATHERED} ${BY_STATION} order by station limit ? offset ?`
const COUNT_STATIONS_IN = `
  select count(*) as n from (select station from stay ${BY_STATION}) as gathered`
const STATION_BY = `${GATHERED} where station = ? group by station`

type Row = Omit<Peer, 'token' | 'endpoints' | 'parties' | 'observations'> & {
  tokenSealed: string | null
  endpoints: string
  parties: string
  observations: number
}

export function peersOf(db: Db, vault: Vault, many = MANY): Peers {
  const one = async (sql: string, ...values: string[]) => {
    const row = await db.get<Row>(sql, ...values)
    return row && peerIn(row, vault)
  }
  const count = async (sql: string, ...values: number[]) =>
    (await db.get<{ n: number }>(sql, ...values))?.n ?? 0
  return {
    get: (partner) => one(GET, partner),
    lock: (partner) => one(LOCK, partner),
    byToken: (tokenHash) => one(BY_TOKEN, tokenHash, tokenHash),
    keep: async (peer) => void (await db.run(KEEP, ...valuesOf(peer, vault))),
    remove: async (partner) => void (await db.run(REMOVE, partner)),
    due: async (now) => (await db.all<{ partner: string }>(DUE, now)).map(({ partner }) => partner),
    claim: async (partner, now, until) => (await db.run(CLAIM, until, partner, now)) === 1,
    progress: async (partner, { cursorSeq, tries, dueAt, problem }) =>
      void (await db.run(SET_PROGRESS, cursorSeq, tries, dueAt, problem, partner)),
    latestAfter: (seq, limit) => db.all<Latest>(LATEST_AFTER, seq, limit),
    isBehind: async () => (await db.get(IS_BEHIND)) !== null,
    follow: (limit) => db.run(FOLLOW, limit),
    sessionsIn: async ({ from, to, offset, limit, all }) => {
      const known = all ? 0 : 1
      const total = await count(COUNT_IN, from, to, known)
      const sql = total > many ? MANY_IN : SESSIONS_IN
      return { total, items: await db.all<Latest>(sql, from, to, known, limit, offset) }
    },
    stationsIn: async ({ from, to, offset, limit }) => {
      const total = await count(COUNT_STATIONS_IN, from, to)
      return { total, items: await db.all<Gathering>(STATIONS_IN, from, to, limit, offset) }
    },
    stationBy: (station) => db.get<Gathering>(STATION_BY, station),
    reseal: async ({ after, limit }) => {
      const rows = await db.all<Sealed>(OF_OLDER_KEY, after ?? '', vault.keyIds()[0]!, limit)
      for (const { partner, tokenSealed } of rows) {
        const token = vault.open(tokenSealed, peerOf(partner))
        if (token === null) continue
        await db.run(RESEAL, vault.seal(token, peerOf(partner)), partner, tokenSealed)
      }
      return rows.map(({ partner }) => partner)
    },
  }
}

type Sealed = { partner: string; tokenSealed: string }

function excluded(columns: string): string {
  return columns.replace(/\w+/g, 'excluded.$&')
}

function peerIn(
  { tokenSealed, endpoints, parties, observations, ...row }: Row,
  vault: Vault,
): Peer {
  const { partner, standing, version, tokenHash, nextTokenHash, encoding, versionsUrl } = row
  const { since, cursorSeq, tries, dueAt, problem } = row
  return {
    ...{ partner, standing, version, tokenHash, nextTokenHash, encoding, versionsUrl },
    token: (tokenSealed === null ? null : vault.open(tokenSealed, peerOf(partner))) ?? '',
    endpoints: JSON.parse(endpoints) as Peer['endpoints'],
    parties: JSON.parse(parties) as Peer['parties'],
    observations: observations === 1,
    ...{ since, cursorSeq, tries, dueAt, problem },
  }
}

/** In the order of `KEEP`. */
function valuesOf(peer: Peer, vault: Vault) {
  const { partner, standing, version, tokenHash, nextTokenHash, token, encoding } = peer
  const { versionsUrl, endpoints, parties, observations, since } = peer
  const { cursorSeq, tries, dueAt, problem } = peer
  const receives = endpoints.some(
    ({ identifier, role }) => identifier === 'sessions' && role === 'RECEIVER',
  )
  const known = [partner, standing, version, tokenHash, nextTokenHash, encoding, versionsUrl]
  const told = [JSON.stringify(endpoints), JSON.stringify(parties)]
  const flags = [Number(observations), Number(receives), since]
  // null where it could not be opened: what is kept stays, for its key may be found again.
  const sealed = token === '' ? null : vault.seal(token, peerOf(partner))
  return [...known, ...told, ...flags, cursorSeq, tries, dueAt, problem, sealed]
}

function peerOf(partner: string): string {
  return `ocpi:${partner}`
}
