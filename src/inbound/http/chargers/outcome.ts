/** What became of a call to a charger, as HTTP says it. */
import { TAKEN } from '../../../domain/chargers/commands/secret.ts'
import type { Payload } from '../../../domain/chargers/ocpp.ts'
import type { Called } from '../../../flows/ports.ts'
import { Problem } from '../problem.ts'

/** How a route says no that asks a charger something, for the API document. */
export const UNHEARD = {
  404: 'There is no such charger',
  409: 'It is not connected',
  502: 'It answered with an error: `ocppError`',
  504: 'It did not answer in time',
}

/** Its answer; the problem that it is where there is none, or an error. */
export function answered(called: Called): Payload {
  if (called === 'away') {
    const more = { code: 'notConnected' }
    throw new Problem(409, 'the charger was not reached: its connection is over', [], {}, more)
  }
  if (called === 'silent') {
    throw new Problem(504, 'the charger did not answer in time', [], {}, { code: 'silent' })
  }
  if ('result' in called) return called.result
  const { code, description } = called.error
  const more = { code: 'chargerError', ocppError: { code, description } }
  throw new Problem(502, 'the charger answered with an error', [], {}, more)
}

/** Throws where the charger said no to what it was asked to set. */
export function accepted(result: Payload): void {
  const [first] = Array.isArray(result['setVariableResult']) ? result['setVariableResult'] : []
  const said = (first as Payload | undefined)?.['attributeStatus'] ?? result['status']
  if (TAKEN.has(String(said))) return
  const more = { code: 'refusedByCharger' }
  throw new Problem(409, `the charger said ${String(said).slice(0, 50)}`, [], {}, more)
}
