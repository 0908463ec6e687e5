/** All that chargers can be asked, as their versions of OCPP describe it: for forms and for people. */
import { z } from 'zod'
import { askable } from '../../../domain/chargers/commands/asked.ts'
import { OcppVersion } from '../../../domain/chargers/ocpp.ts'
import { schemaFor } from '../../ocpp/schemas.ts'
import { listOf } from '../lists.ts'
import { type AnyRoute, route } from '../route.ts'

type Schema = { definitions?: { [name: string]: unknown }; [key: string]: unknown }

/** The route of the catalogue. */
export function actionRoutes(): AnyRoute[] {
  const schema = z
    .record(z.string(), z.unknown())
    .meta({ description: 'The JSON Schema of its payload' })
  const items = listOf(z.strictObject({ action: z.string(), schema }))
  return [
    route({
      method: 'get',
      path: '/v1/ocpp/actions',
      tag: 'Chargers',
      summary: 'All that a charger of a version can be asked, with the schema of each payload',
      auth: 'operator',
      query: z.object({ version: OcppVersion }),
      answers: { 200: { description: 'By the alphabet', schema: items } },
      handle: async ({ query: { version } }) => {
        const items = await Promise.all(
          askable(version).map(async (action) => {
            const schema = (await schemaFor(version, action, 'Request')) as Schema
            return { action, schema: needed(schema) }
          }),
        )
        return { status: 200, body: { items, next: null } }
      },
    }),
  ]
}

const REFERENCE = /"#\/definitions\/(\w+)"/g

/** The schema with those definitions alone that it refers to: each comes with all of its version. */
function needed({ definitions = {}, ...schema }: Schema): Schema {
  const names = new Set<string>()
  const follow = (part: unknown) => {
    for (const [, name] of JSON.stringify(part).matchAll(REFERENCE)) {
      if (names.has(name!)) continue
      names.add(name!)
      follow(definitions[name!])
    }
  }
  follow(schema)
  const used = Object.entries(definitions).filter(([name]) => names.has(name))
  return used.length > 0 ? { ...schema, definitions: Object.fromEntries(used) } : schema
}
