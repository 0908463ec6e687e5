/** How partners' servers and ours come to know each other, both ways round, and part again. */
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { text } from '../../people.ts'
import { openStage, registers, type Stage } from './stage.ts'
import { Credentials, Details, Versions } from './schemas.ts'

let stage: Stage
beforeEach(async () => {
  stage = await openStage()
})
afterEach(() => stage.close())

/** A partner who was given a token A, and his server, which holds it. */
async function offered(wish: object = {}) {
  const [visitor, peer] = [await stage.partner(), await stage.peer()]
  const { body } = await visitor.post('/v1/partners/me/ocpi').send(wish).expect(201)
  peer.theirs = String(body.token)
  return { visitor, peer, begun: body }
}
const at = (path: string) => `${stage.house.url}/ocpi/${path}`

describe('a peer that registers with us', () => {
  test('finds versions and their modules with the token it was offered', async () => {
    const { peer, begun } = await offered()
    expect(begun).toMatchObject({
      token: expect.stringMatching(/^csi_/),
      ocpi: { standing: 'offered', version: null },
    })
    expect(begun.versionsUrl).toBe(at('versions'))
    const { data } = await peer.ask('GET', begun.versionsUrl)
    expect(Versions.parse(data).map(({ version }) => version)).toEqual(['2.3.0', '2.2.1'])
    for (const { version, url } of Versions.parse(data)) {
      const details = Details.parse((await peer.ask('GET', url)).data)
      expect(details.version).toBe(version)
      expect(details.endpoints.map(({ identifier }) => identifier)).toContain('sessions')
    }
  })

  test('is called back while its call waits, and gets a token of its own', async () => {
    const { visitor, peer } = await offered()
    const tokenA = peer.theirs
    const { status, code, data } = await registers(stage.house.url, peer, '2.3.0')
    expect([status, code]).toEqual([200, 1000])
    expect(Credentials.parse(data).roles[0]).toMatchObject({ role: 'OTHER', country_code: 'XX' })
    expect(peer.theirs).not.toBe(tokenA)
    expect(peer.heard.map(({ path }) => path)).toEqual(['/versions', '/2.3.0'])
    const { body } = await visitor.get('/v1/partners/me/ocpi').expect(200)
    expect(body).toMatchObject({
      standing: 'registered',
      version: '2.3.0',
      versionsUrl: peer.versionsUrl,
      parties: [{ countryCode: 'NL', partyId: 'MAP', name: 'Map' }],
      push: { problem: null, failures: 0 },
    })
    expect((await peer.ask('GET', at('2.3.0/credentials'))).data).toEqual(data)
  })

  test('cannot use the offered token again, nor for more than registering', async () => {
    const { peer } = await offered()
    const tokenA = peer.theirs
    const sessions = at('2.2.1/sessions?date_from=2026-01-01T00:00:00Z')
    expect((await peer.ask('GET', sessions)).status).toBe(401)
    await registers(stage.house.url, peer, '2.2.1')
    for (const path of ['versions', '2.2.1', '2.2.1/credentials']) {
      expect((await peer.ask('GET', at(path), undefined, tokenA)).status).toBe(401)
    }
    expect((await peer.ask('GET', sessions)).status).toBe(200)
  })

  test.each(['GET', 'POST', 'PUT', 'DELETE'])('must show a token to %s', async (method) => {
    const peer = await stage.peer()
    const answer = await peer.ask(method, at('2.2.1/credentials'), undefined, 'guessed')
    expect([answer.status, answer.code]).toEqual([401, 2000])
    const none = await fetch(at('versions'), { headers: { authorization: 'Bearer x' } })
    expect(none.status).toBe(401)
  })

  test('may register once, and renew or leave only after that', async () => {
    const { peer } = await offered()
    const early = await registers(stage.house.url, peer, '2.2.1', 'PUT')
    expect([early.status, early.code]).toEqual([405, 2000])
    expect(early.headers.get('allow')).toBe('GET, POST')
    expect((await peer.ask('DELETE', at('2.2.1/credentials'))).status).toBe(405)
    await registers(stage.house.url, peer, '2.2.1')
    expect((await registers(stage.house.url, peer, '2.2.1')).status).toBe(405)
  })

  test('renews its tokens: those of before are dead on both sides', async () => {
    const { peer, visitor } = await offered()
    await registers(stage.house.url, peer, '2.2.1')
    const before = peer.theirs
    const { status } = await registers(stage.house.url, peer, '2.3.0', 'PUT')
    expect(status).toBe(200)
    expect((await peer.ask('GET', at('versions'), undefined, before)).status).toBe(401)
    expect((await peer.ask('GET', at('versions'))).status).toBe(200)
    const { body } = await visitor.get('/v1/partners/me/ocpi')
    expect(body.version).toBe('2.3.0')
  })

  test('leaves, and is not known any more', async () => {
    const { peer, visitor } = await offered()
    await registers(stage.house.url, peer, '2.2.1')
    const answer = await peer.ask('DELETE', at('2.2.1/credentials'))
    expect([answer.status, answer.code, answer.data]).toEqual([200, 1000, undefined])
    expect((await peer.ask('GET', at('versions'))).status).toBe(401)
    await visitor.get('/v1/partners/me/ocpi').expect(404)
  })

  test('that was offered a token for one address may not come from another', async () => {
    const { peer } = await offered({ versionsUrl: 'https://other.example.org/versions' })
    const answer = await registers(stage.house.url, peer, '2.2.1')
    expect([answer.status, answer.code]).toEqual([200, 2001])
    expect(answer.said).toContain('other.example.org')
    expect(peer.heard).toEqual([])
  })

  test('has one token A at a time', async () => {
    const { peer, visitor } = await offered()
    const first = peer.theirs
    const { body } = await visitor.post('/v1/partners/me/ocpi').send({}).expect(201)
    expect((await peer.ask('GET', at('versions'), undefined, first)).status).toBe(401)
    expect((await peer.ask('GET', at('versions'), undefined, body.token)).status).toBe(200)
  })
})

