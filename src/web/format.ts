/** Times, numbers and units as the owner reads them; between a number and its unit no line breaks. */
import type { Money, Time } from './wire.ts'
import { language } from './words/words.ts'

const NBSP = '\u00a0'
const formats = new Map<string, unknown>()

/** The owner's language with the region of his browser: English dates differ by country. */
export function locale(): string {
  const short = language()
  return navigator.languages.find((tag) => tag.startsWith(short)) ?? short
}

/** Making a format is slow, so that each is made once. */
function made<T>(kind: string, options: object, make: (locale: string) => T): T {
  const key = `${locale()} ${kind} ${JSON.stringify(options)}`
  if (!formats.has(key)) formats.set(key, make(locale()))
  return formats.get(key) as T
}

export function dated(at: Time | number, options: Intl.DateTimeFormatOptions): string {
  return made('date', options, (tag) => new Intl.DateTimeFormat(tag, options)).format(new Date(at))
}

/** 21 Nov 2026. */
export function date(at: Time | number): string {
  return dated(at, { day: 'numeric', month: 'short', year: 'numeric' })
}

/** 08:15, or 8:15 am where that is read. */
export function time(at: Time | number): string {
  return dated(at, { hour: 'numeric', minute: '2-digit' })
}

/** Sat, 21 Nov, 08:15; the year only where it is another one. */
export function moment(at: Time | number): string {
  const year = new Date(at).getFullYear() === new Date().getFullYear()
  return dated(at, {
    weekday: 'short',
    day: 'numeric',
    month: 'short',
    ...(!year && { year: 'numeric' }),
    hour: 'numeric',
    minute: '2-digit',
  })
}

/** November 2026, of `2026-11`. */
export function month(text: string): string {
  return dated(`${text}-15T12:00:00Z`, { month: 'long', year: 'numeric' })
}

/** 5 minutes ago. */
export function ago(at: Time | number, now = Date.now()): string {
  const seconds = Math.round((new Date(at).getTime() - now) / 1000)
  const steps = [
    ['second', 60],
    ['minute', 60],
    ['hour', 24],
    ['day', 7],
    ['week', 5],
    ['month', 12],
  ] as const
  const relative = made('ago', {}, (tag) => new Intl.RelativeTimeFormat(tag, { numeric: 'auto' }))
  let amount = seconds
  for (const [unit, size] of steps) {
    if (Math.abs(amount) < size) return relative.format(Math.round(amount), unit)
    amount /= size
  }
  return relative.format(Math.round(amount), 'year')
}

export function number(value: number, digits = 0): string {
  const options = { maximumFractionDigits: digits }
  return made('number', options, (tag) => new Intl.NumberFormat(tag, options)).format(value)
}

function withUnit(value: number, unit: string, digits: number): string {
  return `${number(value, digits)}${NBSP}${unit}`
}

/** What is longer may break: a narrow phone shows little more in one line. */
const UNBROKEN = 22

/** Several things in one line: it breaks between them rather than inside one. */
export function line(parts: (string | null | undefined | false | 0)[]): string {
  return parts
    .filter((part): part is string => Boolean(part))
    .map((part) => (part.length > UNBROKEN ? part : part.replaceAll(' ', NBSP)))
    .join(`${NBSP}· `)
}

/** 41 % of a battery, as it is written there: 41% in English. Nobody charges by tenths. */
export function percent(value: number): string {
  const options = { style: 'percent', maximumFractionDigits: 0 } as const
  return made('percent', options, (tag) => new Intl.NumberFormat(tag, options)).format(value / 100)
}

export function energy(kwh: number): string {
  return withUnit(kwh, 'kWh', kwh < 10 ? 2 : 1)
}

export function power(kw: number): string {
  return withUnit(kw, 'kW', 1)
}

/** A few hundred meters, or feet where those are used, by the ten. */
export function distance(meters: number): string {
  if (!/-(US|LR|MM)$/i.test(locale())) return withUnit(meters, 'm', 0)
  return withUnit(Math.round(meters * 0.32808) * 10, 'ft', 0)
}

/** 1 h 25 min; what lasted for seconds lasted no 0 min. */
export function duration(ms: number): string {
  if (ms > 0 && ms < 60_000) return `< ${withUnit(1, 'min', 0)}`.replace(' ', NBSP)
  const minutes = Math.max(0, Math.round(ms / 60_000))
  const hours = Math.floor(minutes / 60)
  const rest = withUnit(minutes % 60, 'min', 0)
  return hours === 0 ? rest : `${withUnit(hours, 'h', 0)}${NBSP}${rest}`
}

export function money({ amount, currency }: Money): string {
  const options = { style: 'currency', currency } as const
  return made('money', options, (tag) => new Intl.NumberFormat(tag, options)).format(amount)
}
