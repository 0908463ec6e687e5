/** Files of an OVMS server's tables: what is in them, and what is said of those that are something else. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { gzipSync } from 'node:zlib'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { openFile } from '../../../src/inbound/dump/files.ts'
import type { Table } from '../../../src/inbound/dump/layouts.ts'
import { aCar, aLine, anOwner, dumpOf } from './dumps.ts'

let folder = ''
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'dump-'))
})
afterEach(() => rmSync(folder, { recursive: true }))

function lay(name: string, content: string | Buffer): string {
  const path = join(folder, name)
  writeFileSync(path, content)
  return path
}

async function valuesIn(path: string, table: Table) {
  const values = []
  for await (const rows of (await openFile(path)).rows(table)) {
    values.push(...rows.map((row) => row.values))
  }
  return values
}

const sql = dumpOf({
  ovms_owners: [anOwner({})],
  ovms_cars: [aCar({}), aCar({ vehicleid: 'ANN-2' })],
  ovms_apitokens: [{ owner: 1, token: 'ab' }],
})

describe('an SQL dump', () => {
  test('tells which tables it holds, and gives the rows of each', async () => {
    const file = await openFile(lay('ovms.sql', sql))
    expect([...file.tables].sort()).toEqual(['ovms_cars', 'ovms_owners'])
    expect(file.name).toBe('ovms.sql')
    const cars = await valuesIn(join(folder, 'ovms.sql'), 'ovms_cars')
    expect(cars.map(([id]) => id)).toEqual(['ANN-1', 'ANN-2'])
    expect(await valuesIn(join(folder, 'ovms.sql'), 'ovms_historicalmessages')).toEqual([])
  })

  test('is unpacked where its name says so', async () => {
    const path = lay('ovms.sql.gz', gzipSync(sql))
    expect(await valuesIn(path, 'ovms_owners')).toHaveLength(1)
  })

  test('in UTF-8 is read right across the pieces that a file is read in', async () => {
    const name = 'ä😀'.repeat(30)
    const lines = Array.from({ length: 3000 }, () => aLine({ h_data: name }))
    const path = lay('long.sql', dumpOf({ ovms_historicalmessages: lines }))
    const values = await valuesIn(path, 'ovms_historicalmessages')
    expect(values).toHaveLength(3000)
    expect(new Set(values.map((row) => row[5]))).toEqual(new Set([name]))
  })
})

describe('a CSV file', () => {
  test('with a row of names is known by them, whatever it is called', async () => {
    const text =
      '\uFEFF"carpass","vehicleid","owner"\r\n"a ""b"" \\c",ANN-1,"1"\r\n"\\N",\\N,2\r\n\r\n'
    const file = await openFile(lay('export.csv', text))
    expect([...file.tables]).toEqual(['ovms_cars'])
    const rows = []
    for await (const some of file.rows('ovms_cars')) rows.push(...some)
    expect(rows).toEqual([
      {
        table: 'ovms_cars',
        columns: ['carpass', 'vehicleid', 'owner'],
        values: ['a "b" \\c', 'ANN-1', '1'],
      },
      {
        table: 'ovms_cars',
        columns: ['carpass', 'vehicleid', 'owner'],
        values: ['\\N', null, '2'],
      },
    ])
  })

  test('as a server writes it is known by its name, and backslashes escape', async () => {
    const text = '1,"ann","ann@example.org","a\\"b\\\\c",1,0,\\N\n'
    expect(await valuesIn(lay('ovms_owners.csv', text), 'ovms_owners')).toEqual([
      ['1', 'ann', 'ann@example.org', 'a"b\\c', '1', '0', null],
    ])
  })

  test.each([
    [';', 'ovms_owners-2026.csv'],
    ['\t', 'ovms_owners.tsv'],
  ])('may have %j between its columns', async (sign, name) => {
    const text = ['owner', 'name', 'mail', 'pass'].join(sign) + `\n1${sign}ann${sign}a,b${sign}c\n`
    expect(await valuesIn(lay(name, text), 'ovms_owners')).toEqual([['1', 'ann', 'a,b', 'c']])
    const bare = `1${sign}ann${sign}a,b${sign}"c"\n`
    expect(await valuesIn(lay(name, bare), 'ovms_owners')).toEqual([['1', 'ann', 'a,b', 'c']])
  })

  test('may be packed, and long', async () => {
    const rows = Array.from({ length: 1201 }, (_, i) => `${i},ann,ann@example.org,"p"\n`).join('')
    const path = lay('ovms_owners.csv.gz', gzipSync(`owner,name,mail,pass\n${rows}`))
    expect(await valuesIn(path, 'ovms_owners')).toHaveLength(1201)
  })
})

describe('a file that is not what it says is refused in one line', () => {
  const cut = "insert into ovms_owners values (1,'ann','ann@example.org','g3heim"
  test.each<[string, string | Buffer, RegExp]>([
    ['cut.sql', cut, /breaks off in the middle of a statement/],
    ['cut.sql.gz', gzipSync(sql).subarray(0, 100), /breaks off: the packed text has no end/],
    ['plain.sql.gz', sql, /not packed by gzip/],
    ['other.sql', 'create table ovms_apitokens (a int);', /holds no table of an OVMS server/],
    ['packed.sql', gzipSync(sql), /holds no table of an OVMS server/],
    ['empty.sql', '', /holds no table of an OVMS server/],
    ['what.csv', '1,2,3\n', /neither its name nor its first row tells/],
    ['ovms_cars.csv', 'vehicleid,vehiclename\nANN-1,Red\n', /names no column owner/],
    ['ovms_owners.csv', '1,"ann"\n2,"g3heim"x\n', /line 2: a quote that is not closed/],
    ['ovms_owners.csv', '1,"ann"\n2,"g3heim\n', /line \d: a quote that is not closed/],
    ['ovms_owners.csv', '1,g3heim"x\n', /line 1: a quote that is not closed/],
    ['ovms_owners.csv', `1,"${'x'.repeat(500_000)}"\n`, /line 1: a row that is too long/],
  ])('%s', async (name, content, words) => {
    const path = lay(name, content)
    const said = await openFile(path).then(
      () => '',
      (error: Error) => error.message,
    )
    expect(said).toMatch(words)
    expect(said).toMatch(new RegExp(`^${path}: [^\n]+$`))
    expect(said).not.toContain('g3heim')
  })

  test('nor is there one, or it is a folder', async () => {
    await expect(openFile(join(folder, 'none.sql'))).rejects.toThrow('none.sql: no such file')
    await expect(openFile(join(folder, 'none.csv'))).rejects.toThrow('none.csv: no such file')
    await expect(openFile(folder)).rejects.toThrow('it is a folder')
  })
})
