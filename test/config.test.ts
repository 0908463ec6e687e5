/** What an operator may set, where he may set it, and what he is told when he errs. */
import { readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { describe, expect, it } from 'vitest'
import { readSettings, secretsOf } from '../src/config.ts'
import { policyOf } from '../src/policy.ts'
import { Misset } from '../src/settings.ts'
import type { Env } from '../src/settings.ts'

const shipped = (name: string) => fileURLToPath(new URL(`../config/${name}`, import.meta.url))
const defaults: unknown = JSON.parse(readFileSync(shipped('default.json'), 'utf8'))

/** Reads with one named file that holds `text`. */
function withFile(text: string, env: Env = {}) {
  return readSettings({ CHARGESHARE_CONFIG: '/etc/ours.json', ...env }, (path) =>
    path === '/etc/ours.json' ? text : readFileSync(path, 'utf8'),
  )
}

function faultsOf(read: () => unknown): string[] {
  try {
    read()
  } catch (error) {
    if (error instanceof Misset) return error.faults
    throw error
  }
  return []
}

const TILES = 'must be an http(s)://… address with {z}, {x} and {y} in its path'

describe('settings', () => {
  it('run as they are: the default file is complete', () => {
    expect(readSettings({})).toEqual(defaults)
    expect(readSettings({ PATH: '/bin', CHARGE: '1' })).toEqual(defaults)
  })

  it('come from a named file over the defaults, and from the environment over both', () => {
    const text = '{"port": 1, "settleS": 5, "backup": {"keep": 3}}'
    const env = { CHARGESHARE_PORT: '2', CHARGESHARE_BACKUP_CRON: '0 3 * * *' }

    expect(withFile(text, env)).toMatchObject({
      port: 2,
      settleS: 5,
      host: '127.0.0.1',
      backup: { keep: 3, cron: '0 3 * * *' },
    })
  })

  it('for a cluster are right too', () => {
    const settings = readSettings({ CHARGESHARE_CONFIG: shipped('cluster.json') })

    expect(settings.databaseUrl).toMatch(/^postgres:/)
    expect(settings.mqttPort).toBe(0)
  })

  it('are given their meaning when the environment tells them as text', () => {
    const env = {
      CHARGESHARE_ALLOW_PRIVATE_URLS: 'true',
      CHARGESHARE_SIGN_UP: 'false',
      CHARGESHARE_RATE_LIMITS: 'off',
      CHARGESHARE_DATA: '2026',
      CHARGESHARE_MQTT_URL: '',
      CHARGESHARE_SETTLE_S: '0',
      CHARGESHARE_OCPP_ENROL: 'accept',
      CHARGESHARE_OCPP_UNKNOWN_TAGS: 'accept',
      CHARGESHARE_OVMS_PORT: '0',
    }
    expect(withFile('{"mqttUrl": "mqtt://broker"}', env)).toMatchObject({
      allowPrivateUrls: true,
      signUp: false,
      rateLimits: 'off',
      data: '2026',
      mqttUrl: null,
      settleS: 0,
      ocpp: { enrol: 'accept', unknownTags: 'accept' },
      ovmsPort: 0,
    })
  })

  it('each have a name in the environment that follows from their key', () => {
    const keys = Object.entries(defaults as object).flatMap(([key, value]) =>
      Object(value) === value
        ? Object.keys(value as object).map((inner) => `${key}.${inner}`)
        : [key],
    )
    for (const key of keys) {
      const words = key.replace(/[A-Z]|\.\w/g, (part) => `_${part.replace('.', '')}`)
      const name = `CHARGESHARE_${words.toUpperCase()}`
      expect(
        faultsOf(() => readSettings({ [name]: ' \n' })),
        key,
      ).toEqual([expect.stringMatching(`^${name} must `)])
    }
  })

  it.each([
    ['CHARGESHARE_PORT', 'http', 'must be a whole number from 0 to 65535'],
    ['CHARGESHARE_PORT', '65536', 'must be a whole number from 0 to 65535'],
    ['CHARGESHARE_PORT', '80.5', 'must be a whole number from 0 to 65535'],
    ['CHARGESHARE_PORT', '', 'must be a whole number from 0 to 65535'],
    ['CHARGESHARE_PORT', '0x50', 'must be a whole number from 0 to 65535'],
    ['CHARGESHARE_SETTLE_S', '-1', 'must be a whole number from 0 to 86400'],
    ['CHARGESHARE_RATE_LIMITS', 'maybe', 'must be one of on, off'],
    ['CHARGESHARE_ALLOW_PRIVATE_URLS', 'yes', 'must be true or false'],
    ['CHARGESHARE_DATABASE_URL', 'mysql://x', 'must be a postgres://… address'],
    ['CHARGESHARE_PUBLIC_URL', 'example.org', 'must be an http(s)://… address'],
    ['CHARGESHARE_BACKUP_CRON', '61 * * * *', 'must be a cron expression'],
    ['CHARGESHARE_SMTP_URL', 'mail.example.org', 'must be an smtp(s)://… address'],
    ['CHARGESHARE_MAIL_FROM', 'ChargeShare', 'must be an e-mail address'],
    ['CHARGESHARE_MAP_TILES_URL', 'https://{s}.tiles.example.org/{z}/{x}/{y}.png', TILES],
    ['CHARGESHARE_MAP_TILES_URL', 'https://tiles.example.org/{z}/{x}.png', TILES],
    ['CHARGESHARE_CONTACT', 'me', 'must be a mailto: or https:// address'],
  ])('that are wrong are named: %s=%j', (name, value, words) => {
    expect(faultsOf(() => readSettings({ [name]: value }))).toEqual([`${name} ${words}`])
  })

  it.each([
    ['CHARGESHARE_PROT', 'is not a setting; did you mean CHARGESHARE_PORT?'],
    ['CHARGESHARE_SETTLE', 'is not a setting; did you mean CHARGESHARE_SETTLE_S?'],
    ['CHARGESHARE_WARP_FACTOR', 'is not a setting'],
  ])('that are unknown are named: %s', (name, words) => {
    expect(faultsOf(() => readSettings({ [name]: '1' }))).toEqual([`${name} ${words}`])
  })

  it('say what chargers shall be set to, or what is wrong with that', () => {
    const wishes = (text: string) => readSettings({ CHARGESHARE_OCPP_WISHES: text }).ocpp.wishes
    const good = 'MeterValueSampleInterval=30; MeterValuesSampledData=SoC,Voltage;A=b=c'
    expect(wishes(good)).toBe(good)
    for (const text of ['A', '=1', 'A=1;', 'A=1;B']) {
      expect(faultsOf(() => wishes(text))).toEqual([
        'CHARGESHARE_OCPP_WISHES must be settings as Name=value with semicolons between them, at most 20',
      ])
    }
  })

  it('are faulted all at once, each in one line that says where it stands', () => {
    const text = '{"ratelimits": "off", "radiusM": "wide", "backup": {"kep": 1}, "port": "x"}'
    const env = { CHARGESHARE_PORT: 'y', CHARGESHARE_HOTS: 'z' }

    expect(faultsOf(() => withFile(text, env)).toSorted()).toEqual([
      'CHARGESHARE_HOTS is not a setting; did you mean CHARGESHARE_HOST?',
      'CHARGESHARE_PORT must be a whole number from 0 to 65535',
      'backup.kep in /etc/ours.json is not a setting; did you mean backup.keep?',
      'radiusM in /etc/ours.json must be a whole number from 10 to 1000',
      'ratelimits in /etc/ours.json is not a setting; did you mean rateLimits?',
    ])
  })

  it.each([
    ['{"port": 1', '/etc/ours.json is not JSON'],
    ['[1]', '/etc/ours.json must hold a JSON object'],
    ['{"backup": 7}', 'backup in /etc/ours.json must be an object'],
    ['{"port": null}', 'port in /etc/ours.json must be a whole number from 0 to 65535'],
  ])('do not start from a file that is %j', (text, fault) => {
    expect(faultsOf(() => withFile(text))).toEqual([fault])
  })

  it('do not start from a file that is not there, and name it', () => {
    expect(faultsOf(() => readSettings({ CHARGESHARE_CONFIG: '/nowhere.json' }))).toEqual([
      expect.stringMatching(/^\/nowhere\.json cannot be read: .*ENOENT/),
    ])
  })

  it('never hold a secret, nor does a fault repeat a password', () => {
    const env = {
      CHARGESHARE_OPERATOR_TOKEN: 'hush-token',
      CHARGESHARE_SECRET_KEY: 'hush-key',
      CHARGESHARE_SECRET_KEY_FILE: 'hush-file',
      CHARGESHARE_TEST_DATABASE_URL: 'hush-test',
      CHARGESHARE_PROPERTY_RUNS: '9',
    }
    expect(JSON.stringify(readSettings(env))).not.toContain('hush')
    const faults = faultsOf(() => readSettings({ CHARGESHARE_DATABASE_URL: 'sql://u:hush@db' }))
    const torn = faultsOf(() => withFile('{"databaseUrl": hush}'))
    expect([...faults, ...torn]).toHaveLength(2)
    expect([...faults, ...torn].join()).not.toContain('hush')
  })
})

describe('secrets', () => {
  it('are read apart from the settings', () => {
    expect(secretsOf({})).toEqual({ operatorToken: null, secretKey: null, secretKeyFile: null })
    expect(
      secretsOf({ CHARGESHARE_OPERATOR_TOKEN: 'csa_x', CHARGESHARE_SECRET_KEY_FILE: '/run/key' }),
    ).toEqual({ operatorToken: 'csa_x', secretKey: null, secretKeyFile: '/run/key' })
  })

  it('are refused where the key is given twice or the token has spaces, without telling them', () => {
    const env = {
      CHARGESHARE_SECRET_KEY: 'hush',
      CHARGESHARE_SECRET_KEY_FILE: '/run/hush',
      CHARGESHARE_OPERATOR_TOKEN: 'hush hush',
    }
    const faults = faultsOf(() => secretsOf(env))
    expect(faults).toEqual([
      'CHARGESHARE_SECRET_KEY and CHARGESHARE_SECRET_KEY_FILE exclude each other: set one',
      'CHARGESHARE_OPERATOR_TOKEN must consist of letters, digits and -._~+/ alone',
    ])
  })
})

describe('the policy', () => {
  it('tells the flows the same in milliseconds', () => {
    expect(policyOf(readSettings({}))).toEqual({
      ocpp: {
        enrols: false,
        vendors: [],
        acceptsUnknownTags: false,
        guesses16: false,
        asks: true,
        wishes: '',
        heartbeatMs: 300_000,
        messagesMs: 90 * 86_400_000,
        readingsMs: 400 * 86_400_000,
        organisation: null,
        certificateMs: 365 * 86_400_000,
      },
      fixMs: 86_400_000,
      feedMs: 7_776_000_000,
      questionsMs: 34_560_000_000,
      undecidedMs: 7_776_000_000,
      privateMs: 63_072_000_000,
      settleMs: 90_000,
      silenceMs: 172_800_000,
      radiusM: 150,
      remindMs: 86_400_000,
      expireMs: 1_209_600_000,
      signUp: true,
      loginMs: 7_776_000_000,
      tokenGraceMs: 86_400_000,
      messagesMs: 34_560_000_000,
      deliveriesMs: 2_592_000_000,
      pushesAtOnce: 256,
      publicUrl: 'http://127.0.0.1:8080',
      mapTiles: null,
      ocpi: {
        countryCode: 'XX',
        partyId: 'CSH',
        name: 'ChargeShare: vehicle-side observations, not billing data',
      },
    })
  })

  it('tells where map tiles come from, and whom they are owed to', () => {
    const url = 'https://tiles.example.org/{z}/{x}/{y}.png'
    const env = { CHARGESHARE_MAP_TILES_URL: url }
    expect(policyOf(readSettings(env)).mapTiles).toEqual({ url, attribution: '' })
    const owed = { ...env, CHARGESHARE_MAP_TILES_ATTRIBUTION: '© Tiles' }
    expect(policyOf(readSettings(owed)).mapTiles).toEqual({ url, attribution: '© Tiles' })
  })

  it.each([
    [{ CHARGESHARE_PUBLIC_URL: 'https://share.example/app/' }, 'https://share.example/app'],
    [{ CHARGESHARE_HOST: '::1', CHARGESHARE_PORT: '80' }, 'http://[::1]:80'],
  ])('knows the public address without a slash at its end: %j', (env, url) => {
    expect(policyOf(readSettings(env)).publicUrl).toBe(url)
  })
})
