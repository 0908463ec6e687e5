/** The guard: no spelling of a private address, and no name that leads to one, is dialed. */
import type { LookupAddress } from 'node:dns'
import ipaddr from 'ipaddr.js'
import { describe, expect, test } from 'vitest'
import { Blocked, openGuard } from '../../src/outbound/guard.ts'
import type { Resolve } from '../../src/outbound/guard.ts'

const strict = openGuard(false)
const open = openGuard(true)

const USABLE = [
  'https://partner.example/hook',
  'https://partner.example:443/hook',
  'https://partner.example:8443/hook?key=1',
  'HTTPS://PARTNER.EXAMPLE/',
  'https://8.8.8.8/',
  'https://172.32.0.1/',
  'https://100.128.0.1/',
  'https://168.63.129.17/',
  'https://[2606:4700:4700::1111]/',
  'https://localhost.example/',
]

const REFUSED: Record<string, string[]> = {
  'is not a URL': [
    '',
    'partner.example',
    '//partner.example/',
    'https://',
    'https://[::1',
    'https://1.2.3.4.5/',
  ],
  'must be https': [
    'http://partner.example/',
    'ftp://partner.example/',
    'file:///etc/passwd',
    'javascript:alert(1)',
    'ws://partner.example/',
    'http://127.0.0.1/',
  ],
  'must not hold a user name or password': [
    'https://user@partner.example/',
    'https://user:pass@partner.example/',
    'https://partner.example@127.0.0.1/',
  ],
  'must use port 443 or 8443': [
    'https://partner.example:22/',
    'https://partner.example:80/',
    'https://partner.example:6379/',
    'https://8.8.8.8:9200/',
  ],
  'must be public': [
    'https://localhost/',
    'https://LOCALHOST:8443/',
    'https://localhost./',
    'https://app.localhost/',
    'https://127.0.0.1/',
    'https://127.1/',
    'https://0x7f.1/',
    'https://2130706433/',
    'https://017700000001/',
    'https://１２７.０.０.１/',
    'https://127。0。0。1/',
    'https://0/',
    'https://10.0.0.1/',
    'https://100.64.0.1/',
    'https://169.254.169.254/latest/meta-data/',
    'https://172.31.255.255/',
    'https://192.168.1.1/',
    'https://192.0.2.1/',
    'https://198.19.0.1/',
    'https://224.0.0.1/',
    'https://255.255.255.255/',
    'https://168.63.129.16/',
    'https://[::]/',
    'https://[::1]/',
    'https://[::127.0.0.1]/',
    'https://[::ffff:127.0.0.1]/',
    'https://[::ffff:7f00:1]/',
    'https://[::ffff:8.8.8.8]/',
    'https://[64:ff9b::127.0.0.1]/',
    'https://[64:ff9b:1::7f00:1]/',
    'https://[2002:7f00:1::]/',
    'https://[2001:0:7f00:1::]/',
    'https://[2001:db8::1]/',
    'https://[3fff::1]/',
    'https://[5f00::1]/',
    'https://[100::1]/',
    'https://[fc00::1]/',
    'https://[fd00:ec2::254]/',
    'https://[fe80::1]/',
    'https://[fec0::1]/',
    'https://[ff02::1]/',
  ],
}

describe('a URL given by a stranger', () => {
  test.each(USABLE)('%s may be used', (url) => {
    expect(strict.refusal(url)).toBeNull()
  })

  for (const [why, urls] of Object.entries(REFUSED)) {
    test.each(urls)(`%s ${why}`, (url) => {
      expect(strict.refusal(url)).toBe(why)
    })
  }
})

describe('a closed network', () => {
  test.each([
    'http://127.0.0.1:1234/',
    'http://localhost:8080/',
    'https://10.1.2.3/',
    'http://192.168.1.1:81/',
    'http://[::1]:9/',
    'http://[fd12::1]/',
    'https://8.8.8.8/',
  ])('lets %s be used', (url) => {
    expect(open.refusal(url)).toBeNull()
  })

  test.each([
    ['http://169.254.169.254/', 'must be public'],
    ['http://168.63.129.16/', 'must be public'],
    ['http://0.0.0.0/', 'must be public'],
    ['http://[fe80::1]/', 'must be public'],
    ['http://a:b@127.0.0.1/', 'must not hold a user name or password'],
    ['ftp://127.0.0.1/', 'must be https'],
  ])('still refuses %s', (url, why) => {
    expect(open.refusal(url)).toBe(why)
  })
})

