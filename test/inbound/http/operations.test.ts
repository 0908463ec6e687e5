/** What operators and newcomers are answered: health, metrics, API documents, and what is nowhere. */
import { execFile } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import type http from 'node:http'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import request from 'supertest'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { openTestHouse, type TestHouse } from '../../house.ts'

let house: TestHouse
beforeAll(async () => {
  house = await openTestHouse({ timer: false })
})
afterAll(() => house.close())
const get = (path: string) => request(house.url).get(path)

test('the process says that it is alive and ready', async () => {
  expect((await get('/healthz').expect(200)).body).toEqual({ status: 'alive' })
  expect((await get('/readyz').expect(200)).body).toEqual({ status: 'ready' })
})

test('metrics are in the text format of Prometheus', async () => {
  const { text } = await get('/metrics').expect(200)
  expect(text).toContain('# TYPE chargeshare_messages_total counter')
  expect(text).toContain('process_resident_memory_bytes')
})

test('what is nowhere is 404, what takes another method 405, what is malformed 400', async () => {
  expect((await get('/v1/nothing').expect(404)).headers['content-type']).toBe(
    'application/problem+json',
  )
  const wrong = await request(house.url).delete('/v1/charges').expect(405)
  expect(wrong.headers['allow']).toBe('GET')
  await get('/v1/questions/%E0%A4%A').expect(400)
})

test('requests are made with the prototypes of Express, so that it need not change them', async () => {
  const seen: unknown[] = []
  house.http.server.prependOnceListener(
    'request',
    (req: http.IncomingMessage, res: http.ServerResponse) => {
      seen.push(Object.getPrototypeOf(req), Object.getPrototypeOf(res))
    },
  )
  await get('/healthz')
  expect(seen[0] === house.http.app.request).toBe(true)
  expect(seen[1] === house.http.app.response).toBe(true)
})

describe('the API document', () => {
  test('has no fault that a linter finds, and every example in it is valid', async () => {
    const { text } = await get('/openapi.json').expect(200)
    const folder = mkdtempSync(join(tmpdir(), 'openapi-'))
    const file = join(folder, 'openapi.json')
    writeFileSync(file, text)
    const redocly = new URL('../../../node_modules/.bin/redocly', import.meta.url)
    const rules = new URL('../../../config/redocly.yaml', import.meta.url)
    const args = ['lint', file, '--config', fileURLToPath(rules)]
    const env = { ...process.env, REDOCLY_TELEMETRY: 'off' }
    const { stderr } = await promisify(execFile)(fileURLToPath(redocly), args, { env })
    expect(stderr).toContain('valid')
    rmSync(folder, { recursive: true })
  })

  test('names every route of the wire', async () => {
    const { body } = await get('/openapi.json').expect(200)
    expect(body.openapi).toBe('3.1.0')
    const operations = Object.entries(body.paths as Record<string, object>).flatMap(
      ([path, methods]) => Object.keys(methods).map((method) => `${method.toUpperCase()} ${path}`),
    )
    expect(operations).toEqual(expect.arrayContaining(wire))
  })

  test('is readable without internet', async () => {
    const page = await get('/docs').expect(200)
    const links = [...page.text.matchAll(/(?:src|href)="([^"]+)"/g)].map(([, link]) => String(link))
    expect(links.length).toBeGreaterThan(2)
    for (const link of links) {
      expect(link).toMatch(/^\//)
      await get(link).expect(200)
    }
    expect(page.headers['content-security-policy']).toContain("default-src 'none'")
  })
})

const wire = [
  'POST /v1/vehicles/{vehicleId}/messages',
  'GET /v1/vehicles/{vehicleId}/abrp',
  'POST /v1/vehicles/{vehicleId}/abrp',
  'POST /v1/owners',
  'POST /v1/sessions',
  'DELETE /v1/sessions/current',
  'POST /v1/vehicles',
  'GET /v1/vehicles',
  'PATCH /v1/vehicles/{vehicleId}',
  'DELETE /v1/vehicles/{vehicleId}',
  'POST /v1/vehicles/{vehicleId}/token',
  'PUT /v1/vehicles/{vehicleId}/sharing',
  'GET /v1/questions',
  'POST /v1/questions/{id}/answer',
  'GET /v1/locations',
  'PATCH /v1/locations/{id}',
  'DELETE /v1/locations/{id}',
  'GET /v1/charges/mine',
  'GET /v1/owners/me/export',
  'DELETE /v1/owners/me',
  'GET /v1/push/key',
  'POST /v1/push/subscriptions',
  'DELETE /v1/push/subscriptions/{id}',
  'GET /v1/push/subscriptions',
  'POST /v1/push/subscriptions/{id}/test',
  'POST /v1/push/acks/{token}',
  'POST /v1/notifications/test',
  'GET /v1/settings',
  'GET /v1/owners/me',
  'PATCH /v1/owners/me',
  'POST /v1/partners',
  'GET /v1/license',
  'GET /v1/partners/me',
  'PATCH /v1/partners/me',
  'POST /v1/partners/me/token',
  'POST /v1/partners/me/push-secret',
  'POST /v1/partners/me/push/test',
  'GET /v1/partners/me/deliveries',
  'POST /v1/partners/me/replay',
  'GET /v1/charges',
  'GET /healthz',
  'GET /readyz',
  'GET /metrics',
]
