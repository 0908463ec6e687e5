/** Owners of an OVMS server move in, and neither they nor their modules have to change anything. */
import * as fs from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setImmediate as turn } from 'node:timers/promises'
import { gzipSync } from 'node:zlib'
import Database from 'better-sqlite3'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { openTestHouse, type TestHouse } from './house.ts'
import { aCar, aLine, anOwner, dumpOf, literal, type Rows } from './inbound/dump/dumps.ts'
import { operator, type Operator } from './operator.ts'
import { call, text } from './people.ts'

/** Jimbo's password, and how Drupal keeps it. */
const PASSWORD = 'DifficultPassword123'
const HASH = '$S$5FIcboyzv1ZD/OZDb4w/4HSlnsPlwbr/PWLWrHPWrJp8eXOQQaWJ'

let house: TestHouse
let beside: Operator
let folder = ''

beforeEach(async () => {
  house = await openTestHouse({ timer: false })
  beside = operator(house.data)
  folder = fs.mkdtempSync(join(tmpdir(), 'moving-'))
})
afterEach(async () => {
  await house.close()
  fs.rmSync(folder, { recursive: true })
})

const owners = [
  anOwner({ owner: 17, name: 'Jimbo', mail: 'Jimbo@Example.org', pass: HASH }),
  anOwner({ owner: 18, name: "O'Neill", mail: 'oneill@example.org', pass: 'opensesame' }),
  anOwner({ owner: 19, name: 'gone', mail: 'gone@example.org', deleted: 1 }),
  anOwner({ owner: 20, name: 'idle', mail: 'idle@example.org', status: 0 }),
  anOwner({ owner: 21, name: 'mute', mail: '' }),
]
const cars = [
  aCar({ vehicleid: 'JIMBO-1', owner: 17, carpass: `net"pass'\\1`, vehiclename: "Jim's; (red)" }),
  aCar({ vehicleid: 'ONEILL', owner: 18, carpass: 'NETPASS' }),
  aCar({ vehicleid: 'jimbo-1', owner: 18, carpass: 'g3heim' }),
  aCar({ vehicleid: 'GONE', owner: 19 }),
  aCar({ vehicleid: 'MUTE', owner: 21 }),
  aCar({ vehicleid: 'BAD ID', owner: 17, carpass: 'g3heim' }),
  aCar({ vehicleid: 'HUB', owner: 17, v_type: 'SERVER' }),
]
const grid = (time: string, rest: string) =>
  aLine({
    owner: 17,
    vehicleid: 'JIMBO-1',
    h_timestamp: time,
    h_data: `1,47.070712,15.439487,353.0,Home,${rest}`,
  })
const history = [
  grid('2026-11-20 08:00:00', 'type2,charging,onrequest,standard'),
  grid('2026-11-20 11:00:00', 'type2,done,,standard'),
  aLine({ owner: 17, vehicleid: 'JIMBO-1', h_recordtype: 'RT-PWR-Log', h_data: 'a,"b",it\'s' }),
  aLine({ owner: 17, vehicleid: 'JIMBO-1', h_recordtype: '*-OVM-Utilisation', h_data: '123' }),
  aLine({ owner: 17, vehicleid: 'JIMBO-1', h_expires: '2026-11-20 08:00:01' }),
  aLine({ owner: 17, vehicleid: 'JIMBO-1', h_recordtype: 'L', h_data: '47.070712,15.439487' }),
  aLine({ owner: 18, vehicleid: 'JIMBO-1' }),
]
const tables = { ovms_owners: owners, ovms_cars: cars, ovms_historicalmessages: history }

function lay(name: string, content: string | Buffer): string {
  const path = join(folder, name)
  fs.writeFileSync(path, content)
  return path
}
const move = (...args: string[]) => beside.run(['import', 'ovms', ...args])

function signIn(email: string, password: string) {
  return call('POST', `${house.url}/v1/sessions`, { body: { email, password } })
}
const kept = async (email: string) =>
  (await house.world.store.read.owners.byEmail(email))?.passwordHash ?? ''

/** Every row that is about owners and cars. */
function everything(): unknown[] {
  const db = new Database(join(house.data, 'chargeshare.db'), { readonly: true })
  const rows = ['owner', 'vehicle', 'record'].map((table) =>
    db.prepare(`select * from ${table}`).all(),
  )
  db.close()
  return rows
}

