/** Visitors of the HTTP room, for tests of its routes. */
import request from 'supertest'
import type { TestHouse } from '../../house.ts'

/** One call with a bearer token. */
export function as(house: TestHouse, token: string) {
  const call = (method: 'get' | 'post' | 'put' | 'patch' | 'delete') => (path: string) =>
    request(house.url)[method](path).set('authorization', `Bearer ${token}`)
  return {
    get: call('get'),
    post: call('post'),
    put: call('put'),
    patch: call('patch'),
    delete: call('delete'),
  }
}

/** A new owner, with a way to add opted-in cars. */
export async function signUp(house: TestHouse, email: string) {
  const { body } = await request(house.url)
    .post('/v1/owners')
    .send({ email, password: 'a long pass phrase' })
    .expect(201)
  const token = String(body.token)
  const calls = as(house, token)
  const addCar = async (vehicleId: string, optedIn = true) => {
    const added = await calls.post('/v1/vehicles').send({ vehicleId }).expect(201)
    const sharing = { optedIn, handle: { kind: 'anonymous' } }
    await calls.put(`/v1/vehicles/${vehicleId}/sharing`).send(sharing).expect(200)
    return { vehicleId, token: String(added.body.token) }
  }
  return { ...calls, token, addCar }
}

/** A new partner. */
export async function join(house: TestHouse, push?: object) {
  const { body } = await request(house.url)
    .post('/v1/partners')
    .send({ name: 'Open Map', email: 'a@example.org', acceptLicense: 'CC-BY-4.0', push })
    .expect(201)
  const token = String(body.token)
  return {
    ...as(house, token),
    token,
    id: String(body.partner.id),
    pushSecret: String(body.pushSecret),
  }
}
