/** How settings are read: JSON files and the environment laid over one another under one schema. */
import { z } from 'zod'

export type Env = Record<string, string | undefined>

export type Sources = {
  /** JSON files, a later one over an earlier one. */
  files: string[]
  readFile: (path: string) => string
  /** Laid over the files. */
  env: Env
  /** Every variable that begins so must be known … */
  prefix: string
  /** … as a setting or as one of these. */
  besides: string[]
}

/** Why the server cannot start as it is set: a line for each fault, naming the setting. */
export class Misset extends Error {
  override readonly name = 'Misset'
  readonly faults: string[]

  constructor(faults: string[]) {
    super(faults.join('\n'))
    this.faults = faults
  }
}

/** What went wrong, a line each. */
export function faultsIn(error: unknown): string[] {
  if (error instanceof Misset) return error.faults
  // Where every address of a host refuses, the error has no words but a code.
  const { message, code } = error as Error & { code?: string }
  return [message || (code ?? String(error))]
}

/** A whole number of a range. */
export function whole(min: number, max: number) {
  const error = `must be a whole number from ${min} to ${max}`
  return z.int(error).min(min, error).max(max, error)
}

/** One of these words. */
export function oneOf<const T extends string>(...words: T[]) {
  return z.enum(words, `must be one of ${words.join(', ')}`)
}

/** A text of this form. */
export function matching(pattern: RegExp, error: string) {
  return z.string(error).regex(pattern, error)
}

export const yesNo = z.boolean('must be true or false')

type Branch = { [name: string]: unknown }
type Layer = { file: string; values: Branch; fault: string | null }
type Leaf = { key: string; env: string; schema: z.ZodType }

/** A setting as it stands, for people: `key` is its path in the files, dotted. */
export type Explained = { key: string; value: Plain; env: string; meaning: string }
type Plain = string | number | boolean | null

/** Declares a setting: what may be said, its name in the environment, and what it means. */
export function setting<T extends z.ZodType>(schema: T, env: string, description: string): T {
  return schema.meta({ env, description })
}

/** Throws `Misset` with every fault there is. */
export function readLayers<T extends z.ZodObject>(schema: T, sources: Sources): z.infer<T> {
  const { env } = sources
  const leaves = leavesOf(schema)
  const layers = sources.files.map((file) => readLayer(file, sources.readFile))
  const values = [...layers.map((layer) => layer.values), fromEnv(leaves, env)].reduce(merged)
  const { data, error } = schema.safeParse(values)
  const faults = [
    ...layers.flatMap(({ fault }) => fault ?? []),
    ...strangeNames(leaves, sources),
    ...(error?.issues ?? []).flatMap((issue) => told(issue, { leaves, layers, env })),
  ]
  if (data === undefined || faults.length > 0) throw new Misset(faults)
  return data
}

/** Every setting with its value and what it means; passwords inside addresses are hidden. */
export function explain(schema: z.ZodObject, values: Branch): Explained[] {
  return leavesOf(schema).map(({ key, env, schema }) => ({
    key,
    value: withoutSecrets(at(values, key.split('.')) as Plain),
    env,
    meaning: String(z.globalRegistry.get(schema)?.description),
  }))
}

/** In an address a password may stand before the host or in the query. */
function withoutSecrets(value: Plain): Plain {
  if (typeof value !== 'string' || !value.includes('://')) return value
  if (!URL.canParse(value)) return '***'
  const url = new URL(value)
  if (!url.password && !url.search) return value
  if (url.password) url.password = '***'
  if (url.search) url.search = '***'
  return url.href
}

/** Every single setting of a schema; `key` is its path, dotted. */
function leavesOf(schema: z.ZodObject, above = ''): Leaf[] {
  return Object.entries(schema.shape).flatMap(([name, part]) => {
    const key = above + name
    if (part instanceof z.ZodObject) return leavesOf(part, `${key}.`)
    return { key, env: String(z.globalRegistry.get(part)?.['env']), schema: part as z.ZodType }
  })
}

