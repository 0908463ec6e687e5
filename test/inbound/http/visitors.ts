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
    const secret = String(added.body.token)
    const says = (message: object) =>
      as(house, secret).post(`/v1/vehicles/${vehicleId}/messages`).send(message).expect(202)
    return { vehicleId, token: secret, says }
  }
  /** The newest open question, and the first place, if there is one. */
  const first = async (path: string) => (await calls.get(path).expect(200)).body.items[0]
  const question = () => first('/v1/questions')
  const location = () => first('/v1/locations')
  return { ...calls, token, addCar, question, location }
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

/** All that was ever published and not withdrawn, oldest first. */
export async function feedOf(house: TestHouse) {
  return (await house.service.pullFeed({}, 1000, 0)).items.map((item) => JSON.parse(item))
}
