/** Reads what peers send as they send it: nulls, texts for numbers, bare lists, words nobody knows. */
import { z } from 'zod'
import type { Endpoint, Party } from './peer.ts'
import { TOKEN } from './token.ts'

/** An answer without its wrapping; `code` is null where none was told. */
export type Said = { code: number | null; message: string | null; data: unknown }

/** Takes off the envelope; many servers answer with a bare list or object instead. */
export function unwrapped(json: unknown): Said {
  const clean = tidied(json)
  const { success, data: wrapped } = Envelope.safeParse(clean)
  if (!success) return { code: null, message: null, data: clean }
  const { status_code: code = null, status_message: message = null, data } = wrapped
  return { code, message, data }
}

/** No object of OCPI has a field named `data` but this one. */
const Envelope = z
  .object({
    status_code: z.coerce.number().int().optional(),
    status_message: z.string().optional().catch(undefined),
    data: z.unknown().optional(),
  })
  .refine(({ status_code: code, data }) => code !== undefined || data !== undefined)

/** null means the same as nothing at all to many writers; OCPI knows the latter alone. */
function tidied(json: unknown): unknown {
  if (Array.isArray(json)) return json.filter((one) => one !== null).map(tidied)
  if (typeof json !== 'object' || json === null) return json
  const told = Object.entries(json).filter(([, value]) => value !== null)
  return Object.fromEntries(told.map(([key, value]) => [key, tidied(value)]))
}

/** The good ones of a list; one bad object spoils none of the others. */
export function goodOnes<T>(schema: z.ZodType<T>, data: unknown): T[] {
  const list = Array.isArray(data) ? data : []
  return list.flatMap((one) => schema.safeParse(one).data ?? [])
}

const url = z.url({ protocol: /^https?$/ }).max(255)

/** A version that is not known here is read all the same, and not picked. */
const VersionEntry = z.object({ version: z.coerce.string(), url })
export type VersionEntry = z.infer<typeof VersionEntry>

export function versionsIn(data: unknown): VersionEntry[] {
  return goodOnes(VersionEntry, data)
}

const Role = z
  .string()
  .transform((role) => role.toUpperCase())
  .pipe(z.enum(['SENDER', 'RECEIVER']))
const EndpointRead = z.object({
  identifier: z.string().transform((name) => name.toLowerCase()),
  role: Role,
  url,
})
const Details = z.object({ endpoints: z.unknown() })

/** null where the answer is no description of a version. */
export function endpointsIn(data: unknown): Endpoint[] | null {
  const details = Details.safeParse(data).data
  return details && Array.isArray(details.endpoints)
    ? goodOnes(EndpointRead, details.endpoints)
    : null
}

const RoleRead = z
  .object({
    country_code: z.string().regex(/^[A-Za-z]{2,3}$/),
    party_id: z.string().regex(/^[!-~]{3}$/),
    business_details: z.object({ name: z.string() }).optional().catch(undefined),
  })
  .transform(({ country_code, party_id, business_details }): Party => ({
    countryCode: country_code.toUpperCase(),
    partyId: party_id.toUpperCase(),
    name: business_details?.name.slice(0, 100) ?? '',
  }))
const CredentialsRead = z.object({
  token: z.string().regex(TOKEN, 'token must be 1 to 64 printable characters without blanks'),
  url,
  roles: z.unknown(),
})

/** Who they are and how they are called. */
export type Credentials = { token: string; url: string; parties: Party[] }

/** What is wrong with them as words, where they are not to be used. */
export function credentialsIn(data: unknown): Credentials | string {
  const read = CredentialsRead.safeParse(tidied(data))
  if (!read.success) {
    return read.error.issues.map(({ path, message }) => `${path.join('.')}: ${message}`).join('; ')
  }
  const parties = goodOnes(RoleRead, read.data.roles)
  if (parties.length === 0) return 'roles: none with a country_code and a party_id'
  return { token: read.data.token, url: read.data.url, parties }
}