test('a peer may not have us call its server without end', async () => {
  await stage.close()
  stage = await openStage({}, { CHARGESHARE_RATE_LIMITS: 'on' })
  const { peer } = await offered()
  peer.options.instead = () => ({ status: 500 })
  for (let i = 0; i < 20; i++) {
    expect((await registers(stage.house.url, peer, '2.2.1')).code).toBe(3001)
  }
  const heard = peer.heard.length
  const answer = await registers(stage.house.url, peer, '2.2.1')
  expect([answer.status, answer.headers.get('retry-after')]).toEqual([429, '180'])
  expect(peer.heard.length).toBe(heard)
  stage.tick(3)
  expect((await registers(stage.house.url, peer, '2.2.1')).code).toBe(3001)
})

test('a peer may call us 600 times at once, and then ten times a second', async () => {
  await stage.close()
  stage = await openStage({}, { CHARGESHARE_RATE_LIMITS: 'on' })
  const [{ peer }, { peer: another }] = [await offered(), await offered()]
  const look = (who = peer) => who.ask('GET', at('versions'))
  for (let i = 0; i < 30; i++) {
    const answers = await Promise.all(Array.from({ length: 20 }, () => look()))
    expect(answers.every(({ status }) => status === 200)).toBe(true)
  }
  const refused = await look()
  expect([refused.status, refused.headers.get('retry-after')]).toEqual([429, '1'])
  expect((await look(another)).status).toBe(200)
  stage.tick()
  expect((await look()).status).toBe(200)
})

describe('a peer whose own server is of no use', () => {
  test.each([
    ['hangs up', { instead: () => 'hang up' as const }, 3001],
    ['answers an error of HTTP', { instead: () => ({ status: 500 }) }, 3001],
    ['answers an error of OCPI', { twist: () => ({ status_code: 3000 }) }, 3001],
    ['speaks no version that was asked for', { versions: ['2.1.1', '3.0'] }, 3002],
    ['answers something else', { twist: () => 'hello' }, 3002],
    ['knows no credentials module', { twist: withoutCredentials }, 3003],
  ])('because it %s stays as it was, and may try again', async (_, options, code) => {
    const { peer, visitor } = await offered()
    Object.assign(peer.options, options)
    const answer = await registers(stage.house.url, peer, '2.2.1')
    expect([answer.status, answer.code]).toEqual([200, code])
    expect(answer.said).not.toBe('')
    const { body } = await visitor.get('/v1/partners/me/ocpi')
    expect(body.standing).toBe('offered')
    Object.assign(peer.options, { instead: undefined, twist: undefined, versions: undefined })
    expect((await registers(stage.house.url, peer, '2.2.1')).code).toBe(1000)
  })

  test.each([
    ['no JSON', '{', 400],
    ['no token', { url: 'https://example.org', roles: [] }, 200],
    ['an address that is none', { token: 'b', url: 'ftp://x', roles: [] }, 200],
    ['no party', { token: 'b', url: 'https://example.org/v', roles: [{ role: 'CPO' }] }, 200],
  ])('is told when it sends %s', async (_, body, status) => {
    const { peer } = await offered()
    const answer = await peer.ask('POST', at('2.2.1/credentials'), body)
    expect(answer.status).toBe(status)
    expect(answer.code).toBe(status === 400 ? 2000 : 2001)
    expect(answer.said).not.toBe('')
  })
})

function withoutCredentials(envelope: { data?: unknown }) {
  const { data } = envelope
  const isDetails = typeof data === 'object' && data !== null && 'endpoints' in data
  return isDetails ? { ...envelope, data: { ...data, endpoints: [] } } : envelope
}

