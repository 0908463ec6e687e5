/** Every call that a charger may make, in every version, is answered as its schema wants it. */
import { Ajv } from 'ajv'
import addFormats from 'ajv-formats'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { OcppVersion, Payload } from '../../../../src/domain/chargers/ocpp.ts'
import { said16, said201, said21 } from '../../../../src/flows/chargers/said/table.ts'
import { openTestHouse, type TestHouse } from '../../../house.ts'
import { aStation } from '../station.ts'

type Schema = {
  $ref?: string
  type?: string
  enum?: string[]
  format?: string
  maxLength?: number
  minimum?: number
  maximum?: number
  items?: Schema
  minItems?: number
  properties?: Record<string, Schema>
  required?: string[]
  definitions?: Record<string, Schema>
}
type Schemas = Record<string, Schema>

const versions = {
  '1.6': { said: said16, schemas: await import('typed-ocpp/dist/ocpp16/schemas.js') },
  '2.0.1': { said: said201, schemas: await import('typed-ocpp/dist/ocpp20/schemas.js') },
  '2.1': { said: said21, schemas: await import('typed-ocpp/dist/ocpp21/schemas.js') },
} as unknown as Record<OcppVersion, { said: Record<string, unknown>; schemas: Schemas }>

/** What goes from a server to a charger: its answers are the charger's to give. */
const OURS =
  /^(AFRR|Adjust|Cancel|CertificateSigned|Change|Clear(?!ed)|CostUpdated|Customer|Delete|ExtendedTrigger|Get(?!15118|Certificate)|Install|NotifyAllowed|NotifyWebPayment|PublishFirmware$|Remote|Request|Reserve|Reset|Send|Set|SignedUpdate|TriggerMessage|Unlock|Unpublish|UpdateDynamic|UpdateFirmware|UsePriority)/

function actionsIn(schemas: Schemas): string[] {
  const names = Object.keys(schemas).filter(
    (name) => `${name.replace(/Request$/, '')}Response` in schemas,
  )
  const actions = names.filter((name) => name.endsWith('Request')).map((name) => name.slice(0, -7))
  return actions.filter((action) => !OURS.test(action))
}

let house: TestHouse
beforeAll(async () => {
  house = await openTestHouse({ timer: false })
})
afterAll(() => house.close())

describe.each(Object.entries(versions))('a charger of OCPP %s', (version, { said, schemas }) => {
  const actions = actionsIn(schemas)

  test('may say what the schemas let it say, and nothing of it is unheard', () => {
    const heard = Object.keys(said).filter((action) => action !== 'NotifyPeriodicEventStream')
    expect(heard.sort()).toEqual(actions.sort())
  })

  test.each(actions)('is answered to %s in the words of its version', async (action) => {
    const station = await aStation(house, version as OcppVersion)
    const ajv = new Ajv({ strict: false })
    addFormats.default(ajv)
    const request = schemas[`${action}Request`]!
    const answer = ajv.compile(schemas[`${action}Response`]!)
    for (const isWhole of [false, true]) {
      const payload = sampleOf(request, request.definitions ?? {}, isWhole) as Payload
      expect(ajv.compile(request)(payload)).toBe(true)
      const result = await station.says(action, payload)
      answer(result)
      expect(answer.errors).toBeNull()
    }
  })
})

/** A value that the schema takes: all that may be told, or only what must be. */
function sampleOf(schema: Schema, known: Record<string, Schema>, isWhole: boolean): unknown {
  if (schema.$ref) return sampleOf(known[schema.$ref.split('/').at(-1)!]!, known, isWhole)
  if (schema.enum) return schema.enum[0]
  if (schema.type === 'object') return objectOf(schema, known, isWhole)
  if (schema.type === 'array') {
    const item = sampleOf(schema.items!, known, isWhole)
    return Array.from({ length: schema.minItems ?? 1 }, () => item)
  }
  if (schema.type === 'integer' || schema.type === 'number') {
    return Math.min(Math.max(1, schema.minimum ?? 1), schema.maximum ?? 1)
  }
  if (schema.type === 'boolean') return true
  return schema.format === 'date-time' ? '2026-11-21T08:00:00Z' : 'text'.slice(0, schema.maxLength)
}

function objectOf(schema: Schema, known: Record<string, Schema>, isWhole: boolean): Payload {
  const { properties = {}, required = [] } = schema
  const told = Object.entries(properties).filter(([name]) => isWhole || required.includes(name))
  return Object.fromEntries(told.map(([name, of]) => [name, sampleOf(of, known, isWhole)]))
}
