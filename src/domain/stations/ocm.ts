/** Open Charge Map's charge points (POIs, API v3), compact or in full, read as listings. */
import { z } from 'zod'
import { isFix } from '../places/position.ts'
import { type Arrival, tidy } from './arrival.ts'
import type { Access, Plug } from './listing.ts'
import { providerOf, type ToldProvider } from './terms.ts'

/** What stands behind the numbers of compact entries (`/v3/referencedata`). */
export type Reference = {
  operators: ReadonlyMap<number, string>
  providers: ReadonlyMap<number, ToldProvider>
}
export const noReference: Reference = { operators: new Map(), providers: new Map() }

const number = z.number().nullish().catch(null)
const text = z.string().nullish().catch(null)
const named = z.object({ ID: z.number(), Title: text }).nullish().catch(null)
const Told = z.object({ ID: z.number(), Title: text, License: text, WebsiteURL: text })

const Connection = z.object({
  ConnectionTypeID: number,
  ConnectionType: named,
  PowerKW: number,
  Quantity: number,
})
const Poi = z.object({
  ID: z.number().int().positive(),
  DataProviderID: number,
  DataProvider: Told.nullish().catch(null),
  OperatorID: number,
  OperatorInfo: named,
  UsageTypeID: number,
  UsageType: named,
  UsageCost: text,
  AddressInfo: z.object({
    Title: text,
    Latitude: z.number().min(-90).max(90),
    Longitude: z.number().min(-180).max(180),
  }),
  Connections: z.array(Connection).nullish().catch(null),
  NumberOfPoints: number,
  StatusTypeID: number,
  StatusType: named,
  SubmissionStatusTypeID: number,
  SubmissionStatus: named,
  DateLastVerified: text,
  DateLastStatusUpdate: text,
})
type Poi = z.infer<typeof Poi>

/** Submission status: delisted, since it is somebody's home. */
const RESIDENCE = 1010
const LIVE = [100, 200]
/** Status: removed, or only planned. */
const NO_MORE = [150, 200, 210]

/** UsageType → who may charge. */
const ACCESS: Record<number, Access> = {
  1: 'public',
  2: 'private',
  3: 'private',
  4: 'public',
  5: 'public',
  6: 'restricted',
  7: 'restricted',
}

/** ConnectionType → the connector as OCPI names it. */
const PLUGS: Record<number, string> = {
  1: 'IEC_62196_T1',
  2: 'CHADEMO',
  3: 'DOMESTIC_G',
  8: 'TESLA_R',
  9: 'NEMA_5_20',
  10: 'NEMA_14_30',
  11: 'NEMA_14_50',
  13: 'DOMESTIC_C',
  16: 'IEC_60309_2_single_16',
  17: 'IEC_60309_2_three_16',
  22: 'DOMESTIC_B',
  23: 'DOMESTIC_E',
  25: 'IEC_62196_T2',
  26: 'IEC_62196_T3C',
  27: 'TESLA_S',
  28: 'DOMESTIC_F',
  29: 'DOMESTIC_I',
  30: 'TESLA_S',
  32: 'IEC_62196_T1_COMBO',
  33: 'IEC_62196_T2_COMBO',
  34: 'IEC_60309_2_single_16',
  35: 'IEC_60309_2_three_16',
  36: 'IEC_62196_T3A',
  1036: 'IEC_62196_T2',
  1037: 'DOMESTIC_J',
  1038: 'GBT_AC',
  1039: 'GBT_AC',
  1040: 'GBT_DC',
}

