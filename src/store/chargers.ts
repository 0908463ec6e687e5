/** Chargers and their connectors. Where a charger stands is sealed. */
import { type Charger, type Connector, nowhere, type Site } from '../domain/chargers/charger.ts'
import type { Payload } from '../domain/chargers/ocpp.ts'
import type { Vault } from '../flows/ports.ts'
import type { Chargers } from '../flows/tables.ts'
import { marks, named } from './columns.ts'
import type { Db, Value } from './driver.ts'
import { padded } from './sealed.ts'

const KEYS = 'id, created_at'
const STATE = `
  site_sealed, password_hash, next_password_hash, profile, registration, version, vendor, model,
  serial, firmware, boot, booted_at, seen_at, connected_at, disconnected_at, holder, skew_ms,
  asked_at, list_version, list_stamp, wants_list, access, owner`
const SELECT = `select ${named(`${KEYS}, ${STATE}`)} from charger`

const GET = `${SELECT} where id = ?`
const LOCK = `${GET} for update`
const LOCK_ALL = `${SELECT} where id in (??) order by id for update`
const ALIKE = 'select id from charger where lower(id) = lower(?) and id <> ? order by id'
const ALL = `${SELECT} where id > ? order by id limit ?`
const OPEN_TO = `
  ${SELECT} where registration = 'accepted' and (access = 'public' or owner = ?)
  order by id limit ?`
const ACTIVE = `${SELECT} where holder is not null and id > ? order by id limit ?`
const PASSIVE = `${SELECT} where holder is null and id > ? order by id limit ?`
/** Who has no local list has said so by -1. */
const BEHIND = `
  ${SELECT} where holder is not null and registration = 'accepted'
    and (list_stamp is null or list_stamp <> ?) and (list_version is null or list_version >= 0)
    and (wants_list = 1 or wants_list is null and exists (
      select 1 from charger_variable as told
      where told.charger = charger.id and lower(told.value) = 'true'
        and (told.component = '' and lower(told.variable) = 'localauthlistenabled'
          or lower(told.component) = 'localauthlistctrlr' and lower(told.variable) = 'enabled')))
    and id > ? order by id limit ?`
const ADD = `
  insert into charger (${KEYS}, ${STATE}) values (${marks(KEYS)}, ${marks(STATE)})
  on conflict (id) do nothing`
const SET = `update charger set (${STATE}) = (${marks(STATE)}) where id = ?`
const SEE = 'update charger set seen_at = ? where id = ? and (seen_at is null or seen_at < ?)'
const OF_OLDER_KEY = `
  select id, site_sealed as "siteSealed" from charger
  where id > ? and substr(site_sealed, 1, 8) <> ? order by id limit ?`
const RESEAL = 'update charger set site_sealed = ? where id = ? and site_sealed = ?'
const REMOVE = 'delete from charger where id = ?'

const CONNECTOR = 'charger, evse, connector, status, error, vendor_error, info, since, heard_at'
const CONNECTORS = `
  select ${named(CONNECTOR)} from connector where charger = ? order by evse, connector`
const CONNECTORS_OF = `
  select ${named(CONNECTOR)} from connector where charger in (??)
  order by charger, evse, connector`
const KEEP_CONNECTOR = `
  insert into connector (${CONNECTOR}) values (${marks(CONNECTOR)})
  on conflict (charger, evse, connector) do update set
    status = excluded.status, error = excluded.error, vendor_error = excluded.vendor_error,
    info = excluded.info, since = excluded.since, heard_at = excluded.heard_at`

type Row = Omit<Charger, 'site' | 'boot' | 'wantsList'> & {
  siteSealed: string
  boot: string | null
  wantsList: number | null
}

type Sealed = Pick<Row, 'id' | 'siteSealed'>

