/** A partner's own OCPI server, and how far we have come with each other. */
import type { Encoding } from './token.ts'

/** What is spoken here, the best first. */
export const VERSIONS = ['2.3.0', '2.2.1'] as const
export type Version = (typeof VERSIONS)[number]

/** A module of a server: what it is about, which side of it the server plays, and where. */
export type Endpoint = { identifier: string; role: 'SENDER' | 'RECEIVER'; url: string }

/** A company by its ISO 3166 alpha-2 country and its three characters within it (ISO 15118). */
export type Party = { countryCode: string; partyId: string; name: string }

/**
 * `offered`: we gave a token to register with. `calling`: we are registering with them, and they
 * may look at our versions meanwhile. `registered`: both hold the other's token.
 */
export type Standing = 'offered' | 'calling' | 'registered'

export type Peer = {
  partner: string
  standing: Standing
  version: Version | null
  /** The hash of the token they call us with. */
  tokenHash: string
  /** That of the next one, while we are handing it over. */
  nextTokenHash: string | null
  /** What we call them with; empty where there is none, or the key that sealed it is lost. */
  token: string
  encoding: Encoding
  /** Where their versions are; of an offer, the only place it may be taken up from, if set. */
  versionsUrl: string | null
  endpoints: Endpoint[]
  parties: Party[]
  /** They agreed to read what OCPI 2.2.1 has no word for in a module of our own. */
  observations: boolean
  since: number
} & Progress

/** How far the feed was told to a peer. */
export type Progress = {
  /** The last feed number it was told of. */
  cursorSeq: number
  /** How often in a row it could not be reached, and when it is tried again (null: at once). */
  tries: number
  dueAt: number | null
  /** What went wrong last, in words. */
  problem: string | null
}

export function isVersion(text: string): text is Version {
  return (VERSIONS as readonly string[]).includes(text)
}

/** Where they take something in or give it out; null where they do not. */
export function endpointOf(
  { endpoints }: Pick<Peer, 'endpoints'>,
  identifier: string,
  role?: Endpoint['role'],
): string | null {
  const is = (one: Endpoint) =>
    one.identifier === identifier && (role === undefined || one.role === role)
  return endpoints.find(is)?.url ?? null
}
