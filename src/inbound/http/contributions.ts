/** What owners add to stations, photos and facts, and the operator's decisions about them. */
import type { Response } from 'express'
import { z } from 'zod'
import {
  type Contribution,
  Standing,
  StationFacts,
} from '../../domain/contributions/contribution.ts'
import { rfc3339 } from '../../domain/text.ts'
import type { Service } from '../../flows/service.ts'
import { readBytes } from './body.ts'
import { listed, listOf, ListQuery, pageOf } from './lists.ts'
import { type AnyRoute, route } from './route.ts'

const Id = z.object({ id: z.string().max(64) })
const Sides = z.strictObject({ width: z.number().int(), height: z.number().int() })
const ContributionView = z
  .strictObject({
    id: z.string(),
    kind: z.enum(['photo', 'facts']),
    station: z.string(),
    state: Standing,
    at: z.string(),
    decidedAt: z.string().nullable(),
    photo: Sides.extend({ url: z.string() }).nullable(),
    facts: StationFacts.nullable(),
  })
  .meta({ id: 'Contribution' })

/** The routes of photos and facts. */
export function contributionRoutes(service: Service): AnyRoute[] {
  return [ownerRoutes, stationRoutes, pictureRoutes, operatorRoutes].flatMap((of) => of(service))
}

function ownerRoutes(service: Service): AnyRoute[] {
  return [
    route({
      method: 'get',
      path: '/v1/charges/mine/{id}/contributions',
      tag: 'Contributions',
      summary: 'What the owner has added by way of this charge, and how it stands',
      auth: 'owner',
      params: Id,
      answers: { 200: { description: 'All of it', schema: listOf(ContributionView) } },
      handle: async ({ caller, params }) => {
        const items = await service.contributionsTo(caller.id, params.id)
        return { status: 200, body: { items: items.map(showContribution), next: null } }
      },
    }),
    route({
      method: 'post',
      path: '/v1/charges/mine/{id}/photos',
      tag: 'Contributions',
      summary: 'Add a photo of the station; it is made anew without its data, and looked at first',
      auth: 'owner',
      limit: 'photo',
      params: Id,
      upload: ['image/jpeg', 'image/png', 'image/webp'],
      answers: { 201: { description: 'It waits for the operator', schema: ContributionView } },
      handle: async ({ caller, params, req }) => {
        const photo = await service.addPhoto(caller.id, params.id, await readBytes(req))
        return { status: 201, body: showContribution(photo) }
      },
    }),
    route({
      method: 'put',
      path: '/v1/charges/mine/{id}/facts',
      tag: 'Contributions',
      summary: 'Tell facts about the station; they are looked at first',
      auth: 'owner',
      limit: 'photo',
      params: Id,
      body: StationFacts,
      answers: { 200: { description: 'They wait for the operator', schema: ContributionView } },
      handle: async ({ caller, params, body }) => {
        const facts = await service.addFacts(caller.id, params.id, body)
        return { status: 200, body: showContribution(facts) }
      },
    }),
    route({
      method: 'delete',
      path: '/v1/contributions/{id}',
      tag: 'Contributions',
      summary: 'Take back a photo or facts of one’s own',
      auth: 'owner',
      params: Id,
      answers: { 204: { description: 'It is erased' } },
      handle: async ({ caller, params }) => {
        await service.removeContribution(caller.id, params.id)
        return { status: 204 }
      },
    }),
  ]
}

// Who added it is not told: a station says nothing of who was there.
const on = z.iso.date().meta({ description: 'No finer, so that it leads to no charge' })
const SeenPhoto = Sides.extend({ id: z.string(), url: z.string(), on })
const SeenFacts = z.strictObject({ id: z.string(), facts: StationFacts, on })
const Seen = z
  .strictObject({ photos: z.array(SeenPhoto), facts: z.array(SeenFacts) })
  .meta({ id: 'StationContributions' })

