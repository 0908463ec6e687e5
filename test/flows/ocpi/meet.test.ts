/** Peers as they are in the field, and those who would have us call where we must not. */
import { afterEach, describe, expect, test } from 'vitest'
import type { Json } from '../../people.ts'
import type { PeerOptions } from '../../inbound/ocpi/peer.ts'
import { openStage, registers, type Stage } from '../../inbound/ocpi/stage.ts'

let stage: Stage
afterEach(() => stage.close())

/** The partner gives us the token A of his server; what came of that. */
async function connected(options: PeerOptions) {
  stage = await openStage()
  const [visitor, peer] = [await stage.partner(), await stage.peer(options)]
  const wish = { versionsUrl: peer.versionsUrl, token: 'token-a' }
  const answer = await visitor.post('/v1/partners/me/ocpi').send(wish)
  return { visitor, peer, answer }
}

const faults: [string, PeerOptions][] = [
  ['reads tokens raw', { encoding: 'raw' }],
  ['has no envelope', { twist: ({ data }) => data }],
  ['fills in nulls', { twist: (told) => ({ ...told, status_message: null, hint: null }) }],
  ['writes codes as texts', { twist: (told) => ({ ...told, status_code: '1000' }) }],
  ['tells no code', { twist: ({ data }) => ({ data, timestamp: 'now' }) }],
  ['tells versions that nobody knows', { versions: ['2.0', '2.1.1', '2.2', '2.2.1', '9'] }],
  ['spoils its lists', { twist: spoiled }],
  ['has a word of its own for a role', { twist: (told) => renamed(told) }],
]

/** Before and behind each good thing stands a bad one. */
function spoiled(told: Json): Json {
  const { data } = told
  const bad = { version: null, url: 'nowhere', identifier: 7 }
  if (Array.isArray(data)) return { ...told, data: [bad, null, ...data, 'x'] }
  const details = data as { endpoints?: Json[] } | undefined
  if (!details?.endpoints) return told
  return { ...told, data: { ...details, endpoints: [bad, ...details.endpoints, { ...bad }] } }
}

function renamed(told: Json): Json {
  const data = told['data'] as { roles?: Json[] } | undefined
  if (!data?.roles) return told
  const roles = data.roles.map((role) => ({ ...role, role: 'ROAMER', business_details: null }))
  return { ...told, data: { ...data, roles: [null, ...roles] } }
}

describe('a peer that', () => {
  test.each(faults)(
    '%s is understood, both when it calls and when it is called',
    async (_, how) => {
      const { peer, answer, visitor } = await connected(how)
      expect(answer.body).toMatchObject({ ocpi: { standing: 'registered' } })
      const other = await stage.partner()
      const { body } = await other.post('/v1/partners/me/ocpi').send({}).expect(201)
      await visitor.delete('/v1/partners/me/ocpi').expect(204)
      peer.theirs = String(body.token)
      expect((await registers(stage.house.url, peer, '2.2.1')).code).toBe(1000)
      const car = await stage.car()
      await car.says('started', { energyKwh: 1 })
      await stage.tell()
      // Where the answer has no envelope its status has to do.
      expect(peer.sessions.size).toBe(2)
      expect(peer.faults).toEqual([])
    },
  )

  test('speaks an older version alone is not registered with, and is told so', async () => {
    const { answer } = await connected({ versions: ['2.1.1', '2.2'] })
    expect(answer.status).toBe(422)
    expect(answer.body.detail).toBe('none of 2.3.0, 2.2.1 among its versions')
  })

  test('never stops talking is not listened to for ever', async () => {
    const endless = { status: 200, body: 'x'.repeat(1_000_000) }
    const { answer } = await connected({ instead: () => endless })
    expect(answer.status).toBe(422)
  })
})

describe('an address that leads inside', () => {
  const METADATA = 'http://169.254.169.254/latest/meta-data'

  const INSIDE = [
    'http://127.0.0.1:1/versions',
    'https://127.0.0.1/versions',
    'https://[::ffff:10.0.0.1]/versions',
    'https://2130706433/versions',
    'https://localhost/versions',
    'https://user:pass@example.org/versions',
    METADATA,
  ]

  test('is refused where a partner names it, however it is spelled', async () => {
    stage = await openStage({}, { CHARGESHARE_ALLOW_PRIVATE_URLS: 'false' })
    const visitor = await stage.partner()
    for (const versionsUrl of INSIDE) {
      const given = { token: 'token-a', versionsUrl }
      const { body } = await visitor.post('/v1/partners/me/ocpi').send(given).expect(422)
      expect(body.errors[0]).toMatchObject({ pointer: '/versionsUrl' })
      expect(body.detail, versionsUrl).toMatch(/^the versions URL must/)
    }
    await visitor.get('/v1/partners/me/ocpi').expect(404)
  })

  test('is refused where a peer registers with it, and nobody calls there', async () => {
    stage = await openStage({}, { CHARGESHARE_ALLOW_PRIVATE_URLS: 'false' })
    const [visitor, peer] = [await stage.partner(), await stage.peer()]
    const { body } = await visitor.post('/v1/partners/me/ocpi').send({}).expect(201)
    peer.theirs = String(body.token)
    const answer = await registers(stage.house.url, peer, '2.2.1')
    expect([answer.status, answer.code]).toEqual([200, 3001])
    expect(answer.said).toMatch(/^the versions URL must be/)
    expect(peer.heard).toEqual([])
  })

  const pointing = (what: 'url' | 'credentials'): PeerOptions => ({
    twist: (told) => JSON.parse(JSON.stringify(told).replaceAll(PATTERNS[what], METADATA)) as Json,
  })
  const PATTERNS = {
    url: /http:\/\/127\.0\.0\.1:\d+\/2\.\d\.\d(?=")/g,
    credentials: /http:\/\/127\.0\.0\.1:\d+\/2\.\d\.\d\/credentials/g,
  }

  test.each(['url', 'credentials'] as const)(
    'is not called where a public server tells of it: %s',
    async (what) => {
      const { answer, visitor } = await connected(pointing(what))
      expect(answer.status).toBe(422)
      expect(answer.body.detail).toContain('must lie on 127.0.0.1, as its versions do: 169.254')
      await visitor.get('/v1/partners/me/ocpi').expect(404)
    },
  )

  test.each([METADATA, 'https://somebody.example/sessions'])(
    'or to somebody else is not told of sessions: it must be the peer’s own: %s',
    async (url) => {
      const { answer, visitor, peer } = await connected({
        endpoints: [{ identifier: 'sessions', role: 'RECEIVER', url }],
      })
      expect(answer.status).toBe(422)
      const { hostname } = new URL(url)
      expect(answer.body.detail).toBe(
        `its sessions endpoint must lie on 127.0.0.1, as its versions do: ${hostname}`,
      )
      await visitor.get('/v1/partners/me/ocpi').expect(404)
      expect(peer.heard.map(({ method }) => method)).toEqual(['GET', 'GET'])
    },
  )
})
