/** Backends that share chargers with us, what waits for them, and how they call transactions. */
import { isReading } from '../domain/chargers/router/forwarding.ts'
import type { Standing, Tally, UpstreamDeviation } from '../domain/chargers/router/standing.ts'
import type {
  Known,
  Relay,
  Rights,
  Upstream,
  UpstreamLetter,
  Waiting,
} from '../domain/chargers/router/upstream.ts'
import type { OcppVersion, Payload } from '../domain/chargers/ocpp.ts'
import type { Vault } from '../flows/ports.ts'
import type { Upstreams } from '../flows/tables.ts'
import { marks, named } from './columns.ts'
import type { Db } from './driver.ts'

const RELAYS = 'select charger, authorisation, changed_at as "changedAt" from relay'
const RELAY = `${RELAYS} where charger = ?`
const RELAYS_OF = `${RELAYS} where charger in (??)`
const KEEP_RELAY = `
  insert into relay (charger, authorisation, changed_at) values (?, ?, ?)
  on conflict (charger) do update
    set authorisation = excluded.authorisation, changed_at = excluded.changed_at`
const CHANGED = 'select charger, changed_at as "changedAt" from relay where changed_at >= ?'

const WISHED = 'url, identity, role, may_command'
const STANDING = 'state, since, connected_at, problem, failure, failed_at'
const COLUMNS = `charger, name, ${WISHED}, password_sealed, ${STANDING}, answers, dropped, created_at`
const SELECT = `select ${named(COLUMNS)} from upstream`
const OF = `${SELECT} where charger = ? order by name`
const OF_ALL = `${SELECT} where charger in (??) order by charger, name`
const KEEP = `
  insert into upstream (${COLUMNS}) values (${marks(COLUMNS)})
  on conflict (charger, name) do update set (${WISHED}) = (${excluded(WISHED)}),
    password_sealed = case when ? = 1 then upstream.password_sealed else excluded.password_sealed end`
const ONE = 'charger = ? and name = ?'
const REMOVE = `delete from upstream where ${ONE}`
const STAND = `update upstream set (${STANDING}) = (${marks(STANDING)}) where ${ONE}`
const DROP = `update upstream set dropped = dropped + ? where ${ONE}`
const ANSWERED = `update upstream set answers = answers + ? where ${ONE}`
const ODD = 'charger, upstream, rule, count, at, last'
const COUNT_ODD = `
  insert into upstream_deviation (${ODD})
  select charger, name, ?, ?, ?, ? from upstream where ${ONE}
  on conflict (charger, upstream, rule) do update
    set count = upstream_deviation.count + excluded.count, at = excluded.at, last = excluded.last`
const ODDITIES = `
  select ${ODD} from upstream_deviation where charger in (??)
  order by charger, upstream, count desc, rule`

const LETTER = 'id, charger, upstream, version, action, payload, number, tries, at'
const SIZED = 'id, version, action, payload, number, tries, at, size, is_reading'
// A backend that was removed a moment ago must not keep the charger from being heard.
const ADD_LETTER = `
  insert into upstream_letter (${SIZED}, charger, upstream)
  select ${marks(SIZED)}, charger, name from upstream where ${ONE}`
const LETTERS = `
  select ${LETTER} from upstream_letter where charger = ? and upstream = ? order by id limit ?`
const RETRY = 'update upstream_letter set tries = tries + 1 where id = ?'
const REMOVE_LETTER = 'delete from upstream_letter where id = ?'
const WAITING = `
  select charger, upstream, count(*) as n, sum(size) as size from upstream_letter
  where charger in (??) group by charger, upstream`
const READINGS = `
  select id, size from upstream_letter where charger = ? and upstream = ? and is_reading = 1
  order by id limit ?`
const REMOVE_LETTERS = 'delete from upstream_letter where id in (??)'

const FORSAKEN = `
  select id as charger, version from charger
  where holder is null and version is not null and coalesce(disconnected_at, 0) < ?
    and exists (select 1 from upstream_letter where upstream_letter.charger = charger.id)
  order by id limit ?`
const MOVED = 'select id from charger where id in (??) and holder is not null and holder <> ?'

const KNOWN = 'charger, upstream, ours, theirs, status, at'
const KNOW = `
  insert into upstream_transaction (${KNOWN})
  select charger, name, ?, ?, ?, ? from upstream where ${ONE}
  on conflict (charger, upstream, ours) do update
    set theirs = excluded.theirs, status = excluded.status, at = excluded.at`
const BY = `select ${KNOWN} from upstream_transaction where charger = ? and upstream = ?`
const BY_OURS = `${BY} and ours = ?`
const BY_THEIRS = `${BY} and theirs = ? order by ours desc limit 1`
const FORGET = 'delete from upstream_transaction where at < ?'

const OLDER = `
  select charger, name, password_sealed as "sealed" from upstream
  where charger || '/' || name > ? and substr(password_sealed, 1, 8) <> ?
  order by charger || '/' || name limit ? for update`
const RESEAL = `update upstream set password_sealed = ? where ${ONE} and password_sealed = ?`

type Row = Omit<Upstream, 'password' | 'mayCommand'> & {
  passwordSealed: string | null
  mayCommand: string
}
type Queue = Waiting & { charger: string; upstream: string }
type Odd = UpstreamDeviation & { charger: string; upstream: string }
type Forsaken = { charger: string; version: OcppVersion }
type LetterRow = Omit<UpstreamLetter, 'payload' | 'transaction'> & {
  payload: string
  number: number | null
}

