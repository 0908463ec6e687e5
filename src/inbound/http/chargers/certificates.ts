/** Certificates of chargers that were signed here: which there are, and their end before their time. */
import { z } from 'zod'
import { rfc3339 } from '../../../domain/text.ts'
import type { Service } from '../../../flows/service.ts'
import type { Certificate } from '../../../flows/tables.ts'
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

const Certificates = z
  .strictObject({
    items: z.array(CertificateView).meta({ description: 'The newest first' }),
    canSign: z.boolean().meta({ description: 'Whether this server has a key to sign with' }),
  })
  .meta({ id: 'ChargerCertificates' })

/** The routes of certificates. */
export function certificateRoutes({ chargers }: Service): AnyRoute[] {
  return [
    route({
      method: 'get',
      path: '/v1/chargers/{identity}/certificates',
      tag: 'Chargers',
      summary: "A charger's certificates that were signed here",
      auth: 'operator',
      params: AtCharger,
      answers: { 200: { description: 'The last twenty', schema: Certificates } },
      refusals: NO_CHARGER,
      handle: async ({ params }) => {
        const { certificates, canSign } = await chargers.listCertificates(params.identity)
        return { status: 200, body: { items: certificates.map(showCertificate), canSign } }
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
