/** How each of a charger's calls goes on to the backends that share it. */
import { describe, expect, it } from 'vitest'
import {
  connectorOf,
  isReading,
  isVoted,
  wayOf,
} from '../../../../src/domain/chargers/router/forwarding.ts'
import type { OcppVersion, Payload } from '../../../../src/domain/chargers/ocpp.ts'

const call = (action: string, payload: Payload = {}, version: OcppVersion = '1.6') => ({
  version,
  action,
  payload,
})

describe('a call goes on', () => {
  it.each([
    ['BootNotification', {}, 'boot'],
    ['StatusNotification', {}, 'status'],
    ['Heartbeat', {}, 'own'],
    ['StartTransaction', {}, 'letter'],
    ['StopTransaction', {}, 'letter'],
    ['MeterValues', { transactionId: 1 }, 'letter'],
    ['MeterValues', {}, 'live'],
    ['Authorize', {}, 'live'],
    ['DataTransfer', {}, 'live'],
  ])('%s %j as %s', (action, payload, way) => {
    expect(wayOf(call(action, payload))).toBe(way)
  })

  it('TransactionEvent as a letter, in 2.x alone', () => {
    expect(wayOf(call('TransactionEvent', {}, '2.0.1'))).toBe('letter')
    expect(wayOf(call('TransactionEvent'))).toBe('live')
    expect(wayOf(call('StartTransaction', {}, '2.1'))).toBe('live')
  })

  it('is voted about where its answer lets somebody charge', () => {
    const event = (eventType: string, more: Payload = {}) =>
      isVoted(call('TransactionEvent', { eventType, ...more }, '2.0.1'))
    expect(isVoted(call('Authorize'))).toBe(true)
    expect(isVoted(call('StartTransaction'))).toBe(true)
    expect(isVoted(call('StopTransaction'))).toBe(false)
    expect(event('Started', { idToken: {} })).toBe(true)
    expect(event('Started')).toBe(false)
    expect(event('Ended', { idToken: {} })).toBe(false)
  })

  it('may be left out of a full queue where it is a reading, never a start or an end', () => {
    expect(isReading(call('MeterValues'))).toBe(true)
    expect(isReading(call('StopTransaction'))).toBe(false)
    const event = (eventType: string) => call('TransactionEvent', { eventType }, '2.1')
    expect(isReading(event('Updated'))).toBe(true)
    expect(isReading(event('Ended'))).toBe(false)
  })

  it('tells connectors apart, those of 2.x by their EVSE too', () => {
    const of2 = (evseId: number, connectorId: number) =>
      connectorOf(call('StatusNotification', { evseId, connectorId }, '2.1'))
    expect(connectorOf(call('StatusNotification', { connectorId: 2 }))).toBe('2')
    expect(of2(1, 1)).not.toBe(of2(2, 1))
  })
})
