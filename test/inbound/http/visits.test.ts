/** Partners and the operator sign in to their pages by their token, which no script can read afterwards. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { openTestHouse, type TestHouse } from '../../house.ts'
import { call, text } from '../../people.ts'

let house: TestHouse
beforeAll(async () => {
  house = await openTestHouse({ timer: false })
})
afterAll(() => house.close())

const ask = (method: string, path: string, headers: Record<string, string>, body?: object) =>
  fetch(house.url + path, {
    method,
    headers: { ...(body && { 'content-type': 'application/json' }), ...headers },
    ...(body && { body: JSON.stringify(body) }),
  })
const partnerToken = async () => {
  const body = { name: 'Map', email: 'data@example.org', acceptLicense: 'CC-BY-4.0' }
  return text(await call('POST', `${house.url}/v1/partners`, { body }), 'token')
}
const cookieOf = (answer: Response) => answer.headers.get('set-cookie') ?? ''

describe('a partner on the pages', () => {
  it('signs in by its token, calls by the cookie alone, and signs out', async () => {
    const token = await partnerToken()
    const door = await ask('POST', '/v1/partners/sessions', {}, { token })
    expect(door.status).toBe(204)
    expect(cookieOf(door)).toMatch(/^partner=csp_[\w-]+; .*HttpOnly; Secure; SameSite=Lax/)
    // Scripts learn that somebody is signed in, and no more.
    expect(cookieOf(door)).toMatch(/, partner-in=1; Path=\/; Max-Age=\d+; Secure; SameSite=Lax$/)
    const [pair = ''] = cookieOf(door).split(';')
    const me = await ask('GET', '/v1/partners/me', { cookie: `session=other; ${pair}` })
    expect(me.status).toBe(200)
    const out = await ask('DELETE', '/v1/partners/sessions/current', { cookie: pair })
    expect(cookieOf(out)).toMatch(/^partner=; .*Max-Age=0.*, partner-in=1; Path=\/; Max-Age=0/)
  })

  it('is not let in by what is no token of a partner', async () => {
    for (const token of ['csp_wrong', 'csp_a; Domain=evil', house.secrets.operatorToken, 'cso_x']) {
      const door = await ask('POST', '/v1/partners/sessions', {}, { token })
      expect(door.status).toBe(401)
      expect(cookieOf(door)).toBe('')
    }
  })

  it('does nothing by a form of another site, though the browser sends the cookie along', async () => {
    const token = await partnerToken()
    const elsewhere = { cookie: `partner=${token}`, 'sec-fetch-site': 'cross-site' }
    expect((await ask('POST', '/v1/partners/me/token', elsewhere)).status).toBe(401)
  })
})

describe('the operator on the pages', () => {
  it('signs in by the token of the data folder, and by no other', async () => {
    const good = await ask(
      'POST',
      '/v1/operator/sessions',
      {},
      { token: house.secrets.operatorToken },
    )
    expect(good.status).toBe(204)
    expect(cookieOf(good)).toMatch(/^operator=csa_/)
    const token = await partnerToken()
    for (const wrong of [token, 'csa_wrong']) {
      expect((await ask('POST', '/v1/operator/sessions', {}, { token: wrong })).status).toBe(401)
    }
  })
})
