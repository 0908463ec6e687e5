/** What things are called: cars by the owner's name for them, places by theirs or their station's. */
import { useData } from './data.ts'
import type { List, Location, Vehicle } from './wire.ts'
import { useWords } from './words/words.ts'

export const VEHICLES = '/v1/vehicles?limit=1000'
export const LOCATIONS = '/v1/locations?limit=1000'

type Names = {
  car: (vehicleId: string) => string
  /** There is one car alone: its name need not stand everywhere. */
  isOnly: boolean
  /** By its id; what is not known is a new place. */
  place: (locationId: string | null) => string
}

/** The names that there are so far; drawn anew when more are known. Ids where nobody is signed in. */
export function useNames(isSignedIn = true): Names {
  const { data: vehicles } = useData<List<Vehicle>>(isSignedIn ? VEHICLES : null)
  const { data: locations } = useData<List<Location>>(isSignedIn ? LOCATIONS : null)
  const { shell } = useWords()
  return {
    isOnly: vehicles?.items.length === 1,
    car: (id) => vehicles?.items.find(({ vehicleId }) => vehicleId === id)?.name ?? id,
    place: (id) => {
      const one = locations?.items.find((location) => location.id === id)
      return one?.name ?? one?.station?.name ?? shell.newPlace
    },
  }
}
