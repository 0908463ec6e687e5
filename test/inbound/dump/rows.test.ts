/** Rows of an OVMS server become words of ours, or say why not. */
import { describe, expect, test } from 'vitest'
import { carIn, ownerIn, recordIn } from '../../../src/inbound/dump/rows.ts'
import type { RawRow } from '../../../src/inbound/dump/statements.ts'
import { aCar, aLine, anOwner, type Cell, type Rows } from './dumps.ts'

function row(table: string, told: Rows[number]): RawRow {
  const values = Object.values(told).map((value) => (value === null ? null : String(value)))
  return { table, columns: Object.keys(told), values }
}
const owner = (told: Rows[number]) => ownerIn(row('ovms_owners', anOwner(told)))
const car = (told: Rows[number]) => carIn(row('ovms_cars', aCar(told)))
const record = (told: Rows[number]) => recordIn(row('ovms_historicalmessages', aLine(told)))

describe('an owner', () => {
  test('has his e-mail address and his name in small letters, his password as it was', () => {
    expect(owner({ owner: 17, name: 'Ann K', mail: 'Ann@Example.org', pass: '$S$x' })).toEqual({
      origin: { owner: '17', vehicleId: null },
      thing: { email: 'ann@example.org', account: 'ann k', password: '$S$x' },
    })
    expect(owner({ name: '' })).toMatchObject({ thing: { account: null } })
  })

  test.each<[Rows[number], string, string]>([
    [{ deleted: 1 }, 'passed', 'deleted there'],
    [{ deleted: '2013-02-18 01:17:19' }, 'passed', 'deleted there'],
    [{ status: 0 }, 'passed', 'not active there'],
    [{ mail: '' }, 'refused', 'it has no e-mail address'],
    [{ mail: 'ann' }, 'refused', 'its e-mail address is not valid'],
    [{ name: 'ann\nb' }, 'refused', 'its name is not valid'],
    [{ pass: '' }, 'refused', 'it has no password'],
  ])('with %j is %s: %s', (told, became, why) => {
    expect(owner(told)).toMatchObject({ origin: { owner: '1' }, fate: { became, why } })
  })

  test('of an older server is told from a deleted one by a time of zeros', () => {
    expect(owner({ deleted: '0000-00-00 00:00:00' })).toHaveProperty('thing')
  })
})

describe('a car', () => {
  test('keeps its id and the password of its module to the letter', () => {
    expect(car({ vehicleid: 'Ann-1', carpass: ' Ä"\'\\ ', vehiclename: '' })).toEqual({
      origin: { owner: '1', vehicleId: 'Ann-1' },
      thing: { vehicleId: 'Ann-1', name: null, secret: ' Ä"\'\\ ' },
    })
    expect(car({ vehiclename: 'a\nb' })).toMatchObject({ thing: { name: null } })
  })

  test.each<[Rows[number], string, string]>([
    [{ deleted: 1 }, 'passed', 'deleted there'],
    [{ v_type: 'SERVER' }, 'passed', 'a server, no car'],
    [{ vehicleid: 'ANN 1' }, 'refused', 'its id must be 1 to 32 of A-Z a-z 0-9 _ -'],
    [{ carpass: '' }, 'refused', 'its password must have 1 to 64 bytes'],
    [{ carpass: 'ä'.repeat(33) }, 'refused', 'its password must have 1 to 64 bytes'],
    [{ carpass: 'a\tb' }, 'refused', 'its password must have 1 to 64 bytes'],
  ])('with %j is %s: %s', (told, became, why) => {
    expect(car(told)).toMatchObject({ fate: { became, why: expect.stringContaining(why) } })
  })
})

describe('a line of a log', () => {
  test('is a record with its time and its end', () => {
    expect(
      record({ h_data: '1,47.07,15.43,353,Home,type2', h_expires: '2027-11-20 08:00:00' }),
    ).toEqual({
      origin: { owner: '1', vehicleId: 'ANN-1' },
      thing: {
        record: {
          type: '*-LOG-Grid',
          number: 2,
          at: Date.parse('2026-11-20T08:00:00Z'),
          lifetimeS: 365 * 86_400,
          data: '1,47.07,15.43,353,Home,type2',
        },
        expiresAt: Date.parse('2027-11-20T08:00:00Z'),
      },
    })
  })

  test.each<[Rows[number], string, string]>([
    [{ h_recordtype: '*-OVM-Utilisation' }, 'passed', "the server's own log"],
    [{ h_recordtype: '*-Log-Notification' }, 'passed', 'notifications'],
    [{ h_recordtype: 'L' }, 'passed', 'messages as they were said'],
    [{ h_recordtype: 'RT-GPS-Log' }, 'passed', 'tracks of positions'],
    [{ h_recordtype: '' }, 'refused', 'its type is not valid'],
    [{ h_timestamp: '0000-00-00 00:00:00' }, 'refused', 'its time is not valid'],
    [{ h_timestamp: 'yesterday' }, 'refused', 'its time is not valid'],
  ])('with %j is %s: %s', (told, became, why) => {
    expect(record(told)).toMatchObject({ fate: { became, why: expect.stringContaining(why) } })
  })

  test('that never had an end is over', () => {
    expect(record({ h_expires: '0000-00-00 00:00:00' })).toMatchObject({ thing: { expiresAt: 0 } })
  })
})

describe('a row', () => {
  const values = (told: Rows[number]) => Object.values(told).map((cell: Cell) => String(cell))
  const bare = (table: string, values: RawRow['values']): RawRow => {
    return { table, columns: null, values }
  }

  test('without names of columns is known by how many there are, in older servers too', () => {
    const { owner: _, ...old } = aLine({})
    expect(recordIn(bare('ovms_historicalmessages', values(aLine({}))))).toMatchObject({
      origin: { owner: '1', vehicleId: 'ANN-1' },
    })
    expect(recordIn(bare('ovms_historicalmessages', values(old)))).toMatchObject({
      origin: { owner: null, vehicleId: 'ANN-1' },
      thing: { record: { type: '*-LOG-Grid' } },
    })
    expect(carIn(bare('ovms_cars', values(aCar({})).slice(0, -1)))).toMatchObject({
      thing: { secret: 'NETPASS' },
    })
  })

  test.each<[RawRow, string]>([
    [bare('ovms_owners', ['1', 'g3heim']), 'it has 2 values, which does not fit'],
    [{ table: 'ovms_owners', columns: ['a', 'b'], values: ['1'] }, 'it has 1 values'],
    [{ table: 'ovms_owners', columns: ['owner'], values: ['1'] }, 'there is no column name'],
    [
      bare('ovms_owners', ['1', 'ann', 'ann@example.org', undefined, '1', '0', '']),
      'its pass cannot be read',
    ],
  ])('that does not fit is refused without a word of what stands in it', (row, why) => {
    const read = ownerIn(row)
    expect(read).toMatchObject({ fate: { became: 'refused', why: expect.stringContaining(why) } })
    expect(read.origin).toEqual({ owner: null, vehicleId: null })
  })
})
