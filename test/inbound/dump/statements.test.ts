/** Rows out of SQL dumps: whatever stands in a value comes out as it was, however the file is cut. */
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { openStatements, type RawRow } from '../../../src/inbound/dump/statements.ts'
import { doubled, literal, tableDump, tuples } from './dumps.ts'

const RUNS = Number(process.env['CHARGESHARE_PROPERTY_RUNS'] ?? 500)

/** The rows of `cars` in a text that comes in pieces of a length. */
function read(sql: string, length = sql.length): { rows: RawRow[]; isWhole: boolean } {
  const statements = openStatements((table) => table === 'cars')
  const rows: RawRow[] = []
  for (let i = 0; i < sql.length; i += length)
    rows.push(...statements.push(sql.slice(i, i + length)))
  return { rows, isWhole: statements.end() }
}

const valuesOf = (sql: string) => read(sql).rows.map(({ values }) => values)

describe('a dump', () => {
  const dump =
    tableDump('boats', ['id', 'name'], [['1', "it's a; boat"]]) +
    tableDump(
      'cars',
      ['id', 'name'],
      [
        ['1', 'a'],
        ['2', null],
      ],
    )

  test('gives the rows of one table with the names of its columns, and passes by the rest', () => {
    expect(read(dump)).toEqual({
      isWhole: true,
      rows: [
        { table: 'cars', columns: ['id', 'name'], values: ['1', 'a'] },
        { table: 'cars', columns: ['id', 'name'], values: ['2', null] },
      ],
    })
  })

  test('reads the same in pieces of any length', () => {
    const whole = read(dump)
    for (let length = 1; length < 60; length++)
      expect(read(dump, length), `${length}`).toEqual(whole)
  })

  test('that breaks off says so, wherever it does', () => {
    const sql = "INSERT INTO cars VALUES (1,'a'),(2,0x41);"
    for (let to = 1; to < sql.length; to++) expect(read(sql.slice(0, to)).isWhole).toBe(false)
    expect(read(sql).isWhole).toBe(true)
    for (const text of ['/* so', "select 'so", '-- so\nselect'])
      expect(read(text).isWhole).toBe(false)
    for (const text of ['', '-- so', '# so', '/* so */', ';;\n'])
      expect(read(text).isWhole).toBe(true)
  })
})

describe('a value', () => {
  test('comes out as it was, whatever stands in it and however it was written', () => {
    const cell = fc.oneof(
      fc.string({ unit: 'binary' }),
      fc.string({ unit: fc.constantFrom(...Array.from('\\\'"`\0\n\r\u001a%_,;()- /*#ä😀nZ0')) }),
      fc.constant(null),
    )
    const written = fc.constantFrom(literal, (value: string | null) =>
      value === null ? 'null' : doubled(value),
    )
    const rows = fc.array(fc.array(cell, { minLength: 1, maxLength: 5 }), { minLength: 1 })
    fc.assert(
      fc.property(rows, written, fc.integer({ min: 1, max: 80 }), (rows, write, length) => {
        const list = rows.map((row) => `(${row.map(write).join(',')})`).join(',')
        const sql = `insert into cars values ${list};`
        expect(read(sql, length).rows.map(({ values }) => values)).toEqual(rows)
      }),
      { numRuns: RUNS },
    )
  })

  test.each([
    ['1', '1'],
    ['-1.5e3', '-1.5e3'],
    ['NULL', null],
    ['true', '1'],
    ['0x4142', 'AB'],
    ["X'c3a4'", 'ä'],
    ["_binary 'a\\'b'", "a'b"],
    ["_utf8mb4'ä'", 'ä'],
    ['"a""b"', 'a"b'],
    [String.raw`'\%\_\q\b'`, '\\%\\_q\b'],
    ["''", ''],
    ["DATE '2026-01-01'", '2026-01-01'],
    ['now()', undefined],
    ["concat('a', (1), 'b')", undefined],
    ['cast(0x41 as char)', undefined],
    ['`id`', undefined],
    [`'${'x'.repeat(200_001)}'`, undefined],
  ])('written as %s is read', (written, value) => {
    expect(valuesOf(`insert into cars values (1,${written},2);`)).toEqual([['1', value, '2']])
  })
})

describe('a statement', () => {
  test.each([
    ['INSERT INTO `cars` (`ID`, name) VALUES (1,2);', ['id', 'name']],
    ['REPLACE LOW_PRIORITY INTO `db`.`cars`(id,name)VALUES(1,2);', ['id', 'name']],
    ['insert ignore into db.cars values (1,2) on duplicate key update id=(3);', null],
    ['insert into "cars" ("id") value (1,2);', ['id']],
    [
      'create table cars (a int, `b` int default (1+(2)), key (a,b)); insert cars values (1,2);',
      ['a', 'b'],
    ],
    [
      'create table if not exists `db` . `Cars` (a int, b enum("x","y")); insert into CARS values (1,2);',
      ['a', 'b'],
    ],
    [
      'DELIMITER ;;\n/*!50003 insert into cars values (3,4); */;;\nDELIMITER ;\ninsert into cars values (1,2);',
      null,
    ],
    [
      '-- insert into cars values (3,4);\n#insert into cars values (3,4);\ninsert into cars values (1,2);',
      null,
    ],
    ["/* it's ** odd **/insert into cars values --\n(1,2);", null],
  ])('in another form is read: %s', (sql, columns) => {
    for (const length of [1, 7, sql.length]) {
      expect(read(sql, length)).toEqual({
        rows: [{ table: 'cars', columns, values: ['1', '2'] }],
        isWhole: true,
      })
    }
  })

  test.each([
    'insert into cars set id = 1;',
    'insert into cars select * from others;',
    'create table cars like others;',
    'create view cars as select 1;',
    "update cars set a = '(1)';",
    'insert into boats values (1,2);',
    'insert into cars values 1,2;',
  ])('that holds no rows gives none: %s', (sql) => {
    expect(read(sql)).toEqual({ rows: [], isWhole: true })
  })
})

test('a table that is not wanted may hold values of any length', () => {
  const statements = openStatements((table) => table === 'cars')
  statements.push('insert into cache values (1,0x')
  for (let i = 0; i < 20; i++) statements.push('ab'.repeat(50_000))
  statements.push(",'")
  for (let i = 0; i < 20; i++) statements.push("it''s\\\\ ".repeat(10_000))
  expect(statements.push(`'); insert into cars values ${tuples([[1, 'a']])};`)).toEqual([
    { table: 'cars', columns: null, values: ['1', 'a'] },
  ])
  expect(statements.end()).toBe(true)
})
