/** Stations as the stories need them. */
import type { Listing, Provider } from '../../../src/domain/stations/listing.ts'

export const contributors: Provider = {
  source: 'ocm',
  id: '1',
  title: 'Open Charge Map Contributors',
  licence: 'CC-BY-4.0',
  attribution: 'Open Charge Map contributors (CC BY 4.0)',
  url: 'https://openchargemap.org',
  mayPass: true,
}

let made = 0

/** A public station in the city of the stories, with what matters to the story changed. */
export function aListing(told: Partial<Listing> = {}): Listing {
  const number = ++made
  return {
    source: 'ocm',
    ref: String(900_000 + number),
    name: `Car park ${number}`,
    operator: 'Open Volts',
    position: { lat: 22.2809, lon: 114.1588 },
    posts: { count: 2, refs: ['A1', 'A2'] },
    plugs: [{ type: 'IEC_62196_T2', powerKw: 22, quantity: 2 }],
    access: 'public',
    price: null,
    provider: contributors,
    checkedAt: 1000,
    ...told,
  }
}
