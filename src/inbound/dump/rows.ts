/** Turns rows of an OVMS server into words of ours: owners, cars and lines of logs. */
import { z } from 'zod'
import { VehicleId } from '../../domain/sharing/vehicle.ts'
import { isTrack } from '../../domain/telemetry/record.ts'
import { line } from '../../domain/text.ts'
import type { Arrival, Fate, MovingCar, MovingOwner, MovingRecord } from '../../flows/service.ts'
import { type Fields, fieldsOf, type Table } from './layouts.ts'
import type { RawRow } from './statements.ts'

const Email = z.email().max(254).toLowerCase()
const Account = line(60).toLowerCase().nullable()
const Name = line(100).nullable().catch(null)
/** What a module can have as its password: OVMS v2 takes no longer one. */
const Secret = line(64).refine((text) => Buffer.byteLength(text) <= 64)
const Type = line(64)

type Read<Thing> = (fields: Fields) => { thing: Thing } | { fate: Fate }

export function ownerIn(row: RawRow): Arrival<MovingOwner> {
  return arrival(row, 'ovms_owners', (fields) => {
    if (isSet(fields, 'deleted')) return passed('deleted there')
    if (fields.has('status') && text(fields, 'status') !== '1') return passed('not active there')
    if (text(fields, 'mail') === '') return refused('it has no e-mail address')
    const email = Email.safeParse(text(fields, 'mail'))
    if (!email.success) return refused('its e-mail address is not valid')
    const account = Account.safeParse(text(fields, 'name') || null)
    if (!account.success) return refused('its name is not valid')
    const password = text(fields, 'pass')
    if (password === '') return refused('it has no password')
    return { thing: { email: email.data, account: account.data, password } }
  })
}

export function carIn(row: RawRow): Arrival<MovingCar> {
  return arrival(row, 'ovms_cars', (fields) => {
    if (isSet(fields, 'deleted')) return passed('deleted there')
    if (text(fields, 'v_type').toUpperCase() === 'SERVER') return passed('a server, no car')
    const vehicleId = VehicleId.safeParse(text(fields, 'vehicleid'))
    if (!vehicleId.success) return refused('its id must be 1 to 32 of A-Z a-z 0-9 _ -')
    const secret = Secret.safeParse(text(fields, 'carpass'))
    if (!secret.success) {
      return refused('its password must have 1 to 64 bytes and no control characters')
    }
    const name = Name.parse(text(fields, 'vehiclename'))
    return { thing: { vehicleId: vehicleId.data, name, secret: secret.data } }
  })
}

export function recordIn(row: RawRow): Arrival<MovingRecord> {
  return arrival(row, 'ovms_historicalmessages', (fields) => {
    const type = Type.safeParse(text(fields, 'h_recordtype'))
    if (!type.success) return refused('its type is not valid')
    const reason = leftBehind(type.data)
    if (reason !== null) return passed(reason)
    const at = timeIn(text(fields, 'h_timestamp'))
    if (at === null) return refused('its time is not valid')
    const expiresAt = timeIn(text(fields, 'h_expires')) ?? 0
    const number = Number(text(fields, 'h_recordnumber'))
    // No database keeps a zero byte in a text.
    const data = text(fields, 'h_data').replaceAll('\0', '')
    const lifetimeS = Math.max(0, (expiresAt - at) / 1000)
    return {
      thing: { record: { type: type.data, number: number | 0, at, lifetimeS, data }, expiresAt },
    }
  })
}

/** Why lines of a type stay where they are; null where they are their owner's. */
function leftBehind(type: string): string | null {
  if (/^\*-OVM-/i.test(type)) return "the server's own log (*-OVM-…)"
  if (/^\*-Log-Notification$/i.test(type)) return 'notifications (*-Log-Notification)'
  // Some servers log all that is said, the positions of cars too.
  if (type.length === 1) return 'messages as they were said (S, D, L, …)'
  return isTrack(type) ? 'tracks of positions (…-GPS-Log)' : null
}

function arrival<Thing>(row: RawRow, table: Table, read: Read<Thing>): Arrival<Thing> {
  const fields = fieldsOf({ ...row, table })
  if (typeof fields === 'string') {
    return { origin: { owner: null, vehicleId: null }, ...refused(fields) }
  }
  const [owner, vehicleId] = [fields.get('owner') ?? null, fields.get('vehicleid') ?? null]
  return { origin: { owner, vehicleId }, ...read(fields) }
}

function passed(why: string): { fate: Fate } {
  return { fate: { became: 'passed', why } }
}

function refused(why: string): { fate: Fate } {
  return { fate: { became: 'refused', why } }
}

function text(fields: Fields, name: string): string {
  return fields.get(name) ?? ''
}

/** Also where the column is a time: 0000-00-00 stands for no. */
function isSet(fields: Fields, name: string): boolean {
  return Number.parseInt(text(fields, name), 10) > 0
}

/** `2026-11-21 08:15:02`, in UTC; null where it is none. */
function timeIn(text: string): number | null {
  const [, day, time] = /^(\d{4}-\d\d-\d\d)[ T](\d\d:\d\d:\d\d)(?:\.\d+)?Z?$/.exec(text) ?? []
  const at = Date.parse(`${day}T${time}Z`)
  return Number.isNaN(at) ? null : at
}
