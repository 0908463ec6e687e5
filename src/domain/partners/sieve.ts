/** Which events a puller wants, as he says it in a query and as his cursor remembers it. */
import { z } from 'zod'
import { EventType } from '../sharing/event.ts'
import type { Wishes } from './wishes.ts'

/** Of some types, from one region; null: whatever it is. Withdrawals pass every sieve. */
export type Sieve = Pick<Wishes, 'events' | 'region'>

const DEGREES = /^[+-]?\d{1,3}(\.\d{1,12})?$/

/** West, south, east, north in degrees (RFC 7946, section 5); west may lie past the date line. */
export const Bounds = z
  .string()
  .max(100)
  .transform((text) => text.split(','))
  .refine((parts) => parts.length === 4 && parts.every((part) => DEGREES.test(part)), {
    message: 'must be west,south,east,north in degrees',
    abort: true,
  })
  .transform((parts) => parts.map(Number) as [number, number, number, number])
  .refine(([west, south, east, north]) => {
    const isOnEarth = Math.max(Math.abs(west), Math.abs(east)) <= 180 && south >= -90 && north <= 90
    return isOnEarth && south <= north
  }, 'must lie on Earth, south before north')
  .meta({ type: 'string', example: '8.3,47.2,8.8,47.5' })

/** Types of events, parted by commas. */
export const Types = z
  .string()
  .max(200)
  .transform((text) => [...new Set(text.split(','))].sort())
  .pipe(z.array(EventType))
  .meta({ type: 'string', example: 'charge.completed,charge.aborted' })

/** What a query asks for. */
export function sieveFor(
  types: z.infer<typeof Types> | undefined,
  bounds: z.infer<typeof Bounds> | undefined,
): Sieve {
  if (!bounds) return { events: types ?? null, region: null }
  const [west, south, east, north] = bounds
  return { events: types ?? null, region: { box: { west, south, east, north } } }
}

/** One text for all that want the same; empty: everything passes. */
export function sieveText({ events, region }: Sieve): string {
  if (!events && !region) return ''
  const box = region && 'box' in region ? region.box : null
  const bounds = box ? [box.west, box.south, box.east, box.north].map(decimal).join(',') : ''
  return `${events?.join(',') ?? ''};${bounds}`
}

/** Without an exponent, as it is read back. */
function decimal(degrees: number): string {
  // Adding 0 makes a zero of a negative one.
  return (Number(degrees.toFixed(12)) + 0).toFixed(12).replace(/\.?0+$/, '')
}

/** null where the text is no sieve. */
export function sieveOf(text: string): Sieve | null {
  if (text === '') return { events: null, region: null }
  const [types = '', bounds = '', ...rest] = text.split(';')
  const events = types === '' ? undefined : Types.safeParse(types)
  const region = bounds === '' ? undefined : Bounds.safeParse(bounds)
  if (rest.length > 0 || events?.success === false || region?.success === false) return null
  return sieveFor(events?.data, region?.data)
}
