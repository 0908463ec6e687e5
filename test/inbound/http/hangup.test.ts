/** Who hangs up has tried all the same: the limits count what came, whether or not it was answered. */
import net from 'node:net'
import request from 'supertest'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { openTestHouse, type TestHouse } from '../../house.ts'
import { openInbox } from '../../outbound/inbox.ts'
import { join, signUp } from './visitors.ts'

const closed = openInbox<unknown>()
const log = { info: (what: unknown) => closed.put(what), warn: () => {}, error: () => {} }
let house: TestHouse
beforeAll(async () => {
  house = await openTestHouse({ timer: false, log }, { CHARGESHARE_RATE_LIMITS: 'on' })
})
afterAll(() => house.close())

/** The next answer that was given, or could not be, to a call of this path. */
async function ended(path: string): Promise<void> {
  for (;;) if (((await closed.next()) as { path?: string }).path === path) return
}

test('a guesser who hangs up before he is answered is stopped like any other', async () => {
  await signUp(house, 'victim@example.org')
  const { signIn } = house.service
  const { port, hostname } = new URL(house.url)
  const guess = JSON.stringify({ email: 'victim@example.org', password: 'guess' })
  const head = `POST /v1/sessions HTTP/1.1\r\nhost: house\r\ncontent-type: application/json`
  for (let i = 0; i < 10; i++) {
    const gone = ended('/v1/sessions')
    const socket = net.connect(Number(port), hostname)
    // The password is looked at only when the guesser is gone for certain.
    house.service.signIn = async (...given) => {
      socket.destroy()
      await gone
      return signIn(...given)
    }
    socket.write(`${head}\r\ncontent-length: ${guess.length}\r\n\r\n${guess}`)
    await gone
  }
  house.service.signIn = signIn
  const right = { email: 'victim@example.org', password: 'a long pass phrase' }
  await request(house.url).post('/v1/sessions').send(right).expect(429)
})

test('who is told that nothing has changed has not used up what he may pull', async () => {
  const partner = await join(house)
  const pull = (etag = '') => partner.get('/v1/charges').set('if-none-match', etag)
  const { headers } = await pull().expect(200)
  for (let i = 0; i < 3; i++) await pull(headers['etag']).expect(304)
  expect((await pull().expect(200)).headers['ratelimit']).toMatch(/r=598/)
})
