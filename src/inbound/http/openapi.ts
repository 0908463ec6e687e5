/** The OpenAPI 3.1 document, made from the same schemas that check the calls. */
import { OpenAPIRegistry, OpenApiGeneratorV31 } from '@asteasolutions/zod-to-openapi'
import { z } from 'zod'
import { COOKIES } from './cookies.ts'
import { ProblemDetails } from './problem.ts'
import type { AnyRoute, Auth } from './route.ts'

const IN_QUERY = 'vehicleInQuery'
const schemes: Partial<Record<Auth, string[]>> = {
  module: ['vehicle'],
  owner: ['owner', 'cookie'],
  partner: ['partner', 'partnerCookie'],
  answerer: ['owner', 'cookie', 'question'],
  operator: ['operator', 'operatorCookie'],
  reader: ['partner', 'partnerCookie', 'owner', 'cookie', 'operator', 'operatorCookie'],
}
const bearer = (description: string) => ({ type: 'http', scheme: 'bearer', description }) as const
const inCookie = (who: keyof typeof COOKIES) =>
  ({ type: 'apiKey', in: 'cookie', name: COOKIES[who] }) as const
const problem = { 'application/problem+json': { schema: ProblemDetails } }

/** The document of these routes. */
export function openApi(routes: AnyRoute[], version: string, url: string) {
  const registry = new OpenAPIRegistry()
  registry.registerComponent('securitySchemes', 'vehicle', bearer("The module's secret, csv_…"))
  registry.registerComponent('securitySchemes', 'owner', bearer("An owner's token, cso_…"))
  registry.registerComponent('securitySchemes', 'partner', bearer("A partner's token, csp_…"))
  registry.registerComponent(
    'securitySchemes',
    'question',
    bearer('The token inside a push, csq_…'),
  )
  registry.registerComponent('securitySchemes', 'operator', bearer("The operator's token, csa_…"))
  registry.registerComponent('securitySchemes', 'cookie', inCookie('owner'))
  registry.registerComponent('securitySchemes', 'partnerCookie', inCookie('partner'))
  registry.registerComponent('securitySchemes', 'operatorCookie', inCookie('operator'))
  registry.registerComponent('securitySchemes', IN_QUERY, {
    type: 'apiKey',
    in: 'query',
    name: 'token',
    description: "The module's secret, for modules that can tell it nowhere else",
  })
  for (const one of routes) register(registry, one)
  return new OpenApiGeneratorV31(registry.definitions).generateDocument({
    openapi: '3.1.0',
    info: {
      title: 'ChargeShare',
      version,
      description: 'Cars tell of charges, owners decide once per place, partners get open data.',
      license: { name: 'MIT', identifier: 'MIT' },
    },
    servers: [{ url }],
  })
}

function register(registry: OpenAPIRegistry, one: AnyRoute): void {
  const { method, path, tag, summary, auth, params, query, headers } = one
  const schema = one.documented ?? one.body
  const body = schema && {
    required: !one.form && !one.bare,
    content: {
      'application/json': { schema },
      ...(one.form && { 'application/x-www-form-urlencoded': { schema: one.form } }),
    },
  }
  const bytes = one.upload?.map((type) => [type, { schema: z.string() }] as const)
  const upload = bytes && { required: true, content: Object.fromEntries(bytes) }
  const schemesOf = [...(schemes[auth] ?? []), ...(one.tokenInQuery ? [IN_QUERY] : [])]
  registry.registerPath({
    method,
    path,
    tags: [tag],
    summary,
    operationId: `${method}${path.replaceAll(/\W+(\w)/g, (_, letter: string) => letter.toUpperCase()).replaceAll(/\W/g, '')}`,
    security: schemesOf.map((name) => ({ [name]: [] })),
    request: {
      ...(params && { params }),
      ...(query && { query }),
      ...(headers && { headers }),
      ...(body && { body }),
      ...(upload && { body: upload }),
    },
    responses: {
      ...answersOf(one),
      ...refusalsOf(one),
      default: { description: 'What is wrong', content: problem },
    },
  })
}

/** Each with a problem; what follows from the route itself need not be told by it. */
function refusalsOf({ auth, body, params, query, limit, refusals = {} }: AnyRoute) {
  const told: Record<number, string> = {
    ...(body && { 400: 'The body is not JSON', 413: 'It is too large', 415: 'It is no JSON' }),
    ...(auth !== 'anyone' && { 401: 'No or a wrong credential' }),
    ...((body ?? params ?? query) && { 422: 'Something sent is not valid; `errors` names it' }),
    ...(limit && { 429: 'Too often; `Retry-After` says when again' }),
    ...refusals,
  }
  const answers = Object.entries(told).map(
    ([status, description]) => [status, { description, content: problem }] as const,
  )
  return Object.fromEntries(answers)
}

function answersOf({ answers }: AnyRoute) {
  return Object.fromEntries(
    Object.entries(answers).map(([status, answer]) => {
      const { description, schema, type = 'application/json', also = {}, headers = {} } = answer
      const forms = { ...(schema && { [type]: schema }), ...also }
      const content = Object.entries(forms).map(([type, schema]) => [type, { schema }] as const)
      const told = Object.entries(headers).map(
        ([name, description]) => [name, { description, schema: { type: 'string' } }] as const,
      )
      return [
        status,
        {
          description,
          ...(content.length > 0 && { content: Object.fromEntries(content) }),
          ...(told.length > 0 && { headers: Object.fromEntries(told) }),
        },
      ]
    }),
  )
}