export function upstreamsOf(db: Db, vault: Vault): Upstreams {
  return {
    relay: (charger) => db.get<Relay>(RELAY, charger),
    relays: (chargers) => db.all<Relay>(RELAYS_OF, JSON.stringify(chargers)),
    keepRelay: async ({ charger, authorisation, changedAt }) =>
      void (await db.run(KEEP_RELAY, charger, authorisation, changedAt)),
    changedSince: (at) => db.all(CHANGED, at),
    of: async (charger) => (await db.all<Row>(OF, charger)).map((row) => upstreamIn(row, vault)),
    ofAll: async (chargers) =>
      (await db.all<Row>(OF_ALL, JSON.stringify(chargers))).map((row) => upstreamIn(row, vault)),
    keep: async (upstream, { samePassword }) =>
      void (await db.run(KEEP, ...valuesOf(upstream, vault), samePassword ? 1 : 0)),
    remove: async (charger, name) => void (await db.run(REMOVE, charger, name)),
    stand: async (charger, name, standing) =>
      void (await db.run(STAND, ...standingValues(standing), charger, name)),
    tally: async (charger, name, { answers, deviations }: Tally) => {
      if (answers > 0) await db.run(ANSWERED, answers, charger, name)
      for (const { rule, count, at, last } of deviations.values()) {
        await db.run(COUNT_ODD, rule, count, at, last, charger, name)
      }
    },
    deviations: (chargers) => db.all<Odd>(ODDITIES, JSON.stringify(chargers)),
    drop: async (charger, name, count) => void (await db.run(DROP, count, charger, name)),
    ...lettersOf(db),
    ...knownOf(db),
    reseal: async ({ after, limit }) => {
      const rows = await db.all<Sealed>(OLDER, after ?? '', vault.keyIds()[0]!, limit)
      for (const { charger, name, sealed } of rows) {
        const bound = passwordOf({ charger, name })
        const password = vault.open(sealed, bound)
        if (password === null) continue
        await db.run(RESEAL, vault.seal(password, bound), charger, name, sealed)
      }
      return rows.map(({ charger, name }) => `${charger}/${name}`)
    },
  }
}

type Sealed = { charger: string; name: string; sealed: string }

function lettersOf(db: Db) {
  return {
    addLetters: async (letters: UpstreamLetter[]) => {
      for (const letter of letters) {
        await db.run(ADD_LETTER, ...letterValues(letter), letter.charger, letter.upstream)
      }
    },
    letters: async (charger: string, name: string, limit: number) =>
      (await db.all<LetterRow>(LETTERS, charger, name, limit)).map(letterIn),
    retry: async (letter: string) => void (await db.run(RETRY, letter)),
    removeLetter: async (letter: string) => void (await db.run(REMOVE_LETTER, letter)),
    moved: async (chargers: string[], holder: string) =>
      (await db.all<{ id: string }>(MOVED, JSON.stringify(chargers), holder)).map(({ id }) => id),
    forsaken: (since: number, limit: number) => db.all<Forsaken>(FORSAKEN, since, limit),
    waiting: (chargers: string[]) => db.all<Queue>(WAITING, JSON.stringify(chargers)),
    thin: async (charger: string, name: string, limit: number): Promise<Waiting> => {
      const oldest = await db.all<{ id: string; size: number }>(READINGS, charger, name, limit)
      const ids = oldest.map(({ id }) => id)
      if (ids.length > 0) await db.run(REMOVE_LETTERS, JSON.stringify(ids))
      return { n: ids.length, size: oldest.reduce((sum, { size }) => sum + size, 0) }
    },
  }
}

function knownOf(db: Db) {
  return {
    know: async ({ charger, upstream, ours, theirs, status, at }: Known) =>
      void (await db.run(KNOW, ours, theirs, status, at, charger, upstream)),
    byOurs: (charger: string, name: string, ours: number) =>
      db.get<Known>(BY_OURS, charger, name, ours),
    byTheirs: (charger: string, name: string, theirs: number) =>
      db.get<Known>(BY_THEIRS, charger, name, theirs),
    removeBefore: (at: number) => db.run(FORGET, at),
  }
}

function excluded(columns: string): string {
  return columns.replace(/\w+/g, 'excluded.$&')
}

/** What a sealed password is bound to. */
function passwordOf({ charger, name }: Pick<Upstream, 'charger' | 'name'>): string {
  return `upstream ${charger}/${name}`
}

function upstreamIn({ passwordSealed, mayCommand, ...row }: Row, vault: Vault): Upstream {
  const password = passwordSealed === null ? null : vault.open(passwordSealed, passwordOf(row))
  return { ...row, password, mayCommand: JSON.parse(mayCommand) as Rights }
}

/** In the order of `COLUMNS`. */
function valuesOf(upstream: Upstream, vault: Vault) {
  const { charger, name, url, identity, password, role, mayCommand } = upstream
  const sealed = password === null ? null : vault.seal(password, passwordOf(upstream))
  const { answers, dropped, createdAt } = upstream
  const wished = [url, identity, role, JSON.stringify(mayCommand), sealed]
  return [charger, name, ...wished, ...standingValues(upstream), answers, dropped, createdAt]
}

/** In the order of `STANDING`. */
function standingValues({ state, since, connectedAt, problem, failure, failedAt }: Standing) {
  return [state, since, connectedAt, problem, failure, failedAt]
}

/** In the order of `SIZED`, without whose it is. */
function letterValues(letter: UpstreamLetter) {
  const { id, version, action, payload, transaction, tries, at } = letter
  const text = JSON.stringify(payload)
  const which = [text.length, Number(isReading(letter))]
  return [id, version, action, text, transaction, tries, at, ...which]
}

function letterIn({ payload, number, ...row }: LetterRow): UpstreamLetter {
  return { ...row, payload: JSON.parse(payload) as Payload, transaction: number }
}
