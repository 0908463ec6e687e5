/** The first start makes tokens and VAPID keys, later ones read them, and none is used that is not safe. */
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

  expect(made.operatorToken).toMatch(/^csa_[\w-]{43}$/)
  expect(made.isTokenNew).toBe(true)
  expect(made.vapid).toEqual(vapid)
  expect(fs.readdirSync(data).toSorted()).toEqual(['operator.token', 'vapid.json'])
  expect(mode(data)).toBe('700')
  for (const file of fs.readdirSync(data)) expect(mode(join(data, file))).toBe('600')
})

it('reads the same secrets on the next start, and does not call the token new', () => {
  const made = openSecrets(data, nothing, makeVapid)

  expect(openSecrets(data, nothing, noVapid)).toEqual({ ...made, isTokenNew: false })
})

it('makes another token for another server', () => {
  const one = openSecrets(data, nothing, makeVapid)
  const other = openSecrets(join(home, 'other'), nothing, makeVapid)

  expect(other.operatorToken).not.toBe(one.operatorToken)
})

it('lets a given token win, and then makes no file for it', () => {
  const opened = openSecrets(data, { ...nothing, operatorToken: 'csa_mine' }, makeVapid)

  expect(opened).toMatchObject({ operatorToken: 'csa_mine', isTokenNew: false })
  expect(fs.readdirSync(data)).toEqual(['vapid.json'])
})

it.each(['operator.token', 'vapid.json'])(
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
  ['operator.token', 'csa_short', 'must hold csa_ and 32 bytes'],
  ['vapid.json', '{"publicKey": "x"', 'must hold a publicKey and a privateKey'],
  ['vapid.json', '{"publicKey": "x", "privateKey": "y"}', 'must hold a publicKey'],
])('refuses a malformed %s and leaves it as it is', (name, text, words) => {
  const file = put(join(data, name), text)

  expect(() => openSecrets(data, nothing, makeVapid)).toThrow(`${file} ${words}`)
  expect(fs.readFileSync(file, 'utf8')).toBe(text)
})

it('does not make a token that nobody would see because the VAPID keys are bad', () => {
  put(join(data, 'vapid.json'), 'broken')

  expect(() => openSecrets(data, nothing, makeVapid)).toThrow('vapid.json')
  expect(fs.existsSync(join(data, 'operator.token'))).toBe(false)
})

it('does not replace what another process has made in the same moment', () => {
  const theirs = { publicKey: 'T'.repeat(87), privateKey: 't'.repeat(43) }
  const overtaken = () => {
    put(join(data, 'vapid.json'), JSON.stringify(theirs))
    return vapid
  }

  expect(openSecrets(data, nothing, overtaken).vapid).toEqual(theirs)
  expect(fs.readdirSync(data)).toHaveLength(2)
})

it('leaves no half-made file behind when making fails', () => {
  expect(() => openSecrets(data, nothing, noVapid)).toThrow('made twice')
  expect(fs.readdirSync(data)).toEqual([])
})
