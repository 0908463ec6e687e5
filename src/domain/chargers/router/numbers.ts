/** Transaction numbers of OCPP 1.6 on their way: the charger knows ours, each backend has its own. */
import type { Payload } from '../ocpp.ts'

/** Where a call carries a transaction's number: the path of fields. */
const PLACES: Record<string, string[]> = {
  StopTransaction: ['transactionId'],
  MeterValues: ['transactionId'],
  RemoteStopTransaction: ['transactionId'],
  RemoteStartTransaction: ['chargingProfile', 'transactionId'],
  SetChargingProfile: ['csChargingProfiles', 'transactionId'],
}

/** The number that a call names; null: none. */
export function numberIn(action: string, payload: Payload): number | null {
  const path = PLACES[action] ?? []
  const value = path.reduce<unknown>((at, name) => (Object(at) as Payload)[name], payload)
  return path.length === 0 ? null : wholeNumber(value)
}

/** The call with another number in that place. */
export function withNumber(action: string, payload: Payload, number: number): Payload {
  const set = (at: Payload, [name, ...rest]: string[]): Payload => {
    if (name === undefined) return at
    return { ...at, [name]: rest.length === 0 ? number : set(Object(at[name]) as Payload, rest) }
  }
  return set(payload, PLACES[action] ?? [])
}

/** Backends may choose any; some tell it as a text. */
export function wholeNumber(value: unknown): number | null {
  const number = typeof value === 'string' && /^-?\d{1,15}$/.test(value) ? Number(value) : value
  return Number.isSafeInteger(number) ? (number as number) : null
}