export function chargersOf(db: Db, vault: Vault): Chargers {
  const one = async (sql: string, id: string) => {
    const row = await db.get<Row>(sql, id)
    return row && chargerIn(row, vault)
  }
  const many = async (sql: string, ...values: Value[]) =>
    (await db.all<Row>(sql, ...values)).map((row) => chargerIn(row, vault))
  return {
    get: (id) => one(GET, id),
    lock: (id) => one(LOCK, id),
    lockAll: (ids) => many(LOCK_ALL, JSON.stringify(ids)),
    alike: async (id) => (await db.all<{ id: string }>(ALIKE, id, id)).map((row) => row.id),
    all: ({ after, limit }, { active } = {}) =>
      many(active === undefined ? ALL : active ? ACTIVE : PASSIVE, after ?? '', limit),
    behind: (stamp, { after, limit }) => many(BEHIND, stamp, after ?? '', limit),
    openTo: (owner, limit) => many(OPEN_TO, owner, limit),
    add: async (charger) => {
      const { id, createdAt } = charger
      return (await db.run(ADD, id, createdAt, ...stateOf(charger, vault))) === 1
    },
    set: async (charger) => void (await db.run(SET, ...stateOf(charger, vault), charger.id)),
    see: async (id, at) => void (await db.run(SEE, at, id, at)),
    remove: async (id) => void (await db.run(REMOVE, id)),
    connectors: (charger) => db.all<Connector>(CONNECTORS, charger),
    connectorsOf: (chargers) => db.all<Connector>(CONNECTORS_OF, JSON.stringify(chargers)),
    keepConnector: async (connector) =>
      void (await db.run(KEEP_CONNECTOR, ...connectorValues(connector))),
    reseal: async ({ after, limit }) => {
      const rows = await db.all<Sealed>(OF_OLDER_KEY, after ?? '', vault.keyIds()[0]!, limit)
      for (const { id, siteSealed } of rows) {
        const json = vault.open(siteSealed, siteOf(id))
        if (json === null) continue
        await db.run(RESEAL, vault.seal(json, siteOf(id)), id, siteSealed)
      }
      return rows.map(({ id }) => id)
    },
  }
}

/** Spelled out, because to copy the rest of a row takes as long as to read it. */
function chargerIn(row: Row, vault: Vault): Charger {
  return {
    id: row.id,
    site: siteIn(vault, row.siteSealed, row.id),
    passwordHash: row.passwordHash,
    nextPasswordHash: row.nextPasswordHash,
    profile: row.profile,
    registration: row.registration,
    version: row.version,
    vendor: row.vendor,
    model: row.model,
    serial: row.serial,
    firmware: row.firmware,
    boot: row.boot === null ? null : (JSON.parse(row.boot) as Payload),
    bootedAt: row.bootedAt,
    seenAt: row.seenAt,
    connectedAt: row.connectedAt,
    disconnectedAt: row.disconnectedAt,
    holder: row.holder,
    skewMs: row.skewMs,
    askedAt: row.askedAt,
    listVersion: row.listVersion,
    listStamp: row.listStamp,
    wantsList: row.wantsList === null ? null : row.wantsList === 1,
    access: row.access,
    owner: row.owner,
    createdAt: row.createdAt,
  }
}

/** So many opened sites are remembered; a full memory starts anew. */
const REMEMBERED = 20_000
type Opened = { sealed: string; site: Site }
const remembered = new WeakMap<Vault, Map<string, Opened>>()

/**
 * Where its key is lost nobody knows any more where it stands; all else goes on. The row is read at
 * every call of its charger, so that what was opened is remembered.
 */
export function siteIn(vault: Vault, sealed: string, id: string): Site {
  const sites = remembered.get(vault) ?? new Map<string, Opened>()
  remembered.set(vault, sites)
  const known = sites.get(id)
  if (known?.sealed === sealed) return known.site
  const json = vault.open(sealed, siteOf(id))
  if (json === null) return nowhere
  const site = JSON.parse(json) as Site
  if (sites.size >= REMEMBERED) sites.clear()
  sites.set(id, { sealed, site })
  return site
}

/** In the order of `STATE`. */
function stateOf(charger: Charger, vault: Vault): Value[] {
  const { site, boot, wantsList } = charger
  return [
    vault.seal(padded(JSON.stringify(site)), siteOf(charger.id)),
    charger.passwordHash,
    charger.nextPasswordHash,
    charger.profile,
    charger.registration,
    charger.version,
    charger.vendor,
    charger.model,
    charger.serial,
    charger.firmware,
    boot && JSON.stringify(boot),
    charger.bootedAt,
    charger.seenAt,
    charger.connectedAt,
    charger.disconnectedAt,
    charger.holder,
    charger.skewMs,
    charger.askedAt,
    charger.listVersion,
    charger.listStamp,
    wantsList === null ? null : Number(wantsList),
    charger.access,
    charger.owner,
  ]
}

function connectorValues(of: Connector): Value[] {
  const { charger, evse, connector, status, error, vendorError, info, since, heardAt } = of
  return [charger, evse, connector, status, error, vendorError, info, since, heardAt]
}

function siteOf(id: string): string {
  return `charger ${id}`
}
