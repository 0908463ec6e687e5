/** Whole sessions of OVMS v2, two of them heard on the wire between public clients and the public server. */
import { readFileSync } from 'node:fs'
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { fromBase64 } from '../../../src/inbound/ovms/base64.ts'
import {
  encipher,
  isProof,
  proofOf,
  RECEIVED,
  SENT,
  streamsOf,
} from '../../../src/inbound/ovms/cipher.ts'
import { dial, type Wire } from './module.ts'
import { openStand, type Stand } from './stand.ts'

type Line = { plain: string; line: string }
type Vector = {
  name: string
  client_type: 'A' | 'B' | 'C'
  vehicle_id: string
  password: string
  client_token: string
  server_token: string
  client_digest: string
  server_digest: string
  client_hello: string
  server_welcome: string
  session_key_hex: string
  client_to_server: Line[]
  server_to_client: Line[]
}

const file = new URL('../../samples/ovms-v2-vectors.json', import.meta.url)
const sample = JSON.parse(readFileSync(file, 'utf8')) as {
  vectors: Vector[]
  live: Vector[]
  auto_provisioning: Record<string, string>
}
const vectors = [...sample.vectors, ...sample.live]
const vectorOf = (name: string) => vectors.find((vector) => vector.name === name)!

describe('the cipher', () => {
  test.each(vectors)('gives every byte of $name', (vector) => {
    const { password, server_token, client_token } = vector
    const streams = streamsOf(password, server_token, client_token)
    const whole = (stream: typeof RECEIVED | typeof SENT, lines: Line[]) =>
      lines.map(({ line }) => {
        const out = Buffer.alloc(line.length)
        const length = fromBase64(Buffer.from(line), 0, line.length, out)
        encipher(streams, stream, out, 0, length)
        return out.toString('utf8', 0, length)
      })
    expect(whole(RECEIVED, vector.client_to_server)).toEqual(
      vector.client_to_server.map(({ plain }) => plain),
    )
    expect(whole(SENT, vector.server_to_client)).toEqual(
      vector.server_to_client.map(({ plain }) => plain),
    )
  })

  test.each(vectors)('knows the proofs of $name, padded or not', (vector) => {
    const { password, client_token, client_digest, server_token, server_digest } = vector
    expect(isProof(password, client_token, client_digest)).toBe(true)
    expect(isProof(password, client_token, client_digest.replace('==', ''))).toBe(true)
    expect(isProof(`${password}.`, client_token, client_digest)).toBe(false)
    expect(isProof(password, client_token, '')).toBe(false)
    expect(proofOf(password, server_token).toString('base64')).toBe(server_digest)
    expect(proofOf(password, server_token + client_token).toString('hex')).toBe(
      vector.session_key_hex,
    )
  })

  test('reads a record of auto provisioning, which this server keeps none of', () => {
    const { secret_iccid, server_token, server_digest } = sample.auto_provisioning
    expect(proofOf(secret_iccid!, server_token!).toString('base64')).toBe(server_digest)
  })
})

let stand: Stand
let token = ''

/** Says the hello of a vector, and hears its welcome. */
async function greeted(vector: Vector): Promise<Wire> {
  token = vector.server_token
  const wire = await dial({ port: stand.ovms.port! })
  wire.sends(`${vector.client_hello}\r\n`)
  expect(await wire.next()).toBe(vector.server_welcome)
  return wire
}

/** Says lines of a vector as they stand there. */
function says(wire: Wire, lines: Line[]): void {
  wire.sends(lines.map(({ line }) => `${line}\r\n`).join(''))
}

/** As many lines as these, which it is to hear, and what they are. */
async function hears(wire: Wire, lines: Line[]): Promise<Line[]> {
  const heard: Line[] = []
  for (const { plain } of lines) heard.push({ plain, line: await wire.next() })
  return heard
}

/** The messages of a vector whose plain text begins so. */
function those(lines: Line[], ...begins: string[]): Line[] {
  return lines.filter(({ plain }) => begins.some((begin) => plain.startsWith(`MP-0 ${begin}`)))
}

