/** The tables of an OVMS server that are read, and the order of their columns. */
import type { RawRow, Value } from './statements.ts'

export const TABLES = ['ovms_owners', 'ovms_cars', 'ovms_historicalmessages'] as const
export type Table = (typeof TABLES)[number]

/** The values of a row by the names of their columns. */
export type Fields = Map<string, Value>

const CARS =
  'vehicleid vehiclename owner telephone carpass userpass cryptscheme v_ptoken v_server v_type deleted changed v_lastupdate'
const HISTORY = 'vehicleid h_timestamp h_recordtype h_recordnumber h_data h_expires'

/** Of today and of before; where a file names no columns, their number tells which it is. */
const LAYOUTS: Record<Table, string[][]> = {
  ovms_owners: ['owner name mail pass status deleted changed'].map(wordsIn),
  ovms_cars: [`${CARS} couponcode`, CARS].map(wordsIn),
  ovms_historicalmessages: [`owner ${HISTORY}`, HISTORY].map(wordsIn),
}

/** Without these a row says nothing. */
const NEEDED: Record<Table, string[]> = {
  ovms_owners: ['owner', 'name', 'mail', 'pass'],
  ovms_cars: ['owner', 'vehicleid', 'carpass'],
  ovms_historicalmessages: ['vehicleid', 'h_timestamp', 'h_recordtype', 'h_data', 'h_expires'],
}

export function isTable(name: string): name is Table {
  return TABLES.some((table) => table === name)
}

/** The table whose columns these are, by their names. */
export function tableWith(columns: string[]): Table | null {
  return TABLES.find((table) => NEEDED[table].every((name) => columns.includes(name))) ?? null
}

/** What a row of names lacks; null where it lacks nothing, or is no row of names. */
export function missingIn(table: Table, columns: string[]): string | null {
  const known = columns.filter((name) => LAYOUTS[table][0]!.includes(name))
  if (known.length < 2) return null
  return NEEDED[table].find((name) => !columns.includes(name)) ?? null
}

/** A row's values by name, or why they cannot be told apart. */
export function fieldsOf({ table, columns, values }: RawRow & { table: Table }): Fields | string {
  const known = LAYOUTS[table]
  const names = columns ?? known.find(({ length }) => length === values.length)
  if (names?.length !== values.length) return `it has ${values.length} values, which does not fit`
  const fields: Fields = new Map(names.map((name, i) => [name, values[i]]))
  const missing = NEEDED[table].find((name) => !fields.has(name))
  if (missing !== undefined) return `there is no column ${missing}`
  const unread = names.find((name) => known[0]!.includes(name) && fields.get(name) === undefined)
  return unread === undefined ? fields : `its ${unread} cannot be read`
}

function wordsIn(text: string): string[] {
  return text.split(' ')
}
