/** On what terms stations are known, and the owner's wish for check-ins. */
import { z } from 'zod'
import { Language } from '../../domain/notices/wishes.ts'
import { Source } from '../../domain/stations/listing.ts'
import type { Service } from '../../flows/service.ts'
import { LICENSE } from '../../domain/sharing/event.ts'
import { type AnyRoute, route } from './route.ts'

const Licences = z
  .strictObject({
    published: z.strictObject({ licence: z.string(), attribution: z.string() }),
    sources: z.array(
      z.strictObject({
        source: Source,
        provider: z.string(),
        title: z.string(),
        licence: z.string(),
        attribution: z
          .string()
          .meta({ description: 'To be shown with what is told of its stations' }),
        url: z.string().nullable(),
        mayPass: z.boolean().meta({
          description:
            'Names of its stations stand in events, under its own terms; else only its keys do',
        }),
        stations: z.number().int(),
      }),
    ),
  })
  .meta({ id: 'Licences' })

const CheckIns = z
  .strictObject({
    isWished: z.boolean(),
    isPossible: z.boolean().meta({ description: 'Whether this server makes check-ins' }),
    version: z.string().meta({ description: 'Of the text' }),
    language: Language,
    text: z.string().meta({ description: 'What the owner agrees to' }),
  })
  .meta({ id: 'CheckIns' })

const Wish = z.strictObject({
  acceptText: z.string().max(20).meta({ description: 'The version of the text that was shown' }),
})

/** The routes of what others know. */
export function directoryRoutes(service: Service): AnyRoute[] {
  return [
    route({
      method: 'get',
      path: '/v1/licenses',
      tag: 'Stations',
      summary: 'Whose data are shown or passed on here, and on what terms',
      auth: 'anyone',
      answers: { 200: { description: 'All that is in use here', schema: Licences } },
      handle: async () => ({ status: 200, body: await licencesOf(service) }),
    }),
    ...checkInRoutes(service),
  ]
}

async function licencesOf(service: Service): Promise<z.infer<typeof Licences>> {
  const rows = await service.listProviders()
  return {
    published: { licence: LICENSE, attribution: 'ChargeShare and the owners who share' },
    sources: rows.map(({ provider: { id, ...terms }, listings }) => {
      const { source, title, licence, attribution, url, mayPass } = terms
      return { source, provider: id, title, licence, attribution, url, mayPass, stations: listings }
    }),
  }
}

const Tongue = z.object({ language: Language.default('en') })

function checkInRoutes(service: Service): AnyRoute[] {
  const path = '/v1/owners/me/check-ins'
  const tag = 'Owners'
  const auth = 'owner'
  const query = Tongue
  const answers = { 200: { description: 'The wish as it stands', schema: CheckIns } }
  return [
    route({
      ...{ method: 'get', path, tag, auth, query, answers },
      summary: 'Whether shared charges are checked in at Open Charge Map',
      handle: async ({ caller, query: { language } }) => {
        return { status: 200, body: await service.showCheckIns(caller.id, language) }
      },
    }),
    route({
      ...{ method: 'put', path, tag, auth, query, answers },
      summary: 'Agree to check-ins at Open Charge Map, from the next charge on',
      body: Wish,
      handle: async ({ caller, query: { language }, body: { acceptText } }) => {
        return { status: 200, body: await service.wishCheckIns(caller.id, acceptText, language) }
      },
    }),
    route({
      ...{ method: 'delete', path, tag, auth, query, answers },
      summary: 'No more check-ins; what waits is dropped',
      handle: async ({ caller, query: { language } }) => {
        return { status: 200, body: await service.wishCheckIns(caller.id, null, language) }
      },
    }),
  ]
}
