/** How much was charged where, month by month, and what it has cost. */
import { energyOf } from '../../domain/charging/session.ts'
import { costOf, type Money } from '../../domain/places/price.ts'
import { rfc3339 } from '../../domain/text.ts'
import type { World } from '../ports.ts'
import { vehiclesOf } from './locations.ts'

/** The charges of a month (UTC, `2026-11`) at a place, or at none. */
export type MonthAt = {
  month: string
  place: string | null
  /** Those that were forgotten and counted are among them. */
  charges: number
  /** null where it is known of none of them. */
  energyKwh: number | null
  cost: Money | null
}

const ALL = { after: null, limit: 1_000_000 }

/** The months of one of the owner's vehicles, or of all of them, newest first. */
export function sumMonths({ store }: Pick<World, 'store'>) {
  return async (owner: string, vehicleId: string | null): Promise<MonthAt[]> => {
    const vehicles = (await vehiclesOf(store.read, owner, vehicleId)).map(({ id }) => id)
    const sums = new Map<string, Omit<MonthAt, 'cost'>>()
    const add = (month: string, place: string | null, charges: number, kwh: number | null) => {
      const key = `${month} ${place ?? ''}`
      const sum = sums.get(key) ?? { month, place, charges: 0, energyKwh: null }
      const energyKwh = kwh === null ? sum.energyKwh : (sum.energyKwh ?? 0) + kwh
      sums.set(key, { ...sum, charges: sum.charges + charges, energyKwh })
    }
    for (const session of await store.read.sessions.sums(vehicles)) {
      add(rfc3339(session.startedAt).slice(0, 7), session.place, 1, energyOf(session))
    }
    for (const { month, place, charges } of await store.read.places.months(vehicles)) {
      add(month, place, charges, null)
    }
    const places = await store.read.places.of(vehicles, ALL)
    const prices = new Map(places.map(({ id, price }) => [id, price]))
    const newestFirst = [...sums].sort(([a], [b]) => (a < b ? 1 : -1))
    return newestFirst.map(([, sum]) => {
      const energyKwh = sum.energyKwh === null ? null : Math.round(sum.energyKwh * 1000) / 1000
      return { ...sum, energyKwh, cost: costOf(energyKwh, prices.get(sum.place ?? '') ?? null) }
    })
  }
}
