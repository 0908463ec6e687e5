/** A station where shared sessions gather, in the words that OCPI has for it. */
import { LICENSE } from '../sharing/event.ts'
import { nameOf, type Station } from '../stations/station.ts'
import { rfc3339 } from '../text.ts'
import type { Party, Version } from './peer.ts'

/** What cannot be told; three characters, as many as a country has. */
const NONE = '#NA'

/**
 * The station as a Location without EVSEs: whoever only sees cars come and go knows no sockets, and
 * their states are their operator's to tell. No address is known either, but where it is. Opening
 * times, for which the time zone is there, are not told: UTC is that of all times that are.
 */
export function locationOf(station: Station, updatedAt: number, us: Party, version: Version) {
  const { id, position, listed } = station
  const name = nameOf(station)
  // What a source does not let us pass on is not ours to tell.
  const source = listed?.provider.mayPass ? listed : null
  const credit = source && { attribution: source.provider.attribution }
  return {
    country_code: us.countryCode,
    party_id: us.partyId,
    id,
    // What is shared is public: its owner said so.
    publish: true,
    ...(name && { name: name.slice(0, 255) }),
    address: NONE,
    city: NONE,
    country: NONE,
    coordinates: { latitude: degrees(position.lat), longitude: degrees(position.lon) },
    ...(source?.operator && { operator: { name: source.operator.slice(0, 100) } }),
    time_zone: 'Etc/UTC',
    ...(version === '2.3.0' && { chargeshare: { license: LICENSE, ...credit } }),
    last_updated: rfc3339(updatedAt),
  }
}

/** A text of five to seven digits behind the point (2.2.1, section 8.4.12). */
function degrees(value: number): string {
  return value.toFixed(6)
}
