/** Owners add photos and facts to the stations where they share; the operator looks at them first. */
import { request } from 'node:http'
import sharp from 'sharp'
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { openTestHouse, type TestHouse } from '../../house.ts'
import { call, itemsOf, type Json, text } from '../../people.ts'
import { signUp } from './visitors.ts'

let house: TestHouse
let photo: Buffer
beforeAll(async () => {
  house = await openTestHouse({ timer: false })
  photo = await sharp({ create: { width: 64, height: 48, channels: 3, background: '#208040' } })
    .withExif({ IFD3: { GPSLatitudeRef: 'N', GPSLatitude: '22/1 13/1 8/1' } })
    .jpeg()
    .toBuffer()
})
afterAll(() => house.close())

let count = 0
let ann: Awaited<ReturnType<typeof signUp>>
let charge = ''
/** Each story has a station of its own, a kilometre from the last one. */
beforeEach(async () => {
  ann = await signUp(house, `ann-${++count}@example.org`)
  const car = await ann.addCar(`CAR-${count}`)
  const position = { lat: 22 + count / 100, lon: 114 }
  await car.says({ type: 'charge.started', at: new Date().toISOString(), position, soc: 40 })
  charge = (await ann.get('/v1/charges/mine').expect(200)).body.items[0].id
})

const share = (choice: 'once' | 'skip') =>
  ann.post(`/v1/charges/mine/${charge}/sharing`).send({ choice }).expect(200)
const send = (bytes: Buffer, type = 'image/jpeg') =>
  ann.post(`/v1/charges/mine/${charge}/photos`).set('content-type', type).send(bytes)
const tell = (facts: object) => ann.put(`/v1/charges/mine/${charge}/facts`).send(facts)
const mine = async (): Promise<Json[]> =>
  (await ann.get(`/v1/charges/mine/${charge}/contributions`).expect(200)).body.items
const operate = (method: string, path: string, body?: Json) =>
  call(method, house.url + path, { token: house.secrets.operatorToken, ...(body && { body }) })
const decide = (added: Json, state: string) =>
  operate('PATCH', `/v1/contributions/${text(added, 'id')}`, { state })
const seenAt = async (station: string) =>
  (await ann.get(`/v1/stations/${station}/contributions`).expect(200)).body
const statusOf = async (url: string) => (await fetch(house.url + url)).status

/** Says how many bytes will follow, and sends few: how such a photo is answered. */
const announce = (size: number) =>
  new Promise<number | undefined>((resolve) => {
    const headers = {
      ...{ 'content-type': 'image/jpeg', 'content-length': size },
      authorization: `Bearer ${ann.token}`,
    }
    const path = `${house.url}/v1/charges/mine/${charge}/photos`
    const call = request(path, { method: 'POST', headers }, ({ statusCode }) => {
      resolve(statusCode)
      call.destroy()
    })
    call.on('error', () => {}).write(photo)
  })

