/** What a partner wishes of its pushes as a form holds it: numbers as they are typed. */
import { Problem } from '../api.ts'
import type { EventType, Partner, Region, Wishes } from './wire.ts'

export type Where = 'everywhere' | 'circle' | 'box'
export type Side = 'lat' | 'lon' | 'radiusKm' | 'north' | 'south' | 'west' | 'east'
export type Draft = Pick<Wishes, 'enabled' | 'signature' | 'payload' | 'states'> & {
  url: string
  events: EventType[]
  where: Where
  sides: Record<Side, string>
  rate: string
  batch: string
  retryS: string
}

/** Withdrawals always come. */
export const TYPES = [
  'charge.started',
  'charge.updated',
  'charge.completed',
  'charge.aborted',
] as const satisfies EventType[]

export const SIDES: Record<Where, Side[]> = {
  everywhere: [],
  circle: ['lat', 'lon', 'radiusKm'],
  box: ['north', 'south', 'west', 'east'],
}

export function draftOf(push: Partner['push']): Draft {
  const { url, enabled, events, region, rate, batch, signature, payload, states, retryS } = push
  return {
    ...{ enabled, signature, payload, states, url: url ?? '' },
    events: events ?? [...TYPES],
    where: region === null ? 'everywhere' : 'circle' in region ? 'circle' : 'box',
    sides: sidesOf(region),
    rate: rate === null ? '' : String(rate),
    batch: String(batch),
    retryS: retryS?.join(', ') ?? '',
  }
}

function sidesOf(region: Region | null): Record<Side, string> {
  const none = { lat: '', lon: '', radiusKm: '', north: '', south: '', west: '', east: '' }
  if (region === null) return none
  if ('circle' in region) {
    const { lat, lon, radiusM } = region.circle
    return { ...none, lat: String(lat), lon: String(lon), radiusKm: String(radiusM / 1000) }
  }
  const { north, south, west, east } = region.box
  return {
    ...{ ...none, north: String(north), south: String(south) },
    ...{ west: String(west), east: String(east) },
  }
}

/** As it goes on the wire; throws where what is typed is no number. `notNumber` says so. */
export function wishOf(draft: Draft, notNumber: string): Partial<Wishes> {
  const { url, enabled, events, signature, payload, states, rate, batch, retryS } = draft
  const numbers = retryS.split(/[\s,;]+/).filter((one) => one !== '')
  const read = (field: string, text: string) => numberOf(`/push/${field}`, text, notNumber)
  return {
    ...{ enabled, signature, payload, states, url: url.trim() === '' ? null : url.trim() },
    events: events.length === TYPES.length ? null : [...events, 'charge.withdrawn'],
    region: regionOf(draft, notNumber),
    rate: rate.trim() === '' ? null : read('rate', rate),
    batch: read('batch', batch),
    retryS: numbers.length === 0 ? null : numbers.map((one) => read('retryS', one)),
  }
}

/** The region as it is typed so far; throws where it is not whole. */
export function regionOf({ where, sides }: Draft, notNumber: string): Region | null {
  const read = (side: Side) => numberOf('/push/region', sides[side], notNumber)
  if (where === 'everywhere') return null
  if (where === 'circle') {
    return { circle: { lat: read('lat'), lon: read('lon'), radiusM: read('radiusKm') * 1000 } }
  }
  const [north, south] = [read('north'), read('south')]
  return { box: { north, south, west: read('west'), east: read('east') } }
}

function numberOf(pointer: string, text: string, detail: string): number {
  const number = Number(text.trim().replace(',', '.'))
  if (text.trim() !== '' && Number.isFinite(number)) return number
  throw new Problem(422, detail, [{ pointer, detail }])
}
