/** What things are called: cars by the owner's name for them, places by theirs or their station's. */
import { useData } from './data.ts'
import type { ChargerWitness, Flag, List, Location, Vehicle } from './wire.ts'
import { useWords, words } from './words/words.ts'

export const VEHICLES = '/v1/vehicles?limit=1000'
export const LOCATIONS = '/v1/locations?limit=1000'

export type Names = {
  car: (vehicleId: string) => string
  /** There is one car alone: its name need not stand everywhere. */
  isOnly: boolean
  /** By its id; null where a charge has none. What the charger there calls itself is better than nothing. */
  place: (locationId: string | null, charger?: ChargerWitness | null) => string
}

/** The names that there are so far; drawn anew when more are known. Ids where nobody is signed in. */
export function useNames(isSignedIn = true): Names {
  const { data: vehicles } = useData<List<Vehicle>>(isSignedIn ? VEHICLES : null)
  const { data: locations } = useData<List<Location>>(isSignedIn ? LOCATIONS : null)
  const { charges, shell } = useWords()
  return {
    isOnly: vehicles?.items.length === 1,
    car: (id) => vehicles?.items.find(({ vehicleId }) => vehicleId === id)?.name ?? id,
    place: (id, charger) => {
      const one = locations?.items.find((location) => location.id === id)
      if (one) return placeName(one, charger)
      return charger?.station ?? (id === null ? charges.months.unplaced : shell.newPlace)
    },
  }
}

/** What a place is called: by its owner, by its station, by a charger there, or by what is decided for it. */
export function placeName(
  { name, station, flag }: Location,
  charger?: ChargerWitness | null,
): string {
  const { places, shell } = words()
  const byFlag = { never: places.private, pending: shell.newPlace } as Partial<Record<Flag, string>>
  return name ?? station?.name ?? charger?.station ?? byFlag[flag] ?? places.unnamed
}