describe('a photo', () => {
  test('is seen by nobody before the operator has approved it, and by everybody after', async () => {
    await share('once')
    const { body: added } = await send(photo).expect(201)
    expect(added).toMatchObject({ kind: 'photo', state: 'waiting', facts: null })
    const url = added.photo.url as string
    expect(await statusOf(url)).toBe(404)
    const waiting = itemsOf(await operate('GET', '/v1/contributions'))
    expect(waiting.map(({ id }) => id)).toContain(added.id)
    await decide(added, 'approved')
    const seen = await fetch(house.url + url)
    expect(seen.headers.get('content-type')).toBe('image/jpeg')
    const kept = await sharp(Buffer.from(await seen.arrayBuffer())).metadata()
    expect(kept).toMatchObject({ format: 'jpeg', width: 64, height: 48 })
    expect(kept.exif).toBeUndefined()
    const day = new Date().toISOString().slice(0, 10)
    expect(await seenAt(added.station)).toEqual({
      photos: [{ id: added.id, width: 64, height: 48, url, on: day }],
      facts: [],
    })
    await decide(added, 'refused')
    expect(await statusOf(url)).toBe(404)
    expect(await seenAt(added.station)).toEqual({ photos: [], facts: [] })
  })

  test('has an address that tells the day alone: a minute would lead to the charge', async () => {
    await share('once')
    const { body: one } = await send(photo).expect(201)
    const { body: other } = await tell({ posts: 2 }).expect(200)
    const day = house.world.clock() - (house.world.clock() % 86_400_000)
    const begins = house.world.ids.public(day).slice(0, 14)
    expect([one.id.slice(0, 14), other.id.slice(0, 14)]).toEqual([begins, begins])
  })

  test('goes with the charge that is taken back, and with its owner’s wish', async () => {
    await share('once')
    const { body: first } = await send(photo).expect(201)
    await decide(first, 'approved')
    await share('skip')
    expect(await statusOf(first.photo.url)).toBe(404)
    expect(await mine()).toEqual([])
    await share('once')
    const { body: second } = await send(photo).expect(201)
    await ann.delete(`/v1/contributions/${second.id}`).expect(204)
    expect(await mine()).toEqual([])
  })

  test('is not taken for a charge that is not shared: it would tell where it was', async () => {
    await send(photo).expect(409)
    await tell({ posts: 2 }).expect(409)
  })

  test('is refused where it is no photo, too large, or of another kind', async () => {
    await share('once')
    await send(Buffer.from('no photo at all')).expect(422)
    await send(photo, 'image/gif').expect(415)
    expect(await announce(15 * 1024 * 1024 + 1)).toBe(413)
    expect(await mine()).toEqual([])
  })

  test('is added, shown and decided by nobody who may not', async () => {
    await share('once')
    const { body: added } = await send(photo).expect(201)
    const bob = await signUp(house, `bob-${count}@example.org`)
    await bob
      .post(`/v1/charges/mine/${charge}/photos`)
      .set('content-type', 'image/jpeg')
      .send(photo)
      .expect(403)
    await bob.get(`/v1/charges/mine/${charge}/contributions`).expect(403)
    await bob.delete(`/v1/contributions/${added.id}`).expect(403)
    await bob.get(`/v1/photos/mine/${added.id}`).expect(403)
    await ann.get(`/v1/photos/mine/${added.id}`).expect(200)
    await ann.patch(`/v1/contributions/${added.id}`).send({ state: 'approved' }).expect(401)
    await ann.get('/v1/contributions').expect(401)
    await ann.get(`/v1/contributions/${added.id}/picture`).expect(401)
    expect((await mine())[0]).toMatchObject({ state: 'waiting' })
  })

  test('waits with others until the operator has looked; there are not endlessly many', async () => {
    await share('once')
    for (let i = 0; i < 20; i++) await send(photo).expect(201)
    await send(photo).expect(409)
    // It is not even read.
    await send(Buffer.from('no photo at all')).expect(409)
    await decide((await mine())[0]!, 'refused')
    await send(photo).expect(201)
  })
})

describe('facts', () => {
  test('take the place of what the same owner told before, and wait again', async () => {
    await share('once')
    const { body: told } = await tell({ posts: 2, plugs: ['type2'] }).expect(200)
    await decide(told, 'approved')
    expect((await seenAt(told.station)).facts).toMatchObject([{ facts: { posts: 2 } }])
    await tell({ posts: 4, access: 'public', price: '0.49 €/kWh' }).expect(200)
    expect(await mine()).toMatchObject([
      { state: 'waiting', facts: { posts: 4, access: 'public', price: '0.49 €/kWh' } },
    ])
  })

  test('are some, and none that nobody asked for', async () => {
    await share('once')
    await tell({}).expect(422)
    await tell({ posts: 0 }).expect(422)
    await tell({ owner: 'me' }).expect(422)
    await tell({ price: 'cheap\u202e' }).expect(422)
  })
})
