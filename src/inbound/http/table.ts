/** An owner's charges as one table that spreadsheets open (RFC 4180). */
import type { Response } from 'express'
import { energyOf, postOf } from '../../domain/charging/session.ts'
import type { Charge, Location, Service } from '../../flows/service.ts'
import type { Sieve } from '../../flows/tables.ts'
import { costOf } from '../../domain/places/price.ts'
import { rfc3339 } from '../../domain/text.ts'
import { type Cell, csvRow, MARK } from '../../domain/csv.ts'
import { sendParts } from './stream.ts'

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
/** So many charges are read at a time. */
const PAGE = 1000

type Wanted = { owner: string; vehicleId: string | null; sieve: Sieve }

/** Answers with all charges that are wanted, newest first, whatever their number. */
export async function sendTable(service: Service, res: Response, wanted: Wanted): Promise<null> {
  const headers = {
    'content-type': 'text/csv; charset=utf-8; header=present',
    'content-disposition': 'attachment; filename="charges.csv"',
  }
  return sendParts(res, headers, tableOf(service, wanted))
}

async function* tableOf(
  service: Service,
  { owner, vehicleId, sieve }: Wanted,
): AsyncGenerator<string> {
  const all = { after: null, limit: 1_000_000 }
  const known = await service.listLocations(owner, null, all)
  const places = new Map(known.map((location) => [location.place.id, location]))
  let head = MARK + csvRow(COLUMNS)
  let after: string | null = null
  do {
    const page: Charge[] = await service.listCharges(
      owner,
      vehicleId,
      { after, limit: PAGE },
      sieve,
    )
    const rows = page.map((charge) =>
      csvRow(cellsOf(charge, places.get(charge.session.place ?? ''))),
    )
    yield head + rows.join('')
    head = ''
    after = page.length < PAGE ? null : page.at(-1)!.session.id
  } while (after !== null)
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
