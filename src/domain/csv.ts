/** Tables as text (RFC 4180) that spreadsheets open without running what strangers wrote into it. */

export type Cell = string | number | null

/** Without this mark spreadsheets take UTF-8 for the letters of their own country. */
export const MARK = '\u{feff}'

/** A row with its line end. */
export function csvRow(cells: Cell[]): string {
  return `${cells.map(textOf).join(',')}\r\n`
}

/** What a spreadsheet takes for a formula, also where it is written in full width. */
const FORMULA = /^\s*[=+\-@\u{ff1d}\u{ff0b}\u{ff0d}\u{ff20}\t\r\n]/u
const QUOTED = /[",\r\n]|^\s|\s$/

function textOf(cell: Cell): string {
  if (cell === null) return ''
  if (typeof cell === 'number') return String(cell)
  // An apostrophe in front makes it text; numbers of ours may have a minus.
  const text = FORMULA.test(cell) ? `'${cell}` : cell
  return QUOTED.test(text) ? `"${text.replaceAll('"', '""')}"` : text
}
