/** What the doctor finds in a sound installation, and in each that is not. */
import * as fs from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { examine, type Finding, type Patient } from '../src/doctor.ts'
import { makeAuthority } from '../src/outbound/authority.ts'
import { keyIdOf } from '../src/outbound/vault.ts'
import { makeVapidKeys } from '../src/outbound/webpush.ts'
import { certificate } from './certificate.ts'
import { openTestHouse } from './house.ts'
import { subscriber } from './people.ts'

const GIB = 2 ** 30
const DAY = 86_400_000
const NOW = Date.now()

let home = ''
let data = ''
let key = ''

beforeEach(async () => {
  home = fs.mkdtempSync(join(tmpdir(), 'doctor-'))
  data = join(home, 'data')
  key = join(home, 'keys')
  putKeys(7)
  await (await served()).close()
})
afterEach(() => fs.rmSync(home, { recursive: true }))

/** A server there, with its key in the file elsewhere. */
function served() {
  const env = { CHARGESHARE_DATA: data, CHARGESHARE_SECRET_KEY_FILE: key }
  return openTestHouse({ timer: false }, env)
}

function sound(env: Record<string, string> = {}): Patient {
  return {
    env: {
      CHARGESHARE_DATA: data,
      CHARGESHARE_SECRET_KEY_FILE: key,
      CHARGESHARE_PUBLIC_URL: 'https://charge.example',
      CHARGESHARE_CONTACT: 'mailto:us@charge.example',
      ...env,
    },
    node: '20.19.0',
    clock: () => NOW,
    freeBytes: () => 5 * GIB,
  }
}

/** What is not well. */
async function complaints(patient: Patient): Promise<Finding[]> {
  return (await examine(patient)).filter(({ grade }) => grade !== 'ok')
}

/** Puts keys that consist of one byte each into the key file. */
function putKeys(...bytes: number[]): void {
  const text = bytes.map((byte) => Buffer.alloc(32, byte).toString('base64')).join('\n')
  fs.writeFileSync(key, text, { mode: 0o600 })
}

function put(name: string, text: string): void {
  fs.writeFileSync(join(data, name), text, { mode: 0o600 })
}

it('finds nothing to complain of where all is well', async () => {
  const findings = await examine(sound())

  expect(findings.filter(({ grade }) => grade !== 'ok')).toEqual([])
  const checks = findings.map(({ check }) => check)
  for (const check of ['node', 'key apart', 'disk', 'database', 'durability', 'schema', 'clock']) {
    expect(checks).toContain(check)
  }
})

it.each<[number, Finding['grade'], RegExp]>([
  [400, 'ok', /^signs certificates of chargers until 20\d\d-/],
  [179, 'warn', /^ends on .*make another one/],
  [-1, 'fault', /^ended on .*make another one/],
])('says of an authority for %i days more: %s', async (days, grade, says) => {
  const made = await makeAuthority(null, NOW - 2 * DAY, (days + 2) * DAY)
  put('ca.pem', made.certificate)
  put('ca.key', made.key)
  const { certFile, keyFile } = certificate().files(home)
  const env = {
    CHARGESHARE_TLS_CERT_FILE: certFile,
    CHARGESHARE_TLS_KEY_FILE: keyFile,
    CHARGESHARE_OCPP_CLIENT_CA_FILE: join(data, 'ca.pem'),
    CHARGESHARE_OCPP_CLIENT_CA_KEY_FILE: join(data, 'ca.key'),
  }
  const found = (patient: Patient) =>
    examine(patient).then((all) => all.filter(({ check }) => check === 'authority'))
  expect(await found(sound(env))).toEqual([
    { check: 'authority', grade, says: expect.stringMatching(says) },
  ])
  put('ca.key', (await makeAuthority(null, NOW, DAY)).key)
  expect(await found(sound(env))).toMatchObject([
    { grade: 'fault', says: expect.stringContaining('is not the key of the certificate') },
  ])
})

it('examines beside a running server without disturbing it', async () => {
  const house = await served()
  fs.copyFileSync(key, join(data, 'secret.key'))
  const patient = sound({ CHARGESHARE_SECRET_KEY_FILE: '' })

  expect(await complaints(patient)).toMatchObject([{ check: 'key apart', grade: 'warn' }])
  expect((await fetch(`${house.url}/readyz`)).status).toBe(200)
  await house.close()
})

it.each([
  ['20.18.9', '20.19'],
  ['18.20.0', '20.19'],
])('calls Node %s too old', async (node, wanted) => {
  expect(await complaints({ ...sound(), node })).toMatchObject([
    { check: 'node', grade: 'fault', says: expect.stringContaining(wanted) },
  ])
})

it('names every setting that is at fault', async () => {
  const env = { CHARGESHARE_PORT: 'x', CHARGESHARE_PROT: '1' }

  expect((await complaints(sound(env))).map(({ grade, says }) => [grade, says])).toEqual([
    ['fault', 'CHARGESHARE_PROT is not a setting; did you mean CHARGESHARE_PORT?'],
    ['fault', 'CHARGESHARE_PORT must be a whole number from 0 to 65535'],
  ])
})

