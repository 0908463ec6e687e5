/** Pages that are ready: made once, given to many, gone when they no longer hold. */
import { expect, test } from 'vitest'
import { openShelf, type Ready } from '../../../../src/inbound/http/feed/shelf.ts'

const ready = (size: number, more: boolean): Ready => ({
  ...{ etag: '"e"', next: 'n', packing: 'identity', more },
  bytes: Buffer.alloc(size),
})

/** Asks for pages, and counts how often one had to be made. */
function library(most?: number) {
  const shelf = openShelf(most)
  let made = 0
  const want = (key: string, { stamp = 's', last = 9, size = 10, more = true } = {}) =>
    shelf.get({ key, stamp, last }, async () => {
      made++
      return ready(size, more)
    })
  return { want, made: () => made, size: shelf.size }
}

test('a page that is wanted by many at the same time is made once', async () => {
  const { want, made } = library()
  await Promise.all([want('a'), want('a'), want('a')])
  await want('a')
  expect(made()).toBe(1)
})

test('a full page holds while the feed grows, one that is not full until then', async () => {
  const { want, made } = library()
  await want('full')
  await want('full', { last: 10 })
  expect(made()).toBe(1)
  await want('end', { more: false })
  await want('end', { more: false })
  expect(made()).toBe(2)
  await want('end', { more: false, last: 10 })
  expect(made()).toBe(3)
})

test('nothing holds once something was taken back', async () => {
  const { want, made, size } = library()
  await want('a')
  await want('a', { stamp: 'withdrawn' })
  expect(made()).toBe(2)
  expect(size()).toBe(10)
})

test('what was wanted longest ago makes room', async () => {
  const { want, made, size } = library(25)
  await want('a')
  await want('b')
  await want('a')
  await want('c')
  expect([made(), size()]).toEqual([3, 20])
  await want('a')
  expect(made()).toBe(3)
  await want('b')
  expect(made()).toBe(4)
})

test('what could not be made is tried again', async () => {
  const shelf = openShelf()
  const wanted = { key: 'a', stamp: 's', last: 1 }
  const failing = shelf.get(wanted, () => Promise.reject(new Error('no database')))
  await expect(failing).rejects.toThrow('no database')
  await expect(shelf.get(wanted, async () => ready(5, true))).resolves.toMatchObject({ next: 'n' })
})
