/** Transactions and readings as stories need them: plain ones, with what matters changed. */
import type { Reading, Transaction } from '../../../../src/domain/chargers/transaction.ts'
import { blank } from '../../../../src/domain/chargers/course/meter.ts'

/** Nine in the morning, when the stories begin. */
export const nine = Date.parse('2026-11-21T09:00:00Z')

/** So many minutes after nine. */
export const after = (minutes: number): number => nine + minutes * 60_000

let made = 0

export function aTransaction(told: Partial<Transaction> = {}): Transaction {
  const number = ++made
  return {
    id: `transaction-${String(number).padStart(6, '0')}`,
    number,
    charger: 'CP1',
    evse: 1,
    connector: 1,
    reference: null,
    alias: null,
    startKey: null,
    idTag: 'CARD',
    owner: null,
    verdict: 'Accepted',
    acceptedBy: null,
    status: 'charging',
    startedAt: nine,
    endedAt: null,
    heardAt: nine,
    meterStartWh: 1000,
    meterStopWh: null,
    energyWh: null,
    last: null,
    maxPowerW: null,
    socStart: null,
    stopReason: null,
    isProvisional: false,
    isFault: false,
    seqNo: null,
    seen: [],
    oddities: [],
    startedBy: null,
    ...told,
  }
}

/** What was measured some minutes after nine. */
export function aReading(minutes: number, told: Partial<Reading> = {}): Reading {
  return { ...blank, at: after(minutes), ...told }
}
