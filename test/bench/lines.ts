/** What modules say over OVMS v2: charges from begin to end, in the lines that come together. */
import { PUBLIC, spots, spotsOf } from './fleet.ts'
import { environmentOf, firmware, gridOf, locationOf, type Picture, statusOf } from './picture.ts'

/** Lines that are sent as one; the last of them asks for an acknowledgement. */
export type Burst = {
  lines: string[]
  /** The lines that count as messages: one that only asks for the acknowledgement does not. */
  counted: number
  /** The lines of a log that are to be kept. */
  kept: number
}

/** A charge is told at so many moments, ten minutes from one to the next. */
const MOMENTS = 12
const STEP_S = 600

/** Between two lines of a car's own log; it may go back for a year. */
const LOG_STEP_S = 250
const LOG_LINES = Math.floor((365 * 86_400) / LOG_STEP_S)

/** The moments of one car, its charges one after the other, each at its next public place. */
export function chargesOf(car: number): () => { picture: Picture; isTurn: boolean } {
  const haunts = spotsOf(car).slice(0, PUBLIC)
  const next = counter()
  return () => {
    const told = next()
    const [charge, at] = [Math.floor(told / MOMENTS), told % MOMENTS]
    const isEnd = at === MOMENTS - 1
    const { lat, lon } = spots[haunts[charge % PUBLIC]!]!
    const picture: Picture = {
      state: isEnd ? 'done' : 'charging',
      // No two fixes are the same.
      position: { lat: lat + 1e-6 * at, lon },
      odometerKm: 48_211.3 + 5 * charge,
      soc: 41.5 + 3.5 * at,
      kwh: 1.9 * at,
      chargingS: STEP_S * at,
    }
    return { picture, isTurn: isEnd || at === 0 }
  }
}

/** The bursts of one car, four lines each; a charge that begins or ends is in its log too. */
export function charging(car: number): () => Burst {
  const [moment, codes] = [chargesOf(car), counter()]
  return () => {
    const { picture, isTurn } = moment()
    const told = [statusOf(picture), environmentOf(picture)]
    return isTurn
      ? { lines: [...told, noticeOf(picture), gridOf(codes(), picture)], counted: 4, kept: 1 }
      : { lines: [...told, locationOf(picture), mark(codes())], counted: 3, kept: 0 }
  }
}

/** What a car says when it comes. */
export function arrival(car: number): Burst {
  const picture: Picture = { ...chargesOf(car)().picture, state: 'parked' }
  const told = [firmware, statusOf(picture), environmentOf(picture), locationOf(picture)]
  return { lines: [...told, mark(0)], counted: told.length, kept: 0 }
}

/** Lines of the log of one car, from now on back in time. */
export function logging(car: number): () => Burst {
  const next = counter()
  return () => {
    const line = next()
    const since = -LOG_STEP_S * (line % LOG_LINES)
    const data = `1,52.370216,4.895168,3.1,,${car},${line},57823.1,12.4,2.021,0.697,45.0,43.2,17.0`
    return { lines: [`h${line},${since},*-LOG-Trip,1,2592000,${data}`], counted: 1, kept: 1 }
  }
}

/** A line of a log that nobody wants kept: what came before it is kept when it is acknowledged. */
function mark(code: number): string {
  return `h${code},0,*-MARK,1,0,`
}

function noticeOf({ state, soc, kwh }: Picture): string {
  return state === 'charging'
    ? `PIStandard - Charging\r230.0V/31.8A 21.6km/h\rSOC: ${soc.toFixed(1)}%\rODO: 57823.1km`
    : `PIStandard - Charge Done\rCharged: ${kwh.toFixed(1)}kWh\rSOC: ${soc.toFixed(1)}%`
}

function counter(): () => number {
  let next = 0
  return () => next++
}
