/** The first start makes the keys, later ones read them, and none is used that is not safe. */
import * as fs from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { openSecrets } from '../src/secrets.ts'

const nothing = { operatorToken: null, secretKey: null, secretKeyFile: null }
const vapid = { publicKey: 'B'.repeat(87), privateKey: 'p'.repeat(43) }
const makeVapid = () => vapid
const noVapid = () => {
  throw new Error('made twice')
}

let home = ''
let data = ''

beforeEach(() => {
  home = fs.mkdtempSync(join(tmpdir(), 'secrets-'))
  data = join(home, 'data')
})

afterEach(() => fs.rmSync(home, { recursive: true }))

function mode(path: string): string {
  return (fs.statSync(path).mode & 0o777).toString(8)
}

/** A file that the owner alone may read. */
function put(path: string, text: string): string {
  fs.mkdirSync(data, { recursive: true })
  fs.writeFileSync(path, text, { mode: 0o600 })
  return path
}

it('makes everything on the first start, for the owner of the process alone', () => {
  const made = openSecrets(data, nothing, makeVapid)

  expect(made.keys()[0]).toHaveLength(32)
  expect(made.operatorToken).toMatch(/^csa_[\w-]{43}$/)
  expect(made.isTokenNew).toBe(true)
  expect(made.vapid).toEqual(vapid)
  expect(fs.readdirSync(data).toSorted()).toEqual(['operator.token', 'secret.key', 'vapid.json'])
  expect(mode(data)).toBe('700')
  for (const file of fs.readdirSync(data)) expect(mode(join(data, file))).toBe('600')
})

it('reads the same secrets on the next start, and does not call the token new', () => {
  const made = openSecrets(data, nothing, makeVapid)
  const read = openSecrets(data, nothing, noVapid)

  expect({ ...read, keys: read.keys() }).toEqual({ ...made, keys: made.keys(), isTokenNew: false })
})

it('makes other secrets for another server', () => {
  const one = openSecrets(data, nothing, makeVapid)
  const other = openSecrets(join(home, 'other'), nothing, makeVapid)

  expect(other.keys()[0]!.equals(one.keys()[0]!)).toBe(false)
  expect(other.operatorToken).not.toBe(one.operatorToken)
})

it('lets given secrets win, and then makes no files for them', () => {
  const key = Buffer.alloc(32, 7)
  const given = { ...nothing, operatorToken: 'csa_mine', secretKey: key.toString('base64') }
  const opened = openSecrets(data, given, makeVapid)

  expect(opened.keys()[0]!.equals(key)).toBe(true)
  expect(opened).toMatchObject({ operatorToken: 'csa_mine', isTokenNew: false })
  expect(fs.readdirSync(data)).toEqual(['vapid.json'])
})

it('takes the key from a file elsewhere, in base64url too', () => {
  const key = Buffer.alloc(32, 0xfb)
  const secretKeyFile = put(join(home, 'key'), `${key.toString('base64url')}\n`)

  expect(openSecrets(data, { ...nothing, secretKeyFile }, makeVapid).keys()).toEqual([key])
  expect(fs.existsSync(join(data, 'secret.key'))).toBe(false)
})

it('never makes a key file that was named but is not there', () => {
  const secretKeyFile = join(home, 'gone')

  expect(() => openSecrets(data, { ...nothing, secretKeyFile }, makeVapid)).toThrow(
    /gone cannot be read: .*ENOENT/,
  )
  expect(fs.existsSync(secretKeyFile)).toBe(false)
})

it.each(['secret.key', 'operator.token', 'vapid.json'])(
  'refuses %s when others can read it, and says what to do',
  (name) => {
    openSecrets(data, nothing, makeVapid)
    fs.chmodSync(join(data, name), 0o640)

    expect(() => openSecrets(data, nothing, makeVapid)).toThrow(
      `${join(data, name)} can be read by others: chmod 600 it`,
    )
  },
)

it.each([
  ['secret.key', '', 'must hold keys of 32 bytes in base64, one a line'],
  [
    'secret.key',
    Buffer.alloc(31).toString('base64'),
    'must hold keys of 32 bytes in base64, one a line',
  ],
  ['secret.key', `${'A'.repeat(42)}!=`, 'must hold keys of 32 bytes in base64, one a line'],
  ['operator.token', 'csa_short', 'must hold csa_ and 32 bytes'],
  ['vapid.json', '{"publicKey": "x"', 'must hold a publicKey and a privateKey'],
  ['vapid.json', '{"publicKey": "x", "privateKey": "y"}', 'must hold a publicKey'],
])('refuses a malformed %s and leaves it as it is', (name, text, words) => {
  const file = put(join(data, name), text)

  expect(() => openSecrets(data, nothing, makeVapid)).toThrow(`${file} ${words}`)
  expect(fs.readFileSync(file, 'utf8')).toBe(text)
})

it('does not make a token that nobody would see because the key is bad', () => {
  put(join(data, 'secret.key'), 'broken')

  expect(() => openSecrets(data, nothing, makeVapid)).toThrow('secret.key')
  expect(fs.existsSync(join(data, 'operator.token'))).toBe(false)
})

it('does not replace what another process has made in the same moment', () => {
  const theirs = { publicKey: 'T'.repeat(87), privateKey: 't'.repeat(43) }
  const overtaken = () => {
    put(join(data, 'vapid.json'), JSON.stringify(theirs))
    return vapid
  }

  expect(openSecrets(data, nothing, overtaken).vapid).toEqual(theirs)
  expect(fs.readdirSync(data)).toHaveLength(3)
})

it('leaves no half-made file behind when making fails', () => {
  expect(() => openSecrets(data, nothing, noVapid)).toThrow('made twice')
  expect(fs.readdirSync(data)).toEqual(['secret.key'])
})