/** Reads one entry. `allowed`: providers that are taken besides those whose terms are known. */
export function poiOf(
  entry: unknown,
  reference: Reference,
  allowed: ReadonlySet<number> = new Set(),
): Arrival {
  const { data: poi, error } = Poi.safeParse(entry)
  if (!poi) return { is: 'bad', ref: refIn(entry), why: saying(error) }
  const ref = String(poi.ID)
  const why = unlisted(poi)
  if (why) return { is: 'gone', ref, why }
  const { Latitude: lat, Longitude: lon } = poi.AddressInfo
  if (!isFix({ lat, lon })) return { is: 'bad', ref, why: 'its position is 0,0' }
  const provided = poi.DataProvider?.ID ?? poi.DataProviderID ?? 0
  const provider = providerOf(provided, toldIn(poi) ?? reference.providers.get(provided), allowed)
  if (!provider)
    return { is: 'gone', ref, why: `provider ${provided}: its terms are not known to allow it` }
  const said = poi.DateLastVerified ?? poi.DateLastStatusUpdate
  return {
    is: 'listing',
    listing: {
      source: 'ocm',
      ref,
      name: tidy(poi.AddressInfo.Title, 200),
      operator: operatorOf(poi, reference),
      position: { lat, lon },
      posts: { count: countOf(poi), refs: [] },
      plugs: (poi.Connections ?? []).map(plugOf),
      access: ACCESS[poi.UsageType?.ID ?? poi.UsageTypeID ?? 0] ?? 'unknown',
      price: tidy(poi.UsageCost, 200),
      provider,
      checkedAt: said ? timeIn(said) : null,
    },
  }
}

/** The reference data as the API and the export give them; unreadable parts are left out. */
export function referenceIn(entry: unknown): Reference | null {
  const Lists = z.object({ Operators: z.array(z.unknown()), DataProviders: z.array(z.unknown()) })
  const { data } = Lists.safeParse(entry)
  if (!data) return null
  const operators = data.Operators.map((one) => named.parse(one)).filter((one) => !!one)
  const providers = data.DataProviders.flatMap((one) => Told.safeParse(one).data ?? [])
  return {
    operators: new Map(operators.map(({ ID, Title }) => [ID, Title ?? ''])),
    providers: new Map(providers.map((one) => [one.ID, toldOf(one)])),
  }
}

/** Why an entry is not, or no longer, to be listed. */
function unlisted(poi: Poi): string | null {
  const submission = poi.SubmissionStatus?.ID ?? poi.SubmissionStatusTypeID ?? LIVE[0]!
  if (submission === RESIDENCE) return 'a private residence'
  if (!LIVE.includes(submission)) return 'not published, or delisted'
  const status = poi.StatusType?.ID ?? poi.StatusTypeID ?? 0
  return NO_MORE.includes(status) ? 'planned, or removed' : null
}

/** Entries without an operator say so in brackets: `(Unknown Operator)`. */
function operatorOf({ OperatorInfo, OperatorID }: Poi, { operators }: Reference): string | null {
  const title = OperatorInfo?.Title ?? operators.get(OperatorID ?? 0)
  const name = tidy(title, 200)
  return name?.startsWith('(') ? null : name
}

/** Of what is said of plugs and points the points count, since a post may have several plugs. */
function countOf({ NumberOfPoints }: Poi): number | null {
  const isCount =
    Number.isInteger(NumberOfPoints) && NumberOfPoints! > 0 && NumberOfPoints! < 10_000
  return isCount ? NumberOfPoints! : null
}

function plugOf({
  ConnectionType,
  ConnectionTypeID,
  PowerKW,
  Quantity,
}: z.infer<typeof Connection>): Plug {
  return {
    type: PLUGS[ConnectionType?.ID ?? ConnectionTypeID ?? 0] ?? 'UNKNOWN',
    powerKw: PowerKW && PowerKW > 0 ? PowerKW : null,
    quantity: Number.isInteger(Quantity) && Quantity! > 0 ? Quantity! : null,
  }
}

function toldIn({ DataProvider }: Poi): ToldProvider | undefined {
  return DataProvider?.Title ? toldOf(DataProvider) : undefined
}

function toldOf({ ID, Title, License, WebsiteURL }: z.infer<typeof Told>): ToldProvider {
  const url = WebsiteURL && /^https?:\/\//.test(WebsiteURL) ? WebsiteURL : null
  return { id: ID, title: tidy(Title, 200) ?? `provider ${ID}`, license: License ?? null, url }
}

function timeIn(said: string): number | null {
  const at = Date.parse(said)
  return Number.isNaN(at) ? null : at
}

function refIn(entry: unknown): string | null {
  const { ID } = Object(entry) as { ID?: unknown }
  return typeof ID === 'number' ? String(ID) : null
}

function saying(error: z.ZodError): string {
  const [issue] = error.issues
  return `${issue?.path.join('.') || 'it'}: ${issue?.message ?? 'unreadable'}`
}
