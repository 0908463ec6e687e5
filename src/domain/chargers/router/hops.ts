/** Which houses a charger's line has come through, so that none of them is gone through twice. */

/** A house in `Via` (RFC 9110, 7.6.3), which proxies on the way add themselves to. */
const HOP = /^[\d./a-z-]+ +chargeshare-([\w-]{22})$/i
/** A longer way is none that anybody meant. */
export const HOPS_MOST = 8

/** The houses in a header, in order; proxies and other things are left out. */
export function hopsIn(header: string | undefined): string[] {
  if (header === undefined) return []
  return header.split(',').flatMap((one) => HOP.exec(one.trim())?.[1] ?? [])
}

/** The header that tells of these houses. */
export function viaOf(hops: string[]): string {
  return hops.map((house) => `1.1 chargeshare-${house}`).join(', ')
}

/** Why a line may not come in that went through these houses; null where it may. */
export function loopIn(hops: string[], house: string): string | null {
  if (hops.includes(house)) return 'this line has come from here: a server shares it with itself'
  return hops.length < HOPS_MOST ? null : 'this line goes through too many servers'
}
