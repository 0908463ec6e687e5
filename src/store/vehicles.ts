/** Cars. The module's secret and the last fix are sealed. */
import type { Fix, Vehicle } from '../domain/sharing/vehicle.ts'
import type { Vault } from '../flows/ports.ts'
import type { Vehicles, Word } from '../flows/tables.ts'
import { marks, named } from './columns.ts'
import type { Db } from './driver.ts'
import { opened, sealed } from './sealed.ts'

const COLUMNS = `
  id, label, owner, name, make, model, secret_hash, salt, opted_in, nickname, show_model, timing,
  fix_at, fix_sealed, trouble, created_at`
const GET = `select ${named(COLUMNS)} from vehicle where id = ?`
const LOCK = `${GET} for update`
const THESE = `select ${named(COLUMNS)} from vehicle where id in (??) order by id`
const BY_SECRET = `select ${named(COLUMNS)} from vehicle where secret_hash = ?`
const OF = `select ${named(COLUMNS)} from vehicle where owner = ? and id > ? order by id limit ?`
const ADD = `
  insert into vehicle (${COLUMNS}, secret_sealed) values (${marks(COLUMNS)}, ?)
  on conflict (id) do nothing`
const SET = `
  update vehicle set label = ?, name = ?, make = ?, model = ?,
    opted_in = ?, nickname = ?, show_model = ?, timing = ? where id = ?`
const SET_SECRET = 'update vehicle set secret_hash = ?, secret_sealed = ? where id = ?'
const SET_FIX = `
  update vehicle set fix_at = ?, fix_sealed = ? where id = ?`
const SET_TROUBLE = 'update vehicle set trouble = ? where id = ?'
const HEAR = `
  insert into word (vehicle, channel, at) values (?, ?, ?)
  on conflict (vehicle, channel) do update set at = excluded.at where word.at < excluded.at`
const WORDS = 'select vehicle, channel, at from word where vehicle in (??)'
const SECRET = 'select secret_sealed as "secretSealed" from vehicle where id = ?'
const EDITIONS = 'select id, salt from vehicle where id in (??)'
const FORGET_FIXES = `
  update vehicle set fix_at = null, fix_sealed = null where fix_at < ?`
/** What is sealed or hashed begins with its key's name; tokens of ours are hashed without a key. */
const OF_OLDER_KEY = `
  select ${named(COLUMNS)}, secret_sealed as "secretSealed" from vehicle
  where id > ? and (substr(secret_sealed, 1, 8) <> ? or substr(fix_sealed, 1, 8) <> ?
    or secret_hash like '%.%' and substr(secret_hash, 1, 8) <> ?
    or exists (select 1 from place where place.vehicle = vehicle.id
      and position_sealed is not null and (substr(position_sealed, 1, 8) <> ? or key_id <> ?)))
  order by id limit ? for update`
const REMOVE = 'delete from vehicle where id = ?'

type Row = Omit<Vehicle, 'optedIn' | 'showModel' | 'fix'> & {
  optedIn: number
  showModel: number
  fixAt: number | null
  fixSealed: string | null
}

