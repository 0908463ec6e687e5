/** What each car told last: sealed whole, since it says where the car is. */
import { dueAt } from '../domain/telemetry/follow.ts'
import type { Watch } from '../domain/telemetry/watch.ts'
import type { Vault } from '../flows/ports.ts'
import type { Watches } from '../flows/tables.ts'
import type { Db } from './driver.ts'

const GET = 'select state_sealed as "stateSealed" from watch where vehicle = ?'
const KEEP = `
  insert into watch (vehicle, at, due_at, charging, state_sealed) values (?, ?, ?, ?, ?)
  on conflict (vehicle) do update set at = excluded.at, due_at = excluded.due_at,
    charging = excluded.charging, state_sealed = excluded.state_sealed`
const DUE = 'select vehicle from watch where due_at <= ? order by due_at limit ?'
const CHARGING = 'select vehicle from watch where vehicle in (??) and charging = 1'
const REMOVE = 'delete from watch where vehicle = ?'
const REMOVE_BEFORE = 'delete from watch where at < ? and (charging = 0 or at < ?)'
const OF_OLDER_KEY = `
  select vehicle, state_sealed as "stateSealed" from watch
  where vehicle > ? and substr(state_sealed, 1, 8) <> ? order by vehicle limit ?`
const RESEAL = 'update watch set state_sealed = ? where vehicle = ? and state_sealed = ?'

export function watchesOf(db: Db, vault: Vault): Watches {
  return {
    get: async (vehicle) => {
      const row = await db.get<{ stateSealed: string }>(GET, vehicle)
      // Where its key is lost the car is watched anew.
      const json = row && vault.open(row.stateSealed, watchOf(vehicle))
      return json === null ? null : (JSON.parse(json) as Watch)
    },
    keep: async (vehicle, watch, at) => {
      const sealed = vault.seal(JSON.stringify(watch), watchOf(vehicle))
      await db.run(KEEP, vehicle, at, dueAt(watch), Number(watch.charge !== null), sealed)
    },
    due: async (now, limit) => vehiclesIn(await db.all<Row>(DUE, now, limit)),
    charging: async (vehicles) => vehiclesIn(await db.all<Row>(CHARGING, JSON.stringify(vehicles))),
    remove: async (vehicle) => void (await db.run(REMOVE, vehicle)),
    removeBefore: (idle, charging) => db.run(REMOVE_BEFORE, idle, charging),
    reseal: async ({ after, limit }) => {
      const rows = await db.all<Sealed>(OF_OLDER_KEY, after ?? '', vault.keyIds()[0]!, limit)
      for (const { vehicle, stateSealed } of rows) {
        const json = vault.open(stateSealed, watchOf(vehicle))
        if (json === null) continue
        await db.run(RESEAL, vault.seal(json, watchOf(vehicle)), vehicle, stateSealed)
      }
      return vehiclesIn(rows)
    },
  }
}

type Row = { vehicle: string }
type Sealed = Row & { stateSealed: string }

function vehiclesIn(rows: Row[]): string[] {
  return rows.map(({ vehicle }) => vehicle)
}

function watchOf(vehicle: string): string {
  return `watch:${vehicle}`
}
