/** A whole house for tests: the real thing on a fresh folder, a free port and loopback. */
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type House, open } from '../src/app.ts'
import { readSettings, secretsOf } from '../src/config.ts'
import type { Log } from '../src/flows/ports.ts'
import type { Overrides } from '../src/furnish.ts'

export type TestHouse = House & { data: string }

/** Errors of the house itself are shown: a test that causes one on purpose hands in its own log. */
const quiet: Log = {
  info: () => {},
  warn: () => {},
  error: (what, text) => console.error(text, what),
}

/** Opens a house; `env` adds settings. Its folder is removed when it closes. */
export async function openTestHouse(
  overrides: Overrides = {},
  env: Record<string, string> = {},
): Promise<TestHouse> {
  const data = env['CHARGESHARE_DATA'] ?? mkdtempSync(join(tmpdir(), 'chargeshare-'))
  const settings = readSettings({
    CHARGESHARE_PORT: '0',
    CHARGESHARE_DATA: data,
    CHARGESHARE_ALLOW_PRIVATE_URLS: 'true',
    CHARGESHARE_RATE_LIMITS: 'off',
    // What chargers are asked by themselves would stand between the frames that a test counts.
    CHARGESHARE_OCPP_ASKS: 'off',
    // What no test asks for is not opened: a thousand houses would meet on one port.
    ...(!overrides.freePorts && { CHARGESHARE_OVMS_PORT: '0', CHARGESHARE_MQTT_PORT: '0' }),
    ...env,
  })
  const house = await open(settings, secretsOf(env), {
    log: quiet,
    checkAnswers: true,
    checkWrites: true,
    ...overrides,
  })
  const close = async () => {
    await house.close()
    if (env['CHARGESHARE_DATA'] === undefined) rmSync(data, { recursive: true, force: true })
  }
  return { ...house, data, close }
}
