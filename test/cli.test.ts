/** The operator's commands, beside a running server and alone. */
import * as fs from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setImmediate as turn } from 'node:timers/promises'
import Database from 'better-sqlite3'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { secretsOf } from '../src/config.ts'
import { makeVapidKeys } from '../src/outbound/webpush.ts'
import { openSecrets } from '../src/secrets.ts'
import { openTestHouse, type TestHouse } from './house.ts'
import { fact, type Operator, operator, program } from './operator.ts'
import { call, type Json } from './people.ts'

let house: TestHouse
let beside: Operator
let alone: Operator
let folder = ''

beforeAll(async () => {
  house = await openTestHouse({ timer: false })
  beside = operator(house.data)
})
afterAll(() => house.close())

beforeEach(() => {
  folder = fs.mkdtempSync(join(tmpdir(), 'cli-'))
  alone = operator(join(folder, 'data'))
})
afterEach(() => fs.rmSync(folder, { recursive: true }))

async function listed(what: string): Promise<Json[]> {
  return JSON.parse(await beside.told([what, 'list', '--json'])) as Json[]
}

function signIn(email: string, password: string) {
  return call('POST', `${house.url}/v1/sessions`, { body: { email, password } })
}

function report(vehicleId: string, token: string) {
  const body = { type: 'telemetry', at: '2026-11-21T08:15:02Z' }
  return call('POST', `${house.url}/v1/vehicles/${vehicleId}/messages`, { token, body })
}

/** Lets the server write without end until the work is done. */
async function underLoad<T>(work: () => Promise<T>): Promise<T> {
  const load = { isOn: true }
  const done = work().finally(() => (load.isOn = false))
  while (load.isOn) {
    await house.world.store.write((tables) => tables.meta.set('load', 'x'))
    await turn()
  }
  return done
}