it('warns of each guard that is down', async () => {
  const env = {
    CHARGESHARE_PUBLIC_URL: 'http://charge.example',
    CHARGESHARE_CONTACT: 'mailto:operator@localhost',
    CHARGESHARE_ALLOW_PRIVATE_URLS: 'true',
    CHARGESHARE_RATE_LIMITS: 'off',
    CHARGESHARE_OCPP_ENROL: 'accept',
    CHARGESHARE_OCPP_UNKNOWN_TAGS: 'accept',
  }

  expect((await complaints(sound(env))).map(({ check, grade }) => `${grade} ${check}`)).toEqual([
    'warn public url',
    'warn contact',
    'warn private urls',
    'warn rate limits',
    'warn chargers',
    'warn idTags',
  ])
})

it.skipIf(process.platform === 'win32')('sees what other users can read', async () => {
  fs.chmodSync(data, 0o755)
  fs.chmodSync(join(data, 'vapid.json'), 0o644)
  fs.chmodSync(key, 0o640)

  expect(await complaints(sound())).toEqual([
    { check: 'data folder', grade: 'warn', says: `${data} is open to other users: chmod 700 it` },
    { check: 'key file', grade: 'fault', says: `${key} can be read by others: chmod 600 it` },
    {
      check: 'key file',
      grade: 'fault',
      says: `${join(data, 'vapid.json')} can be read by others: chmod 600 it`,
    },
  ])
})

it('makes no new key where the old one is missing beside its database', async () => {
  const found = await complaints(sound({ CHARGESHARE_SECRET_KEY_FILE: '' }))

  expect(found).toContainEqual({
    check: 'key file',
    grade: 'fault',
    says: expect.stringContaining('secret.key is missing: bring it back'),
  })
  expect(fs.existsSync(join(data, 'secret.key'))).toBe(false)
})

it('makes nothing where the server never ran', async () => {
  fs.rmSync(data, { recursive: true })
  expect(await complaints(sound())).toMatchObject([{ check: 'data folder', grade: 'warn' }])
  expect(fs.existsSync(data)).toBe(false)
})

it('makes no new database where the old one is gone', async () => {
  fs.rmSync(join(data, 'chargeshare.db'))

  expect(await complaints(sound())).toMatchObject([{ check: 'database', grade: 'warn' }])
  expect(fs.existsSync(join(data, 'chargeshare.db'))).toBe(false)
})

it('knows a key that is not the one of the database, and what was made by the lost one', async () => {
  const house = await served()
  const partner = await subscriber(house.url, 'Open Map')
  await partner.close()
  await house.close()
  const id = keyIdOf(Buffer.alloc(32, 7))
  putKeys(8)

  expect(await complaints(sound())).toEqual([
    {
      check: 'secret key',
      grade: 'fault',
      says: `does not open what the database holds: bring back the key ${id}`,
    },
    { check: 'lost key', grade: 'warn', says: `${id} is needed by 1 push secret: bring it back` },
  ])
})

it('knows an old key that is still needed, and one that nothing needs any more', async () => {
  const house = await served()
  const partner = await subscriber(house.url, 'Open Map')
  await partner.close()
  await house.close()
  const id = keyIdOf(Buffer.alloc(32, 7))

  putKeys(8, 7)
  expect(await complaints(sound())).toMatchObject([
    {
      check: 'old key',
      grade: 'warn',
      says: `${id} is still needed by 1 push secret: npm run cli -- keys reseal`,
    },
  ])
  putKeys(7, 8)
  const unused = keyIdOf(Buffer.alloc(32, 8))
  expect(await complaints(sound())).toMatchObject([
    { check: 'old key', grade: 'warn', says: expect.stringContaining(`keys drop ${unused}`) },
  ])
})

it('knows VAPID keys that are no pair', async () => {
  const { publicKey } = makeVapidKeys()
  const { privateKey } = makeVapidKeys()
  put('vapid.json', JSON.stringify({ publicKey, privateKey }))

  expect(await complaints(sound())).toMatchObject([{ check: 'vapid keys', grade: 'fault' }])
})

it.each([
  [0.5, 'warn'],
  [0.01, 'fault'],
])('judges %d GiB of free disk', async (free, grade) => {
  const patient = { ...sound(), freeBytes: () => free * GIB }
  expect(await complaints(patient)).toMatchObject([{ check: 'disk', grade }])
})

it('sees a clock that was set back, and does not forget the later time it knew', async () => {
  await examine(sound())
  const earlier = { ...sound(), clock: () => NOW - 3_600_000 }

  expect(await complaints(earlier)).toMatchObject([{ check: 'clock', grade: 'fault' }])
  expect(await complaints(earlier)).toMatchObject([{ check: 'clock', grade: 'fault' }])
})

it('says of a database that is none what is wrong with it', async () => {
  put('chargeshare.db', 'this is no database, whatever its name may say'.repeat(100))

  expect(await complaints(sound())).toMatchObject([
    { check: 'database', grade: 'fault', says: expect.stringMatching(/not a database/) },
  ])
})
