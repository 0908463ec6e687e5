/** Whose proof has lost its worth is sent away, and nothing of a car is left for who takes its id. */
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { openTestHouse, type TestHouse } from '../house.ts'
import { signUp } from './http/visitors.ts'
import { dial } from './mqtt/dial.ts'
import { connectModule } from './ovms/module.ts'

const L = 'L51.7,-0.3,0,0,1,1,0,0,0,0,0,0,0,0,AA,9,0.9,0.0,88'

let house: TestHouse
let ann: Awaited<ReturnType<typeof signUp>>
let secret: string

beforeEach(async () => {
  house = await openTestHouse({ freePorts: true, timer: false })
  ann = await signUp(house, 'ann@example.org')
  secret = (await ann.addCar('SWAP-1')).token
})
afterEach(() => house.close())

const comes = (type: 'C' | 'A', password: string) =>
  connectModule({ port: house.ovms.port!, type, vehicleId: 'SWAP-1', password })

describe('a car that is removed', () => {
  test('leaves nothing to who adds its id anew, and its own line and apps are ended', async () => {
    const [car, app] = [await comes('C', secret), await comes('A', secret)]
    car.says(L)
    while (!app.lines.includes(L)) await app.next()
    await ann.delete('/v1/vehicles/SWAP-1').expect(204)
    await Promise.all([car.closed, app.closed])
    const thief = await signUp(house, 'thief@example.org')
    const { token } = await thief.addCar('SWAP-1')
    const spy = await comes('A', token)
    spy.says('A')
    const heard: string[] = []
    do heard.push(await spy.next())
    while (heard.at(-1) !== 'a')
    expect(heard).toEqual(['Z0', 'a'])
    await spy.close()
  })
})

describe('a secret that is renewed', () => {
  test('ends what was opened with the old one, by v2 and MQTT, and nothing else', async () => {
    const other = await ann.addCar('OTHER')
    const stays = await connectModule({
      ...{ port: house.ovms.port!, type: 'C', vehicleId: 'OTHER', password: other.token },
    })
    const [car, app] = [await comes('C', secret), await comes('A', secret)]
    const mqtt = await dial(house.mqtt.port!, { username: 'SWAP-1', password: secret })
    await ann.post('/v1/vehicles/SWAP-1/token').expect(201)
    await Promise.all([car.closed, app.closed, mqtt.closed])
    stays.says('A')
    expect(await stays.next()).toBe('Z0')
    expect(await stays.next()).toBe('a')
    await mqtt.end()
    await stays.close()
  })
})

test('an owner who signs out is cut off where he signed in with that token', async () => {
  const mqtt = await dial(house.mqtt.port!, { username: 'ann@example.org', password: ann.token })
  await ann.delete('/v1/sessions/current').expect(204)
  await mqtt.closed
  expect(mqtt.client.connected).toBe(false)
  await mqtt.end()
})
