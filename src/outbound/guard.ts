/** Which addresses given by strangers this server may dial: public ones (no SSRF). */
import { lookup as systemLookup } from 'node:dns'
import type { LookupAddress, LookupAllOptions } from 'node:dns'
import { BlockList, isIP } from 'node:net'
import type { LookupFunction } from 'node:net'

export type Guard = {
  /** Why a URL may not be used, or null. Says nothing yet of what its name resolves to. */
  refusal: (url: string) => string | null
  /** For connecting sockets: resolves a name at each dial and judges every address it has. */
  lookup: LookupFunction
}

export type Resolve = (
  host: string,
  options: LookupAllOptions,
  done: (error: NodeJS.ErrnoException | null, addresses: LookupAddress[]) => void,
) => void

/** What a dial ends with when a name leads to an address that is not public. */
export class Blocked extends Error {
  readonly code = 'BLOCKED'
}

// IANA IPv4 special-purpose registry, multicast and reserved space, and Azure's host agent.
const SPECIAL4 = `
  0.0.0.0/8 10.0.0.0/8 100.64.0.0/10 127.0.0.0/8 169.254.0.0/16 172.16.0.0/12 192.0.0.0/24
  192.0.2.0/24 192.31.196.0/24 192.52.193.0/24 192.88.99.0/24 192.168.0.0/16 192.175.48.0/24
  198.18.0.0/15 198.51.100.0/24 203.0.113.0/24 224.0.0.0/4 240.0.0.0/4 168.63.129.16/32`

// All but global unicast (2000::/3): with it go the IPv4-mapped and -compatible forms, NAT64,
// unique and link local and multicast. Of 2000::/3: IETF protocols with Teredo, documentation,
// 6to4, AS112.
const SPECIAL6 = `
  ::/3 4000::/2 8000::/1
  2001::/23 2001:db8::/32 2002::/16 2620:4f:8000::/48 3fff::/20`

// What `allowPrivate` opens; link-local addresses, where clouds keep their metadata, stay shut.
const PRIVATE4 = '127.0.0.0/8 10.0.0.0/8 172.16.0.0/12 192.168.0.0/16'
const PRIVATE6 = '::1/128 fc00::/7'

// One list a family: Node holds an IPv4 address against IPv6 rules too, in its mapped form.
const special = { ipv4: blocks(SPECIAL4, 'ipv4'), ipv6: blocks(SPECIAL6, 'ipv6') }
const closed = { ipv4: blocks(PRIVATE4, 'ipv4'), ipv6: blocks(PRIVATE6, 'ipv6') }

/**
 * `allowPrivate` is for tests and closed networks: http, any port, loopback and private ranges.
 * `ownUrl` tells where this server itself is reached: nobody makes it talk to itself.
 */
export function openGuard(
  allowPrivate: boolean,
  resolve: Resolve = systemLookup,
  ownUrl: () => string | null = () => null,
): Guard {
  return {
    refusal: (url) => {
      if (!URL.canParse(url)) return 'is not a URL'
      const meant = new URL(url)
      return refusal(meant, allowPrivate) ?? (isOwn(meant, ownUrl(), allowPrivate) ? OWN : null)
    },
    lookup: (host, options, done) => {
      resolve(host, { ...options, all: true }, (error, addresses) => {
        if (error) return done(error, [])
        const [first] = addresses
        if (!first || !addresses.every(({ address }) => mayDial(address, allowPrivate))) {
          return done(new Blocked(`${host} is not public`), [])
        }
        if (options.all) done(null, addresses)
        else done(null, first.address, first.family)
      })
    },
  }
}

/** Judges what a URL means, never how it was spelled: the parser reads 0x7f.1 as 127.0.0.1. */
function refusal(url: URL, allowPrivate: boolean): string | null {
  const host = url.hostname.replace(/^\[|\]$/g, '')
  if (url.username || url.password) return 'must not hold a user name or password'
  if (!(allowPrivate ? /^https?:$/ : /^https:$/).test(url.protocol)) return 'must be https'
  if (isIP(host) && !mayDial(host, allowPrivate)) return 'must be public'
  if (allowPrivate) return null
  if (url.port !== '' && url.port !== '8443') return 'must use port 443 or 8443'
  return /(^|\.)localhost\.?$/.test(host) ? 'must be public' : null
}

const OWN = 'must not be this server'

/** A closed network may have many servers on one host: there the port counts too. */
function isOwn(url: URL, ownUrl: string | null, allowPrivate: boolean): boolean {
  if (ownUrl === null || !URL.canParse(ownUrl)) return false
  const own = new URL(ownUrl)
  return allowPrivate ? url.host === own.host : bare(url.hostname) === bare(own.hostname)
}

/** A name with the root's dot behind it is the same name. */
function bare(hostname: string): string {
  return hostname.replace(/\.$/, '')
}

/** An address that cannot be read is not dialed. */
function mayDial(address: string, allowPrivate: boolean): boolean {
  if (!isIP(address)) return false
  const family = isIP(address) === 6 ? 'ipv6' : 'ipv4'
  if (allowPrivate && closed[family].check(address, family)) return true
  return !special[family].check(address, family)
}

function blocks(text: string, family: 'ipv4' | 'ipv6'): BlockList {
  const list = new BlockList()
  for (const block of text.trim().split(/\s+/)) {
    const [net = '', prefix] = block.split('/')
    list.addSubnet(net, Number(prefix), family)
  }
  return list
}
