/** Tables as text: what a spreadsheet reads is what was meant, and it runs nothing. */
import { parse } from 'csv-parse/sync'
import { describe, expect, test } from 'vitest'
import { type Cell, csvRow } from '../../src/domain/csv.ts'

const readBack = (...cells: Cell[]) => parse(csvRow(cells), { record_delimiter: '\r\n' })[0]

describe('a row', () => {
  test('ends with CR LF, numbers as they are, nothing where there is nothing', () => {
    expect(csvRow(['a', 1, -2.5, null, 'b'])).toBe('a,1,-2.5,,b\r\n')
  })

  test.each(['a,b', 'say "yes"', 'one\r\ntwo', 'one\ntwo', ' padded ', '"', '', 'ü €', "it's"])(
    'gives %j back',
    (text) => {
      expect(readBack(text, 'next')).toEqual([text, 'next'])
    },
  )

  test.each(['=1+1', '+1', '-1', '@SUM(A1)', '\t=1', '\r=1', ' =1', '\u{ff1d}1+1', '=1,"a"'])(
    'makes %j a text that is not run',
    (formula) => {
      expect(readBack(formula)).toEqual([`'${formula}`])
    },
  )
})
