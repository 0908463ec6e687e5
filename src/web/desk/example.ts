/** A payload to begin with, made of the schema of its action: all that must be told, and nothing else. */
import type { Schema } from './wire.ts'

const DEEPEST = 8

/** `root` holds what `$ref` names. */
export function exampleOf(schema: Schema, root = schema, depth = 0): unknown {
  const { $ref, enum: choices, properties, required = [], items } = schema
  if (depth > DEEPEST) return null
  if ($ref !== undefined) {
    const name = $ref.split('/').at(-1) ?? ''
    const meant = root.definitions?.[name]
    return meant ? exampleOf(meant, root, depth + 1) : null
  }
  if (choices) return choices[0]
  const type = Array.isArray(schema.type) ? schema.type[0] : schema.type
  if (properties || type === 'object') {
    const must = required.filter((key) => properties?.[key])
    return Object.fromEntries(
      must.map((key) => [key, exampleOf(properties![key]!, root, depth + 1)]),
    )
  }
  if (type === 'array') {
    const [item] = [items ?? []].flat()
    return item ? [exampleOf(item, root, depth + 1)] : []
  }
  if (type === 'boolean') return false
  // What only the operator can know is left to him: a number that was made up might be meant.
  return schema.format === 'date-time' ? new Date().toISOString() : null
}
