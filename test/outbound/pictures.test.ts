/** Pictures of strangers: what is kept shows the same, is small, and tells nothing beside it. */
import sharp from 'sharp'
import { describe, expect, it, test } from 'vitest'
import { pictures } from '../../src/outbound/pictures.ts'

const plain = (width: number, height: number) =>
  sharp({ create: { width, height, channels: 3, background: '#2060a0' } })
const located = (width: number, height: number) =>
  plain(width, height)
    .withExif({
      IFD0: { Make: 'SpyCam', Copyright: 'Jimbo of Repulse Bay' },
      IFD3: { GPSLatitudeRef: 'N', GPSLatitude: '22/1 13/1 8/1' },
    })
    .jpeg()
    .toBuffer()

async function cleaned(bytes: Buffer) {
  const picture = await pictures.clean(bytes)
  if (picture === null || picture === 'busy') throw new Error(`no picture: ${picture}`)
  return picture
}

describe('a photo', () => {
  it('keeps nothing of where, when and by what it was taken', async () => {
    const told = await located(800, 600)
    expect((await sharp(told).metadata()).exif).toBeDefined()
    const { jpeg } = await cleaned(told)
    const left = await sharp(jpeg).metadata()
    expect([left.exif, left.icc, left.xmp, left.iptc]).toEqual(Array(4).fill(undefined))
    expect(jpeg.includes('SpyCam')).toBe(false)
  })

  it('is made small enough for a page, and never larger', async () => {
    const large = await pictures.clean(await plain(4000, 3000).jpeg().toBuffer())
    expect(large).toMatchObject({ width: 1600, height: 1200 })
    const small = await pictures.clean(await plain(40, 30).png().toBuffer())
    expect(small).toMatchObject({ width: 40, height: 30 })
  })

  it('stands upright, as the phone meant it', async () => {
    const lying = await plain(400, 300).withMetadata({ orientation: 6 }).jpeg().toBuffer()
    expect(await pictures.clean(lying)).toMatchObject({ width: 300, height: 400 })
  })

  it('may be PNG with holes, or WebP, and is a JPEG afterwards', async () => {
    const clear = sharp({ create: { width: 9, height: 9, channels: 4, background: '#00000000' } })
    for (const bytes of [await clear.png().toBuffer(), await plain(9, 9).webp().toBuffer()]) {
      const { jpeg } = await cleaned(bytes)
      expect((await sharp(jpeg).metadata()).format).toBe('jpeg')
    }
  })
})

describe('what is no photo', () => {
  const svg = '<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9"></svg>'
  it.each([
    ['nothing', Buffer.alloc(0)],
    ['a byte', Buffer.from([0xff])],
    ['text', Buffer.from('hello, I am not a picture at all')],
    ['a drawing that could load others', Buffer.from(svg)],
    [
      'a page that begins like a JPEG',
      Buffer.concat([Buffer.from([255, 216, 255]), Buffer.alloc(99)]),
    ],
  ])('is refused: %s', async (_, bytes) => {
    expect(await pictures.clean(bytes)).toBeNull()
  })

  it('is refused where it was cut off', async () => {
    const whole = await plain(800, 600).jpeg().toBuffer()
    expect(await pictures.clean(whole.subarray(0, whole.length / 2))).toBeNull()
  })

  it('is refused where it would unfold to gigabytes', async () => {
    const bomb = await plain(7100, 7100).png({ compressionLevel: 9 }).toBuffer()
    expect(bomb.length).toBeLessThan(1_000_000)
    expect(await pictures.clean(bomb)).toBeNull()
  })
})

test('photos are read one at a time, and what comes when many wait is sent away', async () => {
  const photo = await plain(400, 300).jpeg().toBuffer()
  const order: number[] = []
  const read = async (i: number) => {
    const picture = await pictures.clean(photo)
    order.push(i)
    return picture
  }
  const all = await Promise.all(Array.from({ length: 12 }, (_, i) => read(i)))
  expect(all.map((one) => (one === 'busy' ? one : one?.width))).toEqual([
    ...Array<number>(9).fill(400),
    ...['busy', 'busy', 'busy'],
  ])
  expect(order).toEqual([9, 10, 11, 0, 1, 2, 3, 4, 5, 6, 7, 8])
  expect(await pictures.clean(photo)).toMatchObject({ width: 400 })
})