describe('a partner who gives us his token A', () => {
  const connect = async (options = {}, wish = {}) => {
    const [visitor, peer] = [await stage.partner(), await stage.peer(options)]
    const given = { versionsUrl: peer.versionsUrl, token: 'token-a', ...wish }
    const answer = await visitor.post('/v1/partners/me/ocpi').send(given)
    return { visitor, peer, answer }
  }

  test('has us register with his server, in the best version that both speak', async () => {
    const { visitor, peer, answer } = await connect()
    expect(answer.status).toBe(201)
    expect(answer.body).toMatchObject({ token: null, ocpi: { standing: 'registered' } })
    expect(peer.faults).toEqual([])
    expect(peer.heard.map(({ method, path }) => `${method} ${path}`)).toEqual([
      'GET /versions',
      'GET /2.3.0',
      'POST /2.3.0/credentials',
    ])
    expect((await peer.ask('GET', at('2.3.0/sessions?date_from=2026-01-01T00:00:00Z'))).code).toBe(
      1000,
    )
    const again = { versionsUrl: peer.versionsUrl, token: 'token-a' }
    await visitor.post('/v1/partners/me/ocpi').send(again).expect(409)
    await visitor.post('/v1/partners/me/ocpi').send({}).expect(409)
  })

  test('may look at our versions while we register, and at nothing more', async () => {
    const seen: number[] = []
    const { peer } = await connect({ versions: ['2.2.1'] })
    const { house } = stage
    const looking = await stage.peer()
    const visitor = await stage.partner()
    const look = async (token: string) => {
      for (const path of ['versions', '2.2.1', '2.2.1/sessions?date_from=2026-01-01T00:00:00Z']) {
        seen.push((await looking.ask('GET', at(path), undefined, token)).status)
      }
      const credentials = peer.credentials('b')
      const url = `${house.url}/ocpi/2.2.1/credentials`
      seen.push((await looking.ask('POST', url, credentials, token)).status)
    }
    looking.options.before = async ({ method, body }) => {
      if (method === 'POST') await look(text(body, 'token'))
    }
    const wish = { versionsUrl: looking.versionsUrl, token: 'token-a' }
    await visitor.post('/v1/partners/me/ocpi').send(wish).expect(201)
    expect(seen).toEqual([200, 200, 401, 405])
  })

  test('is told what is wrong there, and nothing is kept', async () => {
    const { visitor, answer } = await connect({ instead: () => ({ status: 500 }) })
    expect(answer.status).toBe(422)
    const detail = 'its versions: answered HTTP 500'
    expect(answer.body.errors).toEqual([{ pointer: '/versionsUrl', detail, code: 'address' }])
    await visitor.get('/v1/partners/me/ocpi').expect(404)
    const refusing = (method: string) => (method === 'POST' ? { status: 405 } : null)
    const refused = await connect({ instead: refusing })
    expect(refused.answer.status).toBe(422)
    await refused.visitor.get('/v1/partners/me/ocpi').expect(404)
    const wrong = await connect({}, { token: 'another' })
    expect(wrong.answer.body.detail).toContain('401')
    const lone = await visitor.post('/v1/partners/me/ocpi').send({ token: 'token-a' })
    expect(lone.status).toBe(422)
  })

  test('gets new tokens on both sides when he asks for them', async () => {
    const { visitor, peer } = await connect()
    const [ours, theirs] = [peer.token, peer.theirs]
    await visitor.post('/v1/partners/me/ocpi/token').expect(200)
    expect(peer.heard.at(-3)).toMatchObject({ method: 'PUT', path: '/2.3.0/credentials' })
    expect([peer.token, peer.theirs]).not.toContain(ours)
    expect((await peer.ask('GET', at('versions'), undefined, theirs)).status).toBe(401)
    expect((await peer.ask('GET', at('versions'))).status).toBe(200)
    expect(peer.faults).toEqual([])
  })

  test('keeps the tokens of before where his server refuses new ones', async () => {
    const { visitor, peer } = await connect()
    peer.options.instead = (method) => (method === 'PUT' ? { status: 500 } : null)
    await visitor.post('/v1/partners/me/ocpi/token').expect(422)
    expect((await peer.ask('GET', at('versions'))).status).toBe(200)
  })

  test('may use either token where it is not known whether the new one has arrived', async () => {
    const { visitor, peer } = await connect()
    peer.options.instead = (method) => (method === 'PUT' ? 'hang up' : null)
    await visitor.post('/v1/partners/me/ocpi/token').expect(422)
    const arrived = text(peer.heard.at(-1)!.body, 'token')
    for (const token of [arrived, peer.theirs]) {
      expect((await peer.ask('GET', at('versions'), undefined, token)).status).toBe(200)
    }
    expect((await registers(stage.house.url, peer, '2.2.1', 'PUT')).status).toBe(200)
    expect((await peer.ask('GET', at('versions'), undefined, arrived)).status).toBe(401)
  })

  test('ends it, and his server is told', async () => {
    const { visitor, peer } = await connect()
    await visitor.delete('/v1/partners/me/ocpi').expect(204)
    expect(peer.heard.at(-1)).toMatchObject({ method: 'DELETE', path: '/2.3.0/credentials' })
    expect((await peer.ask('GET', at('versions'))).status).toBe(401)
    await visitor.delete('/v1/partners/me/ocpi').expect(404)
  })
})
