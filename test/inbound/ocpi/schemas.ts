/** The objects of OCPI 2.2.1 and 2.3.0 as their tables describe them: nothing more is let pass. */
import { z } from 'zod'

const PRINTABLE = /^[\x20-\x7e]*$/
const ciString = (max: number) => z.string().min(1).max(max).regex(PRINTABLE)
const text = (max: number) =>
  z
    .string()
    .max(max)
    .regex(/^\P{Cc}*$/u)
/** At most 25 characters, UTC; what a careful sender writes. */
const DateTime = z.iso.datetime().max(25)
const number = z.number().refine((value) => Math.abs(value * 1e4 - Math.round(value * 1e4)) < 1e-6)
const countryCode = z.string().regex(/^[A-Z]{2}$/)
const partyId = z.string().regex(/^[A-Z0-9]{3}$/)
const owner = { country_code: countryCode, party_id: partyId }

const DIMENSIONS =
  'CURRENT ENERGY ENERGY_EXPORT ENERGY_IMPORT MAX_CURRENT MIN_CURRENT MAX_POWER MIN_POWER PARKING_TIME POWER RESERVATION_TIME STATE_OF_CHARGE TIME'.split(
    ' ',
  )

const CdrToken = z.strictObject({
  ...owner,
  uid: ciString(36),
  type: z.enum(['AD_HOC_USER', 'APP_USER', 'OTHER', 'RFID']),
  contract_id: ciString(36),
})
const ChargingPeriod = z.strictObject({
  start_date_time: DateTime,
  dimensions: z
    .array(
      z.strictObject({
        type: z.enum(DIMENSIONS),
        volume: number,
      }),
    )
    .min(1),
  tariff_id: ciString(36).optional(),
})
const session = {
  ...owner,
  id: ciString(36),
  start_date_time: DateTime,
  end_date_time: DateTime.optional(),
  kwh: number,
  cdr_token: CdrToken,
  auth_method: z.enum(['AUTH_REQUEST', 'COMMAND', 'WHITELIST']),
  authorization_reference: ciString(36).optional(),
  location_id: ciString(36),
  evse_uid: ciString(36),
  connector_id: ciString(36),
  meter_id: text(255).optional(),
  currency: z.string().regex(/^[A-Z]{3}$/),
  charging_periods: z.array(ChargingPeriod).optional(),
  status: z.enum(['ACTIVE', 'COMPLETED', 'INVALID', 'PENDING', 'RESERVATION']),
  last_updated: DateTime,
}

/** The one field that 2.3.0 lets us add. */
const Extension = z.strictObject({
  license: z.literal('CC-BY-4.0'),
  revision: z.int(),
  outcome: z.enum(['charging', 'completed', 'aborted', 'unknown']),
  handle: z.string().optional(),
  make: z.string().optional(),
  model: z.string().optional(),
  soc_start: z.number().optional(),
  comment: z.string().optional(),
  abort: z.strictObject({ reason: z.string().optional(), confirmed: z.boolean() }).optional(),
  evidence: z.array(z.string()),
})

export const Session = {
  '2.2.1': z.strictObject(session),
  '2.3.0': z.strictObject({ ...session, chargeshare: Extension.optional() }),
}

/** The part of a session that a PATCH may carry: `last_updated` always, and who owns it never. */
const patchOf = (of: z.ZodObject) =>
  of
    .partial()
    .extend({ last_updated: DateTime })
    .omit({ country_code: true, party_id: true, id: true })
export const Patch = { '2.2.1': patchOf(Session['2.2.1']), '2.3.0': patchOf(Session['2.3.0']) }

const location = {
  ...owner,
  id: ciString(36),
  publish: z.boolean(),
  name: text(255).optional(),
  address: text(255).min(1),
  city: text(45).min(1),
  postal_code: text(10).optional(),
  state: text(20).optional(),
  country: z.string().length(3),
  coordinates: z.strictObject({
    latitude: z.string().regex(/^-?[0-9]{1,2}\.[0-9]{5,7}$/),
    longitude: z.string().regex(/^-?[0-9]{1,3}\.[0-9]{5,7}$/),
  }),
  operator: z.strictObject({ name: text(100).min(1) }).optional(),
  time_zone: text(255).min(1),
  last_updated: DateTime,
}
export const Location = {
  '2.2.1': z.strictObject(location),
  '2.3.0': z.strictObject({
    ...location,
    chargeshare: z.strictObject({
      license: z.literal('CC-BY-4.0'),
      attribution: z.string().optional(),
    }),
  }),
}

export const Credentials = z.strictObject({
  token: z.string().regex(/^[!-~]{1,64}$/),
  url: z.url().max(255),
  roles: z
    .array(
      z.strictObject({
        role: z.enum(['CPO', 'EMSP', 'NAP', 'NSP', 'OTHER', 'SCSP']),
        business_details: z.strictObject({ name: text(100).min(1) }),
        ...owner,
      }),
    )
    .min(1),
})
export const Versions = z
  .array(z.strictObject({ version: z.enum(['2.2.1', '2.3.0']), url: z.url().max(255) }))
  .min(1)
export const Details = z.strictObject({
  version: z.enum(['2.2.1', '2.3.0']),
  endpoints: z
    .array(
      z.strictObject({
        // Those of the specification, and those of a party's own, behind its name.
        identifier: z.union([
          z.enum(['credentials', 'locations', 'sessions']),
          z.string().regex(/^[a-z]{2}[a-z0-9]{3}-[a-z]+$/),
        ]),
        role: z.enum(['SENDER', 'RECEIVER']),
        url: z.url().max(255),
      }),
    )
    .min(1),
})
export const Envelope = z.strictObject({
  data: z.unknown().optional(),
  status_code: z.int().min(1000).max(4999),
  status_message: text(255).optional(),
  timestamp: DateTime,
})