export function vehiclesOf(db: Db, vault: Vault): Vehicles {
  const one = async (sql: string, key: string) => {
    const row = await db.get<Row>(sql, key)
    return row && vehicleIn(row, vault)
  }
  return {
    get: (id) => one(GET, id),
    lock: (id) => one(LOCK, id),
    these: async (ids) => {
      const rows = await db.all<Row>(THESE, JSON.stringify(ids))
      return rows.map((row) => vehicleIn(row, vault))
    },
    bySecret: (secretHash) => one(BY_SECRET, secretHash),
    of: async (owner, { after, limit }) => {
      const rows = await db.all<Row>(OF, owner, after ?? '', limit)
      return rows.map((row) => vehicleIn(row, vault))
    },
    add: async (vehicle, secret) => {
      const values = [...valuesOf(vehicle, vault), sealedSecret(vehicle.id, secret, vault)]
      return (await db.run(ADD, ...values)) === 1
    },
    set: async ({ id, label, name, make, model, optedIn, nickname, showModel, timing }) => {
      const flags = [Number(optedIn), nickname, Number(showModel), timing]
      await db.run(SET, label, name, make, model, ...flags, id)
    },
    setSecret: async (id, secretHash, secret) =>
      void (await db.run(SET_SECRET, secretHash, sealedSecret(id, secret, vault), id)),
    setFix: async (id, fix) => void (await db.run(SET_FIX, ...fixColumns(id, fix, vault), id)),
    editions: async (ids) => {
      const rows = await db.all<{ id: string; salt: string }>(EDITIONS, JSON.stringify(ids))
      return new Map(rows.map(({ id, salt }) => [id, salt]))
    },
    setTrouble: async (id, trouble) => void (await db.run(SET_TROUBLE, trouble, id)),
    hear: async ({ vehicle, channel, at }) => void (await db.run(HEAR, vehicle, channel, at)),
    words: (ids) => db.all<Word>(WORDS, JSON.stringify(ids)),
    secret: async (id) => {
      const row = await db.get<{ secretSealed: string }>(SECRET, id)
      return row && vault.open(row.secretSealed, secretOf(id))
    },
    older: async ({ after, limit }) => {
      const key = vault.keyIds()[0]!
      const keys = [key, key, key, key, key]
      const rows = await db.all<Row & { secretSealed: string }>(
        OF_OLDER_KEY,
        after ?? '',
        ...keys,
        limit,
      )
      return rows.map((row) => {
        const secret = vault.open(row.secretSealed, secretOf(row.id))
        return { vehicle: vehicleIn(row, vault), secret }
      })
    },
    forgetFixes: (before) => db.run(FORGET_FIXES, before),
    remove: async (id) => void (await db.run(REMOVE, id)),
  }
}

/** Spelled out, because to copy the rest of a row takes as long as to read it. */
function vehicleIn(row: Row, vault: Vault): Vehicle {
  return {
    id: row.id,
    label: row.label,
    owner: row.owner,
    name: row.name,
    make: row.make,
    model: row.model,
    secretHash: row.secretHash,
    salt: row.salt,
    optedIn: row.optedIn === 1,
    nickname: row.nickname,
    showModel: row.showModel === 1,
    timing: row.timing,
    fix: fixIn(row, vault),
    trouble: row.trouble,
    createdAt: row.createdAt,
  }
}

function fixIn({ id, fixAt, fixSealed }: Row, vault: Vault): Fix | null {
  const there = opened(vault, fixSealed, fixOf(id))
  if (!there || fixAt === null) return null
  const { lat, lon, odometerKm = null } = there
  return { at: fixAt, position: { lat, lon }, odometerKm }
}

/** In the order of `COLUMNS`. */
function valuesOf(vehicle: Vehicle, vault: Vault) {
  const { id, label, owner, name, make, model, secretHash, salt } = vehicle
  const { optedIn, nickname, showModel, timing, fix, trouble, createdAt } = vehicle
  const about = [id, label, owner, name, make, model, secretHash, salt]
  const sharing = [Number(optedIn), nickname, Number(showModel), timing]
  return [...about, ...sharing, ...fixColumns(id, fix, vault), trouble, createdAt]
}

function fixColumns(id: string, fix: Fix | null, vault: Vault) {
  if (!fix) return [null, null]
  const { at, position, odometerKm } = fix
  return [at, sealed(vault, { ...position, odometerKm }, fixOf(id))]
}

function fixOf(id: string): string {
  return `fix:${id}`
}

function sealedSecret(id: string, secret: string, vault: Vault): string {
  return vault.seal(secret, secretOf(id))
}

function secretOf(id: string): string {
  return `vehicle:${id}`
}
