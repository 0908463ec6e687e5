/** On what terms the providers of Open Charge Map give their data, and which of them are taken. */
import type { Provider } from './listing.ts'

/** A provider as Open Charge Map tells of it (`DataProvider`). */
export type ToldProvider = { id: number; title: string; license: string | null; url: string | null }

/** `mayPass`: names under it may be passed on under CC BY 4.0, with their attribution. */
type Terms = { licence: string; text: string; mayPass: boolean }

const by4: Terms = { licence: 'CC-BY-4.0', text: 'CC BY 4.0', mayPass: true }
const ogl: Terms = { licence: 'OGL-UK-2.0', text: 'Open Government Licence v2.0', mayPass: true }
const free: Terms = {
  licence: 'LicenseRef-any-purpose',
  text: 'free for any purpose',
  mayPass: true,
}

/**
 * Licences by their words. What forbids trade is not among them, though its providers count as open
 * data at Open Charge Map: whoever runs this server may be paid for it.
 */
const LICENCES: [RegExp, Terms | null][] = [
  [/non-?commercial|by-nc/i, null],
  [/share-?alike|by-sa/i, { licence: 'CC-BY-SA-4.0', text: 'CC BY-SA 4.0', mayPass: false }],
  [/\bCC0\b|public domain/i, { licence: 'CC0-1.0', text: 'CC0', mayPass: true }],
  [/CC BY 4\.0|Attribution 4\.0|licenses\/by\/4\.0/i, by4],
  [
    /CC BY 3\.0|Attribution 3\.0|licenses\/by\/3\.0/i,
    { licence: 'CC-BY-3.0', text: 'CC BY 3.0', mayPass: false },
  ],
  [/Open Government Licen[cs]e/i, ogl],
  [
    /Licence Ouverte|etalab/i,
    { licence: 'etalab-2.0', text: 'Licence Ouverte 2.0', mayPass: true },
  ],
  [/any purpose whatsoever/i, free],
]

const CONTRIBUTORS = 1
/** Those that are known without the reference data; the contributors' terms are those of 2022. */
const KNOWN: Record<number, Terms & { title: string; url: string }> = {
  [CONTRIBUTORS]: {
    ...by4,
    title: 'Open Charge Map contributors',
    url: 'https://openchargemap.org',
  },
  2: { ...free, title: 'afdc.energy.gov', url: 'https://afdc.energy.gov' },
  18: {
    ...ogl,
    title: 'UK National Charge Point Registry',
    url: 'https://chargepoints.dft.gov.uk',
  },
  19: { ...by4, title: 'NOBIL', url: 'https://nobil.no' },
}

/**
 * The provider of a listing, where its terms let it be shown here; null where they do not, or are
 * not known. `allowed`: those that the operator has leave to use besides.
 */
export function providerOf(
  id: number,
  told: ToldProvider | undefined,
  allowed: ReadonlySet<number>,
): Provider | null {
  const known = KNOWN[id]
  const terms = known ?? termsIn(told?.license ?? '') ?? (allowed.has(id) ? agreed(told) : null)
  if (!terms) return null
  const title = known?.title ?? told?.title ?? `provider ${id}`
  const via = id === CONTRIBUTORS ? '' : ' by Open Charge Map'
  return {
    source: 'ocm',
    id: String(id),
    title,
    licence: terms.licence,
    attribution: `${title}${via} (${terms.text})`,
    url: known?.url ?? told?.url ?? null,
    mayPass: terms.mayPass,
  }
}

/** OpenStreetMap: shown beside all else, never mixed with it nor passed on under another licence. */
export const openStreetMap: Provider = {
  source: 'osm',
  id: 'osm',
  title: 'OpenStreetMap',
  licence: 'ODbL-1.0',
  attribution: '© OpenStreetMap contributors (ODbL)',
  url: 'https://www.openstreetmap.org/copyright',
  mayPass: false,
}

function termsIn(license: string): Terms | null {
  return LICENCES.find(([words]) => words.test(license))?.[1] ?? null
}

function agreed(told: ToldProvider | undefined): Terms {
  const text = told?.license ? told.license.slice(0, 200) : 'by agreement'
  return { licence: 'LicenseRef-agreed', text, mayPass: false }
}
