/** Certificates of chargers that were signed here: which there are, and their end before their time. */
import { z } from 'zod'
import { rfc3339 } from '../../../domain/text.ts'
import type { AuthoritySeen, Service } from '../../../flows/service.ts'
import type { Certificate } from '../../../flows/tables.ts'
import { listed, listOf, ListQuery, pageOf } from '../lists.ts'
import { type AnyRoute, route } from '../route.ts'
import { zoned, zonedOrNull } from '../views.ts'
import { AtCharger, NO_CHARGER } from './path.ts'

const SerialNumber = z.string().regex(/^[\da-f]{2,40}$/, 'must be a serial number in hex digits')

const CertificateView = z
  .strictObject({
    number: SerialNumber.meta({ description: 'Its serial number' }),
    name: z.string().meta({ description: 'The common name (CN) in it' }),
    signedAt: zoned,
    validFrom: zoned,
    validUntil: zoned,
    said: z.string().nullable().meta({ description: 'What the charger said when it was brought' }),
    usedAt: zoned.nullable().meta({ description: 'When the charger first came in by it' }),
    revokedAt: zoned.nullable().meta({ description: 'Since then it opens no door' }),
  })
  .meta({ id: 'ChargerCertificate' })

/** The authority of this server's chargers, as its operator sees it. */
export const AuthorityView = z
  .strictObject({
    validUntil: zoned,
    state: z.enum(['good', 'soon', 'ended']).meta({
      description: 'soon: another one is needed, for certificates of chargers end with it',
    }),
  })
  .meta({ id: 'ChargerAuthority' })

/** null: no certificates are signed here. */
export function showAuthority(seen: AuthoritySeen): z.infer<typeof AuthorityView> | null {
  return seen && { validUntil: rfc3339(seen.until), state: seen.state }
}

const Certificates = listOf(CertificateView)
  .extend({
    canSign: z.boolean().meta({ description: 'Whether this server has a key to sign with' }),
  })
  .meta({ id: 'ChargerCertificates' })

/** The routes of certificates. */
export function certificateRoutes(service: Service): AnyRoute[] {
  return [listRoute(service), ...revokeRoutes(service)]
}

function listRoute({ chargers }: Service): AnyRoute {
  return route({
    method: 'get',
    path: '/v1/chargers/{identity}/certificates',
    tag: 'Chargers',
    summary: "A charger's certificates that were signed here",
    auth: 'operator',
    params: AtCharger,
    query: ListQuery,
    answers: { 200: { description: 'A page, the newest first', schema: Certificates } },
    refusals: NO_CHARGER,
    handle: async ({ params, query }) => {
      const rows = await chargers.listCertificates(params.identity, pageOf(query))
      const page = listed(rows, query, ({ number }) => number, showCertificate)
      return { status: 200, body: { ...page, canSign: chargers.showAuthority() !== null } }
    },
  })
}

function revokeRoutes({ chargers }: Service): AnyRoute[] {
  return [
    route({
      method: 'delete',
      path: '/v1/chargers/{identity}/certificates',
      tag: 'Chargers',
      summary: 'Revoke all certificates of a charger: none opens a door any more',
      auth: 'operator',
      params: AtCharger,
      answers: { 204: { description: 'None is good any more' } },
      refusals: NO_CHARGER,
      handle: async ({ params: { identity } }) => {
        await chargers.revokeCertificates(identity)
        return { status: 204 }
      },
    }),
    route({
      method: 'delete',
      path: '/v1/chargers/{identity}/certificates/{number}',
      tag: 'Chargers',
      summary: 'Revoke a certificate: it opens no door any more, and the connection ends',
      auth: 'operator',
      params: AtCharger.extend({ number: SerialNumber }),
      answers: { 204: { description: 'It is good no more' } },
      refusals: { 404: 'There is no such charger, or no such certificate of it' },
      handle: async ({ params: { identity, number } }) => {
        await chargers.revokeCertificate(identity, number)
        return { status: 204 }
      },
    }),
  ]
}

function showCertificate(one: Certificate): z.infer<typeof CertificateView> {
  const { number, name, said } = one
  return {
    ...{ number, name, said },
    signedAt: rfc3339(one.signedAt),
    validFrom: rfc3339(one.validFrom),
    validUntil: rfc3339(one.validUntil),
    usedAt: zonedOrNull(one.usedAt),
    revokedAt: zonedOrNull(one.revokedAt),
  }
}