describe('after the move', () => {
  beforeEach(async () => {
    await beside.told(['import', 'ovms', lay('ovms.sql', dumpOf(tables))])
  })

  it('an owner signs in with his old password, which is kept by our own hash from then on', async () => {
    expect(await kept('jimbo@example.org')).toBe(HASH)
    await expect(signIn('jimbo@example.org', `${PASSWORD}!`)).rejects.toThrow('401')
    expect(await kept('jimbo@example.org')).toBe(HASH)

    await signIn('jimbo@example.org', PASSWORD)
    expect(await kept('jimbo@example.org')).toMatch(/^\$argon2id\$/)
    await signIn('JIMBO@example.org', PASSWORD)
    await expect(signIn('jimbo@example.org', HASH)).rejects.toThrow('401')
    await signIn('oneill@example.org', 'opensesame')
  })

  it('a module signs in over MQTT by the name and the password of the account', async () => {
    const owner = await house.service.ownerBy('Jimbo', PASSWORD)
    expect(owner.email).toBe('jimbo@example.org')
    expect(await kept('jimbo@example.org')).toMatch(/^\$argon2id\$/)
    expect((await house.service.ownerBy('jimbo', PASSWORD)).id).toBe(owner.id)
    expect(await house.service.ownerBy("o'neill", 'opensesame')).toMatchObject({
      account: "o'neill",
    })
    await expect(house.service.ownerBy('Jimbo', 'opensesame')).rejects.toThrow('credential')
    expect(await house.service.trustModule('Jimbo', 'JIMBO-1')).toMatchObject({ id: 'jimbo-1' })
  })

  it('a module proves itself over v2 by the password it always had', async () => {
    const proof = await house.service.proveModule('JIMBO-1', (secret) => secret)
    expect(proof).toMatchObject({
      shown: `net"pass'\\1`,
      vehicle: { label: 'JIMBO-1', name: "Jim's; (red)", optedIn: false },
    })
    expect(await house.service.moduleOf('ONEILL', 'NETPASS')).toMatchObject({ id: 'oneill' })
  })

  it('its log is there for its owner, without a position', async () => {
    const asked = { type: '*-LOG-Grid', since: 0, limit: 10 }
    const lines = await house.service.listRecords('JIMBO-1', asked)
    expect(lines.map(({ at, data }) => [new Date(at).toISOString(), data])).toEqual([
      ['2026-11-20T08:00:00.000Z', '1,,,,,type2,charging,onrequest,standard'],
      ['2026-11-20T11:00:00.000Z', '1,,,,,type2,done,,standard'],
    ])
    const sums = await house.service.sumRecords('JIMBO-1', 0)
    expect(sums.map(({ type, lines }) => [type, lines])).toEqual([
      ['*-LOG-Grid', 2],
      ['RT-PWR-Log', 1],
    ])
  })

  it('a second one changes nothing, by whichever way the rows come', async () => {
    const before = everything()
    const csv = (rows: Rows) =>
      rows
        .map((row) =>
          Object.values(row).map((cell) => `"${String(cell).replaceAll(/["\\]/g, '\\$&')}"`),
        )
        .join('\n')
    const paths = Object.entries(tables).map(([table, rows]) => lay(`${table}.csv`, csv(rows)))
    const { code, out } = await move(...paths)
    expect(code).toBe(0)
    expect(out).toMatch(/^owners +5 +0 +2 +2 +1$/m)
    expect(out).toMatch(/^cars +7 +0 +2 +2 +3$/m)
    expect(out).toMatch(/^log lines +7 +0 +3 +3 +1$/m)
    expect((await move(lay('again.sql.gz', gzipSync(dumpOf(tables))))).out).toBe(
      out.replaceAll(/ovms_\w+\.csv/g, 'again.sql.gz'),
    )
    expect(everything()).toEqual(before)
  })

  it('no password and no position lies in the clear in the database or its log', async () => {
    await signIn('oneill@example.org', 'opensesame')
    const bytes = fs
      .readdirSync(house.data)
      .filter((name) => name.startsWith('chargeshare.db'))
      .map((name) => fs.readFileSync(join(house.data, name)))
    expect(Buffer.concat(bytes).includes('jimbo@example.org')).toBe(true)
    for (const secret of ['47.0707', '15.4394', 'NETPASS', 'net"pass', 'opensesame', 'Home']) {
      expect(Buffer.concat(bytes).includes(secret), secret).toBe(false)
    }
  })
})

