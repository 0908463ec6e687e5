/** What the operator is told when a command cannot be done. */
import * as fs from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type Around, type Operator, operator } from './operator.ts'

let folder = ''
let keyboard: Operator

beforeAll(async () => {
  folder = fs.mkdtempSync(join(tmpdir(), 'terminal-'))
  keyboard = operator(folder)
  await keyboard.run(['owner', 'list'])
})
afterAll(() => fs.rmSync(folder, { recursive: true }))

describe('what cannot be done is said in one line, with exit code 1', () => {
  const stories: [string, string[], RegExp, Around?][] = [
    ['an unknown command', ['owner', 'lst'], /unknown command 'lst' .*list/],
    ['an unknown option', ['owner', 'list', '--jsn'], /unknown option '--jsn'/],
    ['an argument too few', ['vehicle', 'add', 'a@example.org'], /missing .*'vehicleId'/],
    ['an argument too many', ['owner', 'list', 'all'], /too many arguments/],
    ['what is no address', ['owner', 'add', 'nobody'], /'nobody' is invalid for argument 'email'/],
    ['a bad vehicle id', ['vehicle', 'token', 'a b'], /'vehicleId'.* must be 1 to 32/],
    ['an owner nobody knows', ['vehicle', 'add', 'no@example.org', 'X'], /no owner .*no@example/],
    ['a vehicle nobody knows', ['vehicle', 'token', 'X'], /no vehicle has the id X/],
    ['a partner nobody knows', ['partner', 'token', 'X'], /no such partner/],
    [
      'a short password',
      ['owner', 'add', 'short@example.org', '--password-stdin'],
      /10 to 200 characters/,
      { input: 'short\n' },
    ],
    [
      'an address that is not public',
      [
        'partner',
        'add',
        'P',
        'p@example.org',
        '--accept-license',
        '--push-url',
        'https://10.0.0.1/',
      ],
      /\/push\/url must be public/,
    ],
    [
      'settings at fault',
      ['owner', 'list'],
      /CHARGESHARE_PORT/,
      { env: { CHARGESHARE_PORT: 'x' } },
    ],
    [
      'a database that is not there',
      ['owner', 'list'],
      /ECONNREFUSED/,
      { env: { CHARGESHARE_DATABASE_URL: 'postgres://localhost:1/x' } },
    ],
  ]

  it.each(stories)('%s', async (_, args, words, around) => {
    const { code, out, err } = await keyboard.run(args, around)

    expect({ code, out }).toEqual({ code: 1, out: '' })
    expect(err).toMatch(/^error: .+\n$/)
    expect(err).toMatch(words)
  })

  it('an e-mail address that is taken', async () => {
    await keyboard.told(['owner', 'add', 'twice@example.org'])
    const { code, err } = await keyboard.run(['owner', 'add', 'TWICE@example.org'])

    expect({ code, err }).toEqual({ code: 1, err: 'error: this e-mail address cannot be used\n' })
  })

  it('but help is no error', async () => {
    const out = await keyboard.told(['--help'])

    for (const name of ['owner', 'vehicle', 'partner', 'operator', 'backup', 'doctor', 'config']) {
      expect(out).toContain(`\n  ${name} `)
    }
  })
})
