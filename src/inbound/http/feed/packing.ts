/** Answers packed for the way: whole ones, and streams that are flushed as they come. */
import type { Request, Response } from 'express'
import { Readable, type Transform } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import { promisify } from 'node:util'
import zlib from 'node:zlib'

export type Packing = 'br' | 'gzip' | 'identity'

/** Brotli's usual quality, 11, takes ninety times as long for a fifth less. */
const QUALITY = { [zlib.constants.BROTLI_PARAM_QUALITY]: 4 }
/** What is shorter hardly shrinks. */
const SHORT = 1000

const brotli = promisify<Buffer, zlib.BrotliOptions, Buffer>(zlib.brotliCompress)
const gzip = promisify<Buffer, Buffer>(zlib.gzip)

/** The best that the client takes (RFC 9110, section 12.5.3). */
export function packingFor(req: Request): Packing {
  const offered = (req.headers['accept-encoding'] ?? '').toLowerCase()
  const takes = (name: Packing) => {
    const weight = new RegExp(`(?:^|,)\\s*${name}\\s*(?:;\\s*q=([\\d.]+)\\s*)?(?:,|$)`).exec(
      offered,
    )
    return weight !== null && Number(weight[1] ?? 1) > 0
  }
  if (takes('br')) return 'br'
  return takes('gzip') ? 'gzip' : 'identity'
}

/** A whole answer, packed where that is worth it. */
export async function packed(
  text: string,
  packing: Packing,
): Promise<{ bytes: Buffer; packing: Packing }> {
  const bytes = Buffer.from(text)
  if (packing === 'identity' || bytes.length < SHORT) return { bytes, packing: 'identity' }
  const small = packing === 'br' ? await brotli(bytes, { params: QUALITY }) : await gzip(bytes)
  return { bytes: small, packing }
}

/** The header that tells it; none for what goes as it is. */
export function encodingHeader(packing: Packing): Record<string, string> {
  return packing === 'identity' ? {} : { 'content-encoding': packing }
}

/** Sends texts as they come, no faster than they are taken; what is cut off on the way is left. */
export async function sendStream(
  res: Response,
  packing: Packing,
  texts: AsyncIterable<string>,
): Promise<void> {
  // One text at a time, so that memory does not grow with what is still to come.
  const source = Readable.from(texts, { highWaterMark: 1 })
  const packer = packerOf(packing)
  try {
    await (packer ? pipeline(source, packer, res) : pipeline(source, res))
  } catch (error) {
    // Who goes away in the middle has the cursor of the last event that he got.
    if ((error as NodeJS.ErrnoException).code !== 'ERR_STREAM_PREMATURE_CLOSE') throw error
  }
}

/** Each text goes out at once, whole. */
function packerOf(packing: Packing): Transform | null {
  const { BROTLI_OPERATION_FLUSH, Z_SYNC_FLUSH } = zlib.constants
  if (packing === 'gzip') return zlib.createGzip({ flush: Z_SYNC_FLUSH })
  if (packing === 'identity') return null
  return zlib.createBrotliCompress({ flush: BROTLI_OPERATION_FLUSH, params: QUALITY })
}
