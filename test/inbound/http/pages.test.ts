/** What is served to people, and what their browsers are told to let through. */
import request from 'supertest'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { pagePolicy } from '../../../src/inbound/http/server.ts'
import { openTestHouse, type TestHouse } from '../../house.ts'
import { built } from '../../web/built.ts'

let house: TestHouse
beforeAll(async () => {
  await built()
  house = await openTestHouse()
})
afterAll(() => house.close())

test('one page is served at every address of the app, and at no other', async () => {
  const { text } = await request(house.url).get('/').expect(200).expect('content-type', /html/)
  for (const path of ['/welcome', '/questions/abc', '/charges/abc', '/vehicles/JIMBO-1']) {
    expect((await request(house.url).get(path).expect(200)).text, path).toBe(text)
  }
  for (const path of ['/nowhere', '/questions/a/b', '/main.tsx', '/../package.json']) {
    await request(house.url).get(path).expect(404)
  }
})

test('partners and the operator have pages of their own', async () => {
  const textAt = async (path: string) =>
    (await request(house.url).get(path).expect(200).expect('content-type', /html/)).text
  const partners = await textAt('/partners')
  expect(partners).toContain('for partners')
  expect(await textAt('/partners/deliveries/abc')).toBe(partners)
  expect(await textAt('/operator')).not.toBe(partners)
  await request(house.url).get('/partners/a/b/c').expect(404)
})

test('who strays is shown a page, a program is told in its own words', async () => {
  const at = (accept: string) =>
    request(house.url).get('/nowhere').set('accept', accept).expect(404)
  const browser = 'text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8'
  expect((await at(browser).expect('content-type', /html/)).text).toContain('<html')
  for (const accept of ['*/*', 'application/json']) {
    await at(accept).expect('content-type', /problem\+json/)
  }
})

test('the worker and the manifest lie at the root, where they speak for the whole app', async () => {
  await request(house.url)
    .get('/worker.js')
    .expect(200)
    .expect('content-type', /javascript/)
  await request(house.url)
    .get('/manifest.webmanifest')
    .expect(200)
    .expect('content-type', /application\/manifest\+json/)
})

describe('the policy', () => {
  const pictures = (url: string) => pagePolicy({ url }).directives['img-src']

  test('lets nothing be asked of others', () => {
    for (const sources of Object.values(pagePolicy(null).directives)) {
      for (const source of sources) expect(source).toMatch(/^('self'|'none'|data:)$/)
    }
  })

  test.each([
    ['https://tiles.example.org/{z}/{x}/{y}.png', 'https://tiles.example.org'],
    ['https://{s}.example.org/{z}/{x}/{y}{r}.png', 'https://*.example.org'],
    ['http://127.0.0.1:8081/{z}/{x}/{y}', 'http://127.0.0.1:8081'],
  ])('lets pictures come from the operator’s tiles, %s', (url, origin) => {
    expect(pictures(url)).toEqual(["'self'", 'data:', origin])
  })
})
