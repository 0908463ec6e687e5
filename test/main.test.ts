/** The process itself: starts with nothing, says where it is, refuses wrong settings, ends calmly. */
import { spawnSync } from 'node:child_process'
import { mkdtempSync, readdirSync, rmSync, statSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeAll, beforeEach, expect, test } from 'vitest'
import { build, product, start } from './child.ts'
import { openReceiver } from './outbound/receiver.ts'
import { call, motorist, text } from './people.ts'

let data: string
beforeAll(build)
beforeEach(() => {
  data = mkdtempSync(join(tmpdir(), 'chargeshare-'))
})
afterEach(() => rmSync(data, { recursive: true, force: true }))

const settings = () => ({
  CHARGESHARE_PORT: '0',
  CHARGESHARE_DATA: data,
  CHARGESHARE_ALLOW_PRIVATE_URLS: 'true',
  CHARGESHARE_RATE_LIMITS: 'off',
  CHARGESHARE_LOG_LEVEL: 'silent',
})

test('the first start makes all it needs, for its own eyes only', async () => {
  const child = start(product, settings())
  expect((await call('GET', `${await child.url}/readyz`))['status']).toBe('ready')
  expect(await child.stop()).toBe(0)
  const made = readdirSync(data)
  expect(made).toEqual(
    expect.arrayContaining(['chargeshare.db', 'operator.token', 'secret.key', 'vapid.json']),
  )
  for (const file of made) expect(statSync(join(data, file)).mode & 0o077, file).toBe(0)
})

test('every wrong setting is named at once, and nothing is started', () => {
  const env = { ...settings(), CHARGESHARE_PORT: 'eighty', CHARGESHARE_SETLE_S: '5' }
  const { status, stderr, stdout } = spawnSync(process.execPath, [product], { env })
  expect(status).toBe(1)
  expect(String(stdout)).toBe('')
  expect(String(stderr)).toMatch(/CHARGESHARE_PORT/)
  expect(String(stderr)).toMatch(/CHARGESHARE_SETLE_S.*CHARGESHARE_SETTLE_S/)
  expect(readdirSync(data)).toEqual([])
})

test('it ends within ten seconds, also while a partner hangs and another waits for news', async () => {
  const child = start(product, settings())
  const url = await child.url
  const hanging = await openReceiver()
  hanging.answer({ delayMs: 60_000 })
  const slow = await call('POST', `${url}/v1/partners`, {
    body: {
      name: 'Slow',
      email: 'a@example.org',
      acceptLicense: 'CC-BY-4.0',
      push: { url: hanging.url },
    },
  })
  const waiting = call('GET', `${url}/v1/charges?wait=30`, { token: text(slow, 'token') })
  const jimbo = await motorist(url, 'JIMBO')
  const began = performance.now()
  expect(await child.stop()).toBe(0)
  // Of its own accord after nine at the latest, with another code; the rest is the machine's.
  expect(performance.now() - began).toBeLessThan(20_000)
  expect((await waiting)['items']).toEqual([])
  await jimbo.close()
  await hanging.close()
})