describe('the server, byte for byte', () => {
  beforeAll(async () => void (stand = await openStand({ token: () => token, version: '' })))
  beforeEach(() => stand.renews())
  afterAll(() => stand.close())

  test('car-basic: it is greeted, answers, acknowledges, pings, and passes a command on', async () => {
    const vector = vectorOf('car-basic')
    const app = await stand.connects('A')
    const wire = await greeted(vector)
    const [z, answer, ack, ping, command] = vector.server_to_client
    expect(await hears(wire, [z!])).toEqual([z!])
    const [ours, ...others] = vector.client_to_server
    says(wire, [ours!])
    expect(await hears(wire, [answer!])).toEqual([answer!])
    says(wire, others)
    expect(await hears(wire, [ack!])).toEqual([ack!])
    await stand.passes(900_000)
    expect(await hears(wire, [ping!])).toEqual([ping!])
    app.says('C11')
    expect(await hears(wire, [command!])).toEqual([command!])
    await wire.close()
  })

  test('app-basic: it is told all that is known, then its answers', async () => {
    const vector = vectorOf('app-basic')
    const car = await stand.connects('C')
    const known = those(vector.server_to_client, 'F', 'S', 'D', 'L').map(({ plain }) => plain)
    car.says(...known)
    await heard('L')
    stand.now += 12_000
    const wire = await greeted(vector)
    expect(await hears(wire, vector.server_to_client.slice(0, 6))).toEqual(
      vector.server_to_client.slice(0, 6),
    )
    says(wire, vector.client_to_server.slice(0, 3))
    expect(await hears(wire, vector.server_to_client.slice(6))).toEqual(
      vector.server_to_client.slice(6),
    )
    says(wire, vector.client_to_server.slice(3))
    expect(await car.gets(3)).toEqual(['Z0', 'Z1', 'C7,stat'])
    await wire.close()
  })

  test('batch-utf8-password: it is told that no car is here', async () => {
    const vector = vectorOf('batch-utf8-password')
    await stand.adds(vector.vehicle_id, vector.password)
    const wire = await greeted(vector)
    expect(await hears(wire, vector.server_to_client)).toEqual(vector.server_to_client)
    says(wire, vector.client_to_server)
    await wire.next()
    await wire.close()
  })

  test('car-64-byte-password: it is understood', async () => {
    const vector = vectorOf('car-64-byte-password')
    await stand.adds(vector.vehicle_id, vector.password)
    const wire = await greeted(vector)
    says(wire, vector.client_to_server)
    expect([await wire.next(), await wire.next()]).toHaveLength(2)
    await wire.close()
  })

  test('car-demo-style-unpadded: apps come and go', async () => {
    const vector = vectorOf('car-demo-style-unpadded')
    const wire = await greeted(vector)
    const [none, one, again] = vector.server_to_client
    expect(await hears(wire, [none!])).toEqual([none!])
    token = 'another token for apps'.replaceAll(' ', '+')
    const app = await stand.connects('A')
    expect(await hears(wire, [one!])).toEqual([one!])
    await app.close()
    expect(await hears(wire, [again!])).toEqual([again!])
    await wire.close()
  })

  test('paranoid-car: its apps get what nobody else can read', async () => {
    const vector = vectorOf('paranoid-car')
    token = 'AnAppComesFirst/000001'
    const app = await stand.connects('A')
    const wire = await greeted(vector)
    expect(await hears(wire, vector.server_to_client)).toEqual(vector.server_to_client)
    says(wire, vector.client_to_server)
    const [et, s, l] = vector.client_to_server.map(({ plain }) => plain.slice(5))
    expect(await app.gets(7)).toEqual(['Z0', 'Z1', et, s, 'T0', l, 'T0'])
    await wire.close()
  })

  test('live-capture-democar: a whole session of a public client', async () => {
    const vector = vectorOf('live-capture-democar')
    const wire = await greeted(vector)
    const [none, one, again] = vector.server_to_client
    expect(await hears(wire, [none!])).toEqual([none!])
    token = 'AnAppListensToAll00001'
    const app = await stand.connects('A')
    expect(await hears(wire, [one!])).toEqual([one!])
    says(wire, vector.client_to_server)
    const told = vector.client_to_server.filter(({ plain }) => !plain.startsWith('MP-0 g'))
    const relayed = told.flatMap(({ plain }) =>
      plain.startsWith('MP-0 F') ? [plain.slice(5), 'f', 'T0'] : [plain.slice(5), 'T0'],
    )
    expect(await app.gets(1 + relayed.length)).toEqual(['Z1', ...relayed])
    await app.close()
    expect(await hears(wire, [again!])).toEqual([again!])
    await wire.close()
  })

  test('live-capture-client_app: what is known, then all that the car says', async () => {
    const [vector, car] = [vectorOf('live-capture-client_app'), vectorOf('live-capture-democar')]
    const module = await greeted(car)
    expect(await hears(module, [car.server_to_client[0]!])).toEqual([car.server_to_client[0]!])
    const half = car.client_to_server.length / 2
    says(module, car.client_to_server.slice(0, half))
    await heard('Y')
    stand.now += 2000
    const wire = await greeted(vector)
    expect(await hears(wire, vector.server_to_client.slice(0, 9))).toEqual(
      vector.server_to_client.slice(0, 9),
    )
    says(module, car.client_to_server.slice(half))
    expect(await hears(wire, vector.server_to_client.slice(9, -1))).toEqual(
      vector.server_to_client.slice(9, -1),
    )
    says(wire, vector.client_to_server)
    expect(await hears(wire, vector.server_to_client.slice(-1))).toEqual(
      vector.server_to_client.slice(-1),
    )
    await wire.close()
    await module.close()
  })
})

/** Resolves once the garage knows a message of DEMO. */
async function heard(code: string): Promise<void> {
  while (!stand.garage.glance('demo').messages.has(code)) {
    await new Promise((resolve) => setImmediate(resolve))
  }
}
