/** What the OVMS API tells of a car: its last messages, cut into named values as that API names them. */
import type { Glance, Told } from '../ovms/garage.ts'

/** Values as they stood in the message, as texts; bits of bytes as numbers; null: the message is shorter. */
export type Shown = Record<string, string | number | null>

type Messages = Glance['messages']
type Entry = [string, string | number | null]

/** The fields of S in order; empty: told under no name. */
const S =
  `soc units linevoltage chargecurrent chargestate mode idealrange estimatedrange chargelimit
  chargeduration chargeb4 chargekwh chargesubstate - - chargetimermode chargestarttime
  chargetimerstale cac100 charge_etr_full charge_etr_limit charge_limit_range charge_limit_soc
  cooldown_active cooldown_tbattery cooldown_timelimit charge_estimate charge_etr_range
  charge_etr_soc idealrange_max chargetype chargepower battvoltage soh chargepowerinput
  chargerefficiency batt_current batt_range_speed charge_kwh_grid charge_kwh_grid_total
  batt_capacity`.split(/\s+/)

/** Those of S that the status tells; the charge tells them all. */
const S_STATUS = new Set(
  `soc units idealrange idealrange_max estimatedrange mode chargestate cac100 soh
  cooldown_active`.split(/\s+/),
)

/** The fields of D; the doors are bytes of bits. */
const D = `- - - temperature_pem temperature_motor temperature_battery tripmeter odometer speed
  parkingtimer temperature_ambient - staletemps staleambient vehicle12v - vehicle12v_ref -
  temperature_charger vehicle12v_current temperature_cabin`.split(/\s+/)

/** Those of D that the charge does not tell. */
const D_STATUS = new Set(['tripmeter', 'odometer', 'speed', 'parkingtimer'])

/** Bits of D: in which field, which bit, and whether the charge tells it too. */
const BITS: [name: string, field: number, bit: number, charge?: 'charge'][] = [
  ['fl_dooropen', 0, 1],
  ['fr_dooropen', 0, 2],
  ['cp_dooropen', 0, 4, 'charge'],
  ['pilotpresent', 0, 8, 'charge'],
  ['charging', 0, 16, 'charge'],
  ['handbrake', 0, 64],
  ['caron', 0, 128, 'charge'],
  ['carlocked', 1, 8],
  ['valetmode', 1, 16],
  ['bt_open', 1, 64],
  ['tr_open', 1, 128],
  ['carawake', 11, 2, 'charge'],
  ['alarmsounding', 15, 4],
  ['charging_12v', 17, 16, 'charge'],
]

const L = `latitude longitude direction altitude gpslock stalegps speed tripmeter drivemode power
  energyused energyrecd invpower invefficiency`.split(/\s+/)

const W = `fr_pressure fr_temperature rr_pressure rr_temperature fl_pressure fl_temperature
  rl_pressure rl_temperature staletpms`.split(/\s+/)

const PSI_PER_KPA = 0.14503773773020923

/** The state of the car as a whole. */
export function statusOf(messages: Messages, now: number): Shown {
  return shown([
    ...told(messages, 'S', now, (fields) =>
      named(S, fields).filter(([name]) => S_STATUS.has(name)),
    ),
    ...told(messages, 'D', now, (fields) => [...named(D, fields), ...bitsOf(fields)]),
  ])
}

/** The state of its charging. */
export function chargeOf(messages: Messages, now: number): Shown {
  return shown([
    ...told(messages, 'S', now, (fields) => named(S, fields)),
    ...told(messages, 'D', now, (fields) => [
      ...named(D, fields).filter(([name]) => !D_STATUS.has(name)),
      ...bitsOf(fields, 'charge'),
    ]),
  ])
}

export function locationOf(messages: Messages, now: number): Shown {
  return shown(told(messages, 'L', now, (fields) => named(L, fields)))
}

