/** The OpenAPI 3.1 document, made from the same schemas that check the calls. */
import { OpenAPIRegistry, OpenApiGeneratorV31 } from '@asteasolutions/zod-to-openapi'
import { ProblemDetails } from './problem.ts'
import type { AnyRoute, Auth } from './route.ts'

const IN_QUERY = 'vehicleInQuery'
const schemes: Partial<Record<Auth, string[]>> = {
  module: ['vehicle'],
  owner: ['owner', 'cookie'],
  partner: ['partner'],
  answerer: ['owner', 'cookie', 'question'],
}
const bearer = (description: string) => ({ type: 'http', scheme: 'bearer', description }) as const
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
  registry.registerComponent('securitySchemes', 'cookie', {
    type: 'apiKey',
    in: 'cookie',
    name: 'session',
  })
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
    required: !one.form,
    content: {
      'application/json': { schema },
      ...(one.form && { 'application/x-www-form-urlencoded': { schema: one.form } }),
    },
  }
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
    },
    responses: { ...answersOf(one), default: { description: 'What is wrong', content: problem } },
  })
}

function answersOf({ answers }: AnyRoute) {
  return Object.fromEntries(
    Object.entries(answers).map(([status, { description, schema, type = 'application/json' }]) => [
      status,
      { description, ...(schema && { content: { [type]: { schema } } }) },
    ]),
  )
}
