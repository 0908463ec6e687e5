/** An owner's charges as one table that spreadsheets open (RFC 4180). */
import type { Response } from 'express'
import { energyOf, postOf } from '../../domain/charging/session.ts'
import type { Charge, Location, Service } from '../../flows/service.ts'
import type { Sieve } from '../../flows/tables.ts'
import { costOf } from '../../domain/places/price.ts'
import { rfc3339 } from '../../domain/text.ts'
import type { Cell } from '../../domain/csv.ts'
import { sendTable } from './stream.ts'

const COLUMNS = [
  'id',
  'vehicleId',
  'startedAt',
  'endedAt',
  'minutes',
  'status',
  'socStart',
  'socEnd',
  'energyKwh',
  'maxPowerKw',
  'locationId',
  'location',
  'cost',
  'currency',
  'flag',
  'shared',
  'post',
  'endReason',
  'abortReason',
  'comment',
]

type Wanted = { owner: string; vehicleId: string | null; sieve: Sieve }

/** Answers with all charges that are wanted, newest first, whatever their number. */
export async function sendCharges(
  service: Service,
  res: Response,
  { owner, vehicleId, sieve }: Wanted,
): Promise<null> {
  const all = { after: null, limit: 1_000_000 }
  const known = await service.listLocations(owner, null, all)
  const places = new Map(known.map((location) => [location.place.id, location]))
  return sendTable(res, {
    name: 'charges.csv',
    columns: COLUMNS,
    read: (page) => service.listCharges(owner, vehicleId, page, sieve),
    keyOf: ({ session }) => session.id,
    cellsOf: (charge) => cellsOf(charge, places.get(charge.session.place ?? '')),
  })
}

/** In the order of `COLUMNS`. */
function cellsOf({ session, vehicle }: Charge, location: Location | undefined): Cell[] {
  const { id, startedAt, endedAt, status, socStart, socEnd, maxPowerKw } = session
  const { place, flag, publicId, endReason, abortReason, comment } = session
  const [energyKwh, post] = [energyOf(session), postOf(session)]
  const minutes = endedAt === null ? null : Math.round((endedAt - startedAt) / 60_000)
  const cost = costOf(energyKwh, location?.place.price ?? null)
  return [
    ...[id, vehicle.label, rfc3339(startedAt), endedAt === null ? null : rfc3339(endedAt)],
    ...[minutes, status, socStart, socEnd, energyKwh, maxPowerKw],
    ...[place, location?.place.name ?? null, cost?.amount ?? null, cost?.currency ?? null],
    ...[flag, publicId === null ? 'no' : 'yes', post, endReason, abortReason, comment],
  ]
}
