/** Lines of modules' own logs, sealed. */
import type { LogRecord } from '../domain/telemetry/reading.ts'
import type { Vault } from '../flows/ports.ts'
import type { Records, RecordSum } from '../flows/tables.ts'
import type { Db } from './driver.ts'

/** A module that was not heard sends a line again, with a time that is some seconds off. */
const SAME_MS = 120_000

const KNOWN = `
  select digest from record where vehicle = ? and type = ? and at between ? and ?`
const ADD = `
  insert into record (id, vehicle, type, number, at, expires_at, size, digest, data_sealed)
  values (?, ?, ?, ?, ?, ?, ?, ?, ?)`
const OF = `
  select id, type, number, at, expires_at as "expiresAt", data_sealed as "dataSealed" from record
  where vehicle = ? and type = ? and at > ? order by at, id limit ?`
const SUMS = `
  select type, count(*) as lines, sum(size) as characters,
    min(at) as "firstAt", max(at) as "lastAt"
  from record where vehicle = ? and at > ? group by type order by type`
const SIZE = 'select coalesce(sum(size), 0) as size from record where vehicle = ?'
const HELD = `
  select id, type, number, at, expires_at as "expiresAt", data_sealed as "dataSealed" from record
  where vehicle = ? order by at, id`
const REMOVE_BEFORE = 'delete from record where expires_at < ?'
const OF_OLDER_KEY = `
  select id, data_sealed as "dataSealed" from record
  where id > ? and substr(data_sealed, 1, 8) <> ? order by id limit ?`
const RESEAL = 'update record set data_sealed = ? where id = ?'

type Row = Pick<LogRecord, 'type' | 'number' | 'at'> & {
  id: string
  expiresAt: number
  dataSealed: string
}

export function recordsOf(db: Db, vault: Vault): Records {
  const recordIn = ({ id, type, number, at, expiresAt, dataSealed }: Row): LogRecord[] => {
    const data = vault.open(dataSealed, recordOf(id))
    return data === null
      ? []
      : [{ type, number, at, lifetimeS: Math.round((expiresAt - at) / 1000), data }]
  }
  return {
    add: async (id, vehicle, { type, number, at, data }, expiresAt) => {
      const told = `${vehicle} ${type} ${number} ${data}`
      const near = await db.all<{ digest: string }>(
        KNOWN,
        vehicle,
        type,
        at - SAME_MS,
        at + SAME_MS,
      )
      if (near.some(({ digest }) => vault.isHash('record', told, digest))) return false
      const [digest, sealed] = [vault.hash('record', told), vault.seal(data, recordOf(id))]
      await db.run(ADD, id, vehicle, type, number, at, expiresAt, data.length, digest, sealed)
      return true
    },
    of: async (vehicle, type, since, limit) =>
      (await db.all<Row>(OF, vehicle, type, since, limit)).flatMap(recordIn),
    sums: (vehicle, since) => db.all<RecordSum>(SUMS, vehicle, since),
    size: async (vehicle) => (await db.get<{ size: number }>(SIZE, vehicle))!.size,
    held: async (vehicle) => (await db.all<Row>(HELD, vehicle)).flatMap(recordIn),
    removeBefore: (expiresAt) => db.run(REMOVE_BEFORE, expiresAt),
    reseal: async ({ after, limit }) => {
      const key = vault.keyIds()[0]!
      const rows = await db.all<Pick<Row, 'id' | 'dataSealed'>>(
        OF_OLDER_KEY,
        after ?? '',
        key,
        limit,
      )
      for (const { id, dataSealed } of rows) {
        const data = vault.open(dataSealed, recordOf(id))
        if (data !== null) await db.run(RESEAL, vault.seal(data, recordOf(id)), id)
      }
      return rows.map(({ id }) => id)
    },
  }
}

function recordOf(id: string): string {
  return `record:${id}`
}