function stationRoutes(service: Service): AnyRoute[] {
  return [
    route({
      method: 'get',
      path: '/v1/stations/{id}/contributions',
      tag: 'Stations',
      summary: 'Photos and facts that owners added to a station, the newest day first',
      auth: 'reader',
      params: Id,
      answers: { 200: { description: 'What the operator has approved', schema: Seen } },
      handle: async ({ params }) => {
        const body: z.infer<typeof Seen> = { photos: [], facts: [] }
        for (const one of await service.seenAt(params.id)) {
          const { id } = one
          const seen = { id, on: rfc3339(one.at).slice(0, 10) }
          if (one.kind === 'facts') body.facts.push({ ...seen, facts: one.about })
          else body.photos.push({ ...seen, ...one.about, url: urlOf(id) })
        }
        return { status: 200, body }
      },
    }),
  ]
}

function pictureRoutes(service: Service): AnyRoute[] {
  const jpeg = { 200: { description: 'The picture', schema: z.string(), type: 'image/jpeg' } }
  return [
    route({
      method: 'get',
      path: '/v1/photos/{id}',
      tag: 'Contributions',
      summary: 'A photo of a station, as everybody may see it',
      auth: 'anyone',
      params: Id,
      answers: jpeg,
      handle: async ({ params, res }) => {
        // An hour, and no longer: its owner may take it back.
        sendPicture(res, await service.showPhoto(params.id, false), 'public, max-age=3600')
        return null
      },
    }),
    route({
      method: 'get',
      path: '/v1/photos/mine/{id}',
      tag: 'Contributions',
      summary: 'A photo of one’s own, before it is approved too',
      auth: 'owner',
      params: Id,
      answers: jpeg,
      handle: async ({ caller, params, res }) => {
        sendPicture(res, await service.showOwnPhoto(caller.id, params.id), 'no-store')
        return null
      },
    }),
    route({
      method: 'get',
      path: '/v1/contributions/{id}/picture',
      tag: 'Contributions',
      summary: 'A photo as the operator sees it, before he decides too',
      auth: 'operator',
      params: Id,
      answers: jpeg,
      handle: async ({ params, res }) => {
        sendPicture(res, await service.showPhoto(params.id, true), 'no-store')
        return null
      },
    }),
  ]
}

function operatorRoutes(service: Service): AnyRoute[] {
  return [
    route({
      method: 'get',
      path: '/v1/contributions',
      tag: 'Contributions',
      summary: 'What owners have added, the oldest day first',
      auth: 'operator',
      query: ListQuery.extend({ state: Standing.default('waiting') }),
      answers: { 200: { description: 'A page', schema: listOf(ContributionView) } },
      handle: async ({ query }) => {
        const rows = await service.listContributions(query.state, pageOf(query))
        return { status: 200, body: listed(rows, query, ({ id }) => id, showContribution) }
      },
    }),
    route({
      method: 'patch',
      path: '/v1/contributions/{id}',
      tag: 'Contributions',
      summary: 'Approve or refuse it',
      auth: 'operator',
      params: Id,
      body: z.strictObject({ state: Standing }),
      answers: { 200: { description: 'As it stands now', schema: ContributionView } },
      handle: async ({ params, body }) => ({
        status: 200,
        body: showContribution(await service.decideContribution(params.id, body.state)),
      }),
    }),
  ]
}

function urlOf(id: string): string {
  return `/v1/photos/${id}`
}

function sendPicture(res: Response, jpeg: Buffer, caching: string): void {
  res.writeHead(200, {
    'content-type': 'image/jpeg',
    'content-length': jpeg.length,
    'cache-control': caching,
  })
  res.end(jpeg)
}

/** A contribution as its owner and the operator see it. */
export function showContribution(one: Contribution): z.infer<typeof ContributionView> {
  const { id, kind, station, state, at, decidedAt } = one
  return {
    ...{ id, kind, station, state, at: rfc3339(at) },
    decidedAt: decidedAt === null ? null : rfc3339(decidedAt),
    photo: one.kind === 'photo' ? { ...one.about, url: urlOf(id) } : null,
    facts: one.kind === 'facts' ? one.about : null,
  }
}
