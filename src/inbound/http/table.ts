/** An owner's charges as one table that spreadsheets open (RFC 4180). */
import { once } from 'node:events'
import type { Response } from 'express'
import { energyOf, postOf } from '../../domain/charging/session.ts'
import type { Charge, Location, Service } from '../../flows/service.ts'
import type { Sieve } from '../../flows/tables.ts'
import { costOf } from '../../domain/places/price.ts'
import { rfc3339 } from '../../domain/text.ts'
import { type Cell, csvRow, MARK } from '../../domain/csv.ts'

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
export async function sendTable(
  service: Service,
  res: Response,
  { owner, vehicleId, sieve }: Wanted,
): Promise<null> {
  const all = { after: null, limit: 1_000_000 }
  const known = await service.listLocations(owner, null, all)
  const places = new Map(known.map((location) => [location.place.id, location]))
  const pageAfter = (after: string | null) =>
    service.listCharges(owner, vehicleId, { after, limit: PAGE }, sieve)
  const gone = new AbortController()
  res.once('close', () => gone.abort())
  // Read before the head goes out: what is refused is refused as a problem.
  let page = await pageAfter(null)
  res.writeHead(200, {
    'content-type': 'text/csv; charset=utf-8; header=present',
    'content-disposition': 'attachment; filename="charges.csv"',
    'cache-control': 'no-store',
    vary: 'Accept',
  })
  res.write(MARK + csvRow(COLUMNS))
  while (page.length > 0 && !gone.signal.aborted) {
    const rows = page.map((charge) =>
      csvRow(cellsOf(charge, places.get(charge.session.place ?? ''))),
    )
    const isTaken = res.write(rows.join(''))
    if (!isTaken) await once(res, 'drain', gone).catch(() => undefined)
    page = page.length < PAGE ? [] : await pageAfter(page.at(-1)!.session.id)
  }
  res.end()
  return null
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
