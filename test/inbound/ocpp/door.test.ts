/** Chargers at the door: who is let in, and how the others are told why not. */
import { request } from 'node:http'
import { connect as dial } from 'node:net'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { connect } from './charger.ts'
import { openSite, type Site } from './site.ts'

let site: Site
beforeAll(async () => {
  site = await openSite()
  await site.register('CP1', { password: 'a secret of CP1' })
})
afterAll(() => site.close())

const password = 'a secret of CP1'
const refusal = async (tried: Promise<unknown>) => {
  const error = await tried.then(
    () => new Error('was let in'),
    (error: Error) => error,
  )
  return error as Error & { headers?: Record<string, string> }
}

describe('an address', () => {
  it.each([
    ['/ocpp/CP1', 'as it is'],
    ['/ocpp/CP1/', 'with a slash at its end'],
    ['//ocpp//CP1', 'with doubled slashes'],
    ['/ocpp/CP1?token=x', 'with a query'],
    ['/ocpp/%43P1', 'with escapes that need not be'],
  ])('is understood: %s %s', async (path) => {
    const charger = await connect(site, path, { password, user: 'CP1' })
    expect(await charger.call('Heartbeat')).toEqual({ currentTime: expect.any(String) })
    await charger.close()
  })

  it.each([
    ['/ocpp/%E0%A4%A', 'an escape that is none'],
    ['/ocpp/', 'no identity'],
    ['/ocpp', 'nothing at all'],
    [`/ocpp/${'x'.repeat(49)}`, 'an identity that is too long'],
    [`/ocpp/${'x'.repeat(9000)}`, 'one that is far too long'],
    ['/ocpp/a/b', 'a slash in it'],
    ['/ocpp/a%2Fb', 'a hidden slash'],
    ['/ocpp/%00', 'a NUL'],
    ['/ocpp/CP1%0d%0ax: y', 'a new line'],
  ])('that cannot be one is refused by 400: %s', async (path) => {
    const { message } = await refusal(connect(site, path, { password, user: 'CP1' }))
    expect(message).toMatch(/^HTTP 400 .*"status":400/)
  })

  it.each([
    ['/ocpp/__proto__', 'a word of JavaScript'],
    ['/ocpp/cp1', 'another case'],
    ['/ocpp/CP2', 'one that nobody has registered'],
  ])('of nobody is refused by 404: %s', async (path) => {
    const { message } = await refusal(connect(site, path, { password, user: 'CP1' }))
    expect(message).toMatch(/^HTTP 404 .*"status":404/)
  })
})

describe('a password', () => {
  it('that is missing or wrong is asked for in the words of HTTP', async () => {
    for (const shown of [{}, { password: 'wrong' }, { password, user: 'CP2' }, { password: '' }]) {
      const error = await refusal(connect(site, 'CP1', shown))
      expect(error.message).toMatch(/^HTTP 401/)
      expect(error.headers?.['www-authenticate']).toBe('Basic realm="OCPP"')
    }
  })

  it.each(['Bearer x', 'Basic', 'Basic !!!', 'Basic Og==', `Basic ${'A'.repeat(9000)}`])(
    'in a header that says nothing is none: %s',
    async (authorization) => {
      const error = await refusal(connect(site, 'CP1', { headers: { authorization } }))
      expect(error.message).toMatch(/^HTTP 401/)
    },
  )

  it('may be shown as bytes or as the hex digits of them', async () => {
    const hex = '00ff80c3a9'.repeat(4)
    await site.register('HEX', { password: hex })
    for (const shown of [hex, hex.toUpperCase(), Buffer.from(hex, 'hex')]) {
      const charger = await connect(site, 'HEX', { password: shown })
      expect(charger.socket.readyState).toBe(charger.socket.OPEN)
      await charger.close()
    }
  })

  it('follows the first colon after the identity, which may hold colons itself', async () => {
    await site.register('CP:7:a', { password: 'with:colons:inside' })
    await (await connect(site, 'CP:7:a', { password: 'with:colons:inside' })).close()
    expect((await refusal(connect(site, 'CP:7:a', { password: 'colons:inside' }))).message).toMatch(
      /^HTTP 401/,
    )
  })

  it('that is new ends the old one by its first use, and not before', async () => {
    const old = await site.register('TURN')
    const made = await site.asks('POST', '/v1/chargers/TURN/password', {})
    const fresh = made['password'] as string
    await (await connect(site, 'TURN', { password: old })).close()
    await (await connect(site, 'TURN', { password: fresh })).close()
    expect((await refusal(connect(site, 'TURN', { password: old }))).message).toMatch(/^HTTP 401/)
    await (await connect(site, 'TURN', { password: fresh })).close()
  })

  it('that is guessed too often lets the right one in alone, and guessers wait a while', async () => {
    let now = Date.parse('2026-11-21T12:00:00Z')
    const guarded = await openSite({ clock: () => now }, { CHARGESHARE_RATE_LIMITS: 'on' })
    const right = await guarded.register('CP1')
    const guess = (i: number) => refusal(connect(guarded, 'CP1', { password: `wrong ${i}` }))
    for (let i = 0; i < 20; i++) expect((await guess(i)).message).toMatch(/^HTTP 401/)
    const error = await guess(20)
    expect(error.message).toMatch(/^HTTP 429/)
    expect(error.headers?.['retry-after']).toBe('900')
    // It has never been here before, and calls from the guesser's own address.
    await (await connect(guarded, 'CP1', { password: right })).close()
    now += 16 * 60_000
    expect((await guess(21)).message).toMatch(/^HTTP 401/)
    await guarded.close()
  })
})

