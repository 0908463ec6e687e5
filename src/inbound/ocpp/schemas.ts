/** What OCPP says of each payload: the schemas of its versions, each compiled when it is first needed. */
import { Ajv, type AnySchemaObject, type ErrorObject, type ValidateFunction } from 'ajv'
import formats from 'ajv-formats'
import type { OcppVersion } from '../../domain/chargers/ocpp.ts'

type Schemas = { [name: string]: AnySchemaObject }

/** Loaded with the first charger of a version: each is some hundred kilobytes. */
const LOADERS: Record<OcppVersion, () => Promise<Schemas>> = {
  '1.6': () => import('typed-ocpp/dist/ocpp16/schemas.js'),
  '2.0.1': () => import('typed-ocpp/dist/ocpp20/schemas.js'),
  '2.1': () => import('typed-ocpp/dist/ocpp21/schemas.js'),
}

/** Half of a call: what is asked, or what is answered. */
export type Half = 'Request' | 'Response'

/** What is wrong with a payload; null: nothing. */
export type Look = (payload: unknown) => ErrorObject[] | null

const compiled = new Map<string, Look>()

/** What looks at one half of an action's payloads; null where the version has no such action. */
export async function lookerFor(
  version: OcppVersion,
  action: string,
  half: Half,
): Promise<Look | null> {
  const name = `${version} ${action} ${half}`
  const known = compiled.get(name)
  if (known) return known
  const schema = await schemaFor(version, action, half)
  if (!schema) return null
  const look = looking(compiler().compile(inlined(schema)))
  compiled.set(name, look)
  return look
}

/** A schema as it is published; null where there is none. */
export async function schemaFor(
  version: OcppVersion,
  action: string,
  half: Half,
): Promise<AnySchemaObject | null> {
  const schemas = await LOADERS[version]()
  // The sends of 2.1 have no other half and are named by the action alone.
  const names = half === 'Request' ? [`${action}Request`, action] : [`${action}Response`]
  const name = names.find((name) => Object.hasOwn(schemas, name))
  return name === undefined ? null : schemas[name]!
}

/** Of each its own: a compiler keeps every schema that it ever saw. The schemas are known to be some. */
function compiler(): Ajv {
  const ajv = new Ajv({
    strict: false,
    allErrors: true,
    multipleOfPrecision: 3,
    meta: false,
    validateSchema: false,
  })
  return formats.default(ajv, ['date-time', 'uri'])
}

/**
 * Each definition where it is used. What a compiler calls for a definition of its own copies all
 * faults that were found before at every call: thousands of faults would take minutes.
 */
function inlined({ definitions = {}, ...schema }: AnySchemaObject): AnySchemaObject {
  const all = definitions as { [name: string]: unknown }
  const whole = (part: unknown): unknown => {
    if (typeof part !== 'object' || part === null) return part
    if (Array.isArray(part)) return part.map(whole)
    const { $ref, ...rest } = part as { $ref?: unknown }
    const own = Object.entries(rest).map(([name, one]) => [name, whole(one)])
    if (typeof $ref !== 'string') return Object.fromEntries(own)
    const used = whole(all[$ref.slice('#/definitions/'.length)]) as object
    return { ...used, ...Object.fromEntries(own) }
  }
  return whole(schema) as AnySchemaObject
}

function looking(validate: ValidateFunction): Look {
  return (payload) => {
    if (validate(payload)) return null
    const faults = validate.errors ?? []
    validate.errors = null
    return faults
  }
}
