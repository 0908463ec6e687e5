/** Takes out of frames what is not to be kept: passwords, keys, tokens in addresses; and positions. */
import { isPlaceField, isPlaceSetting, PLACE_HINT, withoutPlaces } from './whereabouts.ts'

/** What stands where a secret, or a position, was. */
export const MASK = '***'

const NAMES =
  'authorizationkey|basicauth|pass(?:word|wd|phrase|key)|pwd|secret|private_?key|api_?key|vpnkey|sharedkey|simpin|psk'
/** Names of settings and fields whose values are secrets (1.6: AuthorizationKey; vendors have more). */
const NAME = new RegExp(NAMES, 'i')
// A stranger may write what he likes: each look from one place of the text goes a bounded way.
const KEY_BLOCK =
  /-----BEGIN [A-Z ]{0,40}PRIVATE KEY-----[^]*?(?:-----END [A-Z ]{0,40}PRIVATE KEY-----|$)/g
/** `user:password@` of a place where files are fetched or left (GetDiagnostics, UpdateFirmware, GetLog). */
const IN_ADDRESS = /(:\/\/[^\s/?#@:"\\]{0,200}):[^\s/?#"\\]{0,500}@/g
/** Signed addresses of depots: whoever has the signature has the file. */
const IN_QUERY =
  /([?&;](?:[\w-]{0,40}(?:sig|signature|token|password|secret|api_?key|credential))=)[^&#\s"\\]+/gi
/** A name with its value in JSON, in a frame that is no JSON or in a text within one. */
const IN_TEXT = new RegExp(
  `("[\\w.-]{0,60}(?:${NAMES})[\\w.-]{0,60}\\\\{0,8}"\\s{0,8}:\\s{0,8})(\\\\{0,8}")[^"\\\\]*`,
  'gi',
)
/** Whether there can be anything at all: nearly no frame holds a secret, and each is looked at. */
const HINT = new RegExp(
  `${NAMES}|${PLACE_HINT}|private key|://[^\\s/?#"]{0,700}@|(?:sig|signature|token|credential)=`,
  'i',
)

/** The frame as it may be kept: as it came, where it holds no secret and tells no place. */
export function masked(frame: string): string {
  if (!HINT.test(frame)) return frame
  const read = readJson(frame)
  if (read === undefined) return inText(frame)
  const clean = cleaned(read)
  return clean === read ? frame : JSON.stringify(clean)
}

function readJson(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}

function inText(text: string): string {
  return withoutPlaces(text, MASK)
    .replace(KEY_BLOCK, MASK)
    .replace(IN_ADDRESS, `$1:${MASK}@`)
    .replace(IN_QUERY, `$1${MASK}`)
    .replace(IN_TEXT, `$1$2${MASK}`)
}

/** What lies deeper than anything that OCPP says is masked as a whole. */
const DEEPEST = 40

/** The value without secrets; itself where it holds none. */
function cleaned(value: unknown, depth = 0): unknown {
  if (typeof value === 'string') return inText(value)
  if (typeof value !== 'object' || value === null) return value
  if (depth > DEEPEST) return MASK
  if (Array.isArray(value)) {
    return changed(
      value,
      value.map((one) => cleaned(one, depth + 1)),
    )
  }
  const named = isSecretSetting(value as Fields)
  const fields = Object.entries(value).map(([name, field]): [string, unknown] => [
    name,
    (named && VALUES.has(name)) || isSecret(name, field)
      ? hidden(field)
      : cleaned(field, depth + 1),
  ])
  const isSame = fields.every(([name, field]) => field === (value as Fields)[name])
  return isSame ? value : Object.fromEntries(fields)
}

function changed(before: unknown[], after: unknown[]): unknown[] {
  return after.every((one, i) => one === before[i]) ? before : after
}

type Fields = { [name: string]: unknown }

/** Where a setting that is named beside it has its value: 1.6, SetVariables and its like, NotifyReport. */
const VALUES = new Set(['value', 'attributeValue', 'actualValue', 'variableAttribute'])

/**
 * `{key: 'AuthorizationKey', value}`, or `{variable: {name: 'BasicAuthPassword'}, attributeValue}`; its
 * component may say that it is a place.
 */
function isSecretSetting({ key, variable, component }: Fields): boolean {
  if (typeof key === 'string') return isSecretName(key)
  const [name, of] = [nameOf(variable), nameOf(component)]
  return name !== null && isSecretName(name, of ?? '')
}

function nameOf(named: unknown): string | null {
  const name = (named as Fields | null | undefined)?.['name']
  return typeof name === 'string' ? name : null
}

/** A field that is one by its own name (SetNetworkProfile: `apnPassword`, VPN `key`). */
function isSecret(name: string, field: unknown): boolean {
  if (isPlaceField(name)) return typeof field !== 'object' || Array.isArray(field)
  return typeof field !== 'object' && NAME.test(name)
}

/** What hides it keeps its shape: a list of attributes hides the values of each. */
function hidden(field: unknown): unknown {
  if (Array.isArray(field)) return field.map(hidden)
  if (typeof field !== 'object' || field === null) return field === null ? null : MASK
  const fields = Object.entries(field).map(([name, one]) => [
    name,
    name === 'value' ? hidden(one) : one,
  ])
  return Object.fromEntries(fields)
}

/** Whether the value of a setting that is called so, of such a component, is not to be kept. */
export function isSecretName(name: string, component = ''): boolean {
  return NAME.test(name) || isPlaceSetting(name) || isPlaceSetting(component)
}

/** A text of a charger's own words, as it may be kept. */
export function maskedText(text: string): string {
  return inText(text)
}
