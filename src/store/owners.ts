/** Owners, how they wish to be told of things, and the devices they are signed in on. */
import { Channel } from '../domain/notices/wishes.ts'
import type { Vault } from '../flows/ports.ts'
import type { Login, Owner, Tables } from '../flows/tables.ts'
import { marks, named } from './columns.ts'
import type { Db } from './driver.ts'

type Owners = Tables['owners']

const KEYS = 'id, email, account, password_hash, confirmed_at, created_at'
/** All that an owner may change by himself but the password. */
const STATE = `
  name, language, quiet_from, quiet_to, quiet_zone, discreet, channels, ntfy_sealed`
const SELECT = `select ${named(`${KEYS}, ${STATE}`)} from owner`

const GET = `${SELECT} where id = ?`
const LOCK = `${SELECT} where id = ? for update`
const BY_EMAIL = `${SELECT} where email = ?`
const ALL = `${SELECT} where id > ? order by id limit ?`
const BY_ACCOUNT = `${SELECT} where account = ?`
const ADD = `
  insert into owner (${KEYS}, ${STATE}) values (${marks(KEYS)}, ${marks(STATE)})
  on conflict do nothing`
const SET = `update owner set (${STATE}) = (${marks(STATE)}) where id = ?`
const SET_PASSWORD = 'update owner set password_hash = ? where id = ?'
const CONFIRM =
  'update owner set confirmed_at = coalesce(confirmed_at, ?) where id = ? and email = ?'
const MAY_MAIL = `
  update owner set mailed_at = ? where id = ? and (mailed_at is null or mailed_at <= ?)`
const REMOVE = 'delete from owner where id = ?'
const OF_OLDER_KEY = `
  select id, ntfy_sealed as "ntfySealed" from owner
  where id > ? and substr(ntfy_sealed, 1, 8) <> ? order by id limit ?`
const RESEAL = 'update owner set ntfy_sealed = ? where id = ? and ntfy_sealed = ?'

const LOGIN_COLUMNS = 'token_hash, owner, created_at, expires_at'
const LOGIN = `select ${named(LOGIN_COLUMNS)} from login where token_hash = ?`
const LOGINS = `
  select ${named(LOGIN_COLUMNS)} from login where owner = ? order by created_at`
const ADD_LOGIN = `insert into login (${LOGIN_COLUMNS}) values (?, ?, ?, ?)`
const REMOVE_LOGIN = 'delete from login where token_hash = ?'
const REMOVE_OTHER_LOGINS = 'delete from login where owner = ? and token_hash <> ?'
const REMOVE_LOGINS = 'delete from login where owner = ?'
const REMOVE_LOGINS_BEFORE = 'delete from login where expires_at < ?'

type Row = Omit<Owner, 'notifications'> & {
  quietFrom: string | null
  quietTo: string | null
  quietZone: string | null
  discreet: number
  channels: string
  ntfySealed: string | null
}

export function ownersOf(db: Db, vault: Vault): Owners {
  const one = async (sql: string, value: string) => {
    const row = await db.get<Row>(sql, value)
    return row && ownerIn(row, vault)
  }
  return {
    get: (id) => one(GET, id),
    lock: (id) => one(LOCK, id),
    byEmail: (email) => one(BY_EMAIL, email),
    all: async ({ after, limit }) =>
      (await db.all<Row>(ALL, after ?? '', limit)).map((row) => ownerIn(row, vault)),
    byAccount: (account) => one(BY_ACCOUNT, account.toLowerCase()),
    add: async (owner) => {
      const { id, email, account, passwordHash, confirmedAt, createdAt } = owner
      const keys = [id, email, account, passwordHash, confirmedAt, createdAt]
      return (await db.run(ADD, ...keys, ...stateOf(owner, vault))) === 1
    },
    set: async (owner) => void (await db.run(SET, ...stateOf(owner, vault), owner.id)),
    setPassword: async (id, passwordHash) => void (await db.run(SET_PASSWORD, passwordHash, id)),
    confirm: async (id, email, at) => void (await db.run(CONFIRM, at, id, email)),
    mayMail: async (id, now, lastBefore) => (await db.run(MAY_MAIL, now, id, lastBefore)) === 1,
    remove: async (id) => void (await db.run(REMOVE, id)),
    reseal: ({ after, limit }) => reseal(db, vault, after ?? '', limit),
    ...loginsOf(db),
  }
}

function loginsOf(db: Db) {
  return {
    login: (tokenHash) => db.get<Login>(LOGIN, tokenHash),
    logins: (owner) => db.all<Login>(LOGINS, owner),
    addLogin: async ({ tokenHash, owner, createdAt, expiresAt }) =>
      void (await db.run(ADD_LOGIN, tokenHash, owner, createdAt, expiresAt)),
    removeLogin: async (tokenHash) => void (await db.run(REMOVE_LOGIN, tokenHash)),
    removeOtherLogins: async (owner, tokenHash) =>
      void (await db.run(REMOVE_OTHER_LOGINS, owner, tokenHash)),
    removeLogins: async (owner) => void (await db.run(REMOVE_LOGINS, owner)),
    removeLoginsBefore: (expiresAt) => db.run(REMOVE_LOGINS_BEFORE, expiresAt),
  } satisfies Partial<Owners>
}

function ownerIn(row: Row, vault: Vault): Owner {
  const { quietFrom, quietTo, quietZone, discreet, channels, ntfySealed, ...owner } = row
  const url = ntfySealed && vault.open(ntfySealed, ntfyOf(row.id))
  const isQuiet = quietFrom !== null && quietTo !== null && quietZone !== null
  const notifications = {
    quiet: isQuiet ? { from: quietFrom, to: quietTo, timezone: quietZone } : null,
    discreet: discreet === 1,
    channels: Channel.array().parse(JSON.parse(channels)),
    ntfy: url === null ? null : { url },
  }
  return { ...owner, notifications }
}

/** In the order of `STATE`. */
function stateOf({ id, name, language, notifications }: Owner, vault: Vault) {
  const { quiet, discreet, channels, ntfy } = notifications
  const hours = [quiet?.from ?? null, quiet?.to ?? null, quiet?.timezone ?? null]
  // Whoever knows the address of a topic reads along.
  const sealed = ntfy && vault.seal(ntfy.url, ntfyOf(id))
  return [name, language, ...hours, Number(discreet), JSON.stringify(channels), sealed]
}

async function reseal(db: Db, vault: Vault, after: string, limit: number): Promise<string[]> {
  type Sealed = { id: string; ntfySealed: string }
  const rows = await db.all<Sealed>(OF_OLDER_KEY, after, vault.keyIds()[0]!, limit)
  for (const { id, ntfySealed } of rows) {
    const url = vault.open(ntfySealed, ntfyOf(id))
    if (url !== null) await db.run(RESEAL, vault.seal(url, ntfyOf(id)), id, ntfySealed)
  }
  return rows.map(({ id }) => id)
}

function ntfyOf(owner: string): string {
  return `ntfy:${owner}`
}
