/** The page that updates by itself: what an owner's open pages are told while his car charges. */
import { once } from 'node:events'
import http from 'node:http'
import type { AddressInfo } from 'node:net'
import express from 'express'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { liveRoutes } from '../../../src/inbound/http/live.ts'
import { mounted } from '../../../src/inbound/http/mount.ts'
import { openTestHouse, type TestHouse } from '../../house.ts'
import { stirredAlone } from './ears.ts'
import { openPage, type Page } from './page.ts'
import { signUp } from './visitors.ts'

const place = { lat: 48.2, lon: 16.37 }

let house: TestHouse
let count = 0
let ann: Awaited<ReturnType<typeof signUp>>
let car: Awaited<ReturnType<typeof ann.addCar>>
let pages: Page[] = []

beforeAll(async () => {
  house = await openTestHouse({ timer: false })
})
afterAll(() => house.close())
beforeEach(async () => {
  count++
  ann = await signUp(house, `watching-${count}@example.org`)
  car = await ann.addCar(`WATCHED-${count}`)
})
afterEach(async () => {
  for (const page of pages.splice(0)) await page.close()
})

async function page(token = ann.token, url = house.url): Promise<Page> {
  const page = openPage(url, token)
  pages.push(page)
  await page.opened
  return page
}

/** Reads the bare stream until it says so, or ends. */
async function stream(headers: Record<string, string> = {}) {
  const stop = new AbortController()
  const response = await fetch(`${house.url}/v1/live`, {
    headers: { authorization: `Bearer ${ann.token}`, ...headers },
    signal: stop.signal,
  })
  const reader = response.body!.pipeThrough(new TextDecoderStream()).getReader()
  let read = ''
  const until = async (wanted: RegExp) => {
    while (!wanted.test(read)) {
      const { value, done } = await reader.read()
      if (done) return read
      read += value
    }
    return read
  }
  return { response, until, ended: () => until(/$^/), stop: () => stop.abort() }
}

const says = (type: string, soc: number) =>
  car.says({ type, at: new Date().toISOString(), position: place, soc })

describe('an open page', () => {
  test('learns of a charge, its question and its place at once, and of its progress', async () => {
    const { again } = stirredAlone(house.world.bell)
    const open = await page()
    again()
    await says('charge.started', 30)
    expect(await open.next()).toEqual(['questions', 'charges', 'vehicles', 'locations'])
    await says('charge.updated', 31)
    expect(await open.next()).toEqual(['charges'])
    const { id } = await ann.question()
    await ann.post(`/v1/questions/${id}/answer`).send({ choice: 'always' }).expect(200)
    expect(await open.next()).toEqual(['questions', 'charges', 'locations'])
    await ann.delete(`/v1/questions/${id}/answer`).expect(200)
    expect(await open.next()).toEqual(['questions', 'charges', 'locations'])
  })

  test('learns of the first word of a car that is not opted in', async () => {
    const quiet = await ann.addCar(`QUIET-${count}`, false)
    const open = await page()
    await quiet.says({ type: 'charge.started', at: new Date().toISOString() })
    expect(await open.next()).toEqual(['vehicles'])
    const { body } = await ann.get(`/v1/vehicles/${quiet.vehicleId}`).expect(200)
    expect(body.channels).toMatchObject({ http: expect.any(String), ovms: null })
  })

  test('learns of nothing that is somebody else’s', async () => {
    const bob = await signUp(house, `other-${count}@example.org`)
    const [his, hers] = [await page(bob.token), await page()]
    await says('charge.started', 30)
    await hers.next()
    await bob
      .post('/v1/vehicles')
      .send({ vehicleId: `BOB-${count}` })
      .expect(201)
    expect(await his.next()).toEqual(['vehicles'])
  })

  test('that was away is told at once what has changed meanwhile, and nothing else', async () => {
    const before = await stream()
    const [, mark] = /^id: (\S+)$/m.exec(await before.until(/^id: .*\n/m)) ?? []
    before.stop()
    await ann.patch(`/v1/vehicles/${car.vehicleId}`).send({ name: 'Blue' }).expect(200)
    const after = await stream({ 'last-event-id': mark! })
    expect(await after.until(/data: .*\n/)).toContain('data: {"what":["vehicles"]}\n')
    after.stop()
    const fresh = await stream()
    const said = await fresh.until(/^id: .*\n\n/m)
    expect(said).toMatch(/^retry: 3000\n\nid: \S+\n\n$/)
    expect(fresh.response.headers.get('content-type')).toBe('text/event-stream; charset=utf-8')
    expect(fresh.response.headers.get('cache-control')).toBe('no-store')
    fresh.stop()
  })
})

describe('listening', () => {
  test('is for owners, at most twelve pages at a time', async () => {
    expect((await fetch(`${house.url}/v1/live`)).status).toBe(401)
    const all = []
    for (let i = 0; i < 12; i++) all.push(await stream())
    const { response } = await stream()
    expect(response.status).toBe(429)
    expect(response.headers.get('retry-after')).toBe('60')
    all[0]!.stop()
    // The server learns of it when the connection is closed, which comes soon.
    let status = 429
    while (status === 429) {
      const next = await stream()
      status = next.response.status
      next.stop()
    }
    expect(status).toBe(200)
    for (const one of all) one.stop()
  })

  test('goes on by a heartbeat, and ends once its owner has signed out', async () => {
    const closing = new AbortController()
    const app = express().use(mounted(liveRoutes(house.service, closing.signal, 5), house.service))
    const server = http.createServer(app).listen(0, '127.0.0.1')
    await once(server, 'listening')
    const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
    const response = await fetch(`${url}/v1/live`, {
      headers: { authorization: `Bearer ${ann.token}` },
    })
    const reader = response.body!.pipeThrough(new TextDecoderStream()).getReader()
    let read = ''
    while (!read.includes('\n:\n\n')) read += (await reader.read()).value
    await ann.delete('/v1/sessions/current').expect(204)
    while (!(await reader.read()).done) continue
    expect(read).toMatch(/^retry: 3000\n\n/)
    server.closeAllConnections()
    server.close()
  })

  test('ends when the server does, and does not hold it up', async () => {
    const other = await openTestHouse({ timer: false })
    const eve = await signUp(other, 'eve@example.org')
    const response = await fetch(`${other.url}/v1/live`, {
      headers: { authorization: `Bearer ${eve.token}` },
    })
    const reader = response.body!.getReader()
    await reader.read()
    const began = performance.now()
    const closed = other.close()
    while (!(await reader.read()).done) continue
    await closed
    // Those who go on asking are cut off after four seconds.
    expect(performance.now() - began).toBeLessThan(4000)
  })
})
