/** A partner that the operator has suspended gets nothing, and goes on where it was when that is lifted. */
import request from 'supertest'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { openStand, type Stand } from './stand.ts'

let stand: Stand
let id: string
beforeEach(async () => {
  stand = await openStand()
  id = (await stand.partner.get('/v1/partners/me').expect(200)).body.id
  await stand.tell('a')
  await stand.deliver()
})
afterEach(() => stand.close())

const operator = (method: 'patch' | 'post' | 'get', path: string) => {
  const { url, secrets } = stand.house
  const asked = request(url)[method](`/v1/operator/${path}`)
  return asked.set('authorization', `Bearer ${secrets.operatorToken}`)
}
const suspend = (suspended: boolean) =>
  operator('patch', `partners/${id}`).send({ suspended }).expect(200)

describe('a suspended partner', () => {
  test('is pushed nothing, and gets all of it in order when that is lifted', async () => {
    const { body } = await suspend(true)
    expect(body.suspendedAt).toBe(new Date(stand.now()).toISOString())
    await stand.tell('b', 'c')
    await stand.deliver()
    expect(stand.got()).toEqual(['a'])
    await suspend(false)
    await stand.deliver()
    expect(stand.got()).toEqual(['a', 'b', 'c'])
  })

  test('is told so wherever it calls, and by which word programs know it', async () => {
    await suspend(true)
    for (const path of ['/v1/charges', '/v1/partners/me', '/v1/stations']) {
      const { body } = await stand.partner.get(path).expect(403)
      expect(body).toMatchObject({ code: 'suspended', detail: expect.stringMatching(/suspended/) })
    }
    await suspend(false)
    await stand.partner.get('/v1/charges').expect(200)
  })

  test('keeps the time of its suspension where it is suspended again', async () => {
    const first = (await suspend(true)).body.suspendedAt
    stand.pass(60_000)
    expect((await suspend(true)).body.suspendedAt).toBe(first)
  })

  test('has what failed tried at once when it is back', async () => {
    stand.receiver.answer({ status: 500 })
    await stand.tell('b')
    await stand.deliver()
    await suspend(true)
    stand.receiver.answer(null)
    await suspend(false)
    await stand.deliver()
    expect(stand.got()).toContain('b')
  })
})

describe('the operator', () => {
  test('has pushes sent again from a time on', async () => {
    const before = stand.receiver.parcels.length
    const since = new Date(stand.now()).toISOString()
    await operator('post', `partners/${id}/replay`).send({ since }).expect(202)
    await stand.deliver()
    expect(stand.receiver.parcels.length).toBe(before + 1)
  })

  test('sees partners page by page with how their pushes fare, and none that there is not', async () => {
    const { body } = await operator('get', 'partners').expect(200)
    expect(body.items).toMatchObject([{ id, suspendedAt: null, push: { state: 'proven' } }])
    await operator('patch', 'partners/nobody').send({ suspended: true }).expect(404)
    await operator('post', 'partners/nobody/replay').send({ after: 'x' }).expect(404)
    await operator('patch', `partners/${id}`).send({ suspended: 'yes' }).expect(422)
  })

  test('alone may do so', async () => {
    const own = `/v1/operator/partners/${id}`
    const lift = await stand.partner.patch(own).send({ suspended: false })
    const look = await stand.partner.get('/v1/operator/health')
    expect([lift.status, look.status]).toEqual([401, 401])
  })
})
