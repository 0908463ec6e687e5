/** What anybody may know of how this server treats data: the text of the consent, what is kept. */
import { z } from 'zod'
import { Language } from '../../domain/notices/wishes.ts'
import { consents, ConsentVersion } from '../../domain/sharing/consent.ts'
import type { Service } from '../../flows/service.ts'
import { type AnyRoute, route } from './route.ts'

const DAY_MS = 86_400_000

const Consent = z
  .strictObject({ version: ConsentVersion, language: Language, text: z.string() })
  .meta({ id: 'Consent' })
const Retention = z
  .strictObject({
    items: z.array(
      z.strictObject({
        what: z.string(),
        days: z.number().nullable().meta({ description: 'null: until its owner erases it' }),
      }),
    ),
  })
  .meta({ id: 'Retention' })

/** The public routes about privacy. */
export function privacyRoutes(service: Service): AnyRoute[] {
  return [
    route({
      method: 'get',
      path: '/v1/consent',
      tag: 'Privacy',
      summary: 'What an owner agrees to when he opts a vehicle in',
      auth: 'anyone',
      query: z.object({ language: Language.default('en') }),
      answers: { 200: { description: 'The text', schema: Consent } },
      handle: ({ query: { language } }) => ({
        status: 200,
        body: { ...consents[language], language },
      }),
    }),
    route({
      method: 'get',
      path: '/v1/retention',
      tag: 'Privacy',
      summary: 'What is kept, and for how long',
      auth: 'anyone',
      answers: { 200: { description: 'The table', schema: Retention } },
      handle: () => ({
        status: 200,
        body: {
          items: Object.entries(service.retention()).map(([what, ms]) => ({
            what,
            days: ms === null ? null : ms / DAY_MS,
          })),
        },
      }),
    }),
  ]
}
