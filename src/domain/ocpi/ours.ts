/** What we say of ourselves to peers: who we are, what we speak, and where each module is. */
import { type Endpoint, type Party, type Peer, type Version, VERSIONS } from './peer.ts'

/** All versions and where each is described; `base` is where OCPI begins, without a slash. */
export function versionsOf(base: string) {
  return VERSIONS.map((version) => ({ version, url: `${base}/${version}` }))
}

/** One version's modules. Ours gives sessions and their locations, and takes in nothing. */
export function detailsOf(
  base: string,
  version: Version,
  us: Party,
  peer: Pick<Peer, 'observations'>,
) {
  const at = (identifier: string, path = identifier): Endpoint => ({
    identifier,
    role: 'SENDER',
    url: `${base}/${version}/${path}`,
  })
  const own = peer.observations ? [at(observationsOf(us), OBSERVATIONS)] : []
  return { version, endpoints: [at('credentials'), at('locations'), at('sessions'), ...own] }
}

/** The path of the module of our own, known by name only to those who agreed to it. */
export const OBSERVATIONS = 'observations'

/** Custom modules carry their maker's name in front (2.2.1, section 6.3.4). */
function observationsOf({ countryCode, partyId }: Party): string {
  return `${countryCode}${partyId}-${OBSERVATIONS}`.toLowerCase()
}

/** The credentials object by which peers know and call us; no operator of stations: OTHER. */
export function credentialsOf(base: string, { countryCode, partyId, name }: Party, token: string) {
  const role = { role: 'OTHER', business_details: { name }, party_id: partyId }
  return { token, url: `${base}/versions`, roles: [{ ...role, country_code: countryCode }] }
}
