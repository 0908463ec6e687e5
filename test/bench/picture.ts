/** A car at one moment, as its module tells it: over v2 in lines, over MQTT in metrics. */
import type { Position } from '../../src/domain/places/position.ts'

export type Picture = {
  state: State
  position: Position
  odometerKm: number
  /** Percent. */
  soc: number
  /** Into the battery since the charge began. */
  kwh: number
  /** How long the charge has lasted. */
  chargingS: number
}
export type State = 'parked' | 'driving' | 'plugged' | 'charging' | 'stopped' | 'done'

/** Metrics by their names as they stand in topics. */
export type Metrics = Record<string, string>

/** How a state is told: in words, in the numbers of v2, and in the bits of its doors. */
type Telling = { word: string; number: number; substate: string; subnumber: number; doors: number }

const [PORT, PILOT, CHARGING, NOISE, BRAKE, ON] = [4, 8, 16, 32, 64, 128]
const PARKED = NOISE + BRAKE
const PLUGGED = PARKED + PORT + PILOT
const TELLING: Record<State, Telling> = {
  parked: { word: 'stopped', number: 21, substate: '', subnumber: 0, doors: PARKED },
  driving: { word: 'stopped', number: 21, substate: '', subnumber: 0, doors: NOISE + ON },
  plugged: { word: 'prepare', number: 13, substate: 'powerwait', subnumber: 7, doors: PLUGGED },
  charging: {
    ...{ word: 'charging', number: 1, substate: 'onrequest', subnumber: 3 },
    doors: PLUGGED + CHARGING,
  },
  // By its owner: there are other reasons, with other substates.
  stopped: { word: 'stopped', number: 21, substate: 'onrequest', subnumber: 3, doors: PLUGGED },
  done: { word: 'done', number: 4, substate: 'stopped', subnumber: 13, doors: PLUGGED },
}
const [POWER_KW, SPEED_KMH, LIMIT] = [7.2, 50, 80]

export const firmware = 'F3.3.005,WAUZZZ4G0BN000001,21,1,DEMO,carrier,-1,-1,OVMS WIFI BLE BT,5'

export function statusOf({ state, soc, kwh, chargingS }: Picture): string {
  const { word, number, subnumber } = TELLING[state]
  const isCharging = state === 'charging'
  const supply = isCharging ? '230,31.80' : '0,0.00'
  const power = isCharging
    ? '7.20,380.50,97.00,7.60,94.70,-18.90,21.6'
    : '0.00,380.50,97.00,0.00,0.00,0.00,0.0'
  return (
    `S${soc.toFixed(1)},K,${supply},${word},standard,203,191,32,${chargingS},0,${tenths(kwh)},` +
    `${subnumber},${number},0,0,0,0,120.00,201,105,0,${LIMIT},-1,0,0,0,-1,105,350,0,${power},` +
    `${(kwh * 1.05).toFixed(1)},1242.5,58.0,-1`
  )
}

export function environmentOf({ state, odometerKm, chargingS }: Picture): string {
  const speed = state === 'driving' ? SPEED_KMH : 0
  const parkedS = state === 'driving' ? 0 : 40 + chargingS
  return (
    `D${TELLING[state].doors},8,4,31,28,22,123,${tenths(odometerKm)},${speed},${parkedS},17,1,1,1,` +
    '13.9,0,12.6,16,33,7.8,18'
  )
}

export function locationOf({ state, position: { lat, lon } }: Picture): string {
  const speed = state === 'driving' ? SPEED_KMH.toFixed(1) : '0.0'
  return (
    `L${lat.toFixed(6)},${lon.toFixed(6)},181.2,3.1,1,1,${speed},123,0,-7.200,2.021,0.697,0,0,AA,9,` +
    `0.9,${speed},88`
  )
}

/** A line of the log of charges, which asks for an acknowledgement by its code. */
export function gridOf(code: string | number, picture: Picture): string {
  const { state, position, soc, kwh, chargingS, odometerKm } = picture
  const { word, substate } = TELLING[state]
  const where = `1,${position.lat.toFixed(6)},${position.lon.toFixed(6)},3.1,`
  return (
    `h${code},0,*-LOG-Grid,2,2592000,${where},type2,${word},${substate},standard,32.0,0.0,80.0,` +
    `,,,,0.0,0.0,0.0,${chargingS},${kwh.toFixed(3)},${(kwh * 1.05).toFixed(3)},1255.0,0,0.000,0.000,` +
    `0.000,${soc.toFixed(1)},150.0,160.0,350.0,380.5,22.0,33.0,0.0,17.0,18.0,97.000,,120.000,` +
    `3177.021,3212.697,835.406,947.539,${odometerKm.toFixed(1)}`
  )
}

/** The metrics that something is read out of, but for those of the place and of the state. */
export function courseOf({ state, soc, kwh, chargingS, odometerKm }: Picture): Metrics {
  const isCharging = state === 'charging'
  return {
    'v/b/soc': String(soc),
    'v/b/power': isCharging ? String(-POWER_KW) : '0',
    'v/c/kwh': kwh.toFixed(3),
    'v/c/kwh/grid': (kwh * 1.05).toFixed(3),
    'v/c/time': String(chargingS),
    'v/c/power': isCharging ? '7.6' : '0',
    'v/c/voltage': isCharging ? '230' : '0',
    'v/c/current': isCharging ? '31.8' : '0',
    'v/c/limit/soc': String(LIMIT),
    'v/p/odometer': odometerKm.toFixed(1),
  }
}

export function placeOf({ position }: Picture): Metrics {
  return {
    'v/p/latitude': position.lat.toFixed(6),
    'v/p/longitude': position.lon.toFixed(6),
    'v/p/gpslock': 'yes',
  }
}

export function stateOf({ state }: Picture): Metrics {
  const { word, substate, doors } = TELLING[state]
  const yesNo = (bit: number) => ((doors & bit) === 0 ? 'no' : 'yes')
  return {
    'v/c/substate': substate,
    'v/c/state': word,
    'v/c/charging': yesNo(CHARGING),
    'v/c/pilot': yesNo(PILOT),
    'v/d/cp': yesNo(PORT),
    'v/e/on': yesNo(ON),
    'v/p/speed': state === 'driving' ? String(SPEED_KMH) : '0',
  }
}

function tenths(value: number): number {
  return Math.round(value * 10)
}