describe('beside a running server', () => {
  it('an owner is added who can sign in at once with the password that is shown', async () => {
    const out = await beside.told(['owner', 'add', 'Ada@Example.org', '--name', 'Ada'])
    const password = fact(out, 'password (shown once)')

    expect(password).toHaveLength(20)
    const { owner } = await signIn('ada@example.org', password)
    expect(owner).toMatchObject({ email: 'ada@example.org', name: 'Ada', id: fact(out, 'id') })
  })

  it('a password from standard input is taken without its line end, and not shown', async () => {
    const input = 'ein langer Satz\n'
    const out = await beside.told(['owner', 'add', 'bob@example.org', '--password-stdin'], {
      input,
    })

    expect(out).not.toContain('Satz')
    expect(out).not.toContain('password')
    await signIn('bob@example.org', 'ein langer Satz')
  })

  it('a vehicle is added whose module may speak at once, until it gets a new token', async () => {
    await beside.told(['owner', 'add', 'car@example.org'])
    const token = fact(await beside.told(['vehicle', 'add', 'CAR@example.org', 'Red-1']), 'token')
    await report('Red-1', token)

    const renewed = fact(await beside.told(['vehicle', 'token', 'RED-1']), 'token')
    await report('Red-1', renewed)
    await expect(report('Red-1', token)).rejects.toThrow('401')
  })

  it('a partner is added only under the licence, which is named', async () => {
    const { code, err } = await beside.run(['partner', 'add', 'Open Map', 'map@example.org'])
    expect(code).toBe(1)
    expect(err).toMatch(/--accept-license .*CC-BY-4.0, https:\/\/creativecommons\.org/)

    const args = ['partner', 'add', 'Open Map', 'map@example.org', '--accept-license']
    const out = await beside.told([...args, '--push-url', 'https://partner.example/hook'])
    expect(fact(out, 'push secret')).toMatch(/^whsec_/)
    const token = fact(out, 'token')
    const me = await call('GET', `${house.url}/v1/partners/me`, { token })
    expect(me['push']).toMatchObject({ url: 'https://partner.example/hook', state: 'unproven' })
  })

  it("a partner's new token works, and the old one for its grace time too", async () => {
    const out = await beside.told([
      'partner',
      'add',
      'Grid',
      'grid@example.org',
      '--accept-license',
    ])
    const renewed = await beside.told(['partner', 'token', fact(out, 'id')])

    for (const text of [out, renewed]) {
      const token = fact(text, 'token')
      const page = call('GET', `${house.url}/v1/charges`, { token })
      await expect(page).resolves.toMatchObject({ items: [] })
    }
  })

  it('lists show all there is, for people in columns and for scripts as JSON', async () => {
    await beside.told(['owner', 'add', 'list@example.org', '--name', 'A longer name'])
    await beside.told(['vehicle', 'add', 'list@example.org', 'L-1'])

    const [head, ...lines] = (await beside.told(['owner', 'list'])).trimEnd().split('\n')
    const column = head!.indexOf('NAME')
    expect(lines.find((text) => text.includes('list@'))!.slice(column)).toMatch(
      /^A longer name {2}/,
    )
    expect(await listed('vehicle')).toContainEqual({
      vehicleId: 'L-1',
      owner: 'list@example.org',
      name: null,
      optedIn: false,
      createdAt: expect.stringMatching(/Z$/),
    })
    const kept = [...(await listed('owner')), ...(await listed('partner'))]
    expect(JSON.stringify(kept)).not.toMatch(/hash|secret|token/i)
  })

  it('a backup is one whole moment of a database that the server keeps writing to', async () => {
    for (let i = 0; i < 300; i++) {
      await house.world.store.write((tables) => tables.meta.set(`page ${i}`, 'x'.repeat(4000)))
    }
    const file = join(folder, 'copy.db')
    await underLoad(() => beside.child(program, 'backup', file))

    const copy = new Database(file, { readonly: true })
    const pages = copy.prepare("select count(*) from meta where name like 'page %'").pluck().get()
    expect(copy.pragma('integrity_check', { simple: true })).toBe('ok')
    expect(pages).toBe(300)
    copy.close()
    expect(fs.statSync(file).mode & 0o777).toBe(0o600)
    const secretKey = house.ring.keys()[0]!
    for (const key of [secretKey, secretKey.toString('base64'), secretKey.toString('hex')]) {
      expect(fs.readFileSync(file).includes(key)).toBe(false)
    }
  })

  it('a backup without a name lies in the data folder, and never replaces a file', async () => {
    const copy = fact(await beside.told(['backup']), 'copy')
    expect(fs.readdirSync(join(house.data, 'backups'))).toEqual([copy.split('/').at(-1)])

    const { code, err } = await beside.run(['backup', copy])
    expect(code).toBe(1)
    expect(err).toContain('already exists')
    expect(fs.statSync(copy).size).toBeGreaterThan(0)
  })

  it('a process of its own, started through a link, does the same', async () => {
    const link = join(folder, 'chargeshare')
    fs.symlinkSync(program, link)
    expect(fs.readFileSync(link, 'utf8')).toMatch(/^#!\/usr\/bin\/env node\n/)
    const { stdout } = await underLoad(() =>
      beside.child(link, 'owner', 'add', 'child@example.org'),
    )

    await signIn('child@example.org', fact(stdout, 'password (shown once)'))
    await expect(beside.child(link, 'vehicle', 'token', 'nobody')).rejects.toMatchObject({
      code: 1,
      stdout: '',
      stderr: 'error: no vehicle has the id nobody\n',
    })
  })
})

describe('alone', () => {
  it('the first command makes the keys, and shows the operator token this once', async () => {
    const first = await alone.run(['owner', 'list'])
    expect(first).toMatchObject({ code: 0, out: 'none\n' })
    expect(first.err).toMatch(/ \(shown once\): csa_[\w-]{43}\n$/)

    expect(await alone.run(['owner', 'list'])).toEqual({ code: 0, out: 'none\n', err: '' })
  })

  it('the operator token is changed for the next start', async () => {
    await alone.run(['owner', 'list'])
    const data = join(folder, 'data')
    const before = openSecrets(data, secretsOf({}), makeVapidKeys)
    const token = fact(await alone.told(['operator', 'token']), 'operator token')

    expect(token).toMatch(/^csa_[\w-]{43}$/)
    expect(token).not.toBe(before.operatorToken)
    const after = openSecrets(data, secretsOf({}), makeVapidKeys)
    expect(after).toMatchObject({ operatorToken: token, vapid: before.vapid })
    expect(fs.readdirSync(data).filter((name) => name.startsWith('operator'))).toHaveLength(1)
  })

  it('an operator token from the environment cannot be changed in a file', async () => {
    const env = { CHARGESHARE_OPERATOR_TOKEN: 'csa_given' }
    const { code, err } = await alone.run(['operator', 'token'], { env })

    expect(code).toBe(1)
    expect(err).toContain('CHARGESHARE_OPERATOR_TOKEN')
    expect(fs.existsSync(join(folder, 'data'))).toBe(false)
  })

  it('settings are shown with their names and meaning, without a password', async () => {
    const env = {
      CHARGESHARE_DATABASE_URL: 'postgres://us:g3heim@db.example/cs?password=g3heim',
      CHARGESHARE_MQTT_URL: 'mqtts://us:g3h@eim@mq.example',
      CHARGESHARE_SECRET_KEY: 'g3heim',
      CHARGESHARE_OPERATOR_TOKEN: 'csa_g3heim',
      CHARGESHARE_PUBLIC_URL: 'https://charge.example/app',
    }
    const out = await alone.told(['config'], { env })

    expect(out).not.toMatch(/g3h|eim@/)
    expect(out).toMatch(/^port +8080 +CHARGESHARE_PORT +Port of the HTTP server/m)
    expect(out).toMatch(/^databaseUrl +postgres:\/\/us:\*\*\*@db\.example\/cs\?\*\*\* /m)
    expect(out).toMatch(/^publicUrl +https:\/\/charge\.example\/app /m)
    expect(out).toMatch(/^backup\.keep +7 +CHARGESHARE_BACKUP_KEEP /m)
    expect(JSON.parse(await alone.told(['config', '--json'], { env }))).toContainEqual({
      key: 'rateLimits',
      value: 'on',
      env: 'CHARGESHARE_RATE_LIMITS',
      meaning: expect.stringContaining('off for tests'),
    })
  })

  it('the doctor says one line for each finding, and only a fault is an exit code of 1', async () => {
    const well = await alone.run(['doctor'])
    expect(well).toMatchObject({ code: 0, err: '' })
    expect(well.out).toMatch(/^warn +data folder +\S+ is not there/m)

    const env = { CHARGESHARE_PORT: 'eighty' }
    const ill = await alone.run(['doctor', '--json'], { env })
    expect(ill).toMatchObject({ code: 1, err: '' })
    expect(JSON.parse(ill.out)).toContainEqual({
      grade: 'fault',
      check: 'settings',
      says: 'CHARGESHARE_PORT must be a whole number from 0 to 65535',
    })
  })
})
