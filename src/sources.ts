/** The operator's settings about other servers that know of charging stations. */
import { z } from 'zod'
import { matching, Misset, setting, whole, yesNo } from './settings.ts'

/** Open Charge Map; its key is a secret and stands apart. */
export const OpenChargeMap = z.strictObject(
  {
    url: setting(
      matching(/^https?:\/\/[^\s/?#]+[^\s?#]*[^\s?#/]$/, 'must be an http(s)://… address'),
      'CHARGESHARE_OCM_URL',
      'Where the API of Open Charge Map is found.',
    ),
    lookUp: setting(
      yesNo,
      'CHARGESHARE_OCM_LOOK_UP',
      'Asks it what stations are known where a charge is asked about: by squares of about 11 km.',
    ),
    keepDays: setting(
      whole(1, 365),
      'CHARGESHARE_OCM_KEEP_DAYS',
      'It is asked about a square once in so many days.',
    ),
    checkIns: setting(
      yesNo,
      'CHARGESHARE_OCM_CHECK_INS',
      'Owners may have their shared charges checked in there, under the account of the key.',
    ),
  },
  'must be an object',
)
export type OpenChargeMap = z.infer<typeof OpenChargeMap>

const DAY_MS = 86_400_000

/** What is switched on, with the key; null where nothing is. Throws `Misset` where the key is missing. */
export function ocmOptions<Us extends object>(
  { url, lookUp, keepDays, checkIns: checkIn }: OpenChargeMap,
  key: string | undefined,
  us: Us,
) {
  if (!lookUp && !checkIn) return null
  if (key !== undefined) return { url, key, lookUp, checkIn, keepMs: keepDays * DAY_MS, ...us }
  const name = lookUp ? 'CHARGESHARE_OCM_LOOK_UP' : 'CHARGESHARE_OCM_CHECK_INS'
  throw new Misset([`${name} needs CHARGESHARE_OCM_KEY: a free key of openchargemap.org`])
}
