/** What the operator does with identifiers (idTags, idTokens): who may charge at the chargers. */
import { z } from 'zod'
import { isTag } from '../../../domain/chargers/tokens/authorise.ts'
import { line, rfc3339, time } from '../../../domain/text.ts'
import type { ListedToken, Service } from '../../../flows/service.ts'
import { listed, listOf, ListQuery, pageOf } from '../lists.ts'
import { type AnyRoute, route } from '../route.ts'
import { zoned, zonedOrNull } from '../views.ts'
import { cursorOf, identityAt } from './cursor.ts'

const Status = z.enum(['Accepted', 'Blocked', 'Expired', 'Invalid'])
const IdTag = line(255)
  .refine((text) => text === '' || isTag(text), {
    error: 'must not be blank',
    params: { code: 'format' },
  })
  .meta({ description: 'Compared without case and surrounding blanks', example: '04A22B33' })
const AtTag = z.object({ idTag: IdTag })
const NO_TAG = { 404: 'There is no such identifier' }

const TokenView = z
  .strictObject({
    idTag: z.string(),
    type: z.string().nullable().meta({ description: '2.x: ISO14443, eMAID, MacAddress, …' }),
    status: Status,
    parent: z.string().nullable().meta({ description: 'Who share one may end what others began' }),
    expiresAt: zoned.nullable(),
    owner: z.string().nullable().meta({ description: 'E-mail of the owner who may use it' }),
    isUnknown: z.boolean().meta({ description: 'It came along; nobody has registered it' }),
    seenAt: zoned.nullable(),
    seenOn: z.string().nullable().meta({ description: 'The charger at which it was shown last' }),
    createdAt: zoned,
  })
  .meta({ id: 'IdToken' })
const TokenWish = z
  .strictObject({
    status: Status,
    type: line(36).nullish(),
    parent: IdTag.nullish(),
    expiresAt: time.nullish(),
    owner: z.email().max(254).nullish(),
  })
  .meta({ id: 'IdTokenWish' })
/** Tags are longer than the keys of other lists, and hold characters that a cursor cannot. */
const TokenQuery = ListQuery.extend({
  after: z
    .string()
    .regex(/^[\w-]{1,1400}$/, 'is not a cursor of this list')
    .optional(),
  unknown: z
    .stringbool()
    .optional()
    .meta({ type: 'boolean', description: 'Only those that came along, or only the others' }),
})

/** The routes of identifiers. */
export function tokenRoutes({ chargers }: Service): AnyRoute[] {
  return [
    route({
      method: 'get',
      path: '/v1/tokens',
      tag: 'Chargers',
      summary: 'Identifiers by the alphabet',
      auth: 'operator',
      query: TokenQuery,
      answers: { 200: { description: 'A page', schema: listOf(TokenView) } },
      handle: async ({ query }) => {
        const { limit, after } = pageOf(query)
        const { unknown } = query
        const rows = await chargers.listTokens({ limit, after: identityAt(after) }, { unknown })
        return { status: 200, body: listed(rows, query, ({ id }) => cursorOf(id), showToken) }
      },
    }),
    route({
      method: 'get',
      path: '/v1/tokens/{idTag}',
      tag: 'Chargers',
      summary: 'One identifier',
      auth: 'operator',
      params: AtTag,
      answers: { 200: { description: 'As it stands now', schema: TokenView } },
      refusals: NO_TAG,
      handle: async ({ params }) => ({
        status: 200,
        body: showToken(await chargers.showToken(params.idTag)),
      }),
    }),
    ...changingRoutes(chargers),
  ]
}

function changingRoutes(chargers: Service['chargers']): AnyRoute[] {
  return [
    route({
      method: 'put',
      path: '/v1/tokens/{idTag}',
      tag: 'Chargers',
      summary: 'Register an identifier or change it; what is left out stays as it is',
      auth: 'operator',
      params: AtTag,
      body: TokenWish,
      answers: {
        200: { description: 'Changed', schema: TokenView },
        201: { description: 'Registered', schema: TokenView },
      },
      handle: async ({ params, body }) => {
        const { token, isNew } = await chargers.putToken(params.idTag, body)
        return { status: isNew ? 201 : 200, body: showToken(token) }
      },
    }),
    route({
      method: 'delete',
      path: '/v1/tokens/{idTag}',
      tag: 'Chargers',
      summary: 'Forget an identifier',
      auth: 'operator',
      params: AtTag,
      answers: { 204: { description: 'It is gone' } },
      refusals: NO_TAG,
      handle: async ({ params }) => {
        await chargers.removeToken(params.idTag)
        return { status: 204 }
      },
    }),
  ]
}

function showToken(token: ListedToken): z.infer<typeof TokenView> {
  const { label, type, status, parent, expiresAt, owner, isUnknown, seenAt, seenOn } = token
  return {
    idTag: label,
    ...{ type, status, parent, owner, isUnknown, seenOn },
    expiresAt: zonedOrNull(expiresAt),
    seenAt: zonedOrNull(seenAt),
    createdAt: rfc3339(token.createdAt),
  }
}