function readLayer(file: string, readFile: Sources['readFile']): Layer {
  try {
    const values: unknown = JSON.parse(readFile(file))
    if (isBranch(values)) return { file, values, fault: null }
    return { file, values: {}, fault: `${file} must hold a JSON object` }
  } catch (error) {
    // What a syntax error says may quote a password out of the file.
    const why = error instanceof SyntaxError ? 'is not JSON' : `cannot be read: ${String(error)}`
    return { file, values: {}, fault: `${file} ${why}` }
  }
}

function isBranch(value: unknown): value is Branch {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

function merged(low: Branch, high: Branch): Branch {
  const joined = Object.entries(high).map(([name, value]) => {
    const under = low[name]
    return [name, isBranch(value) && isBranch(under) ? merged(under, value) : value]
  })
  return { ...low, ...Object.fromEntries(joined) }
}

function fromEnv(leaves: Leaf[], env: Env): Branch {
  return leaves.reduce<Branch>((values, { key, env: name, schema }) => {
    const text = env[name]
    return text === undefined ? values : merged(values, nested(key.split('.'), meant(schema, text)))
  }, {})
}

function nested([name, ...inner]: string[], value: unknown): Branch {
  return { [name!]: inner.length > 0 ? nested(inner, value) : value }
}

/** The environment knows only text; what does not pass as text may be a number, yes, no or none. */
function meant(schema: z.ZodType, text: string): unknown {
  if (schema.safeParse(text).success) return text
  if (text === '') return null
  return /^(true|false|-?\d+(\.\d+)?)$/.test(text) ? JSON.parse(text) : text
}

function strangeNames(leaves: Leaf[], { env, prefix, besides }: Sources): string[] {
  const known = [...leaves.map((leaf) => leaf.env), ...besides]
  return Object.keys(env)
    .filter((name) => name.startsWith(prefix) && !known.includes(name))
    .map((name) => `${name} is not a setting${hint(name, known)}`)
}

/** Where a value came from and what is wrong; never the value: it may hold a password. */
function told(
  issue: z.core.$ZodIssue,
  { leaves, layers, env }: { leaves: Leaf[]; layers: Layer[]; env: Env },
): string[] {
  const place = (path: PropertyKey[]) => {
    const layer = layers.findLast(({ values }) => at(values, path) !== undefined) ?? layers.at(-1)
    return `${path.join('.')} in ${layer?.file}`
  }
  if (issue.code === 'unrecognized_keys') {
    const known = leaves.map(({ key }) => key)
    const paths = issue.keys.map((name) => [...issue.path, name])
    return paths.map((path) => `${place(path)} is not a setting${hint(path.join('.'), known)}`)
  }
  const name = leaves.find(({ key }) => key === issue.path.join('.'))?.env
  const said = name !== undefined && env[name] !== undefined ? name : place(issue.path)
  return [`${said} ${issue.message}`]
}

function at(values: unknown, path: PropertyKey[]): unknown {
  return path.reduce((value, name) => (isBranch(value) ? value[String(name)] : undefined), values)
}

function hint(name: string, known: string[]): string {
  const near = known.map((other) => ({ other, far: distance(name, other) }))
  const best = near.sort((a, b) => a.far - b.far)[0]
  return best && best.far <= 3 ? `; did you mean ${best.other}?` : ''
}

/** Levenshtein: the fewest letters to add, drop or change. */
function distance(from: string, to: string): number {
  let row = Array.from({ length: to.length + 1 }, (_, i) => i)
  for (let i = 0; i < from.length; i++) {
    const next = [i + 1]
    for (let j = 0; j < to.length; j++) {
      const swap = row[j]! + (from[i] === to[j] ? 0 : 1)
      next.push(Math.min(swap, next[j]! + 1, row[j + 1]! + 1))
    }
    row = next
  }
  return row.at(-1)!
}