describe('the server itself', () => {
  const nowhere: Resolve = (_host, _options, done) => done(null, [])
  const at = (own: string, allowPrivate = false) => openGuard(allowPrivate, nowhere, () => own)

  test.each([
    'https://charge.example/',
    'https://charge.example:8443/v1/charges',
    'https://CHARGE.example./',
    'https://charge。example/',
  ])('is not called by way of %s', (url) => {
    expect(at('https://charge.example').refusal(url)).toBe('must not be this server')
  })

  test('is not its neighbour, nor another port of a closed network', () => {
    expect(at('https://charge.example').refusal('https://hooks.charge.example/')).toBeNull()
    const closed = at('http://127.0.0.1:8080', true)
    expect(closed.refusal('http://127.0.0.1:8080/x')).toBe('must not be this server')
    expect(closed.refusal('http://127.0.0.1:8081/x')).toBeNull()
  })
})

test('ipaddr.js, which knows the ranges too, judges 20,000 addresses the same', () => {
  const judged = (address: string) =>
    strict.refusal(`https://${address.includes(':') ? `[${address}]` : address}/`) === null
  const differing = probes().filter((address) => judged(address) !== isUnicast(address))
  expect(differing).toEqual([])
})

/** Every first byte pair of IPv4, spread, and IPv6 around the heads of all known ranges. */
function probes(): string[] {
  const v4 = Array.from({ length: 256 }, (_, a) =>
    Array.from({ length: 64 }, (_, b) => `${a}.${(b * 37) % 256}.${(b * 11) % 256}.${b + 1}`),
  ).flat()
  const edges = ['192.0.0.9', '192.0.2.0', '192.88.99.1', '192.31.196.1', '192.52.193.1']
  const more = ['192.175.48.1', '198.17.255.255', '198.51.100.7', '203.0.113.7', '223.255.255.255']
  const heads = [
    '2001:1ff',
    '2001:200',
    '2001:db8',
    '2002:1',
    '2620:4f:8000',
    '3fff:fff',
    '3fff:1000',
  ]
  const v6 = Array.from({ length: 0x1000 }, (_, i) => `${(i * 16 + 1).toString(16)}::1`)
  return [...v4, ...edges, ...more, ...heads.map((head) => `${head}::1`), ...v6]
}

/**
 * What the two differ in by intent: ipaddr.js takes all IPv6 space that is not handed out yet for
 * unicast (RFC 4291, 2.4), the guard only the part that is (2000::/3, IANA).
 */
function isUnicast(text: string): boolean {
  const address = ipaddr.parse(text)
  const handedOut = address.kind() === 'ipv4' || /^[23]\w{3}:/.test(text)
  return handedOut && address.range() === 'unicast'
}

describe('a name', () => {
  const PUBLIC: LookupAddress = { address: '93.184.216.34', family: 4 }
  const LOOPBACK: LookupAddress = { address: '127.0.0.1', family: 4 }
  const MAPPED: LookupAddress = { address: '::ffff:127.0.0.1', family: 6 }

  /** A resolver that gives one answer after the other: all addresses only to who asks for all. */
  const answering = (...answers: LookupAddress[][]): Resolve => {
    return (_host, { all }, done) =>
      done(null, answers.shift()?.slice(0, all ? undefined : 1) ?? [])
  }
  const dial = (resolve: Resolve, all = true, allowPrivate = false) =>
    new Promise((done, fail) => {
      openGuard(allowPrivate, resolve).lookup('name.example', { all }, (error, address, family) =>
        error ? fail(error) : done(all ? address : [address, family]),
      )
    })

  test('is dialed where all its addresses are public', async () => {
    expect(await dial(answering([PUBLIC]))).toEqual([PUBLIC])
    expect(await dial(answering([PUBLIC]), false)).toEqual(['93.184.216.34', 4])
  })

  test('is not dialed where any address is not', async () => {
    for (const bad of [LOOPBACK, MAPPED, { address: 'fe80::1%eth0', family: 6 }]) {
      await expect(dial(answering([PUBLIC, bad]))).rejects.toThrow(Blocked)
      await expect(dial(answering([PUBLIC, bad]), false)).rejects.toThrow(Blocked)
    }
  })

  test('is not dialed where it has no address, or one that cannot be read', async () => {
    await expect(dial(answering([]))).rejects.toThrow(Blocked)
    await expect(dial(answering([{ address: 'nonsense', family: 4 }]))).rejects.toThrow(Blocked)
  })

  test('is judged anew at each dial: public at first, loopback then', async () => {
    const rebinding = answering([PUBLIC], [LOOPBACK])
    expect(await dial(rebinding)).toEqual([PUBLIC])
    await expect(dial(rebinding)).rejects.toThrow('name.example is not public')
  })

  test('may lead to loopback in a closed network', async () => {
    expect(await dial(answering([LOOPBACK]), true, true)).toEqual([LOOPBACK])
  })

  test('that cannot be resolved keeps the resolver’s own error', async () => {
    const failing: Resolve = (_host, _options, done) =>
      done(Object.assign(new Error('no'), { code: 'ENOTFOUND' }), [])
    await expect(dial(failing)).rejects.toMatchObject({ code: 'ENOTFOUND' })
  })
})
