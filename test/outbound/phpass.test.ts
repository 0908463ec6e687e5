/** Passwords as Drupal keeps them. */
import { describe, expect, test } from 'vitest'
import { isPhpass, openPhpass } from '../../src/outbound/phpass.ts'

/** Published by others: John the Ripper, RIFE, and ports of Drupal's own check. */
const VECTORS = [
  ['password', '$S$CFURCPa.k6FAEbJPgejaW4nijv7rYgGc4dUJtChQtV4KLJTPTC/u'],
  ['NEW_TEMP_PASSWORD', '$S$C6x2r.aW5Nkg7st6/u.IKWjTerHXscjPtu4spwhCVZlP89UKcbb/'],
  ['virtualabc', '$S$CwkjgAKeSx2imSiN3SyBEg8e0sgE2QOx4a/VIfCHN0BZUNAWCr1X'],
  ['password1234', '$S$DeIZ1KTE.VzRvudZ5.xgOakipuMFrVyPmRdWTjAdYieWj27NMglI'],
  ['terry-SELL-niggling', '$S$D0jOAf3SWo8LZbI3hnATd81YG0Q7XzQ9.hxtRfgcAO74X2qplNME'],
  ['DifficultPassword123', '$S$5FIcboyzv1ZD/OZDb4w/4HSlnsPlwbr/PWLWrHPWrJp8eXOQQaWJ'],
  // An MD5 of Drupal 6 that was hashed once more.
  ['SimpleEasyPassword', 'U$S$5I5Ht7YwxFRiMiJhBjyt42Ji2WRndX2dCx1jyktH92PeQp0xWdgi'],
] as const

const verify = openPhpass()

describe('a hash of Drupal', () => {
  test.each(VECTORS)('opens for its password and for no other: %s', async (password, kept) => {
    expect(isPhpass(kept)).toBe(true)
    expect(await verify(kept, password)).toBe(true)
    expect(await verify(kept, `${password} `)).toBe(false)
    expect(await verify(kept, '')).toBe(false)
  })

  test.each([
    ['', 'nothing'],
    ['$S$CFURCPa.k6FAEbJPgejaW4nijv7rYgGc4dUJtChQtV4KLJTPTC/', 'a character is missing'],
    ['$S$CFURCPa.k6FAEbJPgejaW4nijv7rYgGc4dUJtChQtV4KLJTPTC/u\n', 'a line end behind it'],
    ['$P$9IQRaTwmfeRo7ud9Fh4E2PdI0S3r.L0', 'another kind of phpass'],
    ['$S$4FURCPa.k6FAEbJPgejaW4nijv7rYgGc4dUJtChQtV4KLJTPTC/u', 'too few rounds'],
    ['$S$LFURCPa.k6FAEbJPgejaW4nijv7rYgGc4dUJtChQtV4KLJTPTC/u', 'two million rounds'],
    ['$S$zFURCPa.k6FAEbJPgejaW4nijv7rYgGc4dUJtChQtV4KLJTPTC/u', 'rounds without end'],
  ])('in a wrong form opens nothing: %j, %s', async (kept) => {
    expect(isPhpass(kept)).toBe(false)
    expect(await verify(kept, 'password')).toBe(false)
  })

  test('is checked in many short turns, between which others are served', async () => {
    const [password, kept] = VECTORS[3]
    const check = { isDone: false }
    const right = Promise.all([verify(kept, password), verify(kept, password)]).finally(
      () => (check.isDone = true),
    )
    let turns = 0
    while (!check.isDone) {
      turns++
      await new Promise((resolve) => setImmediate(resolve))
    }
    expect(await right).toEqual([true, true])
    // 2^15 rounds in pieces of a thousand, and the two one after the other.
    expect(turns).toBeGreaterThanOrEqual(64)
  })
})