describe('the report', () => {
  it('counts all rows and says of each that was refused why, without what is secret', async () => {
    const { out } = await move(lay('ovms.sql', dumpOf(tables)))
    expect(out).toBe(`ROWS       READ  TAKEN  KNOWN ALREADY  PASSED OVER  REFUSED
owners     5     2      0              2            1
cars       7     2      0              2            3
log lines  7     3      0              3            1

owners passed over
deleted there     1
not active there  1

cars passed over
its owner was passed over  1
a server, no car           1

log lines passed over
the server's own log (*-OVM-…)           1
expired                                  1
messages as they were said (S, D, L, …)  1

owners refused
ovms.sql, row 5 (owner 21): it has no e-mail address

cars refused
ovms.sql, row 3 (car jimbo-1 of owner 18): its id is taken by another owner
ovms.sql, row 5 (car MUTE of owner 21): its owner was refused
ovms.sql, row 6 (owner 17): its id must be 1 to 32 of A-Z a-z 0-9 _ -

log lines refused
ovms.sql, row 7 (car JIMBO-1 of owner 18): its car was refused
`)
  })

  it('names the first twenty that were refused and counts the rest', async () => {
    const many = Array.from({ length: 650 }, (_, i) => aCar({ vehicleid: `C-${i}`, owner: 99 }))
    const { code, out } = await move(lay('cars.sql', dumpOf({ ovms_cars: many })))
    expect(code).toBe(0)
    expect(out).toMatch(/^cars +650 +0 +0 +0 +650$/m)
    expect(out.match(/its owner is in none of the files/g)).toHaveLength(20)
    expect(out).toContain('row 20 (car C-19 of owner 99)')
    expect(out).toMatch(/… and 630 more\n$/)
  })

  it('names nothing that may be a secret where columns are mixed up', async () => {
    const mixed = aCar({ vehicleid: 'g3 heim', owner: 'g3heim', vehiclename: 'g3heim' })
    const { out } = await move(lay('cars.sql', dumpOf({ ovms_cars: [mixed] })))
    expect(out).toMatch(/cars refused\ncars\.sql, row 1: its id must be/)
    expect(out).not.toContain('g3')
  })

  it('of a dry run says the same, and nothing was changed', async () => {
    const path = lay('ovms.sql', dumpOf(tables))
    const before = everything()
    const tried = await move(path, '--dry-run')
    expect(everything()).toEqual(before)
    const { out } = await move(path)
    expect(tried).toEqual({ code: 0, err: '', out: `a dry run: nothing was changed\n${out}` })
  })
})

describe('a move', () => {
  it('gives an owner who is here already his cars, and leaves his account as it is', async () => {
    const body = { email: 'jimbo@example.org', password: 'a long pass phrase' }
    await call('POST', `${house.url}/v1/owners`, { body })
    await move(lay('ovms.sql', dumpOf(tables)))
    await expect(signIn('jimbo@example.org', PASSWORD)).rejects.toThrow('401')
    const token = text(await signIn('jimbo@example.org', 'a long pass phrase'), 'token')
    const { items } = await call('GET', `${house.url}/v1/vehicles`, { token })
    expect(items).toMatchObject([{ vehicleId: 'JIMBO-1', sharing: { optedIn: false } }])
  })

  it('takes the tables of a server of version 2, which named no columns and no owners of logs', async () => {
    const values = (row: Rows[number], ...without: string[]) =>
      Object.entries(row)
        .flatMap(([name, cell]) => (without.includes(name) ? [] : literal(cell)))
        .join(',')
    const { out } = await move(
      lay(
        'v2.sql',
        `INSERT INTO ovms_historicalmessages VALUES (${values(history[0]!, 'owner')});
         INSERT INTO ovms_cars VALUES (${values(cars[0]!, 'couponcode')});
         INSERT INTO ovms_owners VALUES (${values({ ...owners[0]!, deleted: '0000-00-00' })});`,
      ),
    )
    expect(out).toMatch(/^log lines +1 +1 /m)
    const asked = { type: '*-LOG-Grid', since: 0, limit: 10 }
    expect(await house.service.listRecords('JIMBO-1', asked)).toHaveLength(1)
  })

  it('of thousands of lines goes on beside a server that goes on writing', async () => {
    const start = Date.parse('2026-10-01T00:00:00Z')
    const lines = Array.from({ length: 1500 }, (_, i) =>
      grid(new Date(start + i * 600_000).toISOString().slice(0, 19).replace('T', ' '), `${i}`),
    )
    const path = lay('big.sql', dumpOf({ ...tables, ovms_historicalmessages: lines }))
    const load = { isOn: true, writes: 0 }
    const moving = beside.told(['import', 'ovms', path]).finally(() => (load.isOn = false))
    while (load.isOn) {
      await house.world.store.write((tables) => tables.meta.set('load', String(load.writes++)))
      await turn()
    }
    expect(await moving).toMatch(/^log lines +1500 +1500 +0 +0 +0$/m)
    expect(load.writes).toBeGreaterThan(10)
  })

  it.each([
    [['none.sql'], /none\.sql: no such file/],
    [['cut.sql'], /cut\.sql: it breaks off in the middle of a statement/],
    [['ovms.sql', 'cut.sql'], /cut\.sql: it breaks off/],
    [['empty.sql'], /there is no row in these files/],
    [[], /missing required argument 'files'/],
  ])('of %j ends in one line and an exit code of 1, and changes nothing', async (names, words) => {
    lay('ovms.sql', dumpOf(tables))
    lay('cut.sql', dumpOf(tables).slice(0, -400))
    lay('empty.sql', 'create table ovms_owners (owner int);')
    const { code, out, err } = await move(...names.map((name) => join(folder, name)))
    expect([code, out]).toEqual([1, ''])
    expect(err).toMatch(words)
    expect(err).toMatch(/^error: [^\n]+\n$/)
    expect(everything().flat()).toEqual([])
  })
})
