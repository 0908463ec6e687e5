/** Makes strangers' pictures harmless: read in full, turned upright, made small, written anew without EXIF. */
import sharp from 'sharp'
import type { Pictures } from '../flows/ports.ts'

/** The longer side of what is kept, in pixels. */
const LONGEST = 1600
/** A few kilobytes can unfold to gigabytes: such a picture is not read. */
const MOST_PIXELS = 50_000_000
const SECONDS = 20
/** Those who come when so many wait are sent away: each waits with all its bytes in memory. */
const MOST_WAITING = 8

// One thread for a picture and nothing remembered: charges must go on beside it, on a small box.
sharp.concurrency(1)
sharp.cache(false)

/**
 * JPEG, PNG and WebP are taken, by what they are and not by what they are called: other readers of
 * the library are never reached. What is not told to be kept, sharp leaves out: EXIF with its place
 * and time, profiles, thumbnails.
 */
export const pictures: Pictures = {
  clean: async (bytes) => (isKnown(bytes) ? inTurn(() => redrawn(bytes)) : null),
}

type Cleaned = Awaited<ReturnType<Pictures['clean']>>

async function redrawn(bytes: Buffer): Promise<Cleaned> {
  try {
    const { data, info } = await sharp(bytes, { limitInputPixels: MOST_PIXELS, failOn: 'error' })
      .timeout({ seconds: SECONDS })
      .autoOrient()
      .resize(LONGEST, LONGEST, { fit: 'inside', withoutEnlargement: true })
      .flatten({ background: '#ffffff' })
      .jpeg({ quality: 80, mozjpeg: true })
      .toBuffer({ resolveWithObject: true })
    return { jpeg: data, width: info.width, height: info.height }
  } catch {
    return null
  }
}

let last: Promise<unknown> = Promise.resolve()
let present = 0

/** One picture at a time: Node's four threads are also those of passwords, files and names. */
async function inTurn(work: () => Promise<Cleaned>): Promise<Cleaned> {
  if (present > MOST_WAITING) return 'busy'
  present++
  try {
    const turn = last.then(work)
    last = turn
    return await turn
  } finally {
    present--
  }
}

const KNOWN = [/^\xff\xd8\xff/, /^\x89PNG\r\n/, /^RIFF[^]{4}WEBP/]

function isKnown(bytes: Buffer): boolean {
  const start = bytes.toString('latin1', 0, 12)
  return KNOWN.some((sign) => sign.test(start))
}
