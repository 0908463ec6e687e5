/** What signs pushes, and how it is changed without one failed delivery. */
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { openStand, type Stand } from './stand.ts'

const HOUR = 3_600_000

let stand: Stand
beforeEach(async () => {
  stand = await openStand()
})
afterEach(() => stand.close())

const roll = async () =>
  (await stand.partner.post('/v1/partners/me/push-secret').expect(201)).body.pushSecret as string
const failed = async () =>
  (await stand.partner.get('/v1/partners/me/deliveries?result=failed').expect(200)).body.items

describe('a new secret', () => {
  test('is rolled out under load, and not one delivery fails', async () => {
    const events = Array.from({ length: 60 }, (_, i) => `s${i}`)
    const rounds: Promise<number>[] = []
    let pushSecret = ''
    for (const [i, name] of events.entries()) {
      await stand.tell(name)
      rounds.push(stand.deliver())
      if (i === 20) pushSecret = await roll()
      if (i === 40) {
        // Nothing is on its way while the receiver changes over, as behind a load balancer.
        await Promise.all(rounds)
        stand.receiver.trust(pushSecret)
        stand.receiver.distrust(stand.partner.pushSecret)
      }
    }
    await Promise.all(rounds)
    await stand.deliver()
    expect(stand.got()).toEqual(events)
    expect(await failed()).toEqual([])
    expect(stand.receiver.refusals).toEqual([])
  })

  test('is noted, and the one before signs for a day and no longer', async () => {
    const pushSecret = await roll()
    const { body } = await stand.partner.get('/v1/partners/me/notes').expect(200)
    expect(body.items).toMatchObject([{ kind: 'secret.renewed' }])
    expect(Date.parse((await stand.push()).oldSecretUntil!)).toBe(stand.now() + 24 * HOUR)
    stand.pass(24 * HOUR - 1)
    await stand.tell('a')
    await stand.deliver()
    stand.pass(1)
    await stand.tell('b')
    await stand.deliver()
    expect(stand.got()).toEqual(['a'])
    expect(stand.receiver.refusals).toEqual(['no matching signature'])
    stand.receiver.trust(pushSecret)
    stand.pass(HOUR)
    await stand.deliver()
    expect(stand.got()).toEqual(['a', 'b'])
  })

  test('ends the one before the last at once: two are live at most', async () => {
    await roll()
    await roll()
    await stand.tell('a')
    await stand.deliver()
    expect(stand.got()).toEqual([])
  })

  test('is tried at once where the old one was refused', async () => {
    stand.receiver.distrust(stand.partner.pushSecret)
    await stand.tell('a')
    await stand.deliver()
    stand.receiver.trust(await roll())
    await stand.deliver()
    expect(stand.got()).toEqual(['a'])
  })
})

describe('a public key', () => {
  test('is enough to check signatures, and is rolled as smoothly', async () => {
    await stand.wish({ signature: 'v1a' })
    const { publicKey } = await stand.push()
    stand.receiver.distrust(stand.partner.pushSecret)
    stand.receiver.trust(publicKey)
    await stand.tell('a')
    await stand.deliver()
    await roll()
    expect((await stand.push()).publicKey).not.toBe(publicKey)
    await stand.tell('b')
    await stand.deliver()
    expect(stand.got()).toEqual(['a', 'b'])
    expect(await failed()).toEqual([])
  })
})
