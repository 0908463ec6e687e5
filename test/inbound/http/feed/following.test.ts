/** The feed as it comes: Server-Sent Events over a line that is cut, and calls that wait. */
import express from 'express'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { feedRoutes } from '../../../../src/inbound/http/feed/routes.ts'
import { mounted } from '../../../../src/inbound/http/mount.ts'
import { publish, type Telling } from '../../../events.ts'
import { openTestHouse, type TestHouse } from '../../../house.ts'
import { openTools } from '../tools.ts'
import { join } from '../visitors.ts'
import { ask, listen } from './reader.ts'

let house: TestHouse
let token: string

beforeEach(async () => {
  house = await openTestHouse({ timer: false })
  ;({ token } = await join(house))
})
afterEach(() => house.close())

const tell = (...tellings: Telling[]) => publish(house.world, ...tellings)
const names = (from: number, to: number) =>
  Array.from({ length: to - from }, (_, i) => ({ session: `s${from + i}` }))
const charges = (query = '') => `${house.url}/v1/charges${query}`
const sessionIn = (data: string | null) =>
  (JSON.parse(data ?? '') as { session: { id: string } }).session.id

describe('an event stream', () => {
  test('tells each event once, over a line that is cut again and again', async () => {
    await tell(...names(0, 3))
    const seen: string[] = []
    let last: string | undefined
    for (let round = 1; round <= 4; round++) {
      const headers = last === undefined ? undefined : { 'last-event-id': last }
      const line = await listen(charges(), token, headers)
      await tell(...names(round * 3, round * 3 + 3))
      // Cut in the middle: what had come but was not read is told again.
      for (let i = 0; i < (round === 4 ? 6 : 2); i++) {
        const { id, data } = await line.event()
        seen.push(sessionIn(data))
        last = id
      }
      line.cut()
    }
    expect(seen).toEqual(names(0, 12).map(({ session }) => session))
  })

  test('says how to come back, is not held up by proxies, and is as the API has it', async () => {
    const line = await listen(charges('?from=now'), token, { 'accept-encoding': 'gzip, br' })
    expect(line.headers).toMatchObject({
      'content-type': 'text/event-stream; charset=utf-8',
      'x-accel-buffering': 'no',
    })
    expect(line.headers['content-encoding']).toBeUndefined()
    expect(await line.block()).toBe('retry: 3000')
    const told = line.event()
    await tell({ session: 'a' })
    const { items } = (await ask(charges(), token)).json() as unknown as { items: object[] }
    const { id, data } = await told
    expect(JSON.parse(data!)).toEqual(items[0])
    const rest = await ask(charges(`?after=${id}`), token)
    expect(rest.json()).toMatchObject({ items: [], next: id })
    line.cut()
  })

  test('tells who sieves where he is, also where nothing passed', async () => {
    const line = await listen(charges('?bbox=0,0,1,1'), token)
    await tell({ session: 'elsewhere' })
    let block = ''
    while (!block.startsWith('id:')) block = await line.block()
    expect(block).not.toContain('data:')
    line.cut()
    const next = await listen(charges(), token, { 'last-event-id': block.slice(4) })
    await tell({ session: 'elsewhere too' }, { session: 'here', lat: 0.5, lon: 0.5 })
    expect(sessionIn((await next.event()).data)).toBe('here')
    next.cut()
  })

  test('is refused to who has a cursor of an older feed, so that he does not come back', async () => {
    const foreign = Buffer.from('otherepoch.3.1000').toString('base64url')
    const line = await listen(charges(), token, { 'last-event-id': foreign })
    expect(line.status).toBe(410)
  })

  test('shows that it is alive, and ends for who may hear no more', async () => {
    let isAdmitted = true
    const service = {
      ...house.service,
      partnerOf: (shown: string) =>
        isAdmitted ? house.service.partnerOf(shown) : Promise.reject(new Error('who?')),
    }
    const app = express().use(
      mounted(feedRoutes(service, new AbortController().signal, 20), service),
    )
    const server = app.listen(0, '127.0.0.1')
    await new Promise((resolve) => server.once('listening', resolve))
    const { port } = server.address() as { port: number }
    const line = await listen(`http://127.0.0.1:${port}/v1/charges`, token)
    expect(await line.block()).toBe('retry: 3000')
    expect(await line.block()).toBe(':')
    isAdmitted = false
    await line.rest()
    server.close()
  })

  test('ends when the server closes', async () => {
    const tools = await openTools(house)
    const line = await listen(`${tools.url}/v1/charges`, token)
    await line.block()
    await tools.close()
    expect(await line.rest()).toBe('')
  })
})

describe('calls that wait', () => {
  test('are answered when something comes that they want', async () => {
    const now = await ask(charges('?from=now&bbox=0,0,1,1'), token)
    const waiting = ask(charges(`?after=${String(now.json()['next'])}&wait=30`), token)
    await tell({ session: 'elsewhere' })
    await tell({ session: 'here', lat: 0.5, lon: 0.5 })
    const { items } = (await waiting).json() as unknown as { items: { session: { id: string } }[] }
    expect(items.map(({ session }) => session.id)).toEqual(['here'])
  })

  test('may be ten of a partner, and more are told to come later', async () => {
    const other = await join(house)
    const lines = await Promise.all(Array.from({ length: 10 }, () => listen(charges(), token)))
    expect(lines.map(({ status }) => status)).toEqual(Array.from({ length: 10 }, () => 200))
    const eleventh = await ask(charges('?wait=5'), token)
    expect(eleventh.status).toBe(429)
    expect(eleventh.headers['retry-after']).toBe('30')
    expect((await ask(charges('?wait=0.01'), other.token)).status).toBe(200)
    for (const line of lines) line.cut()
  })
})

test('what is left of the limit is told, and an unchanged answer costs none of it', async () => {
  const tools = await openTools(house, { rateLimits: true })
  const get = (headers = {}) => ask(`${tools.url}/v1/charges`, token, headers)
  const left = ({ headers }: Awaited<ReturnType<typeof get>>) =>
    Number(/^"pull"; r=(\d+); t=\d+$/.exec(String(headers['ratelimit']))![1])
  const first = await get()
  expect(first.headers['ratelimit-policy']).toMatch(/^"pull"; q=600; w=60/)
  expect(left(first)).toBe(599)
  const again = await get({ 'if-none-match': String(first.headers['etag']) })
  expect([again.status, left(again)]).toEqual([304, 598])
  expect(left(await get())).toBe(598)
  await tools.close()
})
