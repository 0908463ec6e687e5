/** Takes a driver's tags out of frames when he leaves; all else stays as it came. */
import { tagKey } from '../tokens/authorise.ts'
import { MASK } from './mask.ts'

/** A text in JSON, with the name before it where it has one. */
const NAMED = /("(?:[^"\\]|\\[^])*"\s{0,8}:\s{0,8})?"((?:[^"\\]|\\[^])*)"/g
/** What tags are told as, in any version. */
const TAG_NAME = /tag|token|parent|identifier/i
/** Shorter ones stand in frames by chance: they are sought only where a tag is told. */
const LONG = 6

/** The text without these tags (see `tagKey`): itself, where it holds none. */
export function withoutTags(text: string, keys: string[]): string {
  const inside = keys.filter(({ length }) => length >= LONG).map(alone)
  return text.replace(NAMED, (whole: string, name: string | undefined, raw: string) => {
    const value = read(raw)
    const isTag = name !== undefined && TAG_NAME.test(name) && keys.includes(tagKey(value))
    const told = isTag ? MASK : inside.reduce((rest, tag) => rest.replace(tag, MASK), value)
    return told === value ? whole : `${name ?? ''}${JSON.stringify(told)}`
  })
}

/** Letters and digits that every frame with this tag holds, however it is written there. */
export function traceOf(key: string): string {
  const runs = key.match(/[a-z0-9]+/g) ?? []
  return runs.reduce((longest, run) => (run.length > longest.length ? run : longest), '')
}

/** Where it is no part of a longer word. */
function alone(key: string): RegExp {
  const spelt = key.replace(/[\\^$.*+?()[\]{}|/]/g, String.raw`\$&`)
  return new RegExp(String.raw`(?<![\p{L}\p{N}])${spelt}(?![\p{L}\p{N}])`, 'giu')
}

function read(raw: string): string {
  try {
    return JSON.parse(`"${raw}"`) as string
  } catch {
    return raw
  }
}
