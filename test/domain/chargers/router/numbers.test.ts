/** Transaction numbers are changed where a call carries one, and nowhere else. */
import { describe, expect, it } from 'vitest'
import {
  numberIn,
  wholeNumber,
  withNumber,
} from '../../../../src/domain/chargers/router/numbers.ts'

describe('the number of a transaction', () => {
  it.each([
    ['StopTransaction', { transactionId: 7, meterStop: 12 }],
    ['MeterValues', { connectorId: 1, transactionId: 7, meterValue: [] }],
    ['RemoteStopTransaction', { transactionId: 7 }],
    ['RemoteStartTransaction', { idTag: 'A', chargingProfile: { id: 1, transactionId: 7 } }],
    ['SetChargingProfile', { connectorId: 1, csChargingProfiles: { transactionId: 7, id: 1 } }],
  ])('is found and changed in %s, and the rest stays', (action, payload) => {
    expect(numberIn(action, payload)).toBe(7)
    const changed = withNumber(action, payload, 900)
    expect(numberIn(action, changed)).toBe(900)
    expect(withNumber(action, changed, 7)).toEqual(payload)
    expect(numberIn(action, payload)).toBe(7)
  })

  it.each([
    ['RemoteStartTransaction', { idTag: 'A' }],
    ['MeterValues', { connectorId: 1, meterValue: [] }],
    ['DataTransfer', { transactionId: 7 }],
    ['SetChargingProfile', { csChargingProfiles: null }],
  ])('is not there in %s %j', (action, payload) => {
    expect(numberIn(action, payload)).toBeNull()
  })

  it.each([
    [12, 12],
    [-1, -1],
    ['12', 12],
    [2 ** 40, 2 ** 40],
    ['twelve', null],
    ['', null],
    [1.5, null],
    [null, null],
    [{}, null],
    ['9'.repeat(40), null],
  ])('of a backend may be %j: %j', (said, number) => {
    expect(wholeNumber(said)).toBe(number)
  })
})
