/** Reads the rows of some tables out of a MySQL dump: INSERT and CREATE TABLE, all else passes by. */
import { type Kind, openScanner } from './scan.ts'

/** A value as text; undefined: it cannot be read (an expression, or too long). */
export type Value = string | null | undefined

/** A row as it stands in a file; `columns` null: the file does not name them. */
export type RawRow = { table: string; columns: string[] | null; values: Value[] }

export type Statements = {
  /** The rows that end in this piece. */
  push: (piece: string) => RawRow[]
  /** After the last piece; false where it breaks off in the middle of a statement. */
  end: () => boolean
}

/** Takes one token, and gives what takes the next one. */
type Step = (kind: Kind, text: string) => Step
type Token = { kind: Kind; text: string }

/** A reader for one dump; `isWanted` says of which tables, in lower case, it reads the rows. */
export function openStatements(isWanted: (table: string) => boolean): Statements {
  let rows: RawRow[] = []
  const start = stepsOf(isWanted, (row) => rows.push(row))
  let step = start
  const scanner = openScanner((kind, text) => (step = step(kind, text)))
  return {
    push: (piece) => {
      scanner.push(piece)
      const read = rows
      rows = []
      return read
    },
    end: () => scanner.end() && step === start,
  }
}

function stepsOf(isWanted: (table: string) => boolean, put: (row: RawRow) => void): Step {
  const layouts = new Map<string, string[]>()
  let table = ''
  let columns: string[] | null = null

  const start: Step = (kind, text) => {
    if (kind === ';') return start
    const verb = kind === 'word' ? text.toLowerCase() : ''
    if (verb === 'insert' || verb === 'replace') return naming(insert)
    return verb === 'create' ? create : skip
  }
  const skip: Step = (kind) => (kind === ';' ? start : skip)

  /** The name of a table, which that of its database may precede. */
  const naming = (then: Step): Step => {
    const name: Step = (kind, text) => {
      if (kind === 'word' && BEFORE_NAME.test(text)) return name
      if (kind !== 'word' && kind !== 'name' && kind !== 'text') return skip(kind, text)
      table = text.slice(text.lastIndexOf('.') + 1).toLowerCase()
      return after
    }
    const after: Step = (kind, text) => {
      if (kind === 'word' && text.startsWith('.')) return text === '.' ? name : name(kind, text)
      return isWanted(table) ? then(kind, text) : skip(kind, text)
    }
    return name
  }

  const create: Step = (kind, text) => {
    return kind === 'word' && /^table$/i.test(text) ? naming(defined) : skip(kind, text)
  }
  const defined: Step = (kind, text) => {
    if (kind !== '(') return skip(kind, text)
    return definitions((names) => {
      layouts.set(table, names)
      return skip
    })
  }

  const insert: Step = (kind, text) => {
    columns = layouts.get(table) ?? null
    return kind === '(' ? definitions(listed) : filled(kind, text)
  }
  const listed = (names: string[]): Step => {
    columns = names
    return filled
  }
  const filled: Step = (kind, text) =>
    kind === 'word' && /^values?$/i.test(text) ? values : skip(kind, text)
  const values: Step = (kind, text) => {
    if (kind === ',') return values
    if (kind !== '(') return skip(kind, text)
    return valuesOf((row) => {
      put({ table, columns, values: row })
      return values
    })
  }

  return start
}

const BEFORE_NAME = /^(into|ignore|low_priority|high_priority|delayed|if|not|exists)$/i
/** Indexes and rules stand between the columns of a table. */
const NO_COLUMN = /^(primary|key|unique|index|constraint|foreign|fulltext|spatial|check|period)$/i

/** The names at the head of each part of a list, to its closing bracket. */
function definitions(then: (names: string[]) => Step): Step {
  const names: string[] = []
  let depth = 1
  let isHead = true
  const step: Step = (kind, text) => {
    if (kind === '(') depth++
    else if (kind === ')') depth--
    else if (isHead && isName(kind, text)) names.push(text.toLowerCase())
    isHead = kind === ',' && depth === 1
    return depth === 0 ? then(names) : step
  }
  return step
}

function isName(kind: Kind, text: string): boolean {
  return kind === 'name' || kind === 'text' || (kind === 'word' && !NO_COLUMN.test(text))
}

/** The values of a row, to its closing bracket. */
function valuesOf(then: (values: Value[]) => Step): Step {
  const values: Value[] = []
  let tokens: Token[] = []
  let depth = 1
  const step: Step = (kind, text) => {
    if (kind === '(') depth++
    if (kind === ')') depth--
    const isOver = depth === 0 || (depth === 1 && kind === ',')
    if (!isOver) tokens.push({ kind, text })
    else {
      values.push(valueOf(tokens))
      tokens = []
    }
    return depth === 0 ? then(values) : step
  }
  return step
}

function valueOf([first, ...rest]: Token[]): Value {
  if (first?.kind === 'text' && rest.length === 0) return first.text
  if (first?.kind !== 'word') return undefined
  if (rest.length === 0) return plain(first.text)
  const said = valueOf(rest)
  // `_utf8mb4 'text'` names a character set, `DATE '…'` a type.
  if (/^(_\w+|n|date|time|timestamp)$/i.test(first.text)) return said
  return /^x$/i.test(first.text) && said != null ? plain(`0x${said}`) : undefined
}

/** What stands without quotes: a number, in hexadecimal too, or a constant. */
function plain(word: string): Value {
  if (/^null$/i.test(word)) return null
  if (/^(true|false)$/i.test(word)) return /^true$/i.test(word) ? '1' : '0'
  if (/^0x([\da-f]{2})*$/i.test(word)) return Buffer.from(word.slice(2), 'hex').toString()
  return /^[-+]?(\d+\.?\d*|\.\d+)(e[-+]?\d+)?$/i.test(word) ? word : undefined
}
