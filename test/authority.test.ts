/** The operator makes an authority for his chargers, and a server that cannot use one says why. */
import { createPrivateKey, X509Certificate } from 'node:crypto'
import { chmodSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { issuerOf } from '../src/certificate.ts'
import { readSettings } from '../src/config.ts'
import { certificate, renewed } from './certificate.ts'
import { signingFolder } from './inbound/ocpp/signing.ts'
import { operator } from './operator.ts'

const CA = 'CHARGESHARE_OCPP_CLIENT_CA_FILE'
const KEY = 'CHARGESHARE_OCPP_CLIENT_CA_KEY_FILE'

let made: Awaited<ReturnType<typeof signingFolder>>
beforeAll(async () => {
  made = await signingFolder()
})
afterAll(() => made.remove())

const issuer = (more: Record<string, string | undefined>) =>
  issuerOf(readSettings({ ...made.env, ...more }), Date.now())
const fileOf = (name: string, text: string) => {
  const file = join(made.folder, name)
  writeFileSync(file, text, { mode: 0o600 })
  return file
}

describe('npm run cli -- ocpp authority', () => {
  it('makes a key and a certificate, says what to set, and replaces nothing', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'chargeshare-authority-'))
    const cli = operator(join(folder, 'data'))
    const out = await cli.told(['ocpp', 'authority', '--organisation', 'Operator'])
    const set = Object.fromEntries(
      [...out.matchAll(/^(CHARGESHARE_\w+)=(.+)$/gm)].map(([, name, value]) => [name, value!]),
    )
    expect(Object.keys(set)).toEqual([CA, KEY])
    // A server that is told of the two alone refuses to start.
    expect(out).toMatch(/need TLS: without CHARGESHARE_TLS_CERT_FILE and CHARGESHARE_TLS_KEY_FILE/)
    expect(statSync(set[KEY]).mode & 0o777).toBe(0o600)
    const own = new X509Certificate(readFileSync(set[CA]))
    expect(own.ca).toBe(true)
    expect(own.subject).toMatch(/^O=Operator\nCN=Chargers [\da-f]{8}$/)
    expect(issuer(set)?.certificate.fingerprint256).toBe(own.fingerprint256)
    const before = readFileSync(set[KEY], 'utf8')
    expect(await cli.run(['ocpp', 'authority'])).toMatchObject({
      code: 1,
      err: expect.stringMatching(/chargers-ca\.pem is there already: it is not replaced/),
    })
    rmSync(set[CA])
    expect(await cli.run(['ocpp', 'authority'])).toMatchObject({ code: 1 })
    expect(readFileSync(set[KEY], 'utf8')).toBe(before)
    rmSync(folder, { recursive: true })
  })
})

describe('a key to sign with', () => {
  it('belongs to one of the authorities in the file', () => {
    const { certificate, key } = issuer({})!
    expect(certificate.checkPrivateKey(key)).toBe(true)
    expect(issuer({ [KEY]: undefined })).toBeNull()
  })

  it('that was renewed for the same key signs by the certificate that is valid, and longest', () => {
    const key = createPrivateKey(readFileSync(made.env[KEY]))
    const days: [number, number][] = [
      [-400, -1],
      [-10, 100],
      [-5, 300],
      [-7, 200],
      [2, 900],
    ]
    const at = (day: number) => Date.now() + day * 86_400_000
    const all = days.map(([from, until]) => renewed(key, at(from), at(until)))
    const fit = (texts: string[]) => issuer({ [CA]: fileOf('renewed.pem', texts.join('\n')) })!
    expect(Date.parse(fit(all).certificate.validTo)).toBeCloseTo(at(300), -5)
    expect(Date.parse(fit([all[4]!, all[0]!]).certificate.validTo)).toBeCloseTo(at(-1), -5)
  })

  it.each([
    [
      'of another authority',
      () => certificate().key,
      `${KEY} is not the key of the certificate in ${CA}`,
    ],
    ['that is none', () => 'no key', `${KEY}: `],
  ])('%s stops the start with a line that names it', (_, key, line) => {
    const file = fileOf('other.key', key())
    expect(() => issuer({ [KEY]: file })).toThrow(line)
  })

  it('of a certificate that may sign no others stops the start', () => {
    const { cert, key } = certificate()
    const files = { [CA]: fileOf('leaf.pem', cert), [KEY]: fileOf('leaf.key', key) }
    expect(() => issuer(files)).toThrow(`${KEY} belongs to a certificate that may sign no others`)
  })

  it('without its certificate, or that others can read, stops the start', () => {
    expect(() => issuer({ [CA]: undefined })).toThrow(`${KEY} needs ${CA}`)
    const file = fileOf('open.key', readFileSync(made.env[KEY], 'utf8'))
    chmodSync(file, 0o644)
    expect(() => issuer({ [KEY]: file })).toThrow('can be read by others: chmod 600 it')
  })
})
