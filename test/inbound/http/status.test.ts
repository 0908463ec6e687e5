/** What is told of a car: the same names and kinds of values as an OVMS server gives, whatever the car said. */
import { describe, expect, test } from 'vitest'
import { chargeOf, locationOf, rawOf, statusOf, tyresOf } from '../../../src/inbound/http/status.ts'
import { charging } from './tools.ts'

const at = Date.parse('2026-11-21T08:15:02.900Z')
const now = at + 61_200
const said = (messages: Record<string, string>) =>
  new Map(Object.entries(messages).map(([code, data]) => [code, { data, at }]))

/** Of the API as it is documented and as the reference answers. */
const names = {
  status: `soc units idealrange idealrange_max estimatedrange mode chargestate cac100 soh
    cooldown_active fl_dooropen fr_dooropen cp_dooropen pilotpresent charging handbrake caron
    carlocked valetmode bt_open tr_open temperature_pem temperature_motor temperature_battery
    temperature_charger temperature_cabin tripmeter odometer speed parkingtimer temperature_ambient
    carawake staletemps staleambient charging_12v vehicle12v vehicle12v_ref vehicle12v_current
    alarmsounding m_msgage_s m_msgtime_s m_msgage_d m_msgtime_d`,
  charge: `linevoltage battvoltage chargecurrent chargepower chargepowerinput chargerefficiency
    chargetype chargestate soc units idealrange estimatedrange mode chargelimit chargeduration
    chargeb4 chargekwh chargesubstate chargetimermode chargestarttime chargetimerstale cac100 soh
    charge_etr_full charge_etr_limit charge_limit_range charge_limit_soc cooldown_active
    cooldown_tbattery cooldown_timelimit charge_estimate charge_etr_range charge_etr_soc
    idealrange_max batt_current batt_range_speed charge_kwh_grid charge_kwh_grid_total
    batt_capacity cp_dooropen pilotpresent charging caron temperature_pem temperature_motor
    temperature_battery temperature_charger temperature_ambient temperature_cabin carawake
    staletemps staleambient charging_12v vehicle12v vehicle12v_ref vehicle12v_current
    m_msgage_s m_msgtime_s m_msgage_d m_msgtime_d`,
  location: `latitude longitude direction altitude gpslock stalegps speed tripmeter drivemode power
    energyused energyrecd invpower invefficiency m_msgage_l m_msgtime_l`,
}
const sorted = (text: string) => text.split(/\s+/).sort()

describe('a car that told all', () => {
  const messages = said(charging)

  test('is shown under the names of the API, in their order', () => {
    expect(Object.keys(statusOf(messages, now))).toEqual(sorted(names.status))
    expect(Object.keys(chargeOf(messages, now))).toEqual(sorted(names.charge))
    expect(Object.keys(locationOf(messages, now))).toEqual(sorted(names.location))
  })

  test('is shown by texts as it told them, and by bits as numbers', () => {
    expect(chargeOf(messages, now)).toMatchObject({
      soc: '45.0',
      units: 'K',
      linevoltage: '230',
      chargecurrent: '31.80',
      chargestate: 'charging',
      chargesubstate: '3',
      chargekwh: '0',
      charge_etr_full: '264',
      charge_limit_soc: '80',
      cooldown_active: '-1',
      battvoltage: '380.50',
      chargepowerinput: '7.60',
      charge_kwh_grid_total: '1234.5',
      batt_capacity: '58.0',
      cp_dooropen: 4,
      pilotpresent: 8,
      charging: 16,
      caron: 0,
      charging_12v: 16,
      carawake: 0,
      staleambient: '1',
      vehicle12v: '13.9',
      temperature_cabin: '18',
    })
    expect(statusOf(messages, now)).toMatchObject({
      odometer: '578231',
      parkingtimer: '60',
      handbrake: 64,
      carlocked: 8,
      alarmsounding: 0,
    })
    expect(locationOf(messages, now)).toMatchObject({
      latitude: '52.370216',
      longitude: '4.895168',
      gpslock: '1',
      invefficiency: '0',
    })
  })

  test('is shown with the age of each message in whole seconds', () => {
    expect(locationOf(messages, now)).toMatchObject({
      m_msgtime_l: '2026-11-21 08:15:02',
      m_msgage_l: 62,
    })
  })
})

describe('a car that told little', () => {
  test('is shown empty where it told nothing', () => {
    for (const show of [statusOf, chargeOf, locationOf, tyresOf]) {
      expect(show(new Map(), now)).toEqual({})
    }
  })

  test('is shown with null for what an old module does not send', () => {
    const old = said({ S: '80,M,0,0,done,standard,150,120', D: '0,0,4', L: '22.28,114.16' })
    expect(chargeOf(old, now)).toMatchObject({
      soc: '80',
      estimatedrange: '120',
      chargelimit: null,
      charge_etr_full: null,
      charging: 0,
      charging_12v: 0,
      staleambient: null,
    })
    expect(locationOf(old, now)).toMatchObject({ longitude: '114.16', gpslock: null })
  })

  test('is shown with the empty word in its place, but not at the end', () => {
    const empty = chargeOf(said({ S: '80,K,,,,standard,150,,,' }), now)
    expect(empty).toMatchObject({ linevoltage: '', chargestate: '', idealrange: '150' })
    expect(empty['estimatedrange']).toBeNull()
  })

  test('is shown without a fault where it told nonsense', () => {
    const nonsense = said({ S: '', D: 'x,,-1', L: ',', Y: '99999999999,fl,-5,x' })
    expect(statusOf(nonsense, now)).toMatchObject({ soc: null, fl_dooropen: 0, carlocked: 0 })
    expect(tyresOf(nonsense, now)).toMatchObject({ m_msgage_y: 62 })
  })
})

describe('tyres', () => {
  test('are shown by the names the car gives them, in kPa and PSI', () => {
    const Y =
      '4,FL,FR,RL,RR,4,206.8,216.5,275.8,175.8,1,4,33,33,34,38,1,4,95,93,96,74,0,4,0,0,0,1,-1'
    expect(tyresOf(said({ Y, W: '29,33,29,33,29,33,29,33,1' }), now)).toMatchObject({
      fl_pressure_kpa: '206.8',
      fl_pressure: expect.closeTo(29.99, 2),
      rr_temperature: '38',
      rl_health: '96',
      rr_alert: '1',
      stale_pressure: '1',
      stale_health: '0',
      stale_alert: '-1',
      staletpms: '1',
      m_msgage_y: 62,
      m_msgage_w: 62,
    })
  })

  test('of an old module are four, in PSI', () => {
    expect(tyresOf(said({ W: '29.1,33,29.2,34,29.3,35,29.4,36,1' }), now)).toEqual({
      m_msgtime_w: '2026-11-21 08:15:02',
      m_msgage_w: 62,
      fr_pressure: '29.1',
      fr_temperature: '33',
      rr_pressure: '29.2',
      rr_temperature: '34',
      fl_pressure: '29.3',
      fl_temperature: '35',
      rl_pressure: '29.4',
      rl_temperature: '36',
      staletpms: '1',
    })
  })
})

test('the raw messages come as they are, firmware and status first', () => {
  const raw = rawOf(said({ D: '1', S: '2', F: '3', A: '' }))
  expect(raw.map(({ m_code }) => m_code)).toEqual(['F', 'S', 'A', 'D'])
  expect(raw[1]).toEqual({
    m_code: 'S',
    m_msg: '2',
    m_msgtime: '2026-11-21 08:15:02',
    m_paranoid: 0,
    m_ptoken: '',
  })
})
