/** Answers on their way: packed as asked, flushed as they come, and no faster than they are taken. */
import { randomBytes } from 'node:crypto'
import { Writable } from 'node:stream'
import { setImmediate as turn } from 'node:timers/promises'
import zlib from 'node:zlib'
import type { Request, Response } from 'express'
import { describe, expect, test } from 'vitest'
import { type Packing, packingFor, sendStream } from '../../../../src/inbound/http/feed/packing.ts'

const TEXTS = 400
const unpack: Record<Packing, (bytes: Buffer) => Buffer> = {
  br: (bytes) => zlib.brotliDecompressSync(bytes),
  gzip: (bytes) => zlib.gunzipSync(bytes),
  identity: (bytes) => bytes,
}

/** Texts that hardly shrink, and how many of them were asked for. */
function telling() {
  const told: string[] = []
  async function* texts() {
    while (told.length < TEXTS) {
      told.push(randomBytes(5000).toString('hex'))
      yield told.at(-1)!
    }
  }
  return { texts: texts(), told }
}

/** A client who takes nothing until he is let. */
function sleeper() {
  const chunks: Buffer[] = []
  let isAwake = false
  let held = () => {}
  const res = new Writable({
    write: (chunk: Buffer, _, done) => {
      chunks.push(chunk)
      if (isAwake) done()
      else held = done
    },
  })
  const wake = () => {
    isAwake = true
    held()
  }
  return { res: res as unknown as Response, wake, taken: () => Buffer.concat(chunks) }
}

describe.each(['identity', 'gzip', 'br'] as const)('a stream as %s', (packing) => {
  test('waits for its reader, and holds nothing for him', async () => {
    const { texts, told } = telling()
    const { res, wake, taken } = sleeper()
    const sending = sendStream(res, packing, texts)
    // Packing is done by other threads: many turns of this one, until nothing moves any more.
    for (let still = 0, before = 0; still < 300; still = told.length === before ? still + 1 : 0) {
      before = told.length
      await turn()
    }
    expect(told.length).toBeLessThan(TEXTS / 8)
    wake()
    await sending
    expect(unpack[packing](taken()).toString()).toBe(told.join(''))
  })

  test('of which the reader goes away ends, and nothing more is read for him', async () => {
    const { texts, told } = telling()
    const { res } = sleeper()
    const sending = sendStream(res, packing, texts)
    await turn()
    res.destroy()
    await sending
    expect(told.length).toBeLessThan(TEXTS / 8)
  })
})

test.each([
  [undefined, 'identity'],
  ['gzip, deflate, br', 'br'],
  ['br;q=0, gzip', 'gzip'],
  ['GZIP;q=0.5', 'gzip'],
  ['brotli', 'identity'],
  ['gzip;q=0', 'identity'],
  ['*', 'identity'],
])('who takes %j gets %s', (accepted, packing) => {
  const headers = accepted === undefined ? {} : { 'accept-encoding': accepted }
  expect(packingFor({ headers } as Request)).toBe(packing)
})
