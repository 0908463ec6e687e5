/** What plugs and the access to a station are called. */
import { line, power } from './format.ts'
import type { Socket, Station, StationFacts } from './wire.ts'
import type { Words } from './words/en.ts'

type Texts = Words['stations']

export const SOCKETS: Socket[] = [
  ...(['type2', 'ccs2', 'chademo', 'type1', 'ccs1', 'nacs'] as const),
  ...(['domestic', 'other'] as const),
]

/** Names that are the same in every language; for the rest there are words. */
const NAMES: Partial<Record<Socket, string>> = {
  type1: 'Type 1',
  type2: 'Type 2',
  ccs1: 'CCS 1',
  ccs2: 'CCS 2',
  chademo: 'CHAdeMO',
  nacs: 'NACS',
}

/** By OCPI's name. */
const OCPI: Record<string, string> = {
  IEC_62196_T1: 'Type 1',
  IEC_62196_T2: 'Type 2',
  IEC_62196_T3A: 'Type 3A',
  IEC_62196_T3C: 'Type 3C',
  IEC_62196_T1_COMBO: 'CCS 1',
  IEC_62196_T2_COMBO: 'CCS 2',
  CHADEMO: 'CHAdeMO',
  SAE_J3400: 'NACS',
  TESLA_R: 'Tesla Roadster',
  TESLA_S: 'Tesla',
  GBT_AC: 'GB/T AC',
  GBT_DC: 'GB/T DC',
}

/** `2 × Type 2, 22 kW`, one for each kind of plug. */
export function plugsOf({ plugs }: Pick<Station, 'plugs'>, t: Texts): string[] {
  const said = plugs.map(({ type, powerKw, quantity }) => {
    const times = quantity !== null && quantity > 1 ? `${quantity} × ` : ''
    const kw = powerKw === null ? '' : `, ${power(powerKw)}`
    return `${times}${nameOf(type, t)}${kw}`
  })
  return [...new Set(said)]
}

function nameOf(type: string, t: Texts): string {
  if (type.startsWith('DOMESTIC')) return t.sockets.domestic
  return OCPI[type] ?? type.replaceAll('_', ' ')
}

/** null where it is not known who may charge there. */
export function accessOf({ access }: Pick<Station, 'access'>, t: Texts): string | null {
  return access === 'unknown' ? null : t.accesses[access]
}

export function socketOf(socket: Socket, t: Texts): string {
  return NAMES[socket] ?? t.sockets[socket as keyof Texts['sockets']]
}

/** What a driver told, in one line. */
export function toldOf(
  { posts, plugs = [], access, price }: StationFacts,
  t: Texts,
  ofPosts: (count: number) => string,
): string {
  const sockets = plugs.map((plug) => socketOf(plug, t))
  return line([posts && ofPosts(posts), ...sockets, access && t.accesses[access], price])
}
