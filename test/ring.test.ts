/** The key file: made once, read anew when it changes, turned and thinned without a half-written moment. */
import * as fs from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { keyIdOf } from '../src/outbound/vault.ts'
import { openRing } from '../src/ring.ts'

const nothing = { operatorToken: null, secretKey: null, secretKeyFile: null }
const [one, two] = [Buffer.alloc(32, 1), Buffer.alloc(32, 0xfb)]

let home = ''
let data = ''
let file = ''

beforeEach(() => {
  home = fs.mkdtempSync(join(tmpdir(), 'ring-'))
  data = join(home, 'data')
  file = join(data, 'secret.key')
})
afterEach(() => fs.rmSync(home, { recursive: true }))

function put(path: string, ...keys: Buffer[]): string {
  fs.mkdirSync(data, { recursive: true })
  fs.writeFileSync(path, `${keys.map((key) => key.toString('base64')).join('\n')}\n`, {
    mode: 0o600,
  })
  return path
}

function mode(path: string): number {
  return fs.statSync(path).mode & 0o777
}

it('makes a key where there is none, and writes it only when it is told to', () => {
  const ring = openRing(data, nothing)
  const [key] = ring.keys()

  expect(key).toHaveLength(32)
  expect(ring.isKept()).toBe(false)
  expect(fs.readdirSync(data)).toEqual([])

  ring.save()
  expect(ring.isKept()).toBe(true)
  expect(mode(file)).toBe(0o600)
  expect(openRing(data, nothing).keys()).toEqual([key])
  expect(ring.keys()).toEqual([key])
})

it('takes the key of the process that was first, where two start at once', () => {
  const [first, second] = [openRing(data, nothing), openRing(data, nothing)]
  first.save()
  second.save()

  expect(second.keys()).toEqual(first.keys())
})

it('lets a given key win, and then makes no file', () => {
  const ring = openRing(data, { ...nothing, secretKey: one.toString('base64') })
  ring.save()

  expect(ring.keys()).toEqual([one])
  expect(ring.isKept()).toBe(true)
  expect(fs.readdirSync(data)).toEqual([])
})

it('changes no key that the environment gives, and says how it is done', () => {
  const ring = openRing(data, { ...nothing, secretKey: one.toString('base64') })

  expect(ring.rotate).toThrow(/CHARGESHARE_SECRET_KEY gives the keys: .* keys reseal/)
  expect(() => ring.drop(keyIdOf(one))).toThrow('CHARGESHARE_SECRET_KEY')
})

it('takes keys from a file elsewhere, in base64url too', () => {
  const secretKeyFile = join(home, 'keys')
  const text = `${two.toString('base64url')}\n${one.toString('base64')}\n`
  fs.writeFileSync(secretKeyFile, text, { mode: 0o600 })
  const ring = openRing(data, { ...nothing, secretKeyFile })
  ring.save()

  expect(ring.keys()).toEqual([two, one])
  expect(fs.existsSync(file)).toBe(false)
})

it('never makes a key file that was named but is not there', () => {
  const secretKeyFile = join(home, 'gone')

  expect(() => openRing(data, { ...nothing, secretKeyFile })).toThrow(
    /gone cannot be read: .*ENOENT/,
  )
  expect(fs.existsSync(secretKeyFile)).toBe(false)
})

it('refuses a file that others can read, and says what to do', () => {
  put(file, one)
  fs.chmodSync(file, 0o640)

  expect(() => openRing(data, nothing)).toThrow(`${file} can be read by others: chmod 600 it`)
})

it.each(['', Buffer.alloc(31).toString('base64'), `${'A'.repeat(42)}!=`, `${'A'.repeat(43)}= x`])(
  'refuses a malformed file and leaves it as it is: %j',
  (text) => {
    put(file, one)
    fs.writeFileSync(file, text)

    expect(() => openRing(data, nothing)).toThrow(`${file} must hold keys of 32 bytes in base64`)
    expect(fs.readFileSync(file, 'utf8')).toBe(text)
  },
)

it('puts a new key before the others, for its owner’s eyes alone and with nothing left over', () => {
  put(file, one)
  const ring = openRing(data, nothing)
  ring.rotate()

  const [fresh, ...rest] = ring.keys()
  expect(fresh).toHaveLength(32)
  expect(fresh).not.toEqual(one)
  expect(rest).toEqual([one])
  expect(openRing(data, nothing).keys()).toEqual([fresh, one])
  expect(mode(file)).toBe(0o600)
  expect(fs.readdirSync(data)).toEqual(['secret.key'])
})

it('drops a key by its id, and no other', () => {
  put(file, two, one)
  const ring = openRing(data, nothing)
  ring.drop(keyIdOf(one))

  expect(ring.keys()).toEqual([two])
  expect(fs.readdirSync(data)).toEqual(['secret.key'])
})

it('follows a file that another process replaces', () => {
  put(file, one)
  const [mine, theirs] = [openRing(data, nothing), openRing(data, nothing)]
  const before = mine.keys()
  expect(mine.keys()).toBe(before)

  theirs.rotate()
  expect(mine.keys()).toEqual(theirs.keys())
  expect(mine.keys()).toHaveLength(2)
})

it('keeps its keys while the file is gone or spoilt, and takes the next good one', () => {
  put(file, one)
  const ring = openRing(data, nothing)

  fs.rmSync(file)
  expect(ring.keys()).toEqual([one])
  fs.writeFileSync(file, 'spoilt', { mode: 0o600 })
  expect(ring.keys()).toEqual([one])
  fs.rmSync(file)
  put(file, two, one)
  expect(ring.keys()).toEqual([two, one])
})

it('says that a file cannot be written, and leaves it as it is', () => {
  // Its draft beside it would have too long a name.
  const secretKeyFile = put(join(home, 'k'.repeat(250)), one)
  const ring = openRing(data, { ...nothing, secretKeyFile })

  expect(ring.rotate).toThrow(`${secretKeyFile} cannot be written: Error: ENAMETOOLONG`)
  expect(ring.keys()).toEqual([one])
})