/** Tyres: by the newer message that names each wheel, else by the older one of four. */
export function tyresOf(messages: Messages, now: number): Shown {
  const newer = told(messages, 'Y', now, wheelsOf)
  if (newer.length === 0) return shown(told(messages, 'W', now, (fields) => named(W, fields)))
  return shown([...newer, ...timesOf(messages.get('Y')!, 'w', now)])
}

/** When the last status came; empty where none did. */
export function ageOf(messages: Messages, now: number): Shown {
  return shown(told(messages, 'S', now, () => []))
}

/** The last messages as they are: firmware and status first, as apps get them too. */
export function rawOf(messages: Messages): Shown[] {
  const rank = (code: string) => 'SF'.indexOf(code)
  const inOrder = [...messages].sort(([a], [b]) => rank(b) - rank(a) || (a < b ? -1 : 1))
  return inOrder.map(([code, { data, at, isParanoid = false }]) =>
    shown([
      ['m_code', code],
      ['m_msg', data],
      ['m_msgtime', utc(at)],
      ['m_paranoid', Number(isParanoid)],
      ['m_ptoken', ''],
    ]),
  )
}

/** A time as the OVMS API writes it, in UTC: 2026-11-21 08:15:02. */
export function utc(at: number): string {
  return new Date(at).toISOString().slice(0, 19).replace('T', ' ')
}

/** In the order of the names, as that API gives them. */
function shown(entries: Entry[]): Shown {
  return Object.fromEntries(entries.sort(([a], [b]) => (a < b ? -1 : 1)))
}

function told(
  messages: Messages,
  code: string,
  now: number,
  read: (fields: string[]) => Entry[],
): Entry[] {
  const message = messages.get(code)
  if (!message) return []
  // What is empty at the end counts as not sent.
  const data = message.data.replace(/,+$/, '')
  const fields = data === '' ? [] : data.split(',')
  return [...timesOf(message, code.toLowerCase(), now), ...read(fields)]
}

function timesOf({ at }: Told, code: string, now: number): Entry[] {
  const age = Math.floor(now / 1000) - Math.floor(at / 1000)
  return [
    [`m_msgtime_${code}`, utc(at)],
    [`m_msgage_${code}`, age],
  ]
}

function named(names: string[], fields: string[]): Entry[] {
  const entries = names.map((name, i): Entry => [name, fields[i] ?? null])
  return entries.filter(([name]) => name !== '-')
}

function bitsOf(fields: string[], only?: 'charge'): Entry[] {
  return BITS.filter(([, , , charge]) => !only || charge === only).map(([name, field, bit]) => [
    name,
    Number.parseInt(fields[field] ?? '0', 10) & bit,
  ])
}

/** Lists behind their lengths: names, pressures, temperatures, health, alerts; each with its age. */
function wheelsOf(fields: string[]): Entry[] {
  let at = 0
  const next = () => fields[at++]
  const list = () => {
    const length = Math.min(Number.parseInt(next() ?? '0', 10) || 0, fields.length)
    return Array.from({ length: Math.max(0, length) }, next)
  }
  const names = list().map((name) => name?.toLowerCase() ?? '')
  const kinds = ['pressure', 'temperature', 'health', 'alert'] as const
  const told = kinds.map((kind) => ({ kind, values: list(), stale: next() ?? null }))
  const stales = told.flatMap(({ stale }) => (stale === null ? [] : Number(stale) || 0))
  return [
    ...told.flatMap(({ kind, values }) => names.flatMap((name, i) => wheel(name, kind, values[i]))),
    ...told.map(({ kind, stale }): Entry => [`stale_${kind}`, stale]),
    ['staletpms', stales.length > 0 ? String(Math.max(...stales)) : null],
  ]
}

function wheel(name: string, kind: string, value: string | undefined): Entry[] {
  if (value === undefined) return []
  if (kind !== 'pressure') return [[`${name}_${kind}`, value]]
  return [
    [`${name}_pressure_kpa`, value],
    [`${name}_pressure`, (Number(value) || 0) * PSI_PER_KPA],
  ]
}
