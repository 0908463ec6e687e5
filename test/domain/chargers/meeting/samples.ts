/** Charges and transactions as stories of their meeting need them: plain ones, with what matters changed. */
import { pairsOf, type Visit } from '../../../../src/domain/chargers/meeting/match.ts'
import type { Draw } from '../../../../src/domain/chargers/meeting/witness.ts'

export const MINUTE = 60_000
export const noon = Date.UTC(2026, 10, 21, 12)

export function visit(told: Partial<Visit> = {}): Visit {
  return {
    id: 'car',
    owner: 'Jim',
    chargers: ['CP-1'],
    status: 'charging',
    startedAt: noon,
    endedAt: null,
    energyKwh: null,
    socStart: null,
    socEnd: null,
    heard: { first: told.startedAt ?? noon, last: told.endedAt ?? noon },
    ...told,
  }
}

export function draw(told: Partial<Draw> = {}): Draw {
  return {
    id: 'post',
    charger: 'CP-1',
    evse: 1,
    status: 'charging',
    startedAt: noon,
    endedAt: null,
    energyWh: null,
    socStart: null,
    stopReason: null,
    isProvisional: false,
    isFault: false,
    skewMs: null,
    access: 'public',
    host: null,
    owner: null,
    session: null,
    ...told,
  }
}

export const after = (minutes: number) => noon + minutes * MINUTE
/** A charge of a car, or a transaction, that is over. */
export const over = (minutes: number) => ({ status: 'completed' as const, endedAt: after(minutes) })

/** `car=post car2=post2` */
export function pairs(visits: Visit[], draws: Draw[]): string {
  const found = [...pairsOf(visits, draws)].map(([car, post]) => `${car}=${post}`)
  return found.sort().join(' ')
}
