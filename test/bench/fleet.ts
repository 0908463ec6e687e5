/** The cars of the bench: each has its places and tells one charge after the other. */
import type { Request } from 'autocannon'
import type { Position } from '../../src/domain/places/position.ts'

/** Places of each vehicle; charges are made at the public ones. */
export const [PUBLIC, PRIVATE] = [24, 1]
const PLACES = PUBLIC + PRIVATE
/** Different positions in the whole fleet: what a cover costs is paid once for each. */
const SPOTS = 250
/** A charge starts or ends so often in a car's life. */
const STEP_MS = 30 * 60_000
const EPOCH = Date.UTC(2015, 0, 1)

export type Car = { id: string; token: string; told: number }

/** A fleet with credentials made up for it. */
export function fleetOf(size: number): Car[] {
  return Array.from({ length: size }, (_, i) => {
    const number = String(i).padStart(6, '0')
    return { id: `bench-${number}`, token: `csv_${number.padStart(43, 'x')}`, told: 0 }
  })
}

/** A kilometre from one to the next. */
export const spots: Position[] = Array.from({ length: SPOTS }, (_, i) => ({
  lat: 22 + 0.01 * Math.floor(i / 25),
  lon: 114 + 0.01 * (i % 25),
}))

/** Which of the positions are the places of a car: first the public ones, then the private. */
export function spotsOf(car: number): number[] {
  return Array.from({ length: PLACES }, (_, i) => spotOf(car, i))
}

function spotOf(car: number, place: number): number {
  return (car * PLACES + place) % SPOTS
}

/** The next `count` messages of a car as one request; a batch is an array. */
export function nextRequest(fleet: Car[], car: number, count: number): Request {
  const { id, token } = fleet[car]!
  const messages = Array.from({ length: count }, () => nextMessage(fleet, car))
  return {
    method: 'POST',
    path: `/v1/vehicles/${id}/messages`,
    headers: { 'content-type': 'application/json', authorization: `Bearer ${token}` },
    body: JSON.stringify(count === 1 ? messages[0] : messages),
  }
}

/** Starts and ends in turn, each charge at the next public place of the car; about 300 bytes. */
function nextMessage(fleet: Car[], car: number) {
  const { id, told } = fleet[car]!
  fleet[car]!.told += 1
  const charge = Math.floor(told / 2)
  const ends = told % 2 === 1
  return {
    id: `${id}-${told}`,
    type: ends ? 'charge.completed' : 'charge.started',
    at: new Date(EPOCH + told * STEP_MS).toISOString(),
    position: spots[spotOf(car, charge % PUBLIC)],
    soc: ends ? 80 : 41.5,
    energyKwh: ends ? 17.2 : 0,
    powerKw: 6.6,
    voltage: 230,
    current: 28.7,
    mode: 'standard',
    durationS: ends ? STEP_MS / 1000 : 0,
    odometerKm: 48211.3 + charge,
  }
}