describe('a subprotocol', () => {
  it.each([
    [['ocpp1.6'], 'ocpp1.6'],
    [['ocpp2.0.1', 'ocpp1.6'], 'ocpp2.0.1'],
    [['ocpp1.6', 'ocpp2.1'], 'ocpp1.6'],
    [['ocpp1.5', 'ocpp2.0', 'ocpp2.1'], 'ocpp2.1'],
    [['OCPP1.6'], 'OCPP1.6'],
  ])('is the first of %j that is spoken here', async (protocol, chosen) => {
    const charger = await connect(site, 'CP1', { password, protocol })
    expect(charger.socket.protocol).toBe(chosen)
    await charger.close()
  })

  it.each([
    ['ocpp1.6,ocpp2.0.1', 'ocpp1.6'],
    ['ocpp1.5 ,\tocpp2.0.1 ', 'ocpp2.0.1'],
    [',ocpp1.6,', 'ocpp1.6'],
    ['ocpp1.6, ocpp1.6', 'ocpp1.6'],
  ])('is found however the header is written: %j', async (header, chosen) => {
    expect(await offered(header)).toEqual([101, chosen])
  })

  it.each([[null], [['mqtt']], [['ocpp']], [['1.6']], [['ocpp16']]])(
    'that nobody speaks ends it before it begins: %j',
    async (protocol) => {
      const error = await refusal(connect(site, 'CP1', { password, protocol }))
      expect(error.message).toMatch(/^HTTP 400 .*ocpp1\.6, ocpp2\.0\.1 and ocpp2\.1/)
    },
  )

  it('that is not named is 1.6 where the operator says so, and every message tells it', async () => {
    const lenient = await openSite({}, { CHARGESHARE_OCPP_NO_SUBPROTOCOL: '1.6' })
    const charger = await lenient.plug('OLD', { protocol: null })
    expect(charger.socket.protocol).toBe('')
    await charger.call('Heartbeat')
    expect((await lenient.log('OLD'))[0]).toMatchObject({
      version: '1.6',
      deviations: [{ rule: 'no-subprotocol' }],
    })
    await charger.close()
    await lenient.close()
  })

  const offered = (header: string) =>
    new Promise((resolve, reject) => {
      const asked = request(`${site.url}/ocpp/CP1`, {
        headers: {
          connection: 'Upgrade',
          upgrade: 'websocket',
          'sec-websocket-version': '13',
          'sec-websocket-key': 'dGhlIHNhbXBsZSBub25jZQ==',
          'sec-websocket-protocol': header,
          authorization: `Basic ${Buffer.from(`CP1:${password}`).toString('base64')}`,
        },
      })
      asked.once('upgrade', ({ statusCode, headers }, socket) => {
        socket.destroy()
        resolve([statusCode, headers['sec-websocket-protocol']])
      })
      asked.once('error', reject).end()
    })
})

describe('who is let in', () => {
  it('is nobody that is unknown, unless the operator wants it; then the first password counts', async () => {
    const open = await openSite({}, { CHARGESHARE_OCPP_ENROL: 'accept' })
    await (await connect(open, 'NEW', { password: 'what it came with' })).close()
    expect(await open.asks('GET', '/v1/chargers/NEW')).toMatchObject({
      registration: 'pending',
      hasPassword: true,
    })
    expect((await refusal(connect(open, 'NEW', { password: 'another' }))).message).toMatch(
      /HTTP 401/,
    )
    expect((await refusal(connect(open, 'NEW'))).message).toMatch(/HTTP 401/)
    await (await connect(open, 'BARE')).close()
    await (await connect(open, 'BARE')).close()
    await open.close()
  })

  it('is no more than twenty newcomers from one place in a while', async () => {
    const env = { CHARGESHARE_OCPP_ENROL: 'accept', CHARGESHARE_RATE_LIMITS: 'on' }
    const open = await openSite({}, env)
    for (let i = 0; i < 20; i++) await (await connect(open, `NEW${i}`)).close()
    expect((await refusal(connect(open, 'NEW20'))).message).toMatch(/^HTTP 404/)
    await (await connect(open, 'NEW7')).close()
    await open.close()
  })

  it('comes at least as securely as is wanted of it', async () => {
    const secret = await site.register('SECURE', { profile: 2, password: 'over TLS alone' })
    expect((await refusal(connect(site, 'SECURE', { password: secret }))).message).toMatch(
      /^HTTP 403 .*more secure/,
    )
    const headers = { 'x-forwarded-proto': 'https' }
    await (await connect(site, 'SECURE', { password: secret, headers })).close()
  })

  it('is nobody whom the operator has rejected', async () => {
    const secret = await site.register('GONE')
    await site.asks('PATCH', '/v1/chargers/GONE', { registration: 'rejected' })
    expect((await refusal(connect(site, 'GONE', { password: secret }))).message).toMatch(/HTTP 403/)
  })
})

describe('a socket', () => {
  it('that breaks off while it is judged disturbs nobody', async () => {
    const { port, hostname } = new URL(site.url)
    const lines = ['GET /ocpp/CP1 HTTP/1.1', 'host: x', 'connection: upgrade', 'upgrade: websocket']
    const broken = dial(Number(port), hostname)
    broken.write(`${lines.join('\r\n')}\r\n\r\n`)
    broken.resetAndDestroy()
    const charger = await connect(site, 'CP1', { password })
    expect(await charger.call('Heartbeat')).toBeTruthy()
    await charger.close()
  })
})
